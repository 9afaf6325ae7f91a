/** Paints a scene on a canvas, in the theme's colours. Nothing here decides where a thing stands. */
import type { HeldBox } from "../scene/scene.ts";
import { isLit, type Paint } from "./paint.ts";
import { paintLine, paintLoop } from "./paint-arrow.ts";
import { paintBar } from "./paint-bar.ts";
import { paintGround } from "./paint-ground.ts";
import { paintJoin } from "./paint-join.ts";
import { paintLabel } from "./paint-label.ts";

/** Everything of the window, from the ground up. The context is already scaled to CSS pixels. */
export function paintTimeline(context: CanvasRenderingContext2D, paint: Paint): void {
  const { scene, geometry, palette, zoom, top, height } = paint;
  context.clearRect(0, 0, geometry.width, height);
  context.save();
  context.translate(0, -top);
  context.font = `${11 * zoom}px ${palette.font}`;
  context.textBaseline = "middle";
  context.lineCap = "butt";
  paintGround(context, paint);
  for (const bar of scene.bars) paintBar(context, bar, paint);
  for (const join of scene.joins) paintJoin(context, join, paint);
  for (const line of scene.lines) paintLine(context, line, paint);
  for (const loop of scene.loops) paintLoop(context, loop, paint);
  for (const box of scene.boxes) paintBox(context, box, paint);
  const inBox = new Set(scene.boxes.map(({ item }) => item));
  for (const label of scene.labels)
    paintLabel(context, label, paint, label.item !== null && inBox.has(label.item));
  paintClock(context, paint);
  paintMoment(context, paint);
  context.restore();
}

/** The wire holds a frame. */
function paintBox(context: CanvasRenderingContext2D, box: HeldBox, paint: Paint): void {
  const { palette } = paint;
  context.fillStyle = palette.raised;
  context.strokeStyle = box.waiting ? palette.accent : palette.line;
  context.lineWidth = isLit(paint, box.item) ? 2 : 1.2;
  context.beginPath();
  context.roundRect(box.x, box.top, box.width, box.height, 6);
  context.fill();
  context.stroke();
}

function paintClock(context: CanvasRenderingContext2D, { scene, geometry, palette }: Paint): void {
  if (geometry.clock === 0) return;
  context.fillStyle = palette.faint;
  for (const { y, at } of scene.clock) context.fillText((at / 1_000_000).toFixed(3), 10, y);
}

/** The shown moment, and a veil over what had not happened yet. */
function paintMoment(
  context: CanvasRenderingContext2D,
  { past, palette, geometry, top, height }: Paint,
): void {
  if (past === null) return;
  context.fillStyle = palette.panel;
  context.globalAlpha = 0.6;
  context.fillRect(0, past.y, geometry.width, Math.max(0, top + height - past.y));
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(0, past.y);
  context.lineTo(geometry.width, past.y);
  context.stroke();
}
