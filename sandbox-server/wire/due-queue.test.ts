import fc from "fast-check";
import { expect, test } from "vitest";
import { DueQueue } from "./due-queue.ts";

test("whatever is put in comes out by its time, and in order among equals", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (dues) => {
      const queue = new DueQueue<number>();
      dues.forEach((due, i) => {
        queue.put(due, i);
      });
      expect(queue.next).toBe(Math.min(Number.POSITIVE_INFINITY, ...dues));
      const out: number[] = [];
      for (let value = queue.takeDue(20); value !== undefined; value = queue.takeDue(20)) out.push(value);
      const sorted = dues.map((due, i) => ({ due, i })).sort((a, b) => a.due - b.due || a.i - b.i);
      expect(out).toEqual(sorted.map(({ i }) => i));
      expect(queue.size).toBe(0);
    }),
  );
});

test("nothing comes before its time", () => {
  const queue = new DueQueue<string>();
  queue.put(10, "later");
  expect(queue.takeDue(9.9)).toBeUndefined();
  expect(queue.takeDue(10)).toBe("later");
});
