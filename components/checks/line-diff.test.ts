import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DiffRow, lineDiff } from "./line-diff.ts";

const left = (rows: DiffRow[]) => rows.flatMap((row) => (row.left === null ? [] : [row.left])).join("\n");
const right = (rows: DiffRow[]) => rows.flatMap((row) => (row.right === null ? [] : [row.right])).join("\n");

describe("lineDiff", () => {
  it("pairs a changed line and keeps the equal ones facing each other", () => {
    expect(lineDiff("a\nb\nc\n", "a\nB\nc\n").map((row) => [row.kind, row.left, row.right])).toEqual([
      ["same", "a", "a"],
      ["changed", "b", "B"],
      ["same", "c", "c"],
    ]);
  });

  it("shows an added line with nothing beside it", () => {
    expect(lineDiff("a\nc", "a\nb\nc").map((row) => [row.leftLine, row.rightLine])).toEqual([
      [1, 1],
      [null, 2],
      [2, 3],
    ]);
  });

  it("knows no difference in line endings", () => {
    expect(lineDiff("a\r\nb\r\n", "a\nb").every((row) => row.kind === "same")).toBe(true);
  });

  it("loses no line of either text, and never more equal lines than there are", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "dd"), { maxLength: 40 })
      .map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const rows = lineDiff(a, b);
        expect(left(rows)).toBe(a);
        expect(right(rows)).toBe(b);
        for (const row of rows) if (row.kind === "same") expect(row.left).toBe(row.right);
      }),
      { numRuns: 400 },
    );
  });

  it("finds the shortest script", () => {
    const rows = lineDiff("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc");
    expect(rows.filter((row) => row.kind === "same")).toHaveLength(4);
  });
});
