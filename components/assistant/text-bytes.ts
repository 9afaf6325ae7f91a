/** Text to bytes and back in the two encodings that the assistant speaks. */

import { visibleText } from "../controls/visible-text.ts";

export type Encoding = "utf-8" | "gbk";

let gbkTable: ReadonlyMap<string, number> | null = null;

/**
 * Browsers decode GBK but encode only UTF-8, so the table is made once by decoding every two-byte code. The first
 * code that gives a character is the one used, as the encoding standard's index says.
 */
function gbkCodes(): ReadonlyMap<string, number> {
  if (gbkTable) return gbkTable;
  const decoder = new TextDecoder("gbk", { fatal: true });
  const table = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      try {
        const character = decoder.decode(pair);
        if ([...character].length === 1 && !table.has(character)) table.set(character, (lead << 8) | trail);
      } catch {
        // No character has this code; `fatal` makes the decoder say so by throwing.
      }
    }
  }
  gbkTable = table;
  return table;
}

/** Text as bytes, or the first character that the encoding does not have. */
export function encodeText(
  text: string,
  encoding: Encoding,
): { ok: true; bytes: number[] } | { ok: false; character: string } {
  if (encoding === "utf-8") return { ok: true, bytes: [...new TextEncoder().encode(text)] };
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (character === "€") bytes.push(0x80);
    else {
      const code = gbkCodes().get(character);
      if (code === undefined) return { ok: false, character };
      bytes.push(code >> 8, code & 0xff);
    }
  }
  return { ok: true, bytes };
}

/** Bytes as text for reading: what is no text in that encoding becomes `\ufffd`, and what nobody would see an escape. */
export function readableText(bytes: Uint8Array, encoding: Encoding): string {
  return visibleText(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes));
}
