import fc from "fast-check";
import { expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";
import { parseTraceWord } from "./parse-trace-word.ts";

/** Whatever a program writes on its trace descriptor, in whatever pieces, is a word or nothing. */

const kinds = ["ready", "unshown", "limit", "exit"];
const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.constant(null),
  fc.constantFrom("ready", "memory", "sky", "__proto__", -1, 1e308, 2 ** 53),
);
const almost = fc
  .tuple(
    fc.constantFrom(...kinds, "call"),
    fc.dictionary(fc.constantFrom("t", "code", "what", "run"), value, { maxKeys: 4 }),
  )
  .map(([t, rest]) => JSON.stringify({ t, ...rest }));

test("any text at all parses to a word or to nothing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), almost), (line) => {
      const word = parseTraceWord(line);
      if (word !== null) expect(kinds).toContain(word.t);
    }),
    { numRuns: 5_000 },
  );
});

test("an exit code is a whole number, and a limit one that there is", () => {
  expect(parseTraceWord('{"t":"exit","code":3}')).toEqual({ t: "exit", code: 3 });
  expect(parseTraceWord('{"t":"limit","what":"files"}')).toEqual({ t: "limit", what: "files" });
  for (const bad of ['{"t":"exit","code":1.5}', '{"t":"exit"}', '{"t":"limit","what":"sky"}'])
    expect(parseTraceWord(bad), bad).toBeNull();
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
          parseTraceWord(line);
        }
      // Whatever came before, a newline and a good line after it are heard.
      expect(reader.push(Buffer.from('\n{"t":"ready"}\n')).at(-1)).toBe('{"t":"ready"}');
    }),
    { numRuns: 2_000 },
  );
});
