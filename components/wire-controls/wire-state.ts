/**
 * What the wire is set to, which frames wait at it, and what it has done to frames so far: a fold over lab events.
 */
import type { Fate, FrameEvent, LabEvent } from "../../protocol/lab-event.ts";
import type { Host } from "../../protocol/names.ts";
import { perfectWire } from "../../protocol/perfect-wire.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";

/** What became of the frames that left one host. */
export type Tally = {
  delivered: number;
  lost: number;
  corrupted: number;
  altered: number;
  duplicated: number;
};

export type WireState = {
  settings: WireSettings;
  /** Held frames by number, in the order they came. */
  waiting: ReadonlyMap<number, FrameEvent>;
  /** Frames that are on their way (delayed), and who sent them. */
  underway: ReadonlyMap<number, Host>;
  tally: Readonly<Record<Host, Tally>>;
};

const nothing: Tally = { delivered: 0, lost: 0, corrupted: 0, altered: 0, duplicated: 0 };

export const initialWire: WireState = {
  settings: perfectWire,
  waiting: new Map(),
  underway: new Map(),
  tally: { you: nothing, lab: nothing },
};

/** Folds a batch of events in. Frames on a host's own loopback never touch the wire and are left out. */
export function reduceWire(state: WireState, events: readonly LabEvent[]): WireState {
  const relevant = events.filter(
    (event) =>
      event.type === "wire" || event.type === "fate" || (event.type === "frame" && event.link === "wire"),
  );
  if (relevant.length === 0) return state;

  let settings = state.settings;
  const waiting = new Map(state.waiting);
  const underway = new Map(state.underway);
  const tally = { you: { ...state.tally.you }, lab: { ...state.tally.lab } };
  const settle = (from: Host, fate: Fate) => {
    if (fate.kind === "lost") tally[from].lost += 1;
    else {
      tally[from].delivered += 1;
      if (fate.corrupted) tally[from].corrupted += 1;
      if (fate.altered) tally[from].altered += 1;
    }
  };
  for (const event of relevant) {
    if (event.type === "wire") settings = event.settings;
    else if (event.type === "frame") {
      if (event.duplicateOf !== undefined) tally[event.from].duplicated += 1;
      if (event.fate) settle(event.from, event.fate);
      else if (event.held) waiting.set(event.frame, event);
      else underway.set(event.frame, event.from);
    } else if (event.type === "fate") {
      const from = waiting.get(event.frame)?.from ?? underway.get(event.frame);
      if (from === undefined) continue;
      waiting.delete(event.frame);
      underway.delete(event.frame);
      settle(from, event.fate);
    }
  }
  return { settings, waiting, underway, tally };
}

/** How many frames wait by hand, or a dot while the wire is not perfect. */
export function wireBadge({ settings, waiting }: WireState): string | null {
  if (waiting.size > 0) return String(waiting.size);
  const busy = [settings.you, settings.lab].some((conditions) =>
    Object.values(conditions).some((value) => value !== 0 && value !== false),
  );
  return busy ? "•" : null;
}
