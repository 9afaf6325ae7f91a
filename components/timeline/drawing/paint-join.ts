/** The dotted way from a repetition back to its first. */
import type { Join } from "../scene/scene.ts";
import { isLit, type Paint } from "./paint.ts";

export function paintJoin(context: CanvasRenderingContext2D, join: Join, paint: Paint): void {
  const lit = isLit(paint, join.item);
  context.strokeStyle = paint.palette[join.tone];
  context.globalAlpha = lit ? 1 : 0.65;
  context.lineWidth = lit ? 1.8 : 1;
  context.setLineDash([2, 2]);
  const x = join.x + join.bend;
  context.beginPath();
  context.moveTo(join.x, join.y0);
  context.bezierCurveTo(x, join.y0, x, join.y0 + 4, x, Math.min(join.y0 + 10, join.y1));
  context.lineTo(x, Math.max(join.y1 - 10, join.y0));
  context.bezierCurveTo(x, join.y1 - 4, x, join.y1, join.x, join.y1);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}
