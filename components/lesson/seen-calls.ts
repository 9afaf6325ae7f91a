import type { LabEvent } from "@/protocol/lab-event.ts";
import type { RunId } from "@/protocol/names.ts";

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
  let runs: Map<string, SeenRun> | null = null;
  const change = (file: string, run: SeenRun) => {
    runs ??= new Map(state.runs);
    runs.set(file, run);
  };
  const find = (actor: string): [file: string, run: SeenRun] | undefined => {
    for (const entry of runs ?? state.runs) if (entry[1].run === actor) return entry;
    return undefined;
  };

  for (const event of events) {
    if (event.type === "program-started") {
      runs ??= new Map(state.runs);
      runs.delete(event.file);
      runs.set(event.file, { run: event.run, ended: false, calls: new Map(), open: new Map() });
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
        calls: new Map(run.calls).set(event.name, { ...seen, waiting: seen.waiting + 1 }),
        open: new Map(run.open).set(event.call, event.name),
      });
    } else if (event.type === "return") {
      const found = find(event.actor);
      const name = found?.[1].open.get(event.call);
      if (!found || name === undefined) continue;
      const [file, run] = found;
      const seen = run.calls.get(name) ?? never;
      const open = new Map(run.open);
      open.delete(event.call);
      const calls = new Map(run.calls).set(name, {
        returned: seen.returned + (event.outcome.ok ? 1 : 0),
        failed: seen.failed + (event.outcome.ok ? 0 : 1),
        waiting: Math.max(0, seen.waiting - 1),
      });
      change(file, { ...run, calls, open });
    }
  }
  return runs === null || (runs as Map<string, SeenRun>).size === 0 ? state : { runs };
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
