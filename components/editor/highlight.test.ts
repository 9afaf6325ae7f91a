import fc from "fast-check";
import { expect, test } from "vitest";
import { highlight, highlightLines } from "./highlight.ts";

test("every character is in exactly one piece, whatever the text", () => {
  const code = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('"', "'", "`", "//", "/*", "*/", "\n", "0x1f", "let")),
  );
  fc.assert(
    fc.property(code, (parts) => {
      const text = parts.join("");
      expect(
        highlight(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
      expect(
        highlightLines(text)
          .map((line) => line.map((piece) => piece.text).join(""))
          .join("\n"),
      ).toBe(text);
    }),
  );
});

test("reads the kinds that the picture colours", () => {
  expect(highlight('const x = recv(1024); // "wait"').filter((piece) => piece.kind !== "plain")).toEqual([
    { kind: "keyword", text: "const" },
    { kind: "call", text: "recv" },
    { kind: "number", text: "1024" },
    { kind: "comment", text: '// "wait"' },
  ]);
});
