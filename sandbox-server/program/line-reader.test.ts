import { expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";

const bytes = (text: string) => Buffer.from(text);

test("lines come whole, however they were cut, also within a character", () => {
  const reader = new LineReader(100);
  const all = bytes("one\n二\nthree");
  expect([...all].flatMap((byte) => reader.push(Uint8Array.of(byte)))).toEqual(["one", "二"]);
  expect(reader.push(bytes("\n"))).toEqual(["three"]);
});

test("a line past the limit is dropped whole, and the next is whole again", () => {
  const reader = new LineReader(10);
  expect(reader.push(bytes("short\n"))).toEqual(["short"]);
  for (let i = 0; i < 5; i++) expect(reader.push(bytes("x".repeat(8)))).toEqual([]);
  expect(reader.push(bytes("tail\nnext\n"))).toEqual(["next"]);
  expect(reader.push(bytes(`${"y".repeat(30)}\nlast\n`))).toEqual(["last"]);
});
