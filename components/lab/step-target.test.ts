import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { initialLab, reduceLab } from "./lab-state.ts";
import { programInView, resumeTarget, stepTarget } from "./step-target.ts";

const at = (file: string) => ({ file, line: 1, column: 1 });
const started = (run: string, file: string, step = true): LabEvent => ({
  type: "program-started",
  at: 0,
  run,
  file,
  args: [],
  pid: 1,
  step,
});
const paused = (actor: string, thread: number, file: string | null): LabEvent => ({
  type: "paused",
  at: 1,
  actor,
  thread,
  name: "recv",
  args: [],
  source: file === null ? null : at(file),
});
let calls = 0;
const called = (actor: string, thread: number, file: string): LabEvent => ({
  type: "call",
  at: 2,
  actor,
  call: ++calls,
  thread,
  name: "accept",
  fd: 3,
  args: [],
  source: at(file),
});
const programs = (...events: LabEvent[]) => reduceLab(initialLab(), events).programs;
const both = [started("s", "server.ts"), started("c", "client.ts")];

describe("whose next call Step makes", () => {
  const next = (open: string, target: string, ...events: LabEvent[]) => {
    const found = stepTarget(programs(...events), open, target);
    return found && [found.program.file, found.thread, found.file];
  };

  test("of the file in view, though others stand too", () => {
    const events = [...both, paused("c", 0, "client.ts"), paused("s", 0, "server.ts")];
    expect(next("server.ts", "server.ts", ...events)).toEqual(["server.ts", 0, "server.ts"]);
    expect(next("client.ts", "client.ts", ...events)).toEqual(["client.ts", 0, "client.ts"]);
  });

  test("a thread in the file in view before the one that has stood longer elsewhere", () => {
    const events = [
      ...both,
      paused("s", 0, "server.ts"),
      paused("s", 2, "worker.ts"),
      paused("s", 1, "worker.ts"),
    ];
    expect(next("worker.ts", "client.ts", ...events)).toEqual(["server.ts", 2, "worker.ts"]);
    expect(next("server.ts", "server.ts", ...events)).toEqual(["server.ts", 0, "server.ts"]);
  });

  test("where nobody stands in view, who has stood longest in the program in view", () => {
    const blocked = [...both, paused("c", 0, "client.ts"), called("s", 0, "server.ts")];
    const events = [...blocked, paused("s", 2, "worker.ts"), paused("s", 1, null)];
    expect(next("server.ts", "server.ts", ...events)).toEqual(["server.ts", 2, "worker.ts"]);
    // A file that is no program: it is seen in which one it runs.
    const inside = [
      ...both,
      paused("c", 0, "client.ts"),
      paused("s", 0, "server.ts"),
      called("s", 1, "worker.ts"),
    ];
    expect(next("worker.ts", "client.ts", ...inside)).toEqual(["server.ts", 0, "server.ts"]);
  });

  test("where the program in view waits in its call, nobody's", () => {
    const events = [...both, paused("c", 0, "client.ts"), called("s", 0, "server.ts")];
    expect(next("server.ts", "server.ts", ...events)).toEqual(["server.ts", null, null]);
  });

  test("another program that stands, where the one in view does not run; else none", () => {
    const events = [started("c", "client.ts"), paused("c", 0, "client.ts")];
    expect(next("server.ts", "server.ts", ...events)).toEqual(["client.ts", 0, "client.ts"]);
    expect(next("server.ts", "server.ts", started("c", "client.ts"))).toBeNull();
    expect(programInView(programs(), "server.ts", "server.ts")).toBeNull();
  });
});

test("who runs on at Continue: the stepped program in view, also in a call, else one that stands", () => {
  const run = (...events: LabEvent[]) => resumeTarget(programs(...events), "server.ts", "server.ts")?.file;
  const client = [started("c", "client.ts"), paused("c", 0, "client.ts")];
  expect(run(...client, started("s", "server.ts"), called("s", 0, "server.ts"))).toBe("server.ts");
  expect(run(...client, started("s", "server.ts", false), called("s", 0, "server.ts"))).toBe("client.ts");
  expect(run(...client)).toBe("client.ts");
  expect(run(started("s", "server.ts", false))).toBeUndefined();
});
