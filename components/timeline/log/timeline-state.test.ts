import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../../protocol/lab-event.ts";
import { recordings } from "../fixtures/recordings.ts";
import { initialTimeline, reduceTimeline, type TimelineState } from "./timeline-state.ts";

const fold = (events: readonly LabEvent[], from: TimelineState = initialTimeline) =>
  reduceTimeline(from, events);

/** What a log says, without its inner indexes. */
const told = ({ log }: TimelineState) => ({
  calls: log.calls,
  packets: log.packets,
  marks: log.marks,
  actors: [...log.actors.values()],
  connections: [...log.connections.values()],
  open: [...log.openCalls],
  held: [...log.heldPackets],
});

describe("reduceTimeline", () => {
  test("a server's run: every call has come back, every packet its fate", () => {
    const { log } = fold(recordings.server);
    expect(log.calls.map((call) => call.name)).toContain("accept");
    expect(log.openCalls.size).toBe(0);
    expect(log.packets.every((packet) => packet.fate?.kind === "delivered")).toBe(true);
    const kinds = log.packets
      .filter((packet) => packet.view.protocol === "tcp")
      .map((packet) => packet.view.title);
    expect(kinds.slice(0, 3)).toEqual(["SYN", "SYN ACK", "ACK"]);
    expect([...log.connections.values()]).toHaveLength(1);
    expect(log.arp).toBe(2);
  });

  test("what is sent again names its first frame", () => {
    const { log } = fold(recordings.loss);
    const again = log.packets.filter((packet) => packet.view.againOf !== null);
    expect(again.length).toBeGreaterThanOrEqual(3);
    for (const packet of again) {
      const first = log.packets[log.packetOfFrame.get(packet.view.againOf ?? -1) ?? -1];
      expect(first?.fate?.kind).toBe("lost");
      expect(first?.view.numbers.split(" ack")[0]).toBe(packet.view.numbers.split(" ack")[0]);
    }
  });

  test("an ICMP error belongs to the conversation whose packet it answers", () => {
    const { log } = fold(recordings.udp);
    const error = log.packets.find(({ view }) => view.kind === "icmp");
    const asked = log.packets.findLast(
      ({ index, from }) => index < (error?.index ?? 0) && from !== error?.from,
    );
    expect(asked?.view.protocol).toBe("udp");
    expect(error?.view.connection).toBe(asked?.view.connection);
    expect([...log.connections.values()].map(({ protocol }) => protocol)).not.toContain("icmp");
  });

  test("held frames wait until they are released or dropped", () => {
    const before = recordings.held.findIndex((event) => event.type === "fate");
    const waiting = fold(recordings.held.slice(0, before));
    expect(waiting.log.heldPackets.size).toBeGreaterThan(0);
    const { log } = fold(recordings.held.slice(before), waiting);
    expect(log.packets.filter((packet) => packet.fate?.kind === "lost")).toHaveLength(1);
    expect(log.openCalls.size).toBe(2);
  });

  test("a program's end ends the calls that it was in", () => {
    const run = recordings.held.find((event) => event.type === "program-started");
    if (run?.type !== "program-started") throw new Error("the recording starts a program");
    const { log } = fold([
      ...recordings.held,
      { type: "program-ended", at: 9_000_000, run: run.run, exit: { signal: "SIGKILL" } },
    ]);
    const killed = log.calls.filter((call) => call.ended === 9_000_000);
    expect(killed.map((call) => [call.name, call.outcome])).toEqual([["recv", null]]);
    expect(log.marks.at(-1)).toMatchObject({ kind: "ended", exit: "SIGKILL", good: false });
  });

  test("threads and programs have lanes of their own, and a program that runs anew gets its lane back", () => {
    const { log } = fold(recordings.select);
    const lanes = (host: string) =>
      new Set(log.calls.filter((call) => call.host === host).map((call) => call.lane));
    expect(lanes("lab").size).toBeGreaterThan(1);
    expect(lanes("you").size).toBe(1);
    const twice = fold([
      ...recordings.lo,
      { type: "program-started", at: 8e6, run: "r9", file: "server.ts", args: [], pid: 9, step: false },
      {
        type: "call",
        at: 8e6 + 1,
        actor: "r9",
        call: 0,
        thread: 0,
        name: "socket",
        fd: null,
        args: [],
        source: null,
      },
    ]).log;
    expect(twice.calls.at(-1)?.lane).toBe(twice.calls[0]?.lane);
    expect(twice.laneCount.you).toBe(2);
  });

  test("a program that is run again and again beside another of its name takes no further column each time", () => {
    const start = (run: string): LabEvent => ({
      type: "program-started",
      at: 1,
      run,
      file: "client.ts",
      args: [],
      pid: 9,
      step: false,
    });
    const call = (actor: `r${string}`): LabEvent => {
      const source = { file: "client.ts", line: 1, column: 1 };
      return { type: "call", at: 2, actor, call: 0, thread: 0, name: "socket", fd: null, args: [], source };
    };
    const end = (run: string): LabEvent => ({ type: "program-ended", at: 3, run, exit: { code: 0 } });
    const { log } = fold([
      ...[start("r1"), call("r1")],
      ...["r2", "r3", "r4"].flatMap((run) => [start(run), call(run as "r2"), end(run)]),
      end("r1"),
      ...[start("r5"), call("r5")],
    ]);
    expect(log.calls.map(({ lane }) => lane)).toEqual([0, 1, 1, 1, 0]);
    expect(log.laneCount.you).toBe(2);
  });

  test("a wire set to what it was is no news", () => {
    const wire = recordings.server.filter((event) => event.type === "wire");
    const { log } = fold([...wire, ...wire.slice(-1)]);
    expect(log.marks).toHaveLength(1);
  });

  test("batches do not matter, and no state is changed by what follows it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(recordings)),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        (events, sizes) => {
          const whole = told(fold(events));
          const states: TimelineState[] = [initialTimeline];
          let at = 0;
          for (let i = 0; at < events.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            states.push(reduceTimeline(states.at(-1) ?? initialTimeline, events.slice(at, at + size)));
            at += size;
          }
          expect(told(states.at(-1) ?? initialTimeline)).toEqual(whole);
          // Strict mode folds a state twice; a reader goes back: the same question has the same answer.
          const middle = states[Math.floor(states.length / 2)] ?? initialTimeline;
          expect(told(fold(events.filter(concerns).slice(middle.seen), middle))).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });
});

const concerns = (event: LabEvent) => event.type !== "sockets";
