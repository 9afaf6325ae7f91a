import { expect, test } from "vitest";
import { Meter } from "./meter.ts";

test("a burst passes, then as many as the rate lets through", () => {
  const meter = new Meter(10, 5, 0);
  const passed = (at: number, tries: number) =>
    Array.from({ length: tries }, () => meter.take(at)).filter(Boolean).length;
  expect(passed(0, 8)).toBe(5);
  expect(passed(200, 8)).toBe(2);
  expect(passed(60_000, 8)).toBe(5);
});
