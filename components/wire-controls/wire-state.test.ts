import { describe, expect, it } from "vitest";
import type { FrameEvent, LabEvent } from "../../protocol/lab-event.ts";
import { perfectWire } from "../../protocol/wire-settings.ts";
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { describeWire, rateText } from "./describe-wire.ts";
import { presetNames, presetOf, presets, withPreset } from "./presets.ts";
import { initialWire, reduceWire } from "./wire-state.ts";

const frame = (number: number, more: Partial<FrameEvent> = {}): FrameEvent => ({
  type: "frame",
  at: number * 10,
  frame: number,
  link: "wire",
  from: "you",
  length: 60,
  data: "",
  ...more,
});
const fate = (number: number, lost = false): LabEvent => ({
  type: "fate",
  at: number * 10 + 5,
  frame: number,
  fate: lost ? { kind: "lost", at: 1, why: "dropped" } : { kind: "delivered", at: 1, altered: true },
});

describe("reduceWire", () => {
  it("keeps held frames in order until their fate is told", () => {
    let state = reduceWire(initialWire, [frame(1, { held: true }), frame(2, { held: true, from: "lab" })]);
    expect([...state.waiting.keys()]).toEqual([1, 2]);
    state = reduceWire(state, [fate(1)]);
    expect([...state.waiting.keys()]).toEqual([2]);
    expect(state.tally.you).toMatchObject({ delivered: 1, altered: 1, lost: 0 });
    state = reduceWire(state, [fate(2, true)]);
    expect(state.waiting.size).toBe(0);
    expect(state.tally.lab).toMatchObject({ lost: 1 });
  });

  it("counts delayed frames for the host that sent them, and copies", () => {
    let state = reduceWire(initialWire, [
      frame(1, { from: "lab" }),
      frame(2, { from: "lab", duplicateOf: 1 }),
    ]);
    expect(state.underway.size).toBe(2);
    expect(state.tally.lab).toMatchObject({ delivered: 0, duplicated: 1 });
    state = reduceWire(state, [fate(1), fate(2)]);
    expect(state.underway.size).toBe(0);
    expect(state.tally.lab.delivered).toBe(2);
  });

  it("leaves loopback out, and a fate of a frame it never saw", () => {
    expect(reduceWire(initialWire, [frame(1, { link: "lo", held: true })])).toBe(initialWire);
    expect(reduceWire(initialWire, [fate(9)]).tally).toEqual(initialWire.tally);
  });

  it("does not touch the state it was given", () => {
    const before = reduceWire(initialWire, [frame(1, { held: true })]);
    reduceWire(before, [fate(1)]);
    expect([...before.waiting.keys()]).toEqual([1]);
    expect(before.tally.you.delivered).toBe(0);
  });
});

describe("presets", () => {
  it.each(presetNames)("%s is known again by its numbers, whatever hold is", (name) => {
    expect(presetOf(presets[name])).toBe(name);
    const held = { ...presets[name], you: { ...presets[name].you, hold: true } };
    expect(presetOf(held)).toBe(name);
    expect(withPreset(held, "perfect").you.hold).toBe(true);
  });

  it("knows its own settings as nobody's preset", () => {
    expect(presetOf({ ...perfectWire, you: { ...perfectWire.you, loss: 7 } })).toBeNull();
  });
});

describe("describeWire", () => {
  it("says one sentence when both ways are alike, and one each when not", () => {
    expect(describeWire(perfectWire, en.wire)).toBe(en.wire.saysPerfect);
    const lossy = { ...perfectWire.you, loss: 5, delay: 20, jitter: 3 };
    expect(describeWire({ you: lossy, lab: lossy }, en.wire)).toBe(
      "Both ways: 5 % of frames are lost, each frame takes 20 ms, give or take 3 ms.",
    );
    expect(describeWire({ you: lossy, lab: perfectWire.lab }, en.wire)).toBe(
      "From you to lab: 5 % of frames are lost, each frame takes 20 ms, give or take 3 ms. From lab to you: nothing happens to frames.",
    );
  });

  it("leaves no blank unfilled in either language", () => {
    for (const words of [en.wire, zh.wire])
      for (const name of presetNames) expect(describeWire(presets[name], words)).not.toMatch(/[{}]/);
  });

  it("gives rates the unit that keeps them short", () => {
    expect([9_600, 56_000, 1_000_000, 2_500_000_000].map(rateText)).toEqual([
      "9.6 kbit/s",
      "56 kbit/s",
      "1 Mbit/s",
      "2.5 Gbit/s",
    ]);
  });
});
