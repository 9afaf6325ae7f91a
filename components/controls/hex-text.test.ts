import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexText, parseHex } from "./hex-text.ts";

const read = (text: string) => {
  const parsed = parseHex(text);
  return parsed.ok ? Buffer.from(parsed.bytes).toString("latin1") : parsed;
};

describe("parseHex", () => {
  it.each([
    "48656c6c6f",
    "48 65 6c 6c 6f",
    "0x48 0x65,6c 6C,0x6F",
    "\\x48\\x65\\x6c\\x6c\\x6f",
    "48:65:6c:6c:6f",
    "[0x48, 0x65, 0x6c, 0x6c, 0x6f]",
    "48-65-6c-6c-6f\n",
  ])("reads %s", (text) => expect(read(text)).toBe("Hello"));

  it("takes a single digit as a byte, and tells an odd run", () => {
    expect(read("0x5 a")).toBe("\x05\x0a");
    expect(read("486")).toEqual({ ok: false, why: "odd" });
  });

  it("tells what is no hex", () => {
    expect(read("48 zz")).toEqual({ ok: false, why: "stray", text: "zz" });
  });

  it("reads what hexText writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(parseHex(hexText(bytes))).toEqual({ ok: true, bytes: Uint8Array.from(bytes) });
      }),
    );
  });
});
