/** How much happens along a recording, for the strip above the scrubber. */
import type { LabEvent } from "../../protocol/lab-event.ts";

export type Density = { calls: number; frames: number; lost: number; terminal: number };

/** Counts in `columns` equal parts of the time between `start` and `end`. */
export function density(events: readonly LabEvent[], start: number, end: number, columns: number): Density[] {
  const parts = Array.from({ length: columns }, () => ({ calls: 0, frames: 0, lost: 0, terminal: 0 }));
  const span = Math.max(1, end - start);
  for (const event of events) {
    const part = parts[Math.floor(((event.at - start) / span) * columns)];
    if (!part) continue;
    if (event.type === "call") part.calls += 1;
    else if (event.type === "output" || event.type === "input") part.terminal += 1;
    else if (event.type === "frame") {
      part.frames += 1;
      if (event.fate?.kind === "lost") part.lost += 1;
    } else if (event.type === "fate" && event.fate.kind === "lost") part.lost += 1;
  }
  return parts;
}
