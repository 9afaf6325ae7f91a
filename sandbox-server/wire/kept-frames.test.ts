import { expect, test } from "vitest";
import type { Host } from "../../protocol/names.ts";
import { type Kept, KeptFrames } from "./kept-frames.ts";

const kept = (frame: number, from: Host = "you", overtaken: number | null = null): Kept => ({
  frame,
  from,
  bytes: new Uint8Array(60),
  corrupted: false,
  overtaken,
});

const collect = () => {
  const delivered: number[] = [];
  return { delivered, frames: new KeptFrames(({ frame }) => delivered.push(frame)) };
};

test("waiting frames come when they are due, held ones when they are taken", () => {
  const { delivered, frames } = collect();
  frames.wait(20, kept(1));
  frames.wait(10, kept(2));
  frames.hold(kept(3));
  frames.hold(kept(4, "lab"));
  expect(frames.size).toBe(4);
  expect(frames.due).toBe(10);
  frames.turn(15);
  expect(delivered).toEqual([2]);
  frames.turn(20);
  expect(delivered).toEqual([2, 1]);
  expect(frames.waitsFrom("you")).toBe(false);
  expect(frames.takeHeld(3)?.frame).toBe(3);
  expect(frames.takeHeld(3)).toBeUndefined();
  frames.hold(kept(5));
  expect(frames.takeAllHeld("lab").map(({ frame }) => frame)).toEqual([4]);
  expect(frames.takeAllHeld(null).map(({ frame }) => frame)).toEqual([5]);
  expect(frames.size).toBe(0);
});

test("a frame to be overtaken comes right after the next that passes, or when its patience ends", () => {
  const { delivered, frames } = collect();
  // Each would arrive at 10, 12 and 30, and waits 100 at most.
  frames.wait(110, kept(1, "you", 10));
  frames.wait(112, kept(2, "you", 12));
  frames.wait(130, kept(3, "you", 30));
  frames.wait(15, kept(4));
  frames.wait(16, kept(5, "lab"));
  frames.turn(20);
  expect(delivered).toEqual([4, 1, 2, 5]);
  frames.turn(129);
  expect(delivered).toEqual([4, 1, 2, 5]);
  frames.turn(130);
  expect(delivered).toEqual([4, 1, 2, 5, 3]);
  expect(frames.size).toBe(0);
  expect(frames.due).toBe(Number.POSITIVE_INFINITY);
});

test("frames that nothing overtakes are forgotten as they go", () => {
  const { delivered, frames } = collect();
  for (let i = 0; i < 10_000; i++) {
    frames.wait(i + 100, kept(i, "lab", i));
    frames.turn(i);
  }
  frames.turn(20_000);
  expect(delivered).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
});
