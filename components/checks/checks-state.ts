/** How the exercise stands: which requirements were judged, and what each verdict was; a fold over lab events. */
import type { LabEvent, Verdict } from "../../protocol/lab-event.ts";

export type ChecksState = {
  /** The check that these verdicts belong to; null before the first. */
  check: string | null;
  running: boolean;
  /** Requirements in the order they are judged. */
  ids: readonly string[];
  verdicts: ReadonlyMap<string, Verdict>;
};

export const initialChecks: ChecksState = { check: null, running: false, ids: [], verdicts: new Map() };

/** Folds a batch of events in. A word about another check than the running one is late, and dropped. */
export function reduceChecks(state: ChecksState, events: readonly LabEvent[]): ChecksState {
  let next = state;
  for (const event of events) {
    if (event.type === "check-started") {
      next = { check: event.check, running: true, ids: event.ids, verdicts: new Map() };
    } else if (event.type === "verdict" && event.check === next.check) {
      next = { ...next, verdicts: new Map(next.verdicts).set(event.id, event.verdict) };
    } else if (event.type === "check-ended" && event.check === next.check) {
      next = { ...next, running: false };
    }
  }
  return next;
}

/** How many of the requirements passed. */
export function passedCount(state: ChecksState): number {
  let passed = 0;
  for (const verdict of state.verdicts.values()) if (verdict.result === "passed") passed += 1;
  return passed;
}

/** The requirement that is being judged now: the first without a verdict. */
export function judgedNow(state: ChecksState): string | null {
  if (!state.running) return null;
  return state.ids.find((id) => !state.verdicts.has(id)) ?? null;
}

/** `2/3`, once a check was begun. */
export function checksBadge(state: ChecksState): string | null {
  return state.check === null ? null : `${passedCount(state)}/${state.ids.length}`;
}
