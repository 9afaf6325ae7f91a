import type { LabEvent } from "../../protocol/lab-event.ts";
import { initialAssistant, reduceAssistant } from "../assistant/assistant-state.ts";
import { initialChecks, reduceChecks } from "../checks/checks-state.ts";
import { initialSeenCalls, reduceSeenCalls } from "../lesson/seen-calls.ts";
import { initialPreview, reducePreview } from "../preview/preview-state.ts";
import { initialSockets, reduceSockets } from "../sockets-table/sockets-state.ts";
import { initialTimeline, reduceTimeline } from "../timeline/timeline-state.ts";
import { initialWire, reduceWire } from "../wire-controls/wire-state.ts";
import { initialLab, reduceLab } from "./lab-state.ts";

/** Every instrument's fold. An instrument plugs in with one line here and one in instruments.ts. */

type Slice<State> = {
  /** A fresh state for a new lab; a function, since a state may hold a log that is appended to in place. */
  initial: () => State;
  reduce: (state: State, events: readonly LabEvent[]) => State;
};

const slice = <State>(initial: () => State, reduce: Slice<State>["reduce"]): Slice<State> => ({
  initial,
  reduce,
});

export const slices = {
  lab: slice(initialLab, reduceLab),
  steps: slice(() => initialSeenCalls, reduceSeenCalls),
  timeline: slice(() => initialTimeline, reduceTimeline),
  wire: slice(() => initialWire, reduceWire),
  sockets: slice(() => initialSockets, reduceSockets),
  assistant: slice(initialAssistant, reduceAssistant),
  preview: slice(() => initialPreview, reducePreview),
  checks: slice(() => initialChecks, reduceChecks),
};

export type SliceName = keyof typeof slices;

/** What the page knows of its lab: one state for each slice. */
export type Slices = { readonly [Name in SliceName]: ReturnType<(typeof slices)[Name]["initial"]> };

export function initialSlices(): Slices {
  return map((name) => slices[name].initial());
}

/** All slices, a batch of events later. */
export function reduceSlices(state: Slices, events: readonly LabEvent[]): Slices {
  return map((name) => {
    const { reduce } = slices[name] as Slice<unknown>;
    return reduce(state[name], events);
  });
}

/**
 * The lab as it was, from the events until then. The timeline shows past and present in one picture and is told the
 * moment beside it, so its fold, the largest, is not made again.
 */
export function pastSlices(live: Slices, events: readonly LabEvent[]): Slices {
  return map((name) =>
    name === "timeline"
      ? live.timeline
      : (slices[name] as Slice<unknown>).reduce(slices[name].initial(), events),
  );
}

function map(make: (name: SliceName) => unknown): Slices {
  const names = Object.keys(slices) as SliceName[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Slices;
}
