import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perfectConditions, type WireConditions } from "../../protocol/wire-settings.ts";
import { Direction } from "./direction.ts";
import { seededRandom } from "./seeded-random.ts";

const direction = (conditions: Partial<WireConditions>, seed = 1): Direction => {
  const made = new Direction(seededRandom(seed));
  made.conditions = { ...perfectConditions, ...conditions };
  return made;
};
const carried = (made: Direction, now: number, length = 100) => {
  const decision = made.decide(now, length, true);
  if (decision.kind !== "carried") throw new Error(`not carried: ${decision.kind}`);
  return decision;
};

describe("a direction of the wire", () => {
  test("is perfect only where nothing is set", () => {
    expect(direction({}).perfect).toBe(true);
    for (const [name, value] of Object.entries(perfectConditions))
      expect([name, direction({ [name]: typeof value === "number" ? 1 : true }).perfect]).toEqual([
        name,
        false,
      ]);
  });

  test("perfect, it delivers at once", () => {
    expect(direction({}).decide(5, 100, true)).toEqual({
      kind: "carried",
      due: 5,
      duplicate: false,
      corrupt: false,
      overtaken: null,
    });
  });

  test("cut comes before hold, hold before chance; what may not be held passes", () => {
    expect(direction({ cut: true, hold: true }).decide(0, 1, true)).toEqual({ kind: "lost", why: "cut" });
    expect(direction({ hold: true, loss: 100 }).decide(0, 1, true)).toEqual({
      kind: "held",
      duplicate: false,
    });
    expect(direction({ hold: true, duplicate: 100 }).decide(0, 1, true)).toEqual({
      kind: "held",
      duplicate: true,
    });
    expect(direction({ hold: true }).decide(0, 1, false).kind).toBe("carried");
  });

  test("loses as many as it is told to, the same ones for the same seed", () => {
    const run = (seed: number) => {
      const made = direction({ loss: 30 }, seed);
      return Array.from({ length: 10_000 }, (_, i) => made.decide(i, 100, true).kind);
    };
    const lost = run(1).filter((kind) => kind === "lost").length;
    expect(lost).toBeGreaterThan(2_800);
    expect(lost).toBeLessThan(3_200);
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("jitter stays within its bounds and never changes the order", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 500 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 }),
        (seed, delay, jitter, gaps) => {
          const made = direction({ delay, jitter }, seed);
          let now = 0;
          let last = 0;
          for (const gap of gaps) {
            now += gap;
            const { due } = carried(made, now);
            expect(due).toBeGreaterThanOrEqual(Math.max(now, now + (delay - jitter) * 1_000, last));
            expect(due).toBeLessThanOrEqual(Math.max(now + (delay + jitter) * 1_000, last));
            last = due;
          }
        },
      ),
    );
  });

  test("a line of 8 Mbit/s takes a microsecond a byte, and frames queue behind each other", () => {
    const made = direction({ rate: 8_000_000 });
    expect(carried(made, 0, 1_000).due).toBe(1_000);
    expect(carried(made, 0, 500).due).toBe(1_500);
    expect(carried(made, 10_000, 500).due).toBe(10_500);
  });

  test("its queue holds half a second, and a few frames however slow it is", () => {
    const count = (rate: number) => {
      const made = direction({ rate });
      let carriedFrames = 0;
      while (made.decide(0, 1_514, true).kind === "carried") carriedFrames++;
      return carriedFrames;
    };
    expect(count(8_000_000)).toBe(Math.floor(500_000 / 1_514));
    expect(count(9_600)).toBe(16);
    const full = direction({ rate: 9_600 });
    while (full.decide(0, 1_514, true).kind === "carried");
    expect(full.decide(0, 1_514, true)).toEqual({ kind: "lost", why: "full" });
  });

  test("a frame to be overtaken waits longer than those behind it", () => {
    const made = direction({ reorder: 100, delay: 5 });
    const { overtaken, due } = carried(made, 0);
    expect(overtaken).toBe(5_000);
    made.conditions = { ...perfectConditions, delay: 5 };
    expect(carried(made, 1_000).due).toBeLessThan(due);
  });
});
