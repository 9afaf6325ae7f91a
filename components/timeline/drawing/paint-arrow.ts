/** A packet's line and how it ends: in a head where it arrived, in a cross where it was lost, in a dot while nothing is known. */
import type { Line, Loop } from "../scene/scene.ts";
import { isLit, type Paint, strengthOf } from "./paint.ts";

function head(
  context: CanvasRenderingContext2D,
  line: { x0: number; y0: number; x1: number; y1: number },
  size: number,
) {
  const angle = Math.atan2(line.y1 - line.y0, line.x1 - line.x0);
  context.beginPath();
  context.moveTo(line.x1, line.y1);
  context.lineTo(line.x1 - size * Math.cos(angle - 0.42), line.y1 - size * Math.sin(angle - 0.42));
  context.lineTo(line.x1 - size * Math.cos(angle + 0.42), line.y1 - size * Math.sin(angle + 0.42));
  context.closePath();
  context.fill();
}

function cross(context: CanvasRenderingContext2D, x: number, y: number) {
  context.lineWidth = 2.2;
  context.beginPath();
  context.moveTo(x - 5, y - 5);
  context.lineTo(x + 5, y + 5);
  context.moveTo(x - 5, y + 5);
  context.lineTo(x + 5, y - 5);
  context.stroke();
}

export function paintLine(context: CanvasRenderingContext2D, line: Line, paint: Paint): void {
  const { palette, selected, hovered } = paint;
  const { x0, y0, x1, y1 } = line;
  if (line.item === selected || line.item === hovered) {
    context.globalAlpha = line.item === selected ? 0.28 : 0.14;
    context.strokeStyle = palette.accent;
    context.lineWidth = 9;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
    context.globalAlpha = 1;
  } else context.globalAlpha = strengthOf(paint, line.item, y0);
  context.strokeStyle = context.fillStyle = palette[line.tone];
  context.lineWidth = isLit(paint, line.item) ? line.thick + 1.4 : line.thick;
  context.setLineDash(line.dash as number[]);
  // The line ends inside its head, so that its square end does not show past the tip.
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const back = line.end === "head" ? Math.min(6, length) / length : 0;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1 - (x1 - x0) * back, y1 - (y1 - y0) * back);
  context.stroke();
  context.setLineDash([]);
  if (line.end === "head") head(context, line, 8 + line.thick);
  else if (line.end === "cross") cross(context, x1, y1);
  else if (line.end === "dot") {
    context.beginPath();
    context.arc(x1, y1, 3, 0, Math.PI * 2);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** What a host sends to itself comes back to it. */
export function paintLoop(context: CanvasRenderingContext2D, loop: Loop, paint: Paint): void {
  context.globalAlpha = strengthOf(paint, loop.item, loop.y0);
  context.strokeStyle = context.fillStyle = paint.palette[loop.tone];
  context.lineWidth = isLit(paint, loop.item) ? 3 : 1.7;
  const radius = Math.min(7, (loop.y1 - loop.y0) / 2);
  const far = loop.x + loop.reach;
  context.beginPath();
  context.moveTo(loop.x, loop.y0);
  context.arcTo(far, loop.y0, far, loop.y1, radius);
  context.arcTo(far, loop.y1, loop.x, loop.y1, radius);
  context.lineTo(loop.x + loop.side * 6, loop.y1);
  context.stroke();
  head(context, { x0: far, y0: loop.y1, x1: loop.x, y1: loop.y1 }, 8);
  context.globalAlpha = 1;
}
