/**
 * A call as a bar on its thread's lane: hatched for as long as the kernel kept the thread in it, empty where it was under
 * way while its thread stood elsewhere, a dot where it came back at once.
 */
import { metric } from "../layout/metric.ts";
import type { CallPlace } from "../layout/places.ts";
import { laneX } from "../layout/timeline-geometry.ts";
import type { TimelineCall } from "../log/timeline-log.ts";
import type { Board } from "./board.ts";

export function putCallBar(board: Board, call: TimelineCall, place: CallPlace): void {
  const { layout, geometry, zoom } = board.in;
  const y = place.y * zoom;
  const open = Number.isNaN(place.end);
  const end = open ? (layout.height + 4) * zoom : place.end * zoom;
  const half = (metric.label / 2) * zoom;
  board.scene.bars.push({
    item: `c${call.index}`,
    x: laneX(geometry, call.host, call.lane),
    y0: place.merged ? y - 3 * zoom : y - half + 2,
    y1: place.merged ? y + 3 * zoom : Math.max(end + half - 4, y + half),
    tone: call.host,
    look: place.merged ? "prompt" : call.stood ? "under-way" : "waited",
    open,
  });
}
