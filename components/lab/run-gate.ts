import type { LabEvent } from "../../protocol/lab-event.ts";

/** Drops what is still said about runs that have ended: a late packet of messages must not wake a dead program. */
export function makeRunGate(): (events: readonly LabEvent[]) => LabEvent[] {
  const ended = new Set<string>();
  return (events) =>
    events.filter((event) => {
      const run = runOf(event);
      if (run === null) return true;
      if (ended.has(run)) return false;
      if (event.type === "program-ended") ended.add(run);
      return true;
    });
}

function runOf(event: LabEvent): string | null {
  if ("run" in event) return event.run;
  if ("actor" in event) return event.actor;
  return null;
}
