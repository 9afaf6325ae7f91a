/** What everything stands on: the lifelines, the wire where it does something, the waits between. */
import { lifelines, type Paint } from "./paint.ts";

export function paintGround(context: CanvasRenderingContext2D, paint: Paint): void {
  const { scene, geometry, palette, top, height } = paint;
  const bottom = top + height;
  context.strokeStyle = palette.line;
  for (const { x, lane } of lifelines(paint)) {
    context.lineWidth = lane === 0 ? 2 : 1;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.stroke();
  }
  if (paint.wireActive) {
    context.lineWidth = 1;
    context.setLineDash([1, 5]);
    context.strokeStyle = palette.faint;
    context.beginPath();
    context.moveTo(geometry.wire, top - (top % 6));
    context.lineTo(geometry.wire, bottom);
    context.stroke();
  }
  context.strokeStyle = palette.faint;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  for (const gap of scene.gaps) {
    context.fillStyle = palette.panel;
    context.fillRect(0, gap.top, geometry.width, gap.bottom - gap.top);
    context.beginPath();
    for (const { x } of lifelines(paint)) {
      context.moveTo(x, gap.top);
      context.lineTo(x, gap.bottom);
    }
    context.stroke();
  }
  context.setLineDash([]);
}
