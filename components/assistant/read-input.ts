/** What the learner typed or pasted, as bytes: text, hex, or text with escapes. */
import { parseHex } from "../controls/hex-text.ts";
import { type Encoding, encodeText } from "./text-bytes.ts";

export type InputMode = "text" | "hex" | "mixed";
export type LineEnding = "none" | "lf" | "crlf" | "cr" | "nul";

export type InputResult =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; why: "odd-hex" | "stray-hex" | "bad-escape" | "not-in-encoding"; text: string };

const endings: Readonly<Record<LineEnding, string>> = {
  none: "",
  lf: "\n",
  crlf: "\r\n",
  cr: "\r",
  nul: "\0",
};
const simple: Readonly<Record<string, number>> = {
  n: 10,
  r: 13,
  t: 9,
  "0": 0,
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  v: 11,
  "\\": 92,
  '"': 34,
  "'": 39,
};

/**
 * - `text`: as it stands, in the encoding.
 * - `hex`: digits in any dress (`48656c`, `0x48 65,6c`, `\x48`).
 * - `mixed`: text in which `\r \n \t \0 \xNN \u4f60 \u{1f600} \\` stand for what they do in a string. Several escapes
 *   and no text, such as a dump pasted from elsewhere, works in `hex` and in `mixed` alike.
 *
 * Text and mixed end with the line ending; line breaks typed into the field are sent as `\n`, or as the line ending
 * where one is chosen.
 */
export function readInput(
  input: string,
  mode: InputMode,
  encoding: Encoding,
  ending: LineEnding,
): InputResult {
  if (mode === "hex") {
    const parsed = parseHex(input);
    if (parsed.ok) return parsed;
    return parsed.why === "odd"
      ? { ok: false, why: "odd-hex", text: "" }
      : { ok: false, why: "stray-hex", text: parsed.text };
  }
  const bytes: number[] = [];
  const add = (text: string): InputResult | null => {
    const encoded = encodeText(text, encoding);
    if (!encoded.ok) return { ok: false, why: "not-in-encoding", text: encoded.character };
    for (const byte of encoded.bytes) bytes.push(byte);
    return null;
  };
  const lines = input.replace(/\r\n?/g, "\n").replaceAll("\n", endings[ending] || "\n");
  const parts = mode === "text" ? [lines] : lines.split(/(\\u\{[^}]*\}?|\\u.{0,4}|\\x.{0,2}|\\.|\\$)/su);
  for (const part of parts) {
    if (mode === "mixed" && part.startsWith("\\")) {
      const meant = readEscape(part);
      if (meant === null) return { ok: false, why: "bad-escape", text: part };
      if (typeof meant === "number") bytes.push(meant);
      else {
        const wrong = add(meant);
        if (wrong) return wrong;
      }
    } else {
      const wrong = add(part);
      if (wrong) return wrong;
    }
  }
  for (const character of endings[ending]) bytes.push(character.charCodeAt(0));
  return { ok: true, bytes: Uint8Array.from(bytes) };
}

/** A byte, a character, or null where the escape means nothing. */
function readEscape(part: string): number | string | null {
  const kind = part[1] ?? "";
  if (kind === "x") return /^\\x[0-9a-f]{2}$/i.test(part) ? Number.parseInt(part.slice(2), 16) : null;
  if (kind === "u") {
    const digits = part.match(/^\\u(?:([0-9a-f]{4})|\{([0-9a-f]{1,6})\})$/i);
    const point = digits ? Number.parseInt(digits[1] ?? digits[2] ?? "", 16) : Number.NaN;
    return point <= 0x10ffff ? String.fromCodePoint(point) : null;
  }
  return simple[kind] ?? null;
}
