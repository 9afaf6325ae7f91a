/** Where an arrow key leads: to the thing before or after, or to the nearest in the column beside. */
import type { Item } from "../log/item.ts";
import type { TimelineLog } from "../log/timeline-log.ts";
import type { Point } from "./places.ts";
import { itemOfPoint, type TimelineLayout } from "./timeline-layout.ts";

export type Step = "next" | "previous" | "left" | "right" | "first" | "last" | "further" | "back";

const leap = 10;

/** @param until how many points are shown: a look back in time does not go past its moment */
export function nextItem(
  layout: TimelineLayout,
  log: TimelineLog,
  from: Item | null,
  step: Step,
  until: number,
): Item | null {
  const end = Math.min(until, layout.points.length);
  const here = from === null ? -1 : placeOf(layout, from);
  const lastItem = () => along(layout, end, -1, 1, end);
  if (step === "first") return along(layout, -1, 1, 1, end);
  if (step === "last" || here < 0 || here >= end) return lastItem();
  if (step === "left" || step === "right") return beside(layout, log, here, step, end) ?? from;
  const [way, times] = { next: [1, 1], previous: [-1, 1], further: [1, leap], back: [-1, leap] }[step] as [
    1 | -1,
    number,
  ];
  return along(layout, here, way, times, end) ?? from;
}

/** The point at which a thing begins; -1 when it is not shown. */
function placeOf(layout: TimelineLayout, item: Item): number {
  const y = layout.yOfItem(item);
  if (y === undefined) return -1;
  for (let i = layout.firstAt(y); i < layout.points.length; i++) {
    const point = layout.points[i];
    if (!point || point.y > y) return -1;
    if (itemOfPoint(point) === item) return i;
  }
  return -1;
}

/** So many things further from a place, or as many as there are. */
function along(layout: TimelineLayout, from: number, way: 1 | -1, times: number, end: number): Item | null {
  let found: Item | null = null;
  let left = times;
  for (let i = from + way; i >= 0 && i < end && left > 0; i += way) {
    const point = layout.points[i];
    const item = point ? itemOfPoint(point) : null;
    if (item === null) continue;
    found = item;
    left--;
  }
  return found;
}

/** The left gutter, the middle, the right gutter. */
function columnOf(log: TimelineLog, { of, index }: Point): 0 | 1 | 2 {
  if (of === "depart") return 1;
  if (of === "call") return log.calls[index]?.host === "you" ? 0 : 2;
  const mark = log.marks[index];
  if (!mark || mark.kind === "wire") return 1;
  return mark.host === "lab" ? 2 : 0;
}

/** The nearest thing of the next column that has any. */
function beside(
  layout: TimelineLayout,
  log: TimelineLog,
  here: number,
  step: "left" | "right",
  end: number,
): Item | null {
  const start = layout.points[here];
  if (!start) return null;
  const way = step === "left" ? -1 : 1;
  const own = columnOf(log, start);
  for (let column = own + way; column >= 0 && column <= 2; column += way) {
    const near = nearest(layout, log, here, column, end);
    if (near !== null) return near;
  }
  return null;
}

/** From a place both ways at once, as far as the nearest can be. */
function nearest(
  layout: TimelineLayout,
  log: TimelineLog,
  here: number,
  column: number,
  end: number,
): Item | null {
  const y = layout.points[here]?.y ?? 0;
  let best: { item: Item; away: number } | null = null;
  const look = (i: number): boolean => {
    const point = i >= 0 && i < end ? layout.points[i] : undefined;
    if (!point) return false;
    const away = Math.abs(point.y - y);
    if (best && away >= best.away) return false;
    const item = itemOfPoint(point);
    if (item !== null && columnOf(log, point) === column) best = { item, away };
    return true;
  };
  let [up, down] = [here - 1, here + 1];
  let [upwards, downwards] = [true, true];
  while (upwards || downwards) {
    if (upwards) upwards = look(up--);
    if (downwards) downwards = look(down++);
  }
  return (best as { item: Item } | null)?.item ?? null;
}
