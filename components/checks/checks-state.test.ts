import { describe, expect, it } from "vitest";
import type { LabEventOf } from "../../protocol/lab-event.ts";
import { initialChecks, judgedNow, passedCount, reduceChecks } from "./checks-state.ts";

const started: LabEventOf<"check-started"> = {
  type: "check-started",
  at: 1,
  check: "c1",
  ids: ["a", "b", "c"],
};
const verdict = (id: string, check = "c1") =>
  ({ type: "verdict", at: 2, check, id, verdict: { result: "passed" } }) as const;

describe("reduceChecks", () => {
  it("follows a check from its start to its end", () => {
    let state = reduceChecks(initialChecks, [started, verdict("a")]);
    expect(judgedNow(state)).toBe("b");
    state = reduceChecks(state, [verdict("b"), verdict("c"), { type: "check-ended", at: 3, check: "c1" }]);
    expect(state.running).toBe(false);
    expect(judgedNow(state)).toBeNull();
    expect(passedCount(state)).toBe(3);
  });

  it("forgets the old verdicts when a new check starts, and drops late words about the old one", () => {
    const state = reduceChecks(initialChecks, [
      started,
      verdict("a"),
      { ...started, check: "c2" },
      verdict("b", "c1"),
      { type: "check-ended", at: 4, check: "c1" },
    ]);
    expect(state).toMatchObject({ check: "c2", running: true });
    expect(state.verdicts.size).toBe(0);
  });
});
