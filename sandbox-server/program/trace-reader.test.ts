import fs from "node:fs";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { labEventSchema } from "../../protocol/lab-event.ts";
import { plain } from "../../sockets/src/quote.ts";
import type { Entry, Flow, Outcome, Told } from "../../sockets/src/tracer.ts";
import { show } from "../../sockets/src/tracer.ts";
import { CallRing, mapRing } from "../runtime/call-ring.ts";
import { CallTeller } from "../runtime/call-teller.ts";
import { stateWord, stateWords } from "../runtime/channels.ts";
import { homePath } from "./program-to-run.ts";
import { type TracedEvent, TraceReader } from "./trace-reader.ts";
import { recordKind, recordMost } from "./trace-record.ts";
import { TraceRing } from "./trace-ring.ts";

/** What the program's side writes is read as it was told; what anybody else writes there is an event or the end. */

const open: TraceRing[] = [];
afterEach(() => {
  for (const ring of open.splice(0)) ring.close();
});

/** A program with so many threads, whose calls are read when `events` is asked for them. */
function program(threads = 1) {
  const server = new TraceRing();
  open.push(server);
  const reader = new TraceReader();
  const events: TracedEvent[] = [];
  const pieces: Buffer[] = [];
  server.onBytes = (bytes) => {
    pieces.push(bytes);
    reader.read(bytes, (event) => events.push(event));
  };
  const state = new Int32Array(new SharedArrayBuffer(4 * stateWords));
  const place = mapRing(fs.openSync(`/proc/self/fd/${server.fd}`, "r+"));
  const tellers = Array.from(
    { length: threads },
    (_, thread) => new CallTeller(new CallRing(place, state, stateWord.lock, () => {}), state, thread),
  );
  return {
    tellers,
    teller: tellers[0] as CallTeller,
    events: () => {
      server.drain();
      return events;
    },
    /** All that was written, as it lay in the ring. */
    bytes: () => {
      server.drain();
      return Buffer.concat(pieces);
    },
  };
}

function readAll(reader: TraceReader, bytes: Buffer): TracedEvent[] {
  const events: TracedEvent[] = [];
  reader.read(bytes, (event) => events.push(event));
  return events;
}

const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
const words = (text: string, most: number) => plain(cut(text, most), most);
const source = (file: string, line = 1, column = 1) => ({ file: `${homePath}/${file}`, line, column });
const int = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 });
const text = fc.string({ unit: "binary", maxLength: 400 });
const told: fc.Arbitrary<Told> = fc.oneof(
  text,
  int,
  fc.double({ noNaN: true }),
  fc.uint8Array({ maxLength: 100 }),
  fc.string({ maxLength: 90 }).map((each) => Buffer.from(each)),
);
const entry: fc.Arbitrary<Entry> = fc.record({
  name: fc.oneof(fc.constantFrom("send", "recv"), fc.string({ maxLength: 60 })),
  fd: fc.option(int),
  args: fc.array(told, { maxLength: 10 }),
  source: fc.option(
    fc.record({
      file: fc.constantFrom(
        `${homePath}/a.ts`,
        `file://${homePath}/b/c.ts`,
        "node:net",
        "/elsewhere.js",
        "eval",
      ),
      line: fc.nat({ max: 2 ** 31 - 1 }),
      column: fc.nat({ max: 2 ** 31 - 1 }),
    }),
  ),
});
const endpoint = fc.oneof(
  fc.tuple(fc.string({ maxLength: 64 }), int),
  fc.string({ unit: "binary", maxLength: 64 }),
) as fc.Arbitrary<Flow["local"]>;
const flow: fc.Arbitrary<Flow> = fc.record({
  protocol: fc.constantFrom("tcp", "udp", "icmp", "unix"),
  local: endpoint,
  remote: fc.option(endpoint),
});
const outcome: fc.Arbitrary<Outcome> = fc
  .tuple(
    fc.oneof(
      fc.record({ ok: fc.constant(true as const), result: told }),
      fc.record({ ok: fc.constant(false as const), code: text, message: text }),
    ),
    fc.record(
      {
        newFd: int,
        moved: fc.record({
          way: fc.constantFrom("sent" as const, "received" as const),
          bytes: fc.nat({ max: 0x7fff_f000 }),
          data: fc.uint8Array({ maxLength: 1_500 }),
        }),
        flow,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([how, rest]) => ({ ...how, ...rest }));

test("what a call works on is told before it has come back", () => {
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 8 }), (flows) => {
      const { teller, events } = program();
      for (const [n, each] of flows.entries()) {
        teller.flow(n, each);
        teller.returned(n, { ok: true, result: "", flow: each });
      }
      const seen = events();
      for (const event of seen) obeys(event);
      expect(seen.map(({ type }) => type)).toEqual(flows.flatMap(() => ["flow", "return"]));
      expect(seen.flatMap((event) => ("flow" in event ? [event.flow] : []))).toEqual(
        seen.flatMap((event) => (event.type === "return" ? [event.flow, event.flow] : [])),
      );
    }),
  );
});

function obeys(event: TracedEvent): void {
  expect(event.at).toBeGreaterThanOrEqual(0);
  // Whose it is and when it was in the lab's time, the lab says.
  const whole = JSON.parse(JSON.stringify({ ...event, at: 0, actor: "r1" })) as unknown;
  expect(labEventSchema.safeParse(whole).error).toBeUndefined();
}

test("every call is read as it was told, in words that a page accepts", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, outcome), { maxLength: 8 }), (calls) => {
      const { teller, events } = program();
      for (const [n, [call, how]] of calls.entries()) {
        teller.call(recordKind.call, n, call);
        teller.call(recordKind.paused, n, call);
        teller.returned(n, how);
      }
      const seen = events();
      expect(seen).toHaveLength(calls.length * 3);
      for (const event of seen) obeys(event);
      for (const [n, [call, how]] of calls.entries()) {
        const path = call.source && /^(?:(?:file:\/\/)?\/home\/you\/(.*)|(eval))$/.exec(call.source.file);
        const shown = {
          name: words(call.name, 40),
          args: call.args.slice(0, 8).map((arg) => (typeof arg === "string" ? words(arg, 200) : show(arg))),
          source: path && { ...call.source, file: path[1] ?? path[2] },
        };
        expect(seen[n * 3]).toMatchObject({ type: "call", call: n, thread: 0, fd: call.fd, ...shown });
        expect(seen[n * 3 + 1]).toMatchObject({ type: "paused", thread: 0, ...shown });
        const { newFd, moved, flow } = how;
        expect(seen[n * 3 + 2]).toEqual({
          type: "return",
          at: expect.any(Number),
          call: n,
          outcome: how.ok
            ? { ok: true, text: typeof how.result === "string" ? words(how.result, 300) : show(how.result) }
            : { ok: false, code: words(how.code, 40), message: words(how.message, 300) },
          ...(newFd === undefined ? {} : { newFd }),
          ...(moved && {
            moved: { ...moved, data: Buffer.from(moved.data.subarray(0, 1_024)).toString("base64") },
          }),
          ...(flow && { flow }),
        });
      }
      for (const ring of open.splice(0)) ring.close();
    }),
    { numRuns: 300 },
  );
});

test("text that a program tells turns no row round, and hides nothing", () => {
  const { teller, events } = program();
  const sign = "\u202e";
  teller.call(recordKind.call, 1, { name: `se${sign}nd`, fd: 3, args: [`${sign}a`, "שלום"], source: null });
  teller.returned(1, { ok: true, result: `x\u0000${sign}` });
  teller.returned(1, { ok: false, code: `E${sign}`, message: `${sign}\u2028`.repeat(300) });
  const seen = JSON.stringify(events().map((event) => ({ ...event, at: 0 })));
  expect(seen).not.toMatch(/[\u202e\u2028]/);
  expect(events()).toMatchObject([
    { name: "se\\u202end", args: ["\\u202ea", "שלום\u200e"] },
    { outcome: { text: "x\\u0000\\u202e" } },
    { outcome: { code: "E\\u202e", message: expect.stringMatching(/^(\\u202e\\u2028)+.*…\u200e$/) } },
  ]);
  for (const event of events()) obeys(event);
});

test("time is the clock of the machine, in microseconds", () => {
  const { teller, events } = program();
  const before = Number(process.hrtime.bigint() / 1_000n);
  teller.returned(1, { ok: true, result: "" });
  const after = Number(process.hrtime.bigint() / 1_000n);
  expect(events()[0]?.at).toBeGreaterThanOrEqual(before);
  expect(events()[0]?.at).toBeLessThanOrEqual(after);
});

test("what was told before is told by its number, whichever thread told it first, and past the last number anew", () => {
  const { tellers, events, bytes } = program(3);
  const local: Flow = { protocol: "tcp", local: ["10.0.0.2", 1], remote: null };
  const expected: unknown[] = [];
  for (let n = 0; n < recordMost.numbers * 2; n++) {
    const thread = n % 3;
    const call = { name: `call ${n % 7}`, fd: n, args: [], source: source(`${thread}.ts`, n % 1_500, n) };
    tellers[thread]?.call(recordKind.call, n, call);
    tellers[thread]?.returned(n, {
      ok: true,
      result: n,
      flow: n % 2 === 0 ? local : { ...local, remote: "x" },
    });
    expected.push({ name: call.name, thread, source: { file: `${thread}.ts`, line: n % 1_500, column: n } });
    if (n % 100 === 0) events();
  }
  const calls = events().filter((event) => event.type === "call");
  expect(calls.map(({ name, thread, source }) => ({ name, thread, source }))).toEqual(expected);
  const remotes = events().map((event) => event.type === "return" && event.flow?.remote);
  expect(remotes.filter((each) => each === "x")).toHaveLength(recordMost.numbers);
  const before = bytes().length;
  tellers[0]?.call(recordKind.call, 1, { name: "call 0", fd: 1, args: [], source: source("0.ts", 0, 0) });
  expect(bytes().length - before).toBe(4 * 9);
});

/** Calls as they lie in a ring, to be spoilt. */
function written(): Buffer {
  const { teller, bytes } = program();
  const local: Flow = { protocol: "tcp", local: ["10.0.0.2", 1], remote: ["10.0.0.1", 80] };
  for (let n = 0; n < 6; n++) {
    teller.call(recordKind.call, n, {
      name: n % 2 === 0 ? "send" : "recv",
      fd: 3,
      args: [Buffer.from("hello"), 1_024, "MSG_PEEK"],
      source: source("main.ts", n, 1),
    });
    const moved = { way: "sent" as const, bytes: 5, data: Buffer.from("hello") };
    teller.returned(n, { ok: true, result: n, newFd: n, moved, flow: local });
    teller.returned(n, { ok: false, code: "EPIPE", message: "it broke" });
  }
  return bytes();
}

test("records that were changed anywhere are read as events or not at all, and never past themselves", () => {
  const good = written();
  const whole = readAll(new TraceReader(), good).length;
  expect(whole).toBe(18);
  let fewer = 0;
  const word = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.integer({ min: -1_100, max: 1_100 }),
    fc.constantFrom(0x7fffffff, -0x80000000, 0x0103, (1 << 8) | 1, (2_000 << 8) | 1),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: good.length / 4 - 1 }), word), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bad = Buffer.from(good);
        for (const [at, value] of changes) bad.writeInt32LE(value, at * 4);
        const events = readAll(new TraceReader(), bad);
        expect(events.length).toBeLessThanOrEqual(good.length / 4 / 7);
        for (const event of events) obeys(event);
        if (events.length < whole) fewer += 1;
      },
    ),
    { numRuns: 5_000 },
  );
  expect(fewer).toBeGreaterThan(500);
});

test("any bytes at all are read as events or not at all", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 18 })), { maxLength: 6 }),
      (pieces) => {
        const reader = new TraceReader();
        const good = written();
        for (const piece of pieces) {
          const bytes = typeof piece === "number" ? good.subarray(0, piece * 40) : Buffer.from(piece);
          for (const event of readAll(reader, bytes)) obeys(event);
        }
        for (const ring of open.splice(0)) ring.close();
      },
    ),
    { numRuns: 500 },
  );
});

test("after what is no record nothing more is read, however good", () => {
  const good = written();
  for (const bad of [[0], [5, 5, 5], [-1], [(1 << 8) | 9]]) {
    const reader = new TraceReader();
    expect(readAll(reader, Buffer.concat([good, Buffer.from(Int32Array.from(bad).buffer)]))).toHaveLength(18);
    expect(readAll(reader, good)).toEqual([]);
  }
  const odd = new TraceReader();
  expect(readAll(odd, good.subarray(0, good.length - 1))).toEqual([]);
  expect(readAll(odd, good)).toEqual([]);
});

test("a number that was never given, or is none, is no record", () => {
  const call = (...name: number[]) => [((8 + name.length) << 8) | 1, 1, 1, 1, 0, 3, ...name, 0, 0];
  const read = (...words: number[]) => readAll(new TraceReader(), Buffer.from(Int32Array.from(words).buffer));
  const most = recordMost.numbers;
  expect(read(...call(-most, 1, 0x61), ...call(most))).toMatchObject([{ name: "a" }, { name: "a" }]);
  for (const name of [0, 5, most + 1]) expect(read(...call(name)), `${name}`).toEqual([]);
  expect(read(...call(-most - 1, 1, 0x61))).toEqual([]);
});
