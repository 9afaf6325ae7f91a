import type { LabEvent } from "@/protocol/lab-event.ts";
import type { RunId } from "@/protocol/names.ts";
import { OwnMaps } from "../lab/own-maps.ts";

/**
 * Which calls the latest run of each file has made: what a lesson's steps are ticked by.
 * A pure fold over the lab's events; it hands back the same object when nothing a step could show has changed.
 */

/** One call name in one run: how often it came back well, and whether it is inside the kernel now. */
export type SeenCall = { readonly returned: number; readonly failed: number; readonly waiting: number };

export type SeenCalls = {
  /** The latest run of each file, by path; the one that was started last comes last. */
  readonly runs: ReadonlyMap<string, SeenRun>;
};

export type SeenRun = {
  readonly run: RunId;
  readonly ended: boolean;
  readonly calls: ReadonlyMap<string, SeenCall>;
  /** Calls that have entered and not come back: their number in the run, and their name. */
  readonly open: ReadonlyMap<number, string>;
};

export const initialSeenCalls: SeenCalls = { runs: new Map() };

const never: SeenCall = { returned: 0, failed: 0, waiting: 0 };

export function reduceSeenCalls(state: SeenCalls, events: readonly LabEvent[]): SeenCalls {
  const own = new OwnMaps();
  let { runs } = state;
  const change = (file: string, run: SeenRun) => {
    runs = own.of(runs).set(file, run);
  };
  const files = new Map<string, string>([...runs].map(([file, { run }]) => [run, file]));
  const find = (actor: string): [file: string, run: SeenRun] | undefined => {
    const file = files.get(actor);
    const run = file === undefined ? undefined : runs.get(file);
    return file !== undefined && run?.run === actor ? [file, run] : undefined;
  };

  for (const event of events) {
    if (event.type === "program-started") {
      files.set(event.run, event.file);
      runs = own.without(runs, event.file);
      change(event.file, { run: event.run, ended: false, calls: new Map(), open: new Map() });
    } else if (event.type === "program-ended") {
      const found = find(event.run);
      // A call that was cut off by the end of its program waits no more.
      if (found) {
        const calls = new Map([...found[1].calls].map(([name, seen]) => [name, { ...seen, waiting: 0 }]));
        change(found[0], { ...found[1], ended: true, calls, open: new Map() });
      }
    } else if (event.type === "call") {
      const found = find(event.actor);
      if (!found) continue;
      const [file, run] = found;
      const seen = run.calls.get(event.name) ?? never;
      change(file, {
        ...run,
        calls: own.of(run.calls).set(event.name, { ...seen, waiting: seen.waiting + 1 }),
        open: own.of(run.open).set(event.call, event.name),
      });
    } else if (event.type === "return") {
      const found = find(event.actor);
      const name = found?.[1].open.get(event.call);
      if (!found || name === undefined) continue;
      const [file, run] = found;
      const seen = run.calls.get(name) ?? never;
      const calls = own.of(run.calls).set(name, {
        returned: seen.returned + (event.outcome.ok ? 1 : 0),
        failed: seen.failed + (event.outcome.ok ? 0 : 1),
        waiting: Math.max(0, seen.waiting - 1),
      });
      change(file, { ...run, calls, open: own.without(run.open, event.call) });
    }
  }
  return runs === state.runs ? state : { runs };
}

/** The run that steps follow: the latest of `file`, or with null the latest of all. */
export function followedRun(state: SeenCalls, file: string | null): SeenRun | undefined {
  return file === null ? [...state.runs.values()].at(-1) : state.runs.get(file);
}

/**
 * Where a step stands, given the calls that it names (any of them counts) and how many must have come back.
 * `now` while one of them is inside the kernel and has not come back often enough.
 */
export function stepState(run: SeenRun | undefined, names: readonly string[], times: number): StepState {
  if (!run || names.length === 0) return "ahead";
  let returned = 0;
  let waiting = 0;
  for (const name of names) {
    const seen = run.calls.get(name) ?? never;
    returned += seen.returned;
    waiting += seen.waiting;
  }
  if (returned >= times) return "done";
  return waiting > 0 ? "now" : "ahead";
}

export type StepState = "ahead" | "now" | "done";
