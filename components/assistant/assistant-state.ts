/** How the assistant stands and what it has sent and received: a fold over lab events. */
import type { AssistantEvent, LabEvent, LabEventOf } from "../../protocol/lab-event.ts";
import type { Micros } from "../../protocol/names.ts";

export type AssistantEntry = {
  /** Counts up; names the entry for as long as the log lasts. */
  id: number;
  at: Micros;
  kind: LabEventOf<"peer-log">["kind"];
  text: string;
  /** The bytes in base64, where there are any; whole ones can be sent again. */
  data: string | null;
  /** How many there were, where `data` holds only their beginning. */
  length: number | undefined;
  remote: string | null;
};

export type AssistantState = {
  listening: AssistantEvent["listening"];
  connections: AssistantEvent["connections"];
  /** The latest ones, oldest first. */
  entries: readonly AssistantEntry[];
  /** Entries there have ever been. */
  count: number;
};

export const initialAssistant = (): AssistantState => ({
  listening: null,
  connections: [],
  entries: [],
  count: 0,
});

/** The peer whose log is the assistant's. */
export const assistantPeer = "assistant";

const kept = 1_000;

/** Folds a batch of events in. */
export function reduceAssistant(state: AssistantState, events: readonly LabEvent[]): AssistantState {
  let { listening, connections, count } = state;
  const added: AssistantEntry[] = [];
  let changed = false;
  for (const event of events) {
    if (event.type === "assistant") {
      ({ listening, connections } = event);
      changed = true;
    } else if (event.type === "peer-log" && event.peer === assistantPeer) {
      added.push({
        id: count,
        at: event.at,
        kind: event.kind,
        text: event.text,
        data: event.data ?? null,
        length: event.length,
        remote: event.remote ?? null,
      });
      count += 1;
    } else if (event.type === "peer-ended" && event.peer === assistantPeer) {
      listening = null;
      connections = [];
      changed = true;
    }
  }
  if (added.length === 0 && !changed) return state;
  const entries = added.length === 0 ? state.entries : [...state.entries, ...added].slice(-kept);
  return { listening, connections, entries, count };
}
