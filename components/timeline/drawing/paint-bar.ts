/** A call's bar: hatched where the kernel kept a thread in it, empty where the thread went on to other things. */
import type { Bar } from "../scene/scene.ts";
import { isLit, type Paint } from "./paint.ts";

const hatches = new Map<string, CanvasPattern | null>();

/** Slanted lines: a call waits. */
function hatch(context: CanvasRenderingContext2D, color: string): CanvasPattern | string {
  let pattern = hatches.get(color);
  if (pattern === undefined) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    if (pen) {
      pen.strokeStyle = color;
      pen.globalAlpha = 0.75;
      pen.lineWidth = 1.8;
      pen.beginPath();
      for (const shift of [-8, 0, 8]) {
        pen.moveTo(shift - 1, 9);
        pen.lineTo(shift + 9, -1);
      }
      pen.stroke();
    }
    pattern = context.createPattern(tile, "repeat");
    hatches.set(color, pattern);
  }
  return pattern ?? color;
}

export function paintBar(context: CanvasRenderingContext2D, bar: Bar, paint: Paint): void {
  const { palette, top, height } = paint;
  const color = palette[bar.tone];
  // As much of a long one as can be seen, and its ends out of sight.
  const y0 = Math.max(bar.y0, top - 20);
  const y1 = Math.min(bar.y1, top + height + 20);
  if (y1 <= y0) return;
  const width = bar.look === "prompt" ? 7 : 11;
  context.fillStyle = palette.panel;
  context.beginPath();
  context.roundRect(bar.x - width / 2, y0, width, y1 - y0, bar.look === "prompt" ? 2 : 3);
  context.fill();
  context.fillStyle = bar.look === "waited" ? hatch(context, color) : color;
  if (bar.look !== "under-way") context.fill();
  context.strokeStyle = color;
  context.lineWidth = isLit(paint, bar.item) ? 2.6 : 1.1;
  context.stroke();
}
