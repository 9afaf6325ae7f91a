/** How much room a wait takes on an axis that is an order and not a clock: none, a little, or a gap that tells its time. */
import type { Micros } from "../../../protocol/names.ts";
import { metric } from "./metric.ts";
import type { Pen } from "./pen-rows.ts";
import type { Point } from "./places.ts";

/** Room for what happened just before this point; a gap is made at once, across all columns. */
export function roomForWait(point: Point, pen: Pen): number {
  const wait: Micros = pen.at < 0 ? 0 : point.at - pen.at;
  if (wait < metric.gapMicros) return wait < 1_000 ? 0 : wait < 10_000 ? 3 : wait < 50_000 ? 6 : 10;
  point.gap = wait;
  point.gapTop = Math.max(pen.y + 4, pen.you, pen.wire, pen.lab) + 2;
  pen.y = point.gapTop + metric.gap;
  pen.you = pen.wire = pen.lab = pen.y;
  return 0;
}
