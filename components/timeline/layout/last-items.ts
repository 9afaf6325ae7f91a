/** The latest things, as many as are asked for, oldest first. */
import type { Item } from "../log/item.ts";
import { itemOfPoint, type TimelineLayout } from "./timeline-layout.ts";

export function lastItems({ points }: TimelineLayout, most: number): Item[] {
  const items: Item[] = [];
  for (let i = points.length - 1; i >= 0 && items.length < most; i--) {
    const point = points[i];
    const item = point ? itemOfPoint(point) : null;
    if (item !== null) items.push(item);
  }
  return items.reverse();
}
