import { decode } from "iconv-lite";
import { describe, expect, it } from "vitest";
import { type InputMode, type LineEnding, readInput } from "./read-input.ts";
import { type Encoding, encodeText, readableText } from "./text-bytes.ts";

const bytesOf = (
  text: string,
  mode: InputMode,
  encoding: Encoding = "utf-8",
  ending: LineEnding = "none",
) => {
  const result = readInput(text, mode, encoding, ending);
  return result.ok ? Buffer.from(result.bytes).toString("latin1") : result;
};

describe("readInput", () => {
  it("sends text as it stands, backslashes too", () => {
    expect(bytesOf("a\\n", "text")).toBe("a\\n");
    expect(bytesOf("a", "text", "utf-8", "crlf")).toBe("a\r\n");
  });

  it("reads hex in any dress", () => {
    for (const text of ["0x48 65,6c", "48656c", "\\x48\\x65\\x6c", "48-65-6C\n"])
      expect(bytesOf(text, "hex")).toBe("Hel");
    expect(bytesOf("486", "hex")).toEqual({ ok: false, why: "odd-hex", text: "" });
    expect(bytesOf("hello", "hex")).toEqual({ ok: false, why: "stray-hex", text: "h" });
  });

  it("reads escapes in mixed text", () => {
    expect(bytesOf("GET / HTTP/1.1\\r\\n\\r\\n", "mixed")).toBe("GET / HTTP/1.1\r\n\r\n");
    expect(bytesOf("\\x00\\xff\\0\\\\", "mixed")).toBe("\x00\xff\x00\\");
    expect(bytesOf("\\u4f60\\u{1f600}", "mixed")).toBe(Buffer.from("你😀").toString("latin1"));
  });

  it.each(["\\x4", "\\q", "\\u12", "\\u{110000}", "end\\"])(
    "tells the escape that means nothing in %s",
    (text) => {
      expect(readInput(text, "mixed", "utf-8", "none")).toMatchObject({ ok: false, why: "bad-escape" });
    },
  );

  it("sends typed line breaks as the chosen line ending", () => {
    expect(bytesOf("a\r\nb", "text", "utf-8", "crlf")).toBe("a\r\nb\r\n");
    expect(bytesOf("a\nb", "text")).toBe("a\nb");
    expect(bytesOf("a", "mixed", "utf-8", "nul")).toBe("a\0");
  });

  it("tells a character that GBK does not have", () => {
    expect(bytesOf("ok 😀", "text", "gbk")).toEqual({ ok: false, why: "not-in-encoding", text: "😀" });
  });
});

describe("encodeText", () => {
  it("writes GBK that another decoder reads back", () => {
    const text = "你好，世界 abc ½€龍";
    const encoded = encodeText("你好，世界 abc 龍", "gbk");
    if (!encoded.ok) throw new Error(encoded.character);
    expect(decode(Buffer.from(encoded.bytes), "gbk")).toBe("你好，世界 abc 龍");
    expect(encodeText(text, "gbk")).toMatchObject({ ok: false, character: "½" });
  });

  it("writes control characters as escapes, and broken text as such", () => {
    expect(readableText(Uint8Array.of(0, 65, 13, 10, 127), "utf-8")).toBe("\\x00A\\r\n\\x7f");
    expect(readableText(Uint8Array.of(0xc4, 0xe3), "gbk")).toBe("你");
    expect(readableText(Uint8Array.of(0xc4, 0xe3), "utf-8")).toContain("\ufffd");
  });

  it("shows what would turn a line around, or hide in it, and leaves what people write", () => {
    const read = (text: string) => readableText(new TextEncoder().encode(text), "utf-8");
    expect(read("\u202egnp.exe\u202c \u2066a\u2069")).toBe("\\u202egnp.exe\\u202c \\u2066a\\u2069");
    expect(read("\ufeffa\u200bb\u0085\u001b[31m")).toBe("\\ufeffa\\u200bb\\u0085\\x1b[31m");
    expect(read("你好 👩‍👩‍👧 مرحبا\n\t")).toBe("你好 👩‍👩‍👧 مرحبا\n\t");
  });
});
