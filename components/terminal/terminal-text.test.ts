import { describe, expect, test } from "vitest";
import type { TerminalEntry } from "../lab/terminal-log.ts";
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { makeWriter, sayNotice, sayTime } from "./terminal-text.ts";

/** What a terminal gets for these entries, without its colours. */
function screen(...entries: TerminalEntry[]): string {
  const write = makeWriter(en);
  return entries
    .map(write)
    .join("")
    .replace(/\x1b\[\d*m/g, "");
}

describe("terminal text", () => {
  test("our own lines begin at the left, whatever the program left standing", () => {
    expect(
      screen(
        { kind: "started", file: "a.ts", args: ["8080"] },
        { kind: "stdout", text: "no newline" },
        { kind: "ended", exit: { code: 0 }, ms: 80 },
      ),
    ).toBe("$ run a.ts 8080\r\nno newline\r\n[ended with code 0 after 80 ms]\r\n\r\n");
  });

  test("what was typed stands as it was typed, with the keys that act by themselves", () => {
    expect(
      screen(
        { kind: "stdout", text: "name? " },
        { kind: "typed", text: "Ada\n", key: null },
        { kind: "typed", text: "", key: "end" },
        { kind: "stdout", text: "waits " },
        { kind: "typed", text: "", key: "interrupt" },
        { kind: "ended", exit: { signal: "SIGINT" }, ms: 80 },
      ),
    ).toBe("name? Ada\n^D\r\nwaits ^C\r\n[ended by SIGINT after 80 ms]\r\n\r\n");
  });

  test("what programs and peers print is tamed, and so are the names of files", () => {
    const evil = "\x1b]52;c;ZXZpbA==\x07";
    const out = screen(
      { kind: "started", file: `a${evil}.ts`, args: [evil] },
      { kind: "stdout", text: `x${evil}y\n` },
      { kind: "stderr", text: `x${evil}y\n` },
      { kind: "typed", text: `x${evil}y\n`, key: null },
      { kind: "in", text: `x${evil}y` },
      { kind: "out", text: `x${evil}y` },
      { kind: "info", text: `x${evil}y` },
      { kind: "error", text: `x${evil}y` },
    );
    expect(out).not.toMatch(/\x1b|\x07|52;/);
  });

  test("a sequence that a program broke off does not reach into its next run", () => {
    expect(
      screen(
        { kind: "stdout", text: "\x1b]0;unfinished" },
        { kind: "started", file: "a.ts", args: [] },
        { kind: "stdout", text: "clean\n" },
      ),
    ).toBe("$ run a.ts\r\nclean\n");
  });

  test("every notice can be said in both languages", () => {
    for (const code of Object.keys(en.notices) as (keyof typeof en.notices)[]) {
      expect(sayNotice({ code, data: { limit: "9 kB", id: "f-1" } }, en)).not.toContain("{");
      expect(sayNotice({ code, data: { limit: "9 kB", id: "f-1" } }, zh)).not.toContain("{");
    }
  });

  test.each([
    [0.2, "1 ms"],
    [80, "80 ms"],
    [1_840, "1.8 s"],
    [42_000, "42 s"],
    [72_000, "1 min 12 s"],
  ])("%d ms is %s", (ms, said) => {
    expect(sayTime(ms, en)).toBe(said);
  });
});
