/** Paints a scene on a canvas, in the theme's colours. Nothing here decides where a thing stands. */

import { type Geometry, laneX } from "./timeline-geometry.ts";
import type { Item, Label, Line, Scene, Tone } from "./timeline-scene.ts";

export type Palette = Readonly<Record<Tone | "panel" | "raised" | "line", string>> & { font: string };

const tones: readonly (Tone | "panel" | "raised" | "line")[] = [
  "text",
  "muted",
  "faint",
  "you",
  "lab",
  "syn",
  "data",
  "fin",
  "rst",
  "ack",
  "accent",
  "panel",
  "raised",
  "line",
];

/** Reads the colours that hold now from the page's custom properties. */
export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const palette: Record<string, string> = { font: style.fontFamily };
  for (const tone of tones) palette[tone] = style.getPropertyValue(`--${tone}`).trim() || style.color;
  return palette as Palette;
}

export type Paint = {
  scene: Scene;
  geometry: Geometry;
  palette: Palette;
  zoom: number;
  /** The window in the scroll, and the canvas's height. */
  top: number;
  height: number;
  lanes: { you: number; lab: number };
  /** The width of a text at zoom 1. */
  measure: (text: string) => number;
  selected: Item | null;
  hovered: Item | null;
  /** Things that belong to the selected one: its calls, its packets; or the editor line's calls. */
  related: Pick<ReadonlySet<Item>, "has">;
  /** Where the shown moment ends, and what comes after it; null when that is now. */
  past: { y: number; after: (item: Item | null, y: number) => boolean } | null;
  /** The wire does something to frames, or holds them. */
  wireActive: boolean;
};

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

function paintLine(context: CanvasRenderingContext2D, line: Line, palette: Palette, strong: boolean) {
  context.strokeStyle = context.fillStyle = palette[line.tone];
  context.lineWidth = strong ? line.thick + 1.4 : line.thick;
  context.setLineDash(line.dash as number[]);
  // The line ends inside its head, so that its square end does not show past the tip.
  const length = Math.hypot(line.x1 - line.x0, line.y1 - line.y0) || 1;
  const back = line.end === "head" ? Math.min(6, length) / length : 0;
  context.beginPath();
  context.moveTo(line.x0, line.y0);
  context.lineTo(line.x1 - (line.x1 - line.x0) * back, line.y1 - (line.y1 - line.y0) * back);
  context.stroke();
  context.setLineDash([]);
  if (line.end === "head") head(context, line, 8 + line.thick);
  else if (line.end === "cross") {
    context.lineWidth = 2.2;
    context.beginPath();
    context.moveTo(line.x1 - 5, line.y1 - 5);
    context.lineTo(line.x1 + 5, line.y1 + 5);
    context.moveTo(line.x1 - 5, line.y1 + 5);
    context.lineTo(line.x1 + 5, line.y1 - 5);
    context.stroke();
  } else if (line.end === "dot") {
    context.beginPath();
    context.arc(line.x1, line.y1, 3, 0, Math.PI * 2);
    context.fill();
  }
}

function paintLabel(context: CanvasRenderingContext2D, label: Label, paint: Paint, strength: number) {
  const { palette, zoom } = paint;
  const middle = label.top + label.height / 2;
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

/** Everything of the window, from the ground up. The context is already scaled to CSS pixels. */
export function paintTimeline(context: CanvasRenderingContext2D, paint: Paint): void {
  const { scene, geometry, palette, zoom, top, height, selected, hovered, related } = paint;
  const bottom = top + height;
  context.clearRect(0, 0, geometry.width, height);
  context.save();
  context.translate(0, -top);
  context.font = `${11 * zoom}px ${palette.font}`;
  context.textBaseline = "middle";
  context.lineCap = "butt";

  context.strokeStyle = palette.line;
  context.lineWidth = 2;
  for (const host of ["you", "lab"] as const) {
    for (let lane = 0; lane < Math.max(1, paint.lanes[host]); lane++) {
      const x = laneX(geometry, host, lane);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, bottom);
      context.stroke();
      context.lineWidth = 1;
    }
    context.lineWidth = 2;
  }
  if (paint.wireActive) {
    context.lineWidth = 1;
    context.setLineDash([1, 5]);
    context.strokeStyle = palette.faint;
    context.beginPath();
    context.moveTo(geometry.wire, top - (top % 6));
    context.lineTo(geometry.wire, bottom);
    context.stroke();
    context.setLineDash([]);
  }
  for (const gap of scene.gaps) {
    context.fillStyle = palette.panel;
    context.fillRect(0, gap.top, geometry.width, gap.bottom - gap.top);
    context.strokeStyle = palette.faint;
    context.lineWidth = 1;
    context.setLineDash([2, 4]);
    context.beginPath();
    for (const host of ["you", "lab"] as const)
      for (let lane = 0; lane < Math.max(1, paint.lanes[host]); lane++) {
        const x = laneX(geometry, host, lane);
        context.moveTo(x, gap.top);
        context.lineTo(x, gap.bottom);
      }
    context.stroke();
    context.setLineDash([]);
  }

  const strength = (item: Item | null, y: number) => (paint.past?.after(item, y) ? 0.35 : 1);
  const lit = (item: Item | null) => item !== null && (item === selected || related.has(item));
  for (const bar of scene.bars) {
    const color = palette[bar.tone];
    const y0 = Math.max(bar.y0, top - 20);
    const y1 = Math.min(bar.y1, bottom + 20);
    if (y1 <= y0) continue;
    const width = bar.look === "prompt" ? 7 : 11;
    context.fillStyle = palette.panel;
    context.beginPath();
    context.roundRect(bar.x - width / 2, y0, width, y1 - y0, bar.look === "prompt" ? 2 : 3);
    context.fill();
    // Hatched where a thread is kept; empty where it went on to other things.
    context.fillStyle = bar.look === "waited" ? hatch(context, color) : color;
    if (bar.look !== "under-way") context.fill();
    context.strokeStyle = color;
    context.lineWidth = lit(bar.item) ? 2.6 : 1.1;
    context.stroke();
  }
  for (const join of scene.joins) {
    context.strokeStyle = palette[join.tone];
    context.globalAlpha = lit(join.item) ? 1 : 0.65;
    context.lineWidth = lit(join.item) ? 1.8 : 1;
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
  for (const line of scene.lines) {
    context.globalAlpha = strength(line.item, line.y0);
    if (line.item === selected || line.item === hovered) {
      context.globalAlpha = line.item === selected ? 0.28 : 0.14;
      context.strokeStyle = palette.accent;
      context.lineWidth = 9;
      context.beginPath();
      context.moveTo(line.x0, line.y0);
      context.lineTo(line.x1, line.y1);
      context.stroke();
      context.globalAlpha = 1;
    }
    paintLine(context, line, palette, lit(line.item));
    context.globalAlpha = 1;
  }
  for (const loop of scene.loops) {
    context.globalAlpha = strength(loop.item, loop.y0);
    context.strokeStyle = context.fillStyle = palette[loop.tone];
    context.lineWidth = lit(loop.item) ? 3 : 1.7;
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
  for (const box of scene.boxes) {
    context.fillStyle = palette.raised;
    context.strokeStyle = box.waiting ? palette.accent : palette.line;
    context.lineWidth = lit(box.item) ? 2 : 1.2;
    context.beginPath();
    context.roundRect(box.x, box.top, box.width, box.height, 6);
    context.fill();
    context.stroke();
  }
  const inBox = new Set<string>(scene.boxes.map((box) => box.item));
  const held = (label: Label) => label.item !== null && inBox.has(label.item);
  for (const label of scene.labels) {
    if (label.top > bottom || label.top + label.height < top) continue;
    if (label.item && (label.item === selected || label.item === hovered || related.has(label.item))) {
      context.fillStyle = palette.accent;
      context.globalAlpha = label.item === selected ? 0.24 : label.item === hovered ? 0.13 : 0.1;
      context.beginPath();
      context.roundRect(label.x - 4, label.top - 0.5, label.width + 8, label.height + 1, 4);
      context.fill();
      context.globalAlpha = 1;
    } else if (
      paint.wireActive &&
      label.x < geometry.wire &&
      label.x + label.width > geometry.wire &&
      !held(label)
    ) {
      // Words stand clear of the wire's own line.
      context.fillStyle = palette.panel;
      context.fillRect(label.x - 3, label.top, label.width + 6, label.height);
    }
    paintLabel(context, label, paint, strength(label.item, label.top + label.height / 2));
  }
  if (geometry.clock > 0) {
    context.fillStyle = palette.faint;
    for (const { y, at } of scene.clock) context.fillText((at / 1_000_000).toFixed(3), 10, y);
  }
  if (paint.past !== null) {
    // What had not happened yet is veiled.
    context.fillStyle = palette.panel;
    context.globalAlpha = 0.6;
    context.fillRect(0, paint.past.y, geometry.width, Math.max(0, bottom - paint.past.y));
    context.globalAlpha = 1;
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(0, paint.past.y);
    context.lineTo(geometry.width, paint.past.y);
    context.stroke();
  }
  context.restore();
}
