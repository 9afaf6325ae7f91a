/** Where each thing of the log stands, in pixels at zoom 1: what the layout finds out and the scene draws from. */
import type { Micros } from "../../../protocol/names.ts";
import { SpanIndex } from "./span-index.ts";

export type PointOf = "call" | "return" | "depart" | "arrive" | "mark";
export type Point = {
  readonly of: PointOf;
  readonly index: number;
  readonly at: Micros;
  y: number;
  /** The wait before this point, when it was long enough to be told, and the top of its band. */
  gap: Micros;
  gapTop: number;
};

/** A call's place: `merged` ones came back before anything else happened and take one row. NaN: not yet. */
export type CallPlace = { y: number; end: number; merged: boolean };
/** `crowd`: another packet left the same host while this one was under way; both first go level, to leave room for words. */
export type PacketPlace = { y: number; end: number; crowd: boolean };

export class Places {
  readonly calls = new Map<number, CallPlace>();
  readonly packets = new Map<number, PacketPlace>();
  readonly marks = new Map<number, number>();
  /** Calls and packets that may reach through a window in which neither of their ends lies. */
  readonly tallCalls = new SpanIndex();
  readonly tallPackets = new SpanIndex();
  /** Repetitions, by index, each with the way back to its first. */
  readonly joins = new SpanIndex();

  clear(): void {
    for (const kept of [this.calls, this.packets, this.marks, this.tallCalls, this.tallPackets, this.joins])
      kept.clear();
  }
}

/** A taller thing than this is found by its index, not by its ends. */
const tallSpan = 240;

/** Enters what has two ends where a window between them finds it. */
export function noteSpan(spans: SpanIndex, index: number, { y, end }: { y: number; end: number }): void {
  if (end - y > tallSpan) spans.set(index, y, end);
  else spans.delete(index);
}
