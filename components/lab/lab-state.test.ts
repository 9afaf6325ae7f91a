import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import {
  initialLab,
  type LabState,
  loseLab,
  reduceLab,
  refuseProgram,
  renewLab,
  saidByPrograms,
  startProgram,
} from "./lab-state.ts";
import { entriesOf } from "./terminal-log.ts";

const started = (run: string, file: string, at = 1_000): LabEvent => ({
  type: "program-started",
  at,
  run,
  file,
  args: [],
  pid: 2,
  step: false,
});
const output = (run: string, text: string): LabEvent => ({
  type: "output",
  at: 2_000,
  run,
  stream: "stdout",
  text,
});
const typed = (run: string, text: string, key?: "end"): LabEvent => ({
  type: "input",
  at: 2_500,
  run,
  text,
  ...(key && { key }),
});
const call = (actor: "r1" | "r2", number: number, thread = 0): LabEvent => ({
  type: "call",
  at: 3_000,
  actor,
  call: number,
  thread,
  name: "accept",
  fd: 3,
  args: [],
  source: { file: "server.ts", line: 10, column: 5 },
});
const back = (actor: "r1" | "r2", number: number): LabEvent => ({
  type: "return",
  at: 4_000,
  actor,
  call: number,
  outcome: { ok: true, text: "4" },
});
const entries = (state: LabState, key: string) => {
  const log = state.terminals.get(key);
  return log && entriesOf(log).entries;
};
const kinds = (state: LabState, key: string) => entries(state, key)?.map((entry) => entry.kind);

describe("lab state", () => {
  test("what programs say is counted, what peers say is not", () => {
    const before = reduceLab(initialLab(), [started("r1", "server.ts")]);
    const after = reduceLab(before, [
      output("r1", "one\n"),
      { type: "peer-log", at: 2_000, peer: "echo", kind: "info", text: "listening" },
    ]);
    expect(saidByPrograms(after)).toBeGreaterThan(saidByPrograms(before));
    const peers = reduceLab(after, [
      { type: "peer-log", at: 3_000, peer: "echo", kind: "info", text: "more" },
    ]);
    expect(saidByPrograms(peers)).toBe(saidByPrograms(after));
  });

  test("what was typed stands between what was printed, in the terminal of its run alone", () => {
    const state = reduceLab(initialLab(), [
      started("r1", "server.ts"),
      started("r2", "client.ts"),
      output("r2", "name? "),
      typed("r2", "Ada\n"),
      output("r2", "hello, Ada\n"),
      typed("r2", "", "end"),
    ]);
    expect(entries(state, "client.ts")?.slice(1)).toEqual([
      { kind: "stdout", text: "name? " },
      { kind: "typed", text: "Ada\n", key: null },
      { kind: "stdout", text: "hello, Ada\n" },
      { kind: "typed", text: "", key: "end" },
    ]);
    expect(kinds(state, "server.ts")).toEqual(["started"]);
  });

  test("of programs and peers without end the latest are kept, with their terminals", () => {
    const many = Array.from({ length: 50_000 }, (_, n): LabEvent[] => [
      started(`r${n}`, `${n}.ts`),
      output(`r${n}`, "hello\n"),
      { type: "peer-started", at: 1, peer: `p${n}`, title: "Echo", address: "10.0.0.1:7" },
      { type: "peer-log", at: 2, peer: `p${n}`, kind: "info", text: "listening" },
    ]);
    for (const batches of [many.slice(0, 1_000), [many.flat()]]) {
      const state = batches.reduce(reduceLab, initialLab());
      expect([state.programs.size, state.peers.size, state.terminals.size]).toEqual([64, 64, 128]);
      const last = `${batches.flat().length / 4 - 1}.ts`;
      expect(kinds(state, last)).toEqual(["started", "stdout"]);
    }
  });

  test("calls of very many threads at once are folded as fast as those of one", () => {
    const calls = Array.from({ length: 50_000 }, (_, n) => call("r1", n, n));
    const returns = Array.from({ length: 50_000 }, (_, n) => back("r1", n));
    const state = reduceLab(initialLab(), [started("r1", "server.ts"), ...calls, ...returns]);
    expect(state.programs.get("server.ts")?.calls.size).toBe(0);
  });

  test("a run from Run to its end", () => {
    let state = startProgram(initialLab(), { run: "r1", file: "server.ts", args: [], step: false });
    expect(state.programs.get("server.ts")?.status).toEqual({ kind: "starting" });
    state = reduceLab(state, [started("r1", "server.ts"), output("r1", "hello\n")]);
    expect(state.programs.get("server.ts")?.status).toEqual({ kind: "running", pid: 2, since: 1_000 });
    state = reduceLab(state, [{ type: "program-ended", at: 2_001_000, run: "r1", exit: { code: 0 } }]);
    expect(state.programs.get("server.ts")?.status).toEqual({ kind: "ended", exit: { code: 0 } });
    expect(entries(state, "server.ts")?.at(-1)).toEqual({
      kind: "ended",
      exit: { code: 0 },
      ms: 2_000,
    });
    // Run was told once, although both the page and the server said so.
    expect(kinds(state, "server.ts")).toEqual(["started", "stdout", "ended"]);
  });

  test("an older run of a file, and a run that has ended, are heard no more", () => {
    let state = reduceLab(initialLab(), [started("r1", "server.ts"), started("r2", "server.ts")]);
    state = reduceLab(state, [output("r1", "late"), call("r1", 1)]);
    expect(kinds(state, "server.ts")).toEqual(["started", "started"]);
    expect(state.programs.get("server.ts")?.calls.size).toBe(0);
    state = reduceLab(state, [
      { type: "program-ended", at: 9_000, run: "r2", exit: { signal: "SIGKILL" } },
      output("r2", "from the grave"),
    ]);
    expect(kinds(state, "server.ts")).toEqual(["started", "started", "ended"]);
  });

  test("each thread is in one call; a return of another call leaves it there", () => {
    let state = reduceLab(initialLab(), [started("r1", "server.ts"), call("r1", 1, 0), call("r1", 2, 1)]);
    state = reduceLab(state, [back("r1", 1)]);
    expect([...(state.programs.get("server.ts")?.calls.keys() ?? [])]).toEqual([1]);
    state = reduceLab(state, [back("r1", 7)]);
    expect(state.programs.get("server.ts")?.calls.size).toBe(1);
  });

  test("a paused program goes on when its call begins", () => {
    const paused: LabEvent = {
      type: "paused",
      at: 2_500,
      actor: "r1",
      thread: 0,
      name: "accept",
      args: [],
      source: null,
    };
    let state = reduceLab(initialLab(), [started("r1", "server.ts"), paused]);
    expect(state.programs.get("server.ts")?.paused.size).toBe(1);
    state = reduceLab(state, [call("r1", 1)]);
    expect(state.programs.get("server.ts")?.paused.size).toBe(0);
    expect(state.programs.get("server.ts")?.calls.size).toBe(1);
  });

  test("a lost lab ends what ran and keeps what was printed; a new one begins its counts anew", () => {
    let state = reduceLab(initialLab(), [
      started("r1", "server.ts"),
      output("r1", "kept"),
      { type: "peer-started", at: 1, peer: "echo", title: "echo", address: "10.0.0.1:7" },
      { type: "peer-log", at: 2, peer: "echo", kind: "info", text: "listening" },
      { type: "frames-unshown", at: 3, count: 12 },
    ]);
    state = loseLab(state);
    expect(kinds(state, "server.ts")).toEqual(["started", "stdout", "lost"]);
    expect(state.programs.get("server.ts")?.status).toEqual({ kind: "ended", exit: null });
    expect(state.peers.get("echo")?.status).toBe("ended");
    expect(state.packets).toBe(12);
    state = renewLab(state);
    expect(kinds(state, "server.ts")).toEqual(["started", "stdout", "lost"]);
    expect(state.terminals.has("peer:echo")).toBe(false);
    expect(state.packets).toBe(0);
  });

  test("a refused run says why in its terminal", () => {
    let state = startProgram(initialLab(), { run: "r1", file: "a.ts", args: [], step: false });
    state = refuseProgram(state, "r1", { code: "too-many-programs", message: "stop one" });
    expect(state.programs.get("a.ts")?.status).toEqual({ kind: "ended", exit: null });
    expect(entries(state, "a.ts")?.at(-1)).toEqual({
      kind: "refused",
      code: "too-many-programs",
      message: "stop one",
    });
  });

  test("a connection seen from both ends is one", () => {
    const row = (
      local: [string, number],
      remote: [string, number] | null,
      state: "LISTEN" | "ESTABLISHED",
    ) => ({
      key: String(local) + String(remote),
      protocol: "tcp" as const,
      local,
      remote,
      state,
      recvQ: 0,
      sendQ: 0,
      retransmits: 0,
    });
    const state = reduceLab(initialLab(), [
      {
        type: "sockets",
        at: 1,
        host: "you",
        rows: [
          row(["0.0.0.0", 8080], null, "LISTEN"),
          row(["10.0.0.2", 8080], ["10.0.0.1", 41822], "ESTABLISHED"),
        ],
      },
      {
        type: "sockets",
        at: 1,
        host: "lab",
        rows: [row(["10.0.0.1", 41822], ["10.0.0.2", 8080], "ESTABLISHED")],
      },
    ]);
    expect(state).toMatchObject({ connections: 1, listeners: 1 });
  });

  test("a flood of output is bounded, and what is left is the end", () => {
    let state = reduceLab(initialLab(), [started("r1", "server.ts")]);
    const line = "x".repeat(1_000);
    for (let batch = 0; batch < 60; batch += 1)
      state = reduceLab(
        state,
        Array.from({ length: 20 }, () => output("r1", line)),
      );
    state = reduceLab(state, [typed("r1", "the last\n")]);
    const log = state.terminals.get("server.ts");
    expect(log?.tape.chars).toBeLessThanOrEqual(400_000);
    expect(log?.length).toBe(1 + 60 * 20 + 1);
    expect(entries(state, "server.ts")?.at(-1)).toEqual({ kind: "typed", text: "the last\n", key: null });
  });
});
