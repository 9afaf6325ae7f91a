import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeTamer } from "./tame-escapes.ts";

const tame = (text: string) => makeTamer()(text);

describe("tame escapes", () => {
  test.each([
    ["text", "plain 中文 text\n"],
    ["colours", "\x1b[1;31mred\x1b[0m \x1b[38;5;200mx\x1b[38;2;1;2;3my"],
    ["cursor motion", "\x1b[2A\x1b[3C\x1b[H\x1b[2J\x1b[K"],
    ["tab, backspace, carriage return", "a\tb\b\rc\n"],
  ])("lets %s through", (_, text) => {
    expect(tame(text)).toBe(text);
  });

  test.each([
    ["a link (OSC 8)", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"],
    ["the clipboard (OSC 52)", "a\x1b]52;c;cm0gLXJmIC8=\x07b", "ab"],
    ["a title", "\x1b]0;you are hacked\x07ok", "ok"],
    ["bells", "\x07ding\x07", "ding"],
    ["queries that make a terminal answer", "\x1b[6n\x1b[c\x1b[>c\x1b[5nq\x1bZ", "q"],
    ["mouse and alternate screen modes", "\x1b[?1000h\x1b[?1049hx\x1b[?25l", "x"],
    ["a device control string", '\x1bP$q"p\x1b\\x', "x"],
    ["an application command", "\x1b_payload\x1b\\x", "x"],
    ["a full reset", "\x1bcx", "x"],
    ["another character set", "\x1b(0lqqk", "lqqk"],
    ["the one-byte forms", "\x9d52;c;aGk=\x9cx\x9b6nz", "xz"],
    ["other control characters", "\x00\x01\x0e\x0f\x7fx", "x"],
  ])("drops %s", (_, text, left) => {
    expect(tame(text)).toBe(left);
  });

  test("a sequence that comes in pieces is judged whole", () => {
    const tamer = makeTamer();
    expect(tamer("a\x1b]52;c;")).toBe("a");
    expect(tamer("aGk=\x1b")).toBe("");
    expect(tamer("\\b\x1b[3")).toBe("b");
    expect(tamer("1mc")).toBe("\x1b[31mc");
  });

  test("a sequence without an end does not swallow the terminal for good", () => {
    const tamer = makeTamer();
    tamer(`\x1b]0;${"x".repeat(5_000)}`);
    expect(tamer("still here")).toBe("still here");
  });

  test("whatever comes, and however it is cut, nothing but text, colours and motion goes on", () => {
    const nasty = fc.array(
      fc.oneof(
        fc.constantFrom(
          "\x1b",
          "\x9b",
          "\x9d",
          "]52;c;",
          "[",
          "?",
          "6n",
          "\x07",
          "\\",
          "P",
          "m",
          "31",
          ";",
          "c",
        ),
        fc.string(),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 7 }), (parts, cut) => {
        const text = parts.join("");
        const tamer = makeTamer();
        let out = "";
        for (let at = 0; at < text.length; at += cut) out += tamer(text.slice(at, at + cut));
        const rest = out.replace(/(?:\x1b\[|\x9b)[0-9;:]*[A-Za-z@`]/g, "");
        expect(rest).not.toMatch(/[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
        expect(out).toBe(makeTamer()(text));
      }),
    );
  });
});
