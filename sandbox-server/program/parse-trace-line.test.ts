import fc from "fast-check";
import { expect, test } from "vitest";
import { labEventSchema } from "../../protocol/lab-event.ts";
import { callEvent } from "./call-event.ts";
import { LineReader } from "./line-reader.ts";
import { parseTraceLine } from "./parse-trace-line.ts";

/** Whatever a program writes on its trace descriptor, in whatever pieces, is a message or nothing. */

const leaf = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("ready", "call", "return", "sent", "__proto__", "r1", "peer:echo", -1, 1e308, 2 ** 53),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(fc.string(), leaf, { maxKeys: 4 }),
);
const keys = "t at call thread fd source name args outcome newFd moved flow code what actor run type".split(
  " ",
);
const kinds = ["ready", "call", "return", "paused", "unshown", "limit", "exit", "sky"];
const almost = fc
  .tuple(fc.constantFrom(...kinds), fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 }))
  .map(([t, rest]) => ({ ...rest, t }));

const source = fc.option(
  fc.record({ file: fc.string({ maxLength: 200 }), line: fc.integer(), column: fc.integer() }),
);
const display = {
  at: fc.double({ min: 0, max: 1e15, noNaN: true }),
  thread: fc.integer(),
  name: fc.string({ maxLength: 40 }),
  args: fc.array(fc.string({ maxLength: 200 }), { maxLength: 8 }),
  source,
};
const right = fc.oneof(
  fc.record({ t: fc.constant("call"), call: fc.integer(), fd: fc.option(fc.integer()), ...display }),
  fc.record({ t: fc.constant("paused"), ...display }),
  fc.record({
    t: fc.constant("return"),
    at: display.at,
    call: fc.integer(),
    outcome: fc.oneof(
      fc.record({ ok: fc.constant(true), text: fc.string({ maxLength: 300 }) }),
      fc.record({
        ok: fc.constant(false),
        code: fc.string({ maxLength: 40 }),
        message: fc.string({ maxLength: 300 }),
      }),
    ),
    moved: fc.record({
      way: fc.constantFrom("sent", "received"),
      bytes: fc.nat(),
      data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64")),
    }),
  }),
);

test("any text at all parses to a message or to nothing", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        value.map((each) => JSON.stringify(each)),
      ),
      (line) => {
        const message = parseTraceLine(line);
        if (message !== null) expect(kinds).toContain(message.t);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("what is almost a message is refused, or becomes an event that a page accepts, in the program's own name", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(almost, right), (object) => {
      const message = parseTraceLine(JSON.stringify(object));
      if (message === null || !(message.t === "call" || message.t === "return" || message.t === "paused"))
        return;
      accepted += 1;
      const event = callEvent(message, "r1", (clock) => clock);
      expect(labEventSchema.safeParse(JSON.parse(JSON.stringify(event))).error).toBeUndefined();
      expect(event.actor).toBe("r1");
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(1_000);
});

test("any bytes in any pieces become lines that are no longer than allowed, and memory stays bounded", () => {
  const most = 64;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 30 }), (pieces) => {
      const reader = new LineReader(most);
      for (const piece of pieces)
        for (const line of reader.push(piece)) {
          expect(line.length).toBeLessThanOrEqual(most);
          expect(line).not.toContain("\n");
          parseTraceLine(line);
        }
      // Whatever came before, a newline and a good line after it are heard.
      expect(reader.push(Buffer.from('\n{"t":"ready"}\n')).at(-1)).toBe('{"t":"ready"}');
    }),
    { numRuns: 2_000 },
  );
});

test("numbers of calls that a page cannot show exactly are refused, and bytes that are no base64", () => {
  const call = { t: "call", at: 1, thread: 0, name: "recv", fd: 3, args: [], source: null };
  expect(parseTraceLine(JSON.stringify({ ...call, call: 1 }))).not.toBeNull();
  for (const bad of [2 ** 53, 1.5, "1", null, -0.5])
    expect(parseTraceLine(JSON.stringify({ ...call, call: bad })), String(bad)).toBeNull();
  const moved = (data: string) =>
    JSON.stringify({
      t: "return",
      at: 1,
      call: 1,
      outcome: { ok: true, text: "" },
      moved: { way: "sent", bytes: 1, data },
    });
  expect(parseTraceLine(moved("AAAA"))).not.toBeNull();
  expect(parseTraceLine(moved("<img>"))).toBeNull();
});
