import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { LateError } from "../site/late-trouble.ts";
import { createLabStore } from "./lab-store.ts";
import { panelSlices } from "./panel-slices.ts";

const unshown = (count: number, at = 1): LabEvent => ({ type: "frames-unshown", at, count });

/** The kernel's table of host `you`, a listening socket for each key. */
const table = (at: number, keys: string[]): LabEvent => ({
  type: "sockets",
  at,
  host: "you",
  rows: keys.map((key, n) => ({
    key,
    protocol: "tcp",
    local: ["0.0.0.0", 8000 + n],
    remote: null,
    state: "LISTEN",
    recvQ: 0,
    sendQ: 0,
    retransmits: 0,
  })),
});

/** A store whose frames, tasks and rests come when the test says so. */
function hold() {
  const frames: (() => void)[] = [];
  const tasks: (() => void)[] = [];
  const rests: (() => void)[] = [];
  const store = createLabStore({
    afterFrame: (run) => frames.push(run),
    nextTask: (run) => tasks.push(run),
    afterRest: (run) => rests.push(run),
  });
  const now = (list: (() => void)[]) => list.splice(0).forEach((run) => void run());
  return {
    store,
    fold: () => now(frames),
    task: () => now(tasks),
    /** A frame, and the task that follows it. */
    next: () => {
      now(frames);
      now(tasks);
    },
    rested: () => {
      now(rests);
      now(tasks);
    },
    asked: () => frames.length,
  };
}

describe("lab store", () => {
  test("folds all events between two frames at once, and tells listeners once", () => {
    const { store, next, asked } = hold();
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    store.push([unshown(1)]);
    store.push([unshown(2), unshown(3)]);
    expect(asked()).toBe(1);
    expect(store.get().live.lab.packets).toBe(0);
    next();
    expect(store.get().live.lab.packets).toBe(6);
    expect(told).toBe(1);
  });

  test("tells a calm listener of the first events at once, of those that follow after a rest, and of nothing twice", () => {
    const { store, next, rested } = hold();
    const heard: number[] = [];
    store.subscribe(() => heard.push(store.get().live.lab.packets), "calm");
    for (let frame = 0; frame < 5; frame++) {
      store.push([unshown(1)]);
      next();
    }
    expect(heard).toEqual([1]);
    rested();
    expect(heard).toEqual([1, 5]);
    rested();
    rested();
    expect(heard).toEqual([1, 5]);
    store.push([unshown(1)]);
    next();
    expect(heard).toEqual([1, 5, 6]);
  });

  test("calm listeners are told in a task of their own, which the fold does not lengthen", () => {
    const { store, fold, task } = hold();
    const heard: string[] = [];
    store.subscribe(() => heard.push("each"));
    store.subscribe(() => heard.push("calm"), "calm");
    store.push([unshown(1)]);
    fold();
    expect(heard).toEqual(["each"]);
    task();
    expect(heard).toEqual(["each", "calm"]);
  });

  test("what the reader does is told to a calm listener at once, with the events that it waited for", () => {
    const { store, next, rested } = hold();
    const heard: [number, number | null][] = [];
    store.subscribe(() => heard.push([store.get().live.lab.packets, store.get().past]), "calm");
    for (let frame = 0; frame < 3; frame++) {
      store.push([unshown(1, 10)]);
      next();
    }
    store.lookAt(5);
    expect(heard).toEqual([
      [1, null],
      [3, 5],
    ]);
    rested();
    expect(heard.length).toBe(2);
  });

  test("a change by hand comes after what was said before it", () => {
    const { store } = hold();
    store.push([unshown(5)]);
    store.change("lab", (state) => {
      expect(state.packets).toBe(5);
      return { ...state, packets: state.packets * 2 };
    });
    expect(store.get().live.lab.packets).toBe(10);
  });

  test("a slice that nothing concerned stays the same object", () => {
    const { store, next } = hold();
    const before = store.get().live.checks;
    store.push([unshown(1)]);
    next();
    expect(store.get().live.checks).toBe(before);
  });

  test("looking back shows what was, while the present goes on; and returns", () => {
    const { store, next } = hold();
    store.push([unshown(1, 100), unshown(1, 200), unshown(1, 300)]);
    next();
    store.lookAt(200);
    expect(store.get().shown.lab.packets).toBe(2);
    store.push([unshown(1, 400)]);
    next();
    expect(store.get().shown.lab.packets).toBe(2);
    expect(store.get().live.lab.packets).toBe(4);
    store.lookAt(null);
    expect(store.get().shown).toBe(store.get().live);
  });

  test("a line of the editor points at the latest call that it made, and at no peer's", () => {
    const { store } = hold();
    const call = (actor: string, call: number, line: number): LabEvent => ({
      type: "call",
      at: call,
      actor,
      call,
      thread: 0,
      name: "recv",
      fd: 3,
      args: [],
      source: { file: "server.ts", line, column: 1 },
    });
    store.push([call("r1", 1, 4), call("r1", 2, 4), call("r1", 3, 5), call("peer:echo", 4, 4)]);
    expect(store.selectCallOf({ file: "server.ts", line: 4 })).toBe(true);
    expect(store.get().selection).toEqual({ kind: "call", actor: "r1", call: 2 });
    expect(store.selectCallOf({ file: "server.ts", line: 6 })).toBe(false);
    expect(store.selectCallOf({ file: "client.ts", line: 4 })).toBe(false);
    expect(store.get().selection).toEqual({ kind: "call", actor: "r1", call: 2 });
  });

  test("the panels' folds come late and know all that has happened, in order, as if they had been there", () => {
    const late = hold();
    const there = hold();
    there.store.join(panelSlices);
    for (const { store, next } of [late, there]) {
      store.push([table(100, ["a"]), unshown(1, 110)]);
      next();
      store.push([table(200, ["a", "b"]), unshown(2, 210)]);
      next();
      store.push([table(300, ["b"]), unshown(3, 310)]);
    }
    const joined = late.store.join(panelSlices);
    expect(joined.get().live.sockets.tables.you.map((row) => row.key)).toEqual(["a", "b"]);
    expect(joined.get().live.timeline.log.unshown).toBe(3);
    // What waits for the next frame is folded there, once.
    for (const { next } of [late, there]) next();
    expect(late.store.get()).toEqual(there.store.get());
    expect(joined.get().live.timeline.log.unshown).toBe(6);
    expect(joined.get().live.sockets.lives.size).toBe(2);
  });

  test("folds that come a second time change nothing, and those that come tell nobody", () => {
    const { store, next } = hold();
    store.push([table(100, ["a"])]);
    next();
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    store.join(panelSlices);
    const before = store.get();
    expect(store.join(panelSlices).get()).toBe(before);
    expect(told).toBe(0);
    expect(store.first().live).toHaveProperty("sockets", panelSlices.sockets.initial());
  });

  test("folds that come while the reader looks back show what was", () => {
    const { store, next } = hold();
    store.push([table(100, ["a"]), unshown(1, 100), table(200, ["a", "b"]), unshown(1, 200)]);
    next();
    store.lookAt(150);
    const { live, shown } = store.join(panelSlices).get();
    expect(shown.sockets.tables.you.map((row) => row.key)).toEqual(["a"]);
    expect(live.sockets.tables.you.map((row) => row.key)).toEqual(["a", "b"]);
    // The timeline draws both in one picture.
    expect(shown.timeline).toBe(live.timeline);
    store.lookAt(null);
    expect(store.get().shown).toBe(store.get().live);
  });

  test("events of a lab that is gone are not held back for folds that come in the next", () => {
    const { store, next } = hold();
    store.push([table(100, ["a"]), unshown(7)]);
    next();
    store.reset();
    store.push([unshown(1)]);
    next();
    const { live } = store.join(panelSlices).get();
    expect(live.timeline.log.unshown).toBe(1);
    expect(live.sockets.lives.size).toBe(0);
    store.push([table(100, ["b"])]);
    next();
    store.reset();
    expect(store.join(panelSlices).get().live.sockets.lives.size).toBe(0);
  });

  test("folds that never come hold back no more events than are kept anyway, and what they missed is told", () => {
    const { store, next, task } = hold();
    const most = limits.recording.events;
    const heard: unknown[] = [];
    store.setPanels(new LateError("away", null));
    store.subscribe(() => heard.push(store.get().panels), "calm");
    store.push([table(1, ["a"]), ...Array.from({ length: most - 1 }, () => unshown(1))]);
    next();
    expect(store.get().missed).toBe(0);
    store.push([unshown(1), table(2, ["a", "b"]), unshown(1)]);
    next();
    expect(store.get().missed).toBe(3);
    expect(store.log().length).toBe(most);

    const joined = store.join(panelSlices);
    task();
    expect(heard.at(-1)).toBe("here");
    // A picture of what is kept, and no picture with a gap; the page itself goes on.
    store.push([unshown(1), table(3, ["c"])]);
    next();
    expect(joined.get().live.timeline.log.unshown).toBe(most - 1);
    expect(joined.get().live.sockets.tables.you.map((row) => row.key)).toEqual(["a"]);
    expect(store.get().live.lab.packets).toBe(most + 2);
    expect(store.get().missed).toBe(5);

    // The next lab lacks nothing.
    store.reset();
    expect(store.get().missed).toBe(0);
    store.push([unshown(1), table(1, ["d"])]);
    next();
    expect(joined.get().live.timeline.log.unshown).toBe(1);
    expect(joined.get().live.sockets.tables.you.map((row) => row.key)).toEqual(["d"]);
  });

  test("once they have joined, the panels' folds see all that happens, however much", () => {
    const { store, next } = hold();
    const joined = store.join(panelSlices);
    store.setPanels(new LateError("away", null));
    expect(joined.get().panels).toBe("here");
    store.push(Array.from({ length: limits.recording.events + 1 }, () => unshown(1)));
    next();
    expect(joined.get().live.timeline.log.unshown).toBe(limits.recording.events + 1);
    expect(joined.get().missed).toBe(0);
  });

  test("a new lab begins with nothing but what is carried over", () => {
    const { store, next } = hold();
    store.push([unshown(7)]);
    next();
    store.lookAt(0);
    store.select({ kind: "frame", frame: 1 });
    store.reset();
    expect(store.get()).toMatchObject({ past: null, selection: null });
    expect(store.get().live.lab.packets).toBe(0);
    expect(store.log()).toEqual([]);
  });
});
