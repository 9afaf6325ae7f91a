import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerBytes } from "./http-framing.ts";

const get = Buffer.from("GET / HTTP/1.1\r\n\r\n");

/** The number of bytes after which the answer is whole, when they come in pieces of these sizes; null for never. */
function wholeAfter(text: string, sizes: readonly number[], request = get): number | null {
  const answer = new AnswerBytes(request, 1_000);
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    answer.take(bytes.subarray(at, at + size));
    at = Math.min(bytes.length, at + size);
    expect(answer.bytes()).toEqual(bytes.subarray(0, at));
    if (answer.whole) return at;
  }
  return null;
}

const length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

test.each([
  ["a length", `${length}hello`, true],
  ["a length of nothing", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", true],
  ["a length, cut short", `${length}hell`, false],
  ["chunks", `${chunked}5\r\nhello\r\n0\r\n\r\n`, true],
  ["no chunk", `${chunked}0\r\n\r\n`, true],
  ["chunks, cut short", `${chunked}5\r\nhello\r\n0\r\n`, false],
  ["the end of the connection", "HTTP/1.1 200 OK\r\n\r\nhello", false],
  ["a status that has no body", "HTTP/1.1 204 No Content\r\n\r\n", true],
  ["no status line", "hello\r\n\r\n", false],
  ["no end of the head", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", false],
])("knows an answer's end by %s, whatever the pieces", (_, text, whole) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
      expect(wholeAfter(text, sizes)).toBe(whole ? text.length : null);
    }),
  );
});

test("the answer to HEAD ends with its head", () => {
  expect(wholeAfter(length, [1], Buffer.from("HEAD / HTTP/1.1\r\n\r\n"))).toBe(length.length);
});

test("keeps no more than it may, and says so", () => {
  const answer = new AnswerBytes(get, 10);
  answer.take(Buffer.from("0123456789"));
  expect(answer.full).toBe(false);
  answer.take(Buffer.from("ab"));
  expect([answer.full, String(answer.bytes())]).toEqual([true, "0123456789"]);
});

test("a byte costs the same at the end of a long answer as at its beginning", () => {
  const most = 2 * 1024 * 1024;
  for (const head of ["", length.replace("5", String(most)), chunked]) {
    const answer = new AnswerBytes(get, most);
    answer.take(Buffer.from(head));
    // Were the bytes before it looked at with each one, this would take minutes.
    const byte = Buffer.from("x");
    for (let count = head.length; count < most; count += 1) answer.take(byte);
    expect([answer.whole, answer.bytes().length]).toEqual([false, most]);
  }
});
