/** Where an arrow key leads: to the thing before or after, or to the nearest in the column beside. */
import type { TimelineLayout } from "./timeline-layout.ts";
import type { Item } from "./timeline-scene.ts";
import type { TimelineLog } from "./timeline-state.ts";

export type Step = "next" | "previous" | "left" | "right" | "first" | "last" | "further" | "back";

type Stop = { item: Item; column: 0 | 1 | 2; y: number };

const leap = 10;

/** @param until how many points are shown: a look back in time does not go past its moment */
export function nextItem(
  layout: TimelineLayout,
  log: TimelineLog,
  from: Item | null,
  step: Step,
  until: number,
): Item | null {
  const stops: Stop[] = [];
  for (const [i, point] of layout.points.entries()) {
    if (i >= until) break;
    const { index, y } = point;
    if (point.of === "call")
      stops.push({ item: `c${index}`, column: log.calls[index]?.host === "you" ? 0 : 2, y });
    else if (point.of === "depart") stops.push({ item: `p${index}`, column: 1, y });
    else if (point.of === "mark") {
      const mark = log.marks[index];
      stops.push({
        item: `m${index}`,
        column: mark && mark.kind !== "wire" && mark.host === "lab" ? 2 : mark?.kind === "wire" ? 1 : 0,
        y,
      });
    }
  }
  const at = stops.findIndex((stop) => stop.item === from);
  const here = stops[at];
  const end = stops.length - 1;
  if (step === "first") return stops[0]?.item ?? null;
  if (step === "last" || (!here && (step === "previous" || step === "back"))) return stops[end]?.item ?? null;
  if (!here) return stops[end]?.item ?? null;
  if (step === "left" || step === "right") {
    let nearest: Stop | null = null;
    for (const stop of stops) {
      if (step === "left" ? stop.column >= here.column : stop.column <= here.column) continue;
      if (Math.abs(stop.column - here.column) > 1 && nearest && Math.abs(nearest.column - here.column) === 1)
        continue;
      const closerColumn =
        nearest && Math.abs(stop.column - here.column) < Math.abs(nearest.column - here.column);
      if (!nearest || closerColumn || Math.abs(stop.y - here.y) < Math.abs(nearest.y - here.y))
        nearest = stop;
    }
    return nearest?.item ?? here.item;
  }
  const by = { next: 1, previous: -1, further: leap, back: -leap }[step];
  return stops[Math.max(0, Math.min(end, at + by))]?.item ?? null;
}
