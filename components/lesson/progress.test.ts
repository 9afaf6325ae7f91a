import { describe, expect, test } from "vitest";
import { betterProgress, isDone, parseProgress } from "./progress.ts";

describe("parseProgress", () => {
  test("reads what was kept", () => {
    expect(parseProgress('{"passed":2,"of":5}')).toEqual({ passed: 2, of: 5 });
  });
  test.each([
    null,
    "",
    "true",
    "null",
    "[]",
    '{"passed":"2","of":5}',
    '{"passed":2}',
    '{"passed":2.5,"of":5}',
  ])("takes %s for nothing", (text) => {
    expect(parseProgress(text)).toBeNull();
  });
});

test("done is all checks at once, and never a lesson without checks", () => {
  expect(isDone({ passed: 5, of: 5 })).toBe(true);
  expect(isDone({ passed: 4, of: 5 })).toBe(false);
  expect(isDone({ passed: 0, of: 0 })).toBe(false);
  expect(isDone(null)).toBe(false);
});

test("a worse check takes nothing away, a changed exercise starts over", () => {
  expect(betterProgress({ passed: 3, of: 5 }, { passed: 1, of: 5 })).toEqual({ passed: 3, of: 5 });
  expect(betterProgress({ passed: 3, of: 5 }, { passed: 4, of: 5 })).toEqual({ passed: 4, of: 5 });
  expect(betterProgress({ passed: 5, of: 5 }, { passed: 0, of: 6 })).toEqual({ passed: 0, of: 6 });
  expect(betterProgress(null, { passed: 0, of: 6 })).toEqual({ passed: 0, of: 6 });
});
