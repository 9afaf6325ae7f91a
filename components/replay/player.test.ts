import { describe, expect, it } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { createLabStore } from "../lab/lab-store.ts";
import { entriesOf } from "../lab/terminal-log.ts";
import { createPlayer } from "./player.ts";

const output = (at: number, text: string): LabEvent => ({
  type: "output",
  at,
  run: "r1",
  stream: "stdout",
  text,
});
const events: LabEvent[] = [
  { type: "program-started", at: 1_000, run: "r1", file: "server.ts", args: [], pid: 2, step: false },
  output(2_000, "a"),
  output(500_000, "b"),
  output(9_000_000, "c"),
];
const make = (list = events) => {
  const never = () => {};
  const store = createLabStore({ afterFrame: never, nextTask: never, afterRest: never });
  const player = createPlayer(list, store);
  const printed = () => {
    const log = store.get().shown.lab.terminals.get("server.ts");
    return (log ? entriesOf(log).entries : [])
      .map((entry) => (entry.kind === "stdout" ? entry.text : ""))
      .join("");
  };
  return { store, player, printed };
};

describe("the player", () => {
  it("begins where something first happens, and shows no more than that", () => {
    const { player, printed } = make();
    expect(player.get()).toMatchObject({ at: 1_000, start: 1_000, playing: false });
    expect(printed()).toBe("");
  });

  it("shows what had happened at a time, forward and back", () => {
    const { player, printed } = make();
    player.seek(600_000);
    expect(printed()).toBe("ab");
    player.seek(2_000);
    expect(printed()).toBe("a");
    player.seek(99_000_000);
    expect(printed()).toBe("abc");
    expect(player.get().at).toBe(player.get().end);
  });

  it("runs with the clock, passes over long waits, and stops at the end", () => {
    const { player, printed } = make();
    player.play();
    player.tick(100);
    expect(printed()).toBe("a");
    player.tick(450);
    expect(printed()).toBe("ab");
    player.tick(1);
    expect(player.get().at).toBe(8_750_000);
    player.tick(300);
    expect(printed()).toBe("abc");
    player.tick(1_000);
    expect(player.get()).toMatchObject({ playing: false, at: player.get().end });
  });

  it("waits through long waits when it is told to, and at its speed", () => {
    const { player } = make();
    player.setSkipWaits(false);
    player.setSpeed(0.5);
    player.play();
    player.tick(2_000);
    expect(player.get().at).toBe(1_001_000);
  });

  it("steps from moment to moment", () => {
    const { player, printed } = make();
    player.step(1);
    expect(printed()).toBe("a");
    player.step(1);
    expect(player.get().at).toBe(500_000);
    player.step(-1);
    expect(player.get().at).toBe(2_000);
  });

  it("stops at what was typed", () => {
    const { player } = make([...events, { type: "input", at: 3_000, run: "r1", text: "x\n" }]);
    player.step(1);
    player.step(1);
    expect(player.get().at).toBe(3_000);
  });

  it("takes events that came a little out of order, and none at all", () => {
    const { player, printed } = make([...events].reverse());
    player.seek(99_000_000);
    expect(printed()).toBe("abc");
    const empty = make([]);
    empty.player.play();
    empty.player.tick(5_000);
    expect(empty.player.get().playing).toBe(false);
  });
});
