/** What happened to a program or to the wire, in words: in its host's gutter, or over the wire. */
import { metric } from "../layout/metric.ts";
import type { Point } from "../layout/places.ts";
import type { Item } from "../log/item.ts";
import { markWords } from "../mark-words.ts";
import type { Board } from "./board.ts";
import { cutTo } from "./cut-text.ts";

export function putMark(board: Board, point: Point): void {
  const { log, zoom, geometry, words, measure, wireText } = board.in;
  const mark = log.marks[point.index];
  if (!mark) return;
  const item: Item = `m${point.index}`;
  if (mark.kind !== "wire") {
    const tone = mark.kind === "ended" && !mark.good ? "rst" : "muted";
    board.putInGutter(item, mark.host, point.y * zoom, [{ text: markWords(mark, words), tone }]);
    return;
  }
  const { left, right, wire } = geometry;
  const text = cutTo(`≈ ${wireText(mark.settings) || words.perfectWire}`, (right - left) / zoom, measure);
  const wordings = [text, "≈"].map((each) => [{ text: each, tone: "accent" as const }]);
  board.putWords(item, wordings, {
    top: point.y * zoom - (metric.label * zoom) / 2,
    left,
    right,
    wish: wire,
  });
}
