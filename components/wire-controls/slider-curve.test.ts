import { expect, test } from "vitest";
import { sliderCurve } from "./slider-curve.ts";

/** Presses an arrow key until the slider stands at its end; what it asked for on the way. */
function press(curve: ReturnType<typeof sliderCurve>, from: number, way: 1 | -1): number[] {
  const values = [from];
  for (;;) {
    const value = values.at(-1) ?? 0;
    const place = curve.placeOf(value);
    if (place === (way === 1 ? curve.last : 0) || values.length > 1_000) return values;
    values.push(curve.valueAt(place + way, value));
  }
}

for (const [soft, step] of [
  [50, 0.1],
  [1_000, 1],
  [100, 1],
  [30, 0.5],
] as const)
  test(`arrow keys go all the way up to ${soft} and back, each press a change`, () => {
    const curve = sliderCurve({ soft, step });
    const up = press(curve, 0, 1);
    expect(up.length).toBeLessThan(300);
    expect(new Set(up).size).toBe(up.length);
    expect(up).toEqual([...up].sort((a, b) => a - b));
    const down = press(curve, soft, -1);
    expect(down).toEqual([...down].sort((a, b) => b - a));
    expect(new Set(down).size).toBe(down.length);
    expect(curve.placeOf(down.at(-1) ?? 1)).toBe(0);
    // Home and End are the ends themselves.
    expect([curve.valueAt(0, up.at(-1) ?? 0), curve.valueAt(100, 0)]).toEqual([0, soft]);
  });

test("stops go from one to the next, a value between them stands at the lower", () => {
  const curve = sliderCurve({ soft: 100_000, step: 1, stops: [0, 56, 1_000] });
  expect([0, 55, 56, 5_000].map(curve.placeOf)).toEqual([0, 0, 1, 2]);
  expect(press(curve, 0, 1)).toEqual([0, 56, 1_000]);
  expect(curve.valueAt(0, 700)).toBe(0);
});
