import type { LabEvent } from "../../protocol/lab-event.ts";
import { initialAssistant, reduceAssistant } from "../assistant/assistant-state.ts";
import { initialChecks, reduceChecks } from "../checks/checks-state.ts";
import { initialSeenCalls, reduceSeenCalls } from "../lesson/seen-calls.ts";
import { initialWire, reduceWire } from "../wire-controls/wire-state.ts";
import { initialLab, reduceLab } from "./lab-state.ts";
import type { panelSlices } from "./panel-slices.ts";

/**
 * Every instrument's fold. Here stand those that the page itself reads: its buttons and terminals, the badges of the
 * tabs, the lesson's text. What only a panel reads stands in panel-slices.ts and comes once the page stands.
 */

export type Slice<State> = {
  /** A fresh state for a new lab; a function, since a state may hold a log that is appended to in place. */
  initial(): State;
  reduce(state: State, events: readonly LabEvent[]): State;
  /** It shows past and present in one picture and is told the moment beside it: its past is not folded anew. */
  timeless?: boolean;
};

export const slices = {
  lab: { initial: initialLab, reduce: reduceLab },
  steps: { initial: () => initialSeenCalls, reduce: reduceSeenCalls },
  wire: { initial: () => initialWire, reduce: reduceWire },
  assistant: { initial: initialAssistant, reduce: reduceAssistant },
  checks: { initial: () => initialChecks, reduce: reduceChecks },
};

export type SliceSet = Readonly<Record<string, Slice<unknown>>>;
type States<Set extends SliceSet> = { readonly [Name in keyof Set]: ReturnType<Set[Name]["initial"]> };

/** What the page knows of its lab: one state for each slice. */
export type Slices = States<typeof slices>;
/** What a panel knows: the page's, and the panels' own. */
export type AllSlices = Slices & States<typeof panelSlices>;

/** A set of slices before anything has happened. */
export function initialStates<Set extends SliceSet>(set: Set): States<Set> {
  return map(set, (slice) => slice.initial());
}

/** A set of slices, a batch of events later. */
export function reduceStates<Set extends SliceSet>(
  set: Set,
  states: States<Set>,
  events: readonly LabEvent[],
): States<Set> {
  return map(set, (slice, name) => slice.reduce(states[name], events));
}

/** A set of slices as it was, from the events until then. */
export function pastStates<Set extends SliceSet>(
  set: Set,
  live: States<Set>,
  events: readonly LabEvent[],
): States<Set> {
  return map(set, (slice, name) => (slice.timeless ? live[name] : slice.reduce(slice.initial(), events)));
}

function map<Set extends SliceSet>(
  set: Set,
  make: (slice: Slice<unknown>, name: keyof Set) => unknown,
): States<Set> {
  return Object.fromEntries(
    Object.entries(set).map(([name, slice]) => [name, make(slice, name)]),
  ) as States<Set>;
}
