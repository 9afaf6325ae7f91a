import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordings } from "../fixtures/recordings.ts";
import type { Item } from "../log/item.ts";
import { initialTimeline, reduceTimeline } from "../log/timeline-state.ts";
import { nextItem, type Step } from "./next-item.ts";
import { itemOfPoint, TimelineLayout } from "./timeline-layout.ts";

const labs = Object.values(recordings).map((events) => {
  const { log } = reduceTimeline(initialTimeline, events);
  const layout = new TimelineLayout();
  layout.update(log);
  return { log, layout };
});

const column = ({ log }: (typeof labs)[number], item: Item) => {
  const index = Number(item.slice(1));
  if (item.startsWith("p")) return 1;
  if (item.startsWith("c")) return log.calls[index]?.host === "you" ? 0 : 2;
  const mark = log.marks[index];
  return mark && mark.kind !== "wire" ? (mark.host === "lab" ? 2 : 0) : 1;
};

describe("nextItem", () => {
  test("up and down go through everything that is shown, one by one, and stop at the ends", () => {
    for (const { log, layout } of labs) {
      const items = layout.points.flatMap((point) => itemOfPoint(point) ?? []);
      const go = (from: Item | null, step: Step) => nextItem(layout, log, from, step, layout.points.length);
      for (const [i, item] of items.entries()) {
        expect(go(item, "next")).toBe(items[Math.min(i + 1, items.length - 1)]);
        expect(go(item, "previous")).toBe(items[Math.max(0, i - 1)]);
        expect(go(item, "further")).toBe(items[Math.min(i + 10, items.length - 1)]);
        expect(go(item, "back")).toBe(items[Math.max(0, i - 10)]);
      }
      expect(go(null, "first")).toBe(items[0]);
      for (const step of ["last", "next", "previous", "left"] as const)
        expect(go(null, step)).toBe(items.at(-1));
    }
  });

  test("left and right go to the nearest thing of the next column that has any", () => {
    for (const lab of labs) {
      const { log, layout } = lab;
      const items = layout.points.flatMap((point) => itemOfPoint(point) ?? []);
      const y = (item: Item) => layout.yOfItem(item) ?? Number.NaN;
      for (const item of items)
        for (const [step, way] of [
          ["left", -1],
          ["right", 1],
        ] as const) {
          const there = [1, 2]
            .map((far) => items.filter((other) => column(lab, other) === column(lab, item) + far * way))
            .find((found) => found.length > 0);
          const led = nextItem(layout, log, item, step, layout.points.length);
          if (!there) expect(led).toBe(item);
          else {
            expect(there).toContain(led);
            const nearest = Math.min(...there.map((other) => Math.abs(y(other) - y(item))));
            expect(Math.abs(y(led ?? item) - y(item))).toBe(nearest);
          }
        }
    }
  });

  test("a look back does not go past its moment", () => {
    const { log, layout } = labs[0] as (typeof labs)[number];
    fc.assert(
      fc.property(fc.nat(layout.points.length), (until) => {
        const shown = layout.points.slice(0, until).flatMap((point) => itemOfPoint(point) ?? []);
        for (const step of ["next", "last", "right", "further"] as const)
          for (const from of [null, ...shown])
            expect([...shown, null]).toContain(nextItem(layout, log, from, step, until));
      }),
    );
  });
});
