import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClientMessage } from "../../protocol/client-message.ts";
import { limits } from "../../protocol/limits.ts";
import { parseMessage } from "./parse-message.ts";

/** Whatever a page sends is a message, or is told what is wrong with it; nothing throws and nothing slips through. */

const bytes = (text: string) => Buffer.from(text);
const isRefusal = (result: ReturnType<typeof parseMessage>) => "code" in result;

const run = fc.stringMatching(/^r[0-9a-z]{1,24}$/);
const path = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}(\/[a-z]{1,5})?\.ts$/);
const files = fc.dictionary(path, fc.string(), { maxKeys: 5 });
const base64 = fc.uint8Array({ maxLength: 50 }).map((each) => Buffer.from(each).toString("base64"));
const port = fc.integer({ min: 1, max: 65_535 });
const percent = fc.double({ min: 0, max: 100, noNaN: true });
const milliseconds = fc.double({ min: 0, max: 5_000, noNaN: true });
const conditions = fc.record({
  loss: percent,
  delay: milliseconds,
  jitter: milliseconds,
  duplicate: percent,
  reorder: percent,
  corrupt: percent,
  rate: fc.integer({ min: 0, max: 1e9 }),
  cut: fc.boolean(),
  hold: fc.boolean(),
});
const host = fc.constantFrom("you", "lab");
const peer = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
const to = fc.option(fc.string({ maxLength: 64 }));
const act = fc.oneof(
  fc.record({
    act: fc.constantFrom("listen", "connect"),
    protocol: fc.constantFrom("tcp", "udp"),
    port,
    encoding: fc.constantFrom("utf-8", "gbk"),
  }),
  fc.record({
    act: fc.constant("send"),
    to,
    data: base64,
    split: fc.integer({ min: 0, max: 65_535 }),
    gapMs: fc.integer({ min: 0, max: 10_000 }),
    times: fc.integer({ min: 1, max: 100 }),
    everyMs: fc.integer({ min: 0, max: 60_000 }),
  }),
  fc.record({ act: fc.constantFrom("half-close", "close", "reset"), to }),
  fc.record({ act: fc.constant("quit") }),
  fc.record({ act: fc.constant("answer"), how: fc.constantFrom("never", "echo", "fixed"), data: base64 }),
  fc.record({ act: fc.constant("difficult"), port, peer: fc.constantFrom("drip", "burst", "garbage") }),
);

/** A right message of every kind. A kind that is added to the protocol must be added here: the type says so. */
const right: { [Type in ClientMessage["type"]]: fc.Arbitrary<{ type: Type }> } = {
  open: fc.record({
    type: fc.constant("open"),
    lesson: fc.option(fc.stringMatching(/^[0-9]{2}-[a-z0-9-]{1,40}$/)),
    language: fc.constantFrom("en", "zh"),
    peers: fc.array(peer, { maxLength: 12 }),
  }),
  run: fc.record({
    type: fc.constant("run"),
    run,
    entry: path,
    files,
    args: fc.array(fc.string({ maxLength: 50 }), { maxLength: limits.program.args }),
    step: fc.boolean(),
  }),
  stdin: fc.record({ type: fc.constant("stdin"), run, text: fc.string() }),
  "stdin-end": fc.record({ type: fc.constant("stdin-end"), run }),
  signal: fc.record({
    type: fc.constant("signal"),
    run,
    signal: fc.constantFrom("SIGINT", "SIGTERM", "SIGKILL"),
  }),
  step: fc.record({ type: fc.constant("step"), run }),
  continue: fc.record({ type: fc.constant("continue"), run }),
  check: fc.record({
    type: fc.constant("check"),
    check: fc.stringMatching(/^c[0-9a-z]{1,24}$/),
    files,
    idiom: fc.constantFrom("berkeley", "node"),
  }),
  wire: fc.record({ type: fc.constant("wire"), settings: fc.record({ you: conditions, lab: conditions }) }),
  frame: fc.record({
    type: fc.constant("frame"),
    frame: fc.nat(),
    action: fc.constantFrom("release", "drop"),
  }),
  "frame-alter": fc.record({ type: fc.constant("frame-alter"), frame: fc.nat(), data: base64 }),
  "release-all": fc.record({ type: fc.constant("release-all"), host: fc.option(host) }),
  peer: fc.record({ type: fc.constant("peer"), peer, action: fc.constantFrom("start", "stop") }),
  assistant: fc.record({ type: fc.constant("assistant"), act }),
  preview: fc.record({
    type: fc.constant("preview"),
    preview: fc.stringMatching(/^p[0-9a-z]{1,24}$/),
    port,
    request: base64,
  }),
  awake: fc.record({ type: fc.constant("awake") }),
  ping: fc.record({ type: fc.constant("ping") }),
};

for (const [type, message] of Object.entries(right)) {
  test(`a right "${type}" is understood as it was meant; with one field more, less or other it is refused or right`, () => {
    fc.assert(
      fc.property(message, fc.string(), fc.anything(), fc.nat(), (sent, name, junk, which) => {
        const text = JSON.stringify(sent);
        expect(parseMessage(bytes(text), false)).toEqual(JSON.parse(text));
        expect(isRefusal(parseMessage(bytes(text), true))).toBe(true);
        if (!Object.hasOwn(sent, name) && name !== "__proto__") {
          const more = parseMessage(bytes(JSON.stringify({ ...sent, [name]: 1 })), false);
          expect(more, `with ${JSON.stringify(name)}`).toMatchObject({ code: "not-understood" });
        }
        const keys = Object.keys(sent);
        const key = keys[which % keys.length] ?? "type";
        const { [key as "type"]: _, ...less } = sent;
        if (key !== "peers")
          expect(parseMessage(bytes(JSON.stringify(less)), false)).toMatchObject({ code: "not-understood" });
        sane(parseMessage(bytes(safeJson({ ...sent, [key]: junk })), false));
      }),
      { numRuns: 300 },
    );
  });
}

test("any bytes at all, cut anywhere, are a message or a refusal in few words", () => {
  const raw = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: "binary" }).map(bytes),
    fc.json().map(bytes),
    fc.tuple(fc.oneof(...Object.values(right)), fc.nat()).map(([sent, cut]) => {
      const text = bytes(JSON.stringify(sent));
      return text.subarray(0, cut % text.length);
    }),
    fc.tuple(fc.oneof(...Object.values(right)), fc.nat(), fc.nat({ max: 255 })).map(([sent, at, byte]) => {
      const text = bytes(JSON.stringify(sent));
      text[at % text.length] = byte;
      return text;
    }),
  );
  fc.assert(
    fc.property(raw, fc.boolean(), fc.nat(), (data, binary, cut) => {
      const whole = Buffer.from(data);
      const result = parseMessage(whole, binary);
      sane(result);
      // In fragments it means the same.
      const at = whole.length === 0 ? 0 : cut % whole.length;
      expect(parseMessage([whole.subarray(0, at), whole.subarray(at)], binary)).toEqual(result);
    }),
    { numRuns: 5_000 },
  );
});

test("names that every object has change nothing: no prototype is touched, no file is lost", () => {
  for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
    const text = `{"type":"run","run":"r1","entry":"main.ts","args":[],"step":false,"files":{"main.ts":"","${name}":"x"}}`;
    const result = parseMessage(bytes(text), false);
    if (name === "__proto__") expect(result).toMatchObject({ code: "not-understood" });
    else expect("files" in result && Object.getOwnPropertyDescriptor(result.files, name)?.value).toBe("x");
    sane(parseMessage(bytes(`{"${name}":{"type":"ping"}}`), false));
    expect(Reflect.get({}, "type")).toBeUndefined();
  }
});

test("a message over its size is refused before it is read", () => {
  const long = bytes(`{"type":"stdin","run":"r1","text":"${"x".repeat(limits.connection.messageBytes)}"}`);
  expect(parseMessage(long, false)).toMatchObject({ code: "too-large" });
});

/** A refusal is short and of a known kind; a message is one that parses to itself again. */
function sane(result: ReturnType<typeof parseMessage>): void {
  if ("code" in result) {
    expect(["not-json", "not-understood", "too-large"]).toContain(result.code);
    expect(result.message.length).toBeLessThanOrEqual(300);
    return;
  }
  expect(Object.keys(right)).toContain(result.type);
  expect(parseMessage(bytes(JSON.stringify(result)), false)).toEqual(result);
}

/** JSON of anything; what has none (a cycle, a BigInt) is null. */
function safeJson(anything: unknown): string {
  try {
    return JSON.stringify(anything) ?? "null";
  } catch {
    // No JSON, so no page can send it.
    return "null";
  }
}
