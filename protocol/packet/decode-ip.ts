import { judgeChecksum } from "./checksum.ts";
import type { HeaderOption, Ipv4Layer, Ipv6ExtensionLayer, Ipv6Layer } from "./packet.ts";
import { readHex, readIpv4, readIpv6, u8, u16, u32 } from "./read-bytes.ts";

/** IPv4 (RFC 791) and IPv6 (RFC 8200) headers. The caller has made sure that the fixed part is there. */

const ipv4OptionNames: Readonly<Record<number, string>> = {
  0: "end",
  1: "nop",
  7: "record-route",
  68: "timestamp",
  131: "loose-source-route",
  137: "strict-source-route",
  148: "router-alert",
};

function decodeIpv4Options(bytes: Uint8Array, start: number, end: number): HeaderOption[] {
  const options: HeaderOption[] = [];
  let at = start;
  while (at < end) {
    const kind = u8(bytes, at);
    const name = ipv4OptionNames[kind] ?? `option-${kind}`;
    if (kind < 2) {
      options.push({ kind, name, start: at, end: at + 1, values: [] });
      at += 1;
      if (kind === 0) break;
      continue;
    }
    const length = u8(bytes, at + 1);
    if (length < 2 || at + length > end) break;
    options.push({ kind, name, start: at, end: at + length, values: [readHex(bytes, at + 2, at + length)] });
    at += length;
  }
  return options;
}

/** `frameEnd` is where the frame ends on the wire, captured or not. */
export function decodeIpv4(bytes: Uint8Array, start: number, frameEnd: number): Ipv4Layer {
  const headerLength = (u8(bytes, start) & 15) * 4;
  const end = start + headerLength;
  const totalLength = u16(bytes, start + 2);
  const fragment = u16(bytes, start + 6);
  // A segment too large for the field (as on loopback) says 0: then the frame's end is the packet's.
  const payloadEnd = totalLength === 0 ? frameEnd : Math.min(frameEnd, start + totalLength);
  return {
    layer: "ipv4",
    start,
    end,
    version: u8(bytes, start) >> 4,
    headerLength,
    dscp: u8(bytes, start + 1) >> 2,
    ecn: u8(bytes, start + 1) & 3,
    totalLength,
    identification: u16(bytes, start + 4),
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffset: (fragment & 0x1fff) * 8,
    ttl: u8(bytes, start + 8),
    protocol: u8(bytes, start + 9),
    checksum: judgeChecksum(bytes, start + 10, start, end, 0),
    source: readIpv4(bytes, start + 12),
    destination: readIpv4(bytes, start + 16),
    options: decodeIpv4Options(bytes, start + 20, Math.min(end, bytes.length)),
    payloadEnd,
  };
}

export function decodeIpv6(bytes: Uint8Array, start: number, frameEnd: number): Ipv6Layer {
  const first = u32(bytes, start);
  const payloadLength = u16(bytes, start + 4);
  const end = start + 40;
  return {
    layer: "ipv6",
    start,
    end,
    version: first >>> 28,
    trafficClass: (first >>> 20) & 255,
    flowLabel: first & 0xfffff,
    payloadLength,
    nextHeader: u8(bytes, start + 6),
    hopLimit: u8(bytes, start + 7),
    source: readIpv6(bytes, start + 8),
    destination: readIpv6(bytes, start + 24),
    // A jumbogram, or a segment too large for the field, says 0.
    payloadEnd: payloadLength === 0 ? frameEnd : Math.min(frameEnd, end + payloadLength),
  };
}

const extensionKinds: Readonly<Record<number, Ipv6ExtensionLayer["kind"]>> = {
  0: "hop-by-hop",
  43: "routing",
  44: "fragment",
  51: "authentication",
  60: "destination",
};

/** The extension header number `protocol` at `start`; null if that is none. `end` may lie past the capture. */
export function decodeIpv6Extension(
  bytes: Uint8Array,
  start: number,
  protocol: number,
): Ipv6ExtensionLayer | null {
  const kind = extensionKinds[protocol];
  if (kind === undefined) return null;
  const nextHeader = u8(bytes, start);
  const units = u8(bytes, start + 1);
  if (kind !== "fragment") {
    const size = kind === "authentication" ? (units + 2) * 4 : (units + 1) * 8;
    return { layer: "ipv6-extension", start, end: start + size, kind, nextHeader };
  }
  const field = u16(bytes, start + 2);
  const fragment = {
    offset: field & 0xfff8,
    more: (field & 1) === 1,
    identification: u32(bytes, start + 4),
  };
  return { layer: "ipv6-extension", start, end: start + 8, kind, nextHeader, fragment };
}
