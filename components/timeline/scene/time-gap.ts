/** A wait in which nothing happened: a band that tells how long it was. */
import { fill } from "../../words/words.ts";
import { metric } from "../layout/metric.ts";
import type { Point } from "../layout/places.ts";
import { spanText } from "../time-text.ts";
import type { Board } from "./board.ts";

export function putGap(board: Board, point: Point): void {
  const { zoom, geometry, words } = board.in;
  const top = point.gapTop * zoom;
  board.scene.gaps.push({ top, bottom: top + metric.gap * zoom });
  const time = spanText(point.gap);
  const wordings = [fill(words.later, { time }), time].map((text) => [{ text, tone: "muted" as const }]);
  const inset = ((metric.gap - metric.label) / 2) * zoom;
  const { left, right, wire } = geometry;
  board.putWords(null, wordings, { top: top + inset, left, right, wish: wire });
}
