import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { createLabStore } from "./lab-store.ts";

const unshown = (count: number, at = 1): LabEvent => ({ type: "frames-unshown", at, count });

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
