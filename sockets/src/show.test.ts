import { describe, expect, test } from "vitest";
import { showAddress, showBytes } from "./show.ts";

const show = (text: string) => showBytes(new TextEncoder().encode(text));

describe("bytes as a call's arguments and results show them", () => {
  test("text is quoted, its length told, and a cut marked once", () => {
    expect(show("hello")).toBe('"hello" (5 B)');
    expect(show("你好")).toBe('"你好" (6 B)');
    expect(show("x".repeat(50))).toBe(`"${"x".repeat(48)}"... (50 B)`);
    expect(showBytes(new Uint8Array(20).fill(0xff))).toBe(`${"ff ".repeat(16).trim()}... (20 B)`);
    expect(showBytes(new Uint8Array(60).fill(0xff))).toBe(`${"ff ".repeat(16).trim()}... (60 B)`);
  });

  test("text that would turn round what stands beside it, or of which something is not seen, is shown as bytes", () => {
    for (const sign of "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\u200b\xad\x85")
      expect(show(`${sign}gpj.exe`)).toMatch(/^[0-9a-f]{2} /);
    expect(show("\ufeffhi")).toBe("ef bb bf 68 69 (5 B)");
    expect(show("👩\u200d💻")).toBe('"👩\u200d💻" (11 B)');
  });

  test("letters from right to left end with a mark, so that what follows stands where it would", () => {
    expect(show("مرحبا")).toBe('"مرحبا"\u200e (10 B)');
    expect(show(`${"x".repeat(44)}שלום`)).toBe(`"${"x".repeat(44)}של"\u200e... (52 B)`);
    expect(showAddress(["שלום", 80])).toBe('["שלום"\u200e, 80]');
  });

  test("a name tells what is not seen of it", () => {
    expect(showAddress("/tmp/\u202egnp.sock\x7f\n")).toBe('"/tmp/\\u202egnp.sock\\u007f\\n"');
    expect(showAddress("\0hidden")).toBe('"\\u0000hidden"');
  });
});
