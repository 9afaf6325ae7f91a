import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpanIndex } from "./span-index.ts";

describe("SpanIndex", () => {
  test("a window finds just what lies in it or reaches into it, through every move and removal", () => {
    const span = fc
      .tuple(fc.double({ min: 0, max: 20_000, noNaN: true }), fc.double({ min: 0, max: 9_000, noNaN: true }))
      .map(([low, length]) => ({ low, high: low + length }));
    const step = fc.record({ index: fc.nat(12), span: fc.option(span) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), span, (steps, window) => {
        const spans = new SpanIndex();
        const plain = new Map<number, { low: number; high: number }>();
        for (const { index, span: to } of steps) {
          if (to) {
            spans.set(index, to.low, to.high);
            plain.set(index, to);
          } else {
            spans.delete(index);
            plain.delete(index);
          }
        }
        const inside = [...plain].filter(([, { low, high }]) => low <= window.high && high >= window.low);
        expect([...spans.in(window.low, window.high)].sort()).toEqual(inside.map(([index]) => index).sort());
      }),
    );
  });
});
