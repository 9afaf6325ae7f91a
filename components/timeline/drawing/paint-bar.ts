/** A call's bar: hatched where the kernel kept a thread in it, empty where the thread went on to other things. */
import type { Bar } from "../scene/scene.ts";
import { isLit, type Paint } from "./paint.ts";

const hatches = new Map<string, CanvasPattern | null>();

/** One tile of slanted lines, in CSS pixels. */
const tileSize = 8;

/** Slanted lines: a call waits. As sharp as the screen is, and fainter than words and arrows. */
function hatch(context: CanvasRenderingContext2D, color: string): CanvasPattern | string {
  const ratio = context.getTransform().a;
  const key = `${color} ${ratio}`;
  let pattern = hatches.get(key);
  if (pattern === undefined) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = Math.round(tileSize * ratio);
    const scale = tile.width / tileSize;
    const pen = tile.getContext("2d");
    if (pen) {
      pen.scale(scale, scale);
      pen.strokeStyle = color;
      pen.globalAlpha = 0.55;
      pen.lineWidth = 1.8;
      pen.beginPath();
      for (const shift of [-tileSize, 0, tileSize]) {
        pen.moveTo(shift - 1, tileSize + 1);
        pen.lineTo(shift + tileSize + 1, -1);
      }
      pen.stroke();
    }
    pattern = context.createPattern(tile, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(1 / scale));
    hatches.set(key, pattern);
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
