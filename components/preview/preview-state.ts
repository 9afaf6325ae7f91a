/** What the learner's HTTP server has answered: a fold over `preview` events. */
import type { LabEvent, LabEventOf } from "../../protocol/lab-event.ts";

export type Exchange = LabEventOf<"preview">;

export type PreviewState = {
  /** By the request's id; the latest ones, oldest first. */
  exchanges: ReadonlyMap<string, Exchange>;
};

export const initialPreview: PreviewState = { exchanges: new Map() };

const kept = 60;

/** Folds a batch of events in. */
export function reducePreview(state: PreviewState, events: readonly LabEvent[]): PreviewState {
  const answers = events.filter((event) => event.type === "preview");
  if (answers.length === 0) return state;
  const exchanges = new Map(state.exchanges);
  for (const answer of answers) exchanges.set(answer.preview, answer);
  for (const id of exchanges.keys()) {
    if (exchanges.size <= kept) break;
    exchanges.delete(id);
  }
  return { exchanges };
}
