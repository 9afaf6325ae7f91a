import type { Micros } from "../../../protocol/names.ts";
import { metric } from "../layout/metric.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { Item } from "../log/item.ts";

/** Where a shown moment ends, and what comes after it. A packet's words stand above its line, so they are told by its place and not by theirs. */
export function pastOf(layout: TimelineLayout, cursor: Micros, zoom: number) {
  const last = layout.yOf(cursor);
  return {
    y: (last + metric.label / 2) * zoom,
    after: (item: Item | null, y: number) =>
      (item?.startsWith("p") ? (layout.packets.get(Number(item.slice(1)))?.y ?? 0) : y / zoom) > last,
  };
}
