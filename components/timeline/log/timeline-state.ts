/**
 * The timeline's fold over what happens in a lab. Hands on a log that the layout follows change by change.
 *
 * The log inside grows in place, so that a batch costs what is in the batch. A state that is folded twice (React's
 * strict mode, a replay that went back) is folded anew from the events it had seen: no state is ever changed.
 */
import type { LabEvent } from "../../../protocol/lab-event.ts";
import { isConnecting, takeTable } from "./connecting-calls.ts";
import { endActor, startActor } from "./take-actor.ts";
import { takeCall, takeFlow, takePause, takeReturn } from "./take-call.ts";
import { takeFate, takeFrame } from "./take-packet.ts";
import { addMark, emptyLog, type TimelineLog, type WireMark } from "./timeline-log.ts";

/** `seen` is how many events this state knows: its log may meanwhile have grown for a later one. */
export type TimelineState = { readonly seen: number; readonly log: TimelineLog };

/** A lab in which nothing has happened yet. */
export const initialTimeline: TimelineState = Object.freeze({ seen: 0, log: emptyLog() });

/** Takes a batch in. The state it is given stays what it was, and may be folded again. */
export function reduceTimeline(state: TimelineState, events: readonly LabEvent[]): TimelineState {
  let log = state.log;
  let taken = 0;
  for (const event of events) {
    if (!concernsTimeline(event)) continue;
    if (taken === 0 && (state === initialTimeline || log.events.length !== state.seen)) {
      const known = log.events.slice(0, state.seen);
      log = emptyLog();
      for (const old of known) take(log, old);
    }
    take(log, event);
    taken++;
  }
  return taken === 0 ? state : { seen: state.seen + taken, log };
}

function concernsTimeline(event: LabEvent): boolean {
  switch (event.type) {
    case "program-started":
    case "program-ended":
    case "peer-started":
    case "peer-ended":
    case "call":
    case "return":
    case "flow":
    case "paused":
    case "frame":
    case "fate":
    case "frames-unshown":
    case "wire":
      return true;
    case "sockets":
      return event.rows.some(isConnecting);
    default:
      return false;
  }
}

function take(log: TimelineLog, event: LabEvent): void {
  log.events.push(event);
  log.lastAt = Math.max(log.lastAt, event.at);
  switch (event.type) {
    case "program-started": {
      const { actor, host, title } = startActor(log, event.run, event.at, event.file);
      addMark(log, { index: log.marks.length, kind: "started", at: event.at, actor, host, title });
      return;
    }
    case "peer-started":
      // A reference peer stands there from the beginning: only what the learner starts is told.
      startActor(log, `peer:${event.peer}`, event.at, event.title);
      return;
    case "program-ended": {
      const exit = "code" in event.exit ? String(event.exit.code) : event.exit.signal;
      endActor(log, event.run, event.at, exit, exit === "0");
      return;
    }
    case "peer-ended":
      endActor(log, `peer:${event.peer}`, event.at, event.error ?? "", event.error === undefined);
      return;
    case "call":
      takeCall(log, event);
      return;
    case "return":
      takeReturn(log, event);
      return;
    case "flow":
      takeFlow(log, event);
      return;
    case "sockets":
      takeTable(log, event);
      return;
    case "paused":
      takePause(log, event);
      return;
    case "frame":
      takeFrame(log, event);
      return;
    case "fate":
      takeFate(log, event);
      return;
    case "frames-unshown":
      log.unshown += event.count;
      return;
    case "wire": {
      if (JSON.stringify(log.wire) === JSON.stringify(event.settings)) return;
      log.wire = event.settings;
      const mark: WireMark = {
        index: log.marks.length,
        kind: "wire",
        at: event.at,
        settings: event.settings,
      };
      log.wireMarks.push(mark);
      addMark(log, mark);
      return;
    }
  }
}
