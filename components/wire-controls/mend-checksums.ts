/**
 * Writes right checksums into a frame whose bytes were altered by hand: the IPv4 header's, and those of TCP, UDP,
 * ICMP and ICMPv6. Lengths are mended too where they say more or less than the frame holds (RFC 1071, 768, 9293).
 */

import { addWords, fold } from "../../protocol/packet/checksum.ts";

const inverse = (sum: number) => ~fold(sum) & 0xffff;

/** A copy with its checksums right. What is neither IPv4 nor IPv6, or too short, comes back unchanged. */
export function mendChecksums(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(frame);
  const view = new DataView(bytes.buffer);
  if (bytes.length < 34) return bytes;
  const etherType = view.getUint16(12);
  let protocol: number;
  let start: number;
  let pseudo: number;
  let end = bytes.length;
  if (etherType === 0x0800) {
    const headerLength = ((bytes[14] ?? 0) & 0x0f) * 4;
    start = 14 + headerLength;
    if (headerLength < 20 || start > bytes.length) return bytes;
    // Ethernet pads short frames to 60 bytes: a total length that fits is left alone.
    const total = view.getUint16(16);
    if (14 + total > bytes.length || total < headerLength || bytes.length > 60)
      view.setUint16(16, bytes.length - 14);
    end = 14 + view.getUint16(16);
    protocol = bytes[23] ?? 0;
    view.setUint16(24, 0);
    view.setUint16(24, inverse(addWords(0, bytes, 14, start)));
    // The other fragments are not here, so a fragment's checksum cannot be told.
    if ((view.getUint16(20) & 0x3fff) !== 0) return bytes;
    pseudo = addWords(protocol, bytes, 26, 34) + (end - start);
  } else if (etherType === 0x86dd && bytes.length >= 54) {
    start = 54;
    protocol = bytes[20] ?? 0;
    view.setUint16(18, bytes.length - start);
    pseudo = addWords(protocol, bytes, 22, 54) + (end - start);
  } else return bytes;

  const length = end - start;
  const put = (offset: number, seed: number) => {
    view.setUint16(start + offset, 0);
    view.setUint16(start + offset, inverse(addWords(seed, bytes, start, end)));
  };
  if (protocol === 6 && length >= 20) put(16, pseudo);
  else if (protocol === 17 && length >= 8) {
    view.setUint16(start + 4, length);
    put(6, pseudo);
    // Zero means "no checksum" in UDP, so a sum of zero is sent as all ones.
    if (view.getUint16(start + 6) === 0) view.setUint16(start + 6, 0xffff);
  } else if (protocol === 1 && length >= 8) put(2, 0);
  else if (protocol === 58 && length >= 4) put(2, pseudo);
  return bytes;
}
