import { expect, test } from "vitest";
import { lowerLimits } from "./lower-limits.ts";

const tree = () => ({ program: { wallMs: 600_000, tasks: 64 }, server: { labs: 200 } });

test("single limits are made smaller, the others stay", () => {
  const limits = tree();
  lowerLimits(limits, "program.wallMs=2000, server.labs=5,");
  expect(limits).toEqual({ program: { wallMs: 2000, tasks: 64 }, server: { labs: 5 } });
});

test("nothing is made larger, and what is no limit is said", () => {
  for (const wanted of ["program.tasks=65", "server.labs=1e9"]) {
    const limits = tree();
    expect(() => lowerLimits(limits, wanted)).toThrow(/LIMITS/);
    expect(limits).toEqual(tree());
  }
  for (const wanted of [
    "tasks=1",
    "program.nothing=1",
    "__proto__.x=1",
    "program.__proto__=1",
    "program.tasks=-1",
  ])
    expect(() => lowerLimits(tree(), wanted), wanted).toThrow(/names no limit/);
});
