import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { actorWords, callResultWords, doneWords } from "./call-words.ts";
import { recordings } from "./fixtures/recordings.ts";
import { initialTimeline, reduceTimeline } from "./log/timeline-state.ts";

const fold = (events: readonly LabEvent[]) => reduceTimeline(initialTimeline, events).log;

describe("what came of a call", () => {
  test("a call under way while its program stands elsewhere in step mode does not read blocked", () => {
    const events = recordings.stepped;
    const pause = events.findIndex((event) => event.type === "paused" && event.name === "write");
    const log = fold(events.slice(0, pause + 1));
    const connect = log.calls.find((call) => call.name === "connect");
    if (!connect) throw new Error("the recording connects");
    expect(connect.ended).toBeNull();
    expect(callResultWords(connect, log, en.timeline)).toBe("under way; the program stands before write()");
    expect(callResultWords(connect, log, zh.timeline)).not.toContain("阻塞");
    // Before it stood, and of a program that only waits, it reads as ever.
    const running = fold(events.slice(0, pause));
    expect(callResultWords(running.calls[connect.index] ?? connect, running, en.timeline)).toBe(
      "still blocked",
    );
    expect(connect.stood).toBe(true);
    const after = fold(events);
    expect(after.calls[connect.index]).toMatchObject({ stood: true, outcome: { ok: true } });
    expect(after.calls.filter((call) => call.actor === "r1" && call.stood).map((call) => call.name)).toEqual([
      "connect",
    ]);
  });

  test("a call without a result says what happened instead, in every real run", () => {
    const said = Object.values(recordings).flatMap((events) => {
      const log = fold(events);
      return log.calls
        .filter((call) => call.outcome?.ok && call.outcome.text === "")
        .map((call) => `${call.name}: ${callResultWords(call, log, en.timeline).replace(/, after .*/, "")}`);
    });
    expect([...new Set(said)].sort()).toMatchInlineSnapshot(`
      [
        "bind: bound",
        "close: closed",
        "connect: connected",
        "end: ended",
        "listen: listening",
        "sendall: 19 B handed over",
        "sendall: 2 B handed over",
        "sendall: 3 B handed over",
        "sendall: 40000 B handed over",
        "sendall: 5 B handed over",
        "sendall: 8 B handed over",
        "sendall: 9 B handed over",
        "setsockopt: set",
      ]
    `);
    expect(said.join()).not.toMatch(/result|returned/);
    const sendall = fold(recordings.blocked).calls.find(
      (call) => call.name === "sendall" && call.actor === "r1",
    );
    if (!sendall) throw new Error("the recording has a sendall");
    expect(doneWords(sendall, zh.timeline)).toBe("已交出 40000 B");
  });
});

test("peers that the page itself drives have names in the reader's language, others their own", () => {
  const call = (actor: `peer:${string}`): LabEvent => ({
    type: "call",
    at: 1,
    actor,
    call: 0,
    thread: 0,
    name: "connect",
    fd: 5,
    args: [],
    source: null,
  });
  const log = fold([...recordings.stepped, call("peer:check"), call("peer:assistant"), call("peer:preview")]);
  const names = (say: typeof en.timeline) =>
    (["peer:check", "peer:assistant", "peer:preview", "peer:echo", "r1"] as const).map((actor) =>
      actorWords(actor, log, say),
    );
  expect(names(en.timeline)).toEqual(["Check", "Peer by hand", "Preview", "Echo", "client.ts"]);
  expect(names(zh.timeline)).toEqual(["检查", "手动对端", "预览", "Echo", "client.ts"]);
});
