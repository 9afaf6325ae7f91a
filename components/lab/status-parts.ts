import type { WireState } from "../wire-controls/wire-state.ts";
import { fill, type Words } from "../words/words.ts";
import { type LabState, liveProgram, type Program } from "./lab-state.ts";
import type { LabStatus } from "./lab-status.ts";

/** What the status line says, what matters most first: where there is no room for all of it, the last goes. */
export type StatusPart = {
  id: string;
  text: string;
  /** Said where there is room for words. */
  more?: string;
  /** Something waits for the reader's hand. */
  asks?: boolean;
};

export function statusParts(status: LabStatus, lab: LabState, wire: WireState, words: Words): StatusPart[] {
  const say = words.lab;
  const ready = status.kind === "ready";
  const live = [...lab.programs.values()].filter(liveProgram);
  return [
    { id: "lab", ...describe(status, say) },
    ...(ready ? pausedPart(live, say) : []),
    ...(ready ? wirePart(wire, say) : []),
    ...(ready ? runningPart(live, say) : []),
    { id: "packets", text: count(lab.packets, say.onePacket, say.packets) },
    { id: "connections", text: count(lab.connections, say.oneConnection, say.connections) },
    ...(lab.listeners > 0 ? [{ id: "listeners", text: fill(say.listeners, { n: lab.listeners }) }] : []),
  ];
}

const waits = (program: Program) => program.paused.size > 0;

function pausedPart(live: Program[], say: Words["lab"]): StatusPart[] {
  const n = live.filter(waits).length;
  return n > 0 ? [{ id: "paused", text: count(n, say.onePaused, say.paused), asks: true }] : [];
}

function runningPart(live: Program[], say: Words["lab"]): StatusPart[] {
  const n = live.filter((program) => !waits(program)).length;
  return n > 0 ? [{ id: "running", text: count(n, say.oneRunning, say.running) }] : [];
}

function wirePart({ settings, waiting }: WireState, say: Words["lab"]): StatusPart[] {
  const both = [settings.you, settings.lab];
  if (waiting.size > 0) return [{ id: "wire", text: count(waiting.size, say.oneHeld, say.held), asks: true }];
  if (both.some(({ cut }) => cut)) return [{ id: "wire", text: say.wireCut, asks: true }];
  if (both.some(({ hold }) => hold)) return [{ id: "wire", text: say.wireHolds, asks: true }];
  return [];
}

const count = (n: number, one: string, many: string) => (n === 1 ? one : fill(many, { n }));

function describe(status: LabStatus, say: Words["lab"]): { text: string; more?: string } {
  switch (status.kind) {
    case "ready": {
      const ms = status.ms < 10 ? status.ms.toFixed(1) : Math.round(status.ms);
      return { text: say.ready, more: fill(say.readyIn, { ms }) };
    }
    case "connecting":
      return { text: status.attempt === 0 ? say.connecting : say.connectingAgain };
    case "busy":
      return { text: say.busyShort };
    case "away":
      return { text: say.awayShort };
    case "closed":
      return { text: say.closedShort };
  }
}
