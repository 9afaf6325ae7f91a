import { expect, test } from "vitest";
import { perfectConditions, perfectWire } from "../../../protocol/perfect-wire.ts";
import { initialTimeline, reduceTimeline } from "./timeline-state.ts";
import { wireAt } from "./wire-at.ts";

test("a look back shows what the wire did then: perfect before anybody changed it, and each setting from when it was made", () => {
  const cut = { ...perfectWire, you: { ...perfectConditions, cut: true } };
  const { log } = reduceTimeline(initialTimeline, [
    { type: "wire", at: 1_000, settings: cut },
    { type: "wire", at: 2_000, settings: perfectWire },
  ]);
  expect([999, 1_000, 1_999, 2_000, 9_999].map((at) => wireAt(log, at))).toEqual([
    perfectWire,
    cut,
    cut,
    perfectWire,
    perfectWire,
  ]);
});
