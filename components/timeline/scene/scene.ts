/** What stands in one window of the timeline: lines, bars and labels with their places, in pixels of the whole scroll. */
import type { Micros } from "../../../protocol/names.ts";
import type { Item } from "../log/item.ts";
import type { Segment } from "./place-label.ts";

export type Tone =
  | "text"
  | "muted"
  | "faint"
  | "you"
  | "lab"
  | "syn"
  | "data"
  | "fin"
  | "rst"
  | "ack"
  | "accent";

export type LabelPart = { text: string; tone: Tone; boxed?: boolean };
export type Label = {
  item: Item | null;
  x: number;
  top: number;
  width: number;
  height: number;
  parts: LabelPart[];
};
export type Line = Segment & {
  item: Item;
  tone: Tone;
  thick: number;
  dash: readonly number[];
  end: "head" | "cross" | "dot" | "none";
};
export type Loop = { item: Item; tone: Tone; x: number; reach: number; y0: number; y1: number; side: 1 | -1 };
export type Bar = {
  item: Item;
  x: number;
  y0: number;
  y1: number;
  tone: "you" | "lab";
  /** It came back at once; the kernel kept it; or it was under way while its thread stood elsewhere, in step mode. */
  look: "prompt" | "waited" | "under-way";
  open: boolean;
};
export type HeldBox = {
  item: Item;
  packet: number;
  x: number;
  top: number;
  width: number;
  height: number;
  waiting: boolean;
};
/** A repetition tied to its first, along its sender's lifeline. */
export type Join = { item: Item; x: number; bend: number; y0: number; y1: number; tone: Tone };

export type Scene = {
  labels: Label[];
  lines: Line[];
  loops: Loop[];
  bars: Bar[];
  boxes: HeldBox[];
  joins: Join[];
  gaps: { top: number; bottom: number }[];
  clock: { y: number; at: Micros }[];
  /** The bottom of everything, the waiting calls below the last moment included. */
  bottom: number;
};
