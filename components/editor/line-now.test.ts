import { expect, test } from "vitest";
import { initialLab, reduceLab } from "../lab/lab-state.ts";
import { lineMarks } from "./line-now.ts";

test("marks where programs are inside a call and where they wait for Step, thread by thread", () => {
  const source = (line: number) => ({ file: "server.ts", line, column: 3 });
  const state = reduceLab(initialLab(), [
    { type: "program-started", at: 1, run: "r1", file: "server.ts", args: [], pid: 2, step: true },
    {
      type: "call",
      at: 10,
      actor: "r1",
      call: 1,
      thread: 0,
      name: "accept",
      fd: 3,
      args: [],
      source: source(10),
    },
    { type: "paused", at: 20, actor: "r1", thread: 1, name: "recv", args: [], source: source(15) },
    { type: "paused", at: 30, actor: "r1", thread: 2, name: "close", args: [], source: null },
    // Node's idiom: connect is under way, and its thread waits before write.
    {
      type: "call",
      at: 40,
      actor: "r1",
      call: 2,
      thread: 3,
      name: "connect",
      fd: 4,
      args: [],
      source: source(20),
    },
    { type: "paused", at: 50, actor: "r1", thread: 3, name: "write", args: [], source: source(21) },
  ]);
  expect(lineMarks(state.programs.values())).toEqual([
    { file: "server.ts", line: 10, kind: "in", call: "accept", since: 10 },
    { file: "server.ts", line: 15, kind: "paused", call: "recv", since: 20 },
    { file: "server.ts", line: 21, kind: "paused", call: "write", since: 50 },
  ]);
});
