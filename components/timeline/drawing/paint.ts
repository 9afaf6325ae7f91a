/** What painters are given beside the canvas, and what they ask of it. */
import { type Geometry, laneX } from "../layout/timeline-geometry.ts";
import type { Item } from "../log/item.ts";
import type { Scene } from "../scene/scene.ts";
import type { Palette } from "./palette.ts";

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

/** Chosen, or belonging to what is chosen. */
export const isLit = ({ selected, related }: Paint, item: Item | null): boolean =>
  item !== null && (item === selected || related.has(item));

/** What had not happened at the shown moment is faint. */
export const strengthOf = ({ past }: Paint, item: Item | null, y: number): number =>
  past?.after(item, y) ? 0.35 : 1;

/** The x of each lane's lifeline, a host's innermost first. */
export function* lifelines({ geometry, lanes }: Paint): Generator<{ x: number; lane: number }> {
  for (const host of ["you", "lab"] as const)
    for (let lane = 0; lane < Math.max(1, lanes[host]); lane++)
      yield { x: laneX(geometry, host, lane), lane };
}
