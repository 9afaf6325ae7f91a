/** Words, with what shows that they are pointed at or chosen. */
import type { Label } from "../scene/scene.ts";
import { type Paint, strengthOf } from "./paint.ts";

/** @param inBox its packet's box is its ground */
export function paintLabel(
  context: CanvasRenderingContext2D,
  label: Label,
  paint: Paint,
  inBox: boolean,
): void {
  const { top, height, palette, geometry, selected, hovered, related } = paint;
  const { item } = label;
  if (label.top > top + height || label.top + label.height < top) return;
  if (item && (item === selected || item === hovered || related.has(item))) {
    context.fillStyle = palette.accent;
    context.globalAlpha = item === selected ? 0.24 : item === hovered ? 0.13 : 0.1;
    context.beginPath();
    context.roundRect(label.x - 4, label.top - 0.5, label.width + 8, label.height + 1, 4);
    context.fill();
    context.globalAlpha = 1;
  } else if (paint.wireActive && label.x < geometry.wire && label.x + label.width > geometry.wire && !inBox) {
    // Words stand clear of the wire's own line.
    context.fillStyle = palette.panel;
    context.fillRect(label.x - 3, label.top, label.width + 6, label.height);
  }
  paintWords(context, label, paint);
}

function paintWords(context: CanvasRenderingContext2D, label: Label, paint: Paint): void {
  const { palette, zoom } = paint;
  const middle = label.top + label.height / 2;
  const strength = strengthOf(paint, label.item, middle);
  let x = label.x;
  for (const part of label.parts) {
    const width = paint.measure(part.text) * zoom;
    if (part.boxed) {
      context.strokeStyle = palette[part.tone];
      context.globalAlpha = 0.8 * strength;
      context.lineWidth = 1;
      context.beginPath();
      context.roundRect(x + 0.5, label.top + 1, width + 5 * zoom, label.height - 2, 3);
      context.stroke();
    }
    context.globalAlpha = strength;
    context.fillStyle = palette[part.tone];
    context.fillText(part.text, x + (part.boxed ? 3 * zoom : 0), middle + 0.5);
    x += width + (part.boxed ? 6 * zoom : 0) + 5 * zoom;
  }
  context.globalAlpha = 1;
}
