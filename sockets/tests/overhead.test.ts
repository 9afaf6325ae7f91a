import { expect, test } from "vitest";
import { socketsOverhead } from "../bench/overhead.ts";

// Only that it measures: what it measures is for the bench to judge, on a machine that is not full of other tests.
test("the bench gives its figures", () => {
  const figures = socketsOverhead(1);
  expect(figures.map(({ name }) => name)).toHaveLength(5);
  for (const { value } of figures) expect(value).toBeGreaterThan(0);
});
