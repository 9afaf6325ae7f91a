import { describe, expect, test } from "vitest";
import type { LabEvent } from "@/protocol/lab-event.ts";
import { followedRun, initialSeenCalls, reduceSeenCalls, stepState } from "./seen-calls.ts";

const started = (run: string, file = "server.ts"): LabEvent => ({
  type: "program-started",
  at: 0,
  run,
  file,
  args: [],
  pid: 2,
  step: false,
});
const call = (actor: string, number: number, name: string): LabEvent => ({
  type: "call",
  at: 1,
  actor: actor as "r1",
  call: number,
  thread: 0,
  name,
  fd: 3,
  args: [],
  source: null,
});
const back = (actor: string, number: number, ok = true): LabEvent => ({
  type: "return",
  at: 2,
  actor: actor as "r1",
  call: number,
  outcome: ok ? { ok: true, text: "" } : { ok: false, code: "EINVAL", message: "" },
});
const runAfter = (...events: LabEvent[]) => reduceSeenCalls(initialSeenCalls, events).runs.get("server.ts");

describe("a step", () => {
  test("lies ahead before anything runs", () => {
    expect(stepState(undefined, ["accept"], 1)).toBe("ahead");
    expect(stepState(runAfter(started("r1")), ["accept"], 1)).toBe("ahead");
  });

  test("is now while its call is inside the kernel, and done once it came back", () => {
    const inside = runAfter(started("r1"), call("r1", 0, "accept"));
    expect(stepState(inside, ["accept"], 1)).toBe("now");
    expect(stepState(runAfter(started("r1"), call("r1", 0, "accept"), back("r1", 0)), ["accept"], 1)).toBe(
      "done",
    );
  });

  test("a call that failed does not tick it", () => {
    const failed = runAfter(started("r1"), call("r1", 0, "accept"), back("r1", 0, false));
    expect(stepState(failed, ["accept"], 1)).toBe("ahead");
  });

  test("counts, and takes any of several names", () => {
    const one = runAfter(started("r1"), call("r1", 0, "close"), back("r1", 0));
    expect(stepState(one, ["close"], 2)).toBe("ahead");
    const both = runAfter(
      started("r1"),
      call("r1", 0, "send"),
      back("r1", 0),
      call("r1", 1, "sendall"),
      back("r1", 1),
    );
    expect(stepState(both, ["send", "sendall"], 2)).toBe("done");
  });

  test("without a call never changes", () => {
    expect(stepState(runAfter(started("r1")), [], 1)).toBe("ahead");
  });
});

describe("runs", () => {
  test("a new run of a file starts over; late events of the old one are nobody's", () => {
    const state = runAfter(
      started("r1"),
      call("r1", 0, "bind"),
      back("r1", 0),
      call("r1", 1, "accept"),
      started("r2"),
      back("r1", 1),
    );
    expect(state?.run).toBe("r2");
    expect(stepState(state, ["bind"], 1)).toBe("ahead");
    expect(stepState(state, ["accept"], 1)).toBe("ahead");
  });

  test("two files keep apart, and calls of reference peers count for none", () => {
    const state = reduceSeenCalls(initialSeenCalls, [
      started("r1", "server.ts"),
      started("r2", "client.ts"),
      call("r2", 0, "socket"),
      back("r2", 0),
      call("peer:echo", 0, "accept"),
      back("peer:echo", 0),
    ]);
    expect(stepState(state.runs.get("client.ts"), ["socket"], 1)).toBe("done");
    expect(stepState(state.runs.get("server.ts"), ["socket", "accept"], 1)).toBe("ahead");
  });

  test("without a file, the run that was started last is followed", () => {
    const state = reduceSeenCalls(initialSeenCalls, [started("r1", "server.ts"), started("r2", "late.ts")]);
    expect(followedRun(state, null)?.run).toBe("r2");
    expect(followedRun(state, "server.ts")?.run).toBe("r1");
    expect(followedRun(reduceSeenCalls(state, [started("r3", "server.ts")]), null)?.run).toBe("r3");
    expect(followedRun(initialSeenCalls, null)).toBeUndefined();
  });

  test("when a program ends, nothing of it waits any more and what is done stays done", () => {
    const state = runAfter(started("r1"), call("r1", 0, "listen"), back("r1", 0), call("r1", 1, "accept"), {
      type: "program-ended",
      at: 3,
      run: "r1",
      exit: { signal: "SIGTERM" },
    });
    expect(stepState(state, ["accept"], 1)).toBe("ahead");
    expect(stepState(state, ["listen"], 1)).toBe("done");
  });

  test("events that concern no step leave the very same state", () => {
    const state = reduceSeenCalls(initialSeenCalls, [started("r1")]);
    const output: LabEvent = { type: "output", at: 4, run: "r1", stream: "stdout", text: "x" };
    expect(reduceSeenCalls(state, [output, call("peer:echo", 0, "accept")])).toBe(state);
    expect(reduceSeenCalls(state, [])).toBe(state);
  });
});
