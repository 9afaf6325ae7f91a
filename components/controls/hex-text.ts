/** Bytes as hex text and back, for people: any spacing, commas, `0x` and `\x` are taken. */

/** `48 65 6c` with sixteen bytes a line. */
export function hexText(bytes: Uint8Array): string {
  return [...rows(bytes, 16)].map(hexRow).join("\n");
}

/** `48 65 6c 6c 6f 0a        hello·`: eight bytes a line, which fits a narrow place. */
export function hexDump(bytes: Uint8Array): string {
  return [...rows(bytes, 8)].map((row) => `${hexRow(row).padEnd(23)}  ${asciiText(row)}`).join("\n");
}

function* rows(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

const hexRow = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");

/** What stands for the bytes of one line when they are read as ASCII. */
export function asciiText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(
    "",
  );
}

export type HexResult =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; why: "odd" }
  | { ok: false; why: "stray"; text: string };

/**
 * Reads hex as people paste it: `48656c`, `48 65 6c`, `0x48, 0x65`, `\x48\x65`, `48:65:6c`, `48-65`. A single digit
 * between separators is a byte of its own (`0x5`), a longer odd run is a mistake that is told.
 */
export function parseHex(text: string): HexResult {
  const bytes: number[] = [];
  for (const word of text.split(/[\s,;:|\-_\\[\]{}()]+/)) {
    const digits = word.replace(/^(?:0x|x)/i, "");
    if (digits === "") {
      if (word !== "") return { ok: false, why: "stray", text: word };
      continue;
    }
    // `0x480x65` has no separator but is plain enough.
    for (const run of digits.split(/0x|x/i)) {
      const stray = run.match(/[^0-9a-f]+/i);
      if (stray) return { ok: false, why: "stray", text: stray[0] };
      if (run.length === 1) bytes.push(Number.parseInt(run, 16));
      else if (run.length % 2 === 1) return { ok: false, why: "odd" };
      else for (let at = 0; at < run.length; at += 2) bytes.push(Number.parseInt(run.slice(at, at + 2), 16));
    }
  }
  return { ok: true, bytes: Uint8Array.from(bytes) };
}
