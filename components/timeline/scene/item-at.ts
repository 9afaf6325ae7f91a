import type { Item } from "../log/item.ts";
import type { Scene } from "./scene.ts";

/** What is under the pointer: labels first, then boxes and bars, then the nearest line. */
export function itemAt(scene: Scene, x: number, y: number): Item | null {
  for (const label of scene.labels)
    if (
      label.item &&
      x >= label.x - 3 &&
      x <= label.x + label.width + 3 &&
      y >= label.top &&
      y <= label.top + label.height
    )
      return label.item;
  for (const box of scene.boxes)
    if (x >= box.x && x <= box.x + box.width && y >= box.top && y <= box.top + box.height) return box.item;
  let nearest: Item | null = null;
  let away = 7;
  for (const line of scene.lines) {
    const length = (line.x1 - line.x0) ** 2 + (line.y1 - line.y0) ** 2;
    const along =
      length === 0 ? 0 : ((x - line.x0) * (line.x1 - line.x0) + (y - line.y0) * (line.y1 - line.y0)) / length;
    const t = Math.min(1, Math.max(0, along));
    const distance = Math.hypot(x - line.x0 - t * (line.x1 - line.x0), y - line.y0 - t * (line.y1 - line.y0));
    if (distance < away) {
      away = distance;
      nearest = line.item;
    }
  }
  if (nearest) return nearest;
  for (const loop of scene.loops) {
    const inside =
      loop.side === 1 ? x >= loop.x && x <= loop.x + loop.reach : x <= loop.x && x >= loop.x + loop.reach;
    if (inside && y >= loop.y0 - 3 && y <= loop.y1 + 3) return loop.item;
  }
  for (const bar of scene.bars) if (Math.abs(x - bar.x) <= 7 && y >= bar.y0 && y <= bar.y1) return bar.item;
  return null;
}
