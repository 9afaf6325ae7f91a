/**
 * UTF-8, byte by byte, so that an error can be told with its place and a character cut in half can wait for its rest.
 * What counts as one wrong sequence is Unicode's "maximal subpart", as in Python.
 */

const fast = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The first place that is not UTF-8. `length` bytes belong to it; `reason` is worded as Python words it. */
export type Utf8Flaw = { start: number; length: number; reason: string };

/** Looks for the first flaw at or after `from`. */
export function findFlaw(data: Uint8Array, from: number): Utf8Flaw | null {
  let i = from;
  while (i < data.length) {
    const lead = data[i] as number;
    if (lead < 0x80) {
      i++;
      continue;
    }
    const size =
      lead >= 0xc2 && lead <= 0xdf
        ? 2
        : lead >= 0xe0 && lead <= 0xef
          ? 3
          : lead >= 0xf0 && lead <= 0xf4
            ? 4
            : 0;
    if (size === 0) return { start: i, length: 1, reason: "invalid start byte" };
    for (let k = 1; k < size; k++) {
      const next = data[i + k];
      if (next === undefined) return { start: i, length: data.length - i, reason: "unexpected end of data" };
      // The second byte is narrower: no overlong forms, no surrogates, nothing above U+10FFFF.
      const low = k > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const high = k > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) return { start: i, length: k, reason: "invalid continuation byte" };
    }
    i += size;
  }
  return null;
}

/** The text of bytes that have no flaw. */
export function decodeClean(data: Uint8Array): string {
  return fast.decode(data);
}
