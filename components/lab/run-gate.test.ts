import { expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { makeRunGate } from "./run-gate.ts";

const ended: LabEvent = { type: "program-ended", at: 1, run: "r1", exit: { code: 0 } };
const call = (actor: "r1" | "peer:echo"): LabEvent => ({
  type: "call",
  at: 2,
  actor,
  call: 1,
  thread: 0,
  name: "recv",
  fd: 3,
  args: [],
  source: null,
});

test("what is said about a run after its end is dropped; peers and other runs speak on", () => {
  const gate = makeRunGate();
  expect(gate([call("r1"), ended, call("r1"), call("peer:echo")])).toEqual([
    call("r1"),
    ended,
    call("peer:echo"),
  ]);
  expect(gate([call("r1"), ended])).toEqual([]);
});
