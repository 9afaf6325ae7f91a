import { decodePacket } from "../../protocol/packet/decode-packet.ts";

/**
 * Flips one bit, in place, behind the IP header: of the data where there is any, else of the transport header.
 * The checksum that covers it stays as it was, so the receiving kernel finds out. Frames without such a checksum
 * (ARP) are left alone: a real network card would have thrown them away.
 *
 * @returns whether a bit was flipped
 */
export function corruptFrame(bytes: Uint8Array, random: () => number): boolean {
  const packet = decodePacket(bytes);
  const transport = packet.tcp ?? packet.udp ?? packet.icmp;
  if (transport === null) return false;
  let start = transport.start;
  let end = transport.end;
  if (packet.payload !== null && packet.payload.end > packet.payload.start) {
    start = packet.payload.start;
    end = packet.payload.end;
  } else {
    // Past the ports, so that the segment is still somebody's.
    start += 4;
  }
  if (end <= start) return false;
  const bit = Math.floor(random() * (end - start) * 8);
  const at = start + (bit >> 3);
  bytes[at] = (bytes[at] ?? 0) ^ (0x80 >> (bit & 7));
  return true;
}
