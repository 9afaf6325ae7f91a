import type { Checksum } from "./packet.ts";
import { u8, u16 } from "./read-bytes.ts";

/** The Internet checksum (RFC 1071): 16-bit words added with the carry brought round, then inverted. */

/** Adds the bytes from `start` to `end` to a running sum; an odd last byte counts as the high half of a word. */
export function addWords(sum: number, bytes: Uint8Array, start: number, end: number): number {
  let total = sum;
  let at = start;
  for (; at + 1 < end; at += 2) total += u16(bytes, at);
  if (at < end) total += u8(bytes, at) << 8;
  return total;
}

/** Brings the carries round until 16 bits are left. */
export function fold(sum: number): number {
  let total = sum;
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}

/**
 * Judges a checksum that stands at `at` and covers `start` to `end` and the pseudo header summed in `pseudo`
 * (0 where there is none).
 */
export function judgeChecksum(
  bytes: Uint8Array,
  at: number,
  start: number,
  end: number,
  pseudo: number,
): Checksum {
  const value = u16(bytes, at);
  const whole = end <= bytes.length;
  const rest = whole ? fold(addWords(pseudo, bytes, start, end) - value) : 0;
  // 0 and ffff are the same number to a one's complement sum.
  if (whole && fold(rest + value) === 0xffff) return { value, state: "ok" };
  // A card, or nobody on loopback, would have finished the sum: Linux leaves the folded pseudo header there. Asked
  // second, since one right sum in 65,536 happens to be that number.
  if (pseudo > 0 && value === fold(pseudo)) return { value, state: "offloaded" };
  return whole ? { value, state: "bad", expected: ~rest & 0xffff } : { value, state: "unknown" };
}
