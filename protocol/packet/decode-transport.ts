import { judgeChecksum } from "./checksum.ts";
import type { Checksum, HeaderOption, TcpLayer, UdpLayer } from "./packet.ts";
import { readHex, u8, u16, u32 } from "./read-bytes.ts";

/** TCP (RFC 9293) and UDP (RFC 768) headers. The caller has made sure that the fixed part is there. */

/** What a transport header needs to know of the packet around it. */
export type Around = {
  /** Where the IP packet ends, as sent. */
  end: number;
  /** The pseudo header's sum without the length, which the transport adds. */
  pseudo: number;
  /** A first fragment carries the header but not all data, so nothing can be added up. */
  fragmented: boolean;
  version: 4 | 6;
};

const tcpOptionNames: Readonly<Record<number, string>> = {
  0: "end",
  1: "nop",
  2: "mss",
  3: "window-scale",
  4: "sack-permitted",
  5: "sack",
  8: "timestamps",
  19: "md5",
  28: "user-timeout",
  30: "mptcp",
  34: "fast-open",
};

function tcpOptionValues(bytes: Uint8Array, kind: number, at: number, length: number): (number | string)[] {
  if (kind === 2 && length === 4) return [u16(bytes, at + 2)];
  if (kind === 3 && length === 3) return [u8(bytes, at + 2)];
  if (kind === 4) return [];
  if (kind === 8 && length === 10) return [u32(bytes, at + 2), u32(bytes, at + 6)];
  if (kind === 5 && (length - 2) % 8 === 0) {
    const edges: number[] = [];
    for (let i = 2; i < length; i += 4) edges.push(u32(bytes, at + i));
    return edges;
  }
  return [readHex(bytes, at + 2, at + length)];
}

function decodeTcpOptions(bytes: Uint8Array, start: number, end: number): HeaderOption[] {
  const options: HeaderOption[] = [];
  let at = start;
  while (at < end) {
    const kind = u8(bytes, at);
    const name = tcpOptionNames[kind] ?? `option-${kind}`;
    if (kind < 2) {
      options.push({ kind, name, start: at, end: at + 1, values: [] });
      at += 1;
      if (kind === 0) break;
      continue;
    }
    const length = u8(bytes, at + 1);
    if (length < 2 || at + length > end) break;
    options.push({
      kind,
      name,
      start: at,
      end: at + length,
      values: tcpOptionValues(bytes, kind, at, length),
    });
    at += length;
  }
  return options;
}

export function decodeTcp(bytes: Uint8Array, start: number, around: Around): TcpLayer {
  const headerLength = (u8(bytes, start + 12) >> 4) * 4;
  const end = start + headerLength;
  const bits = u8(bytes, start + 13);
  const checksum: Checksum = around.fragmented
    ? { value: u16(bytes, start + 16), state: "unknown" }
    : judgeChecksum(bytes, start + 16, start, around.end, around.pseudo + (around.end - start));
  return {
    layer: "tcp",
    start,
    end,
    sourcePort: u16(bytes, start),
    destinationPort: u16(bytes, start + 2),
    sequence: u32(bytes, start + 4),
    acknowledgment: u32(bytes, start + 8),
    headerLength,
    flags: {
      cwr: (bits & 0x80) !== 0,
      ece: (bits & 0x40) !== 0,
      urg: (bits & 0x20) !== 0,
      ack: (bits & 0x10) !== 0,
      psh: (bits & 0x08) !== 0,
      rst: (bits & 0x04) !== 0,
      syn: (bits & 0x02) !== 0,
      fin: (bits & 0x01) !== 0,
    },
    window: u16(bytes, start + 14),
    checksum,
    urgentPointer: u16(bytes, start + 18),
    options: decodeTcpOptions(bytes, start + 20, Math.min(end, bytes.length)),
    payloadLength: Math.max(0, around.end - end),
  };
}

export function decodeUdp(bytes: Uint8Array, start: number, around: Around): UdpLayer {
  const length = u16(bytes, start + 4);
  const value = u16(bytes, start + 6);
  let checksum: Checksum;
  if (value === 0 && around.version === 4) checksum = { value, state: "absent" };
  else if (around.fragmented || start + length > around.end) checksum = { value, state: "unknown" };
  else checksum = judgeChecksum(bytes, start + 6, start, start + length, around.pseudo + length);
  const end = around.fragmented ? around.end : Math.min(around.end, start + length);
  return {
    layer: "udp",
    start,
    end: start + 8,
    sourcePort: u16(bytes, start),
    destinationPort: u16(bytes, start + 2),
    length,
    checksum,
    payloadLength: Math.max(0, end - start - 8),
  };
}
