import { describe, expect, test } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { type LineAct, typeKeys, width } from "./line-editor.ts";

/** Types chunk after chunk, and gathers what a screen would have been sent. */
function type(...chunks: string[]) {
  let line = "";
  let echo = "";
  const acts: LineAct[] = [];
  for (const chunk of chunks) {
    const result = typeKeys(line, chunk);
    line = result.line;
    echo += result.echo;
    acts.push(...result.acts);
  }
  return { line, echo, acts };
}

describe("line editor", () => {
  test("Enter sends the line with a newline, and the echo moves on", () => {
    expect(type("h", "i", "\r")).toEqual({
      line: "",
      echo: "hi\r\n",
      acts: [{ act: "send", text: "hi\n" }],
    });
  });

  test("a paste of several lines sends them together, and keeps the last unsent", () => {
    const { line, acts } = type("one\r\ntwo\nthree");
    expect(acts).toEqual([{ act: "send", text: "one\ntwo\n" }]);
    expect(line).toBe("three");
    expect(type("one\n\x04two\n").acts).toEqual([
      { act: "send", text: "one\n" },
      { act: "end" },
      { act: "send", text: "two\n" },
    ]);
  });

  test("a paste beyond what one message carries goes in whole pieces, no character cut", () => {
    const most = limits.connection.stdinBytes;
    const long = `${"x".repeat(most - 1)}👍${"y".repeat(most)}\n`;
    const texts = type(long).acts.map((act) => (act.act === "send" ? act.text : act.act));
    expect(texts.join("")).toBe(long);
    expect(texts.map((text) => text.length)).toEqual([most - 1, most, 3]);
    expect(texts.every((text) => text.isWellFormed())).toBe(true);
  });

  test("Backspace takes back one character, as wide as it was", () => {
    expect(type("a中", "\x7f")).toMatchObject({ line: "a", echo: "a中\b \b\b \b" });
    expect(type("e\u0301", "\x7f")).toMatchObject({ line: "", echo: "e\u0301\b \b" });
    expect(type("\x7f")).toEqual({ line: "", echo: "", acts: [] });
  });

  test("Ctrl+D on an empty line ends the input; after text it hands the text over", () => {
    expect(type("\x04")).toEqual({ line: "", echo: "^D\r\n", acts: [{ act: "end" }] });
    expect(type("ab", "\x04").acts).toEqual([{ act: "send", text: "ab" }]);
  });

  test("Ctrl+C throws the line away and interrupts", () => {
    expect(type("half", "\x03")).toEqual({ line: "", echo: "half^C\r\n", acts: [{ act: "interrupt" }] });
  });

  test("Ctrl+U and Ctrl+W take back the line and the word", () => {
    expect(type("two words", "\x17").line).toBe("two ");
    expect(type("two words", "\x15").line).toBe("");
  });

  test("arrows and other control characters do nothing", () => {
    expect(type("\x1b[A", "\x1bOP", "\x01", "\x00")).toEqual({ line: "", echo: "", acts: [] });
  });

  test("width counts cells", () => {
    expect(width("ab")).toBe(2);
    expect(width("套接字")).toBe(6);
    expect(width("👍")).toBe(2);
  });
});
