import type { LabEvent } from "../../protocol/lab-event.ts";

/** The event with its times counted from `micros` later; what happened before counts as the very beginning. */
export function rebase(event: LabEvent, micros: number): LabEvent {
  const moved = (at: number) => Math.max(0, at - micros);
  if (event.type === "fate") {
    return { ...event, at: moved(event.at), fate: { ...event.fate, at: moved(event.fate.at) } };
  }
  if (event.type === "frame" && event.fate !== undefined) {
    return { ...event, at: moved(event.at), fate: { ...event.fate, at: moved(event.fate.at) } };
  }
  return { ...event, at: moved(event.at) };
}
