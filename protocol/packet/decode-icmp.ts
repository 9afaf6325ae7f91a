import { judgeChecksum } from "./checksum.ts";
import type { Around } from "./decode-transport.ts";
import type { HeaderOption, IcmpLayer, Quoted } from "./packet.ts";
import { icmpName } from "./protocol-names.ts";
import { readHex, readIpv4, readIpv6, readMac, u8, u16, u32 } from "./read-bytes.ts";

/** ICMP (RFC 792) and ICMPv6 (RFC 4443) with neighbour discovery (RFC 4861). Eight bytes are there for sure. */

/** The beginning of the packet that an error message sends back. */
function decodeQuoted(bytes: Uint8Array, start: number): Quoted | null {
  const version = u8(bytes, start) >> 4;
  const size = version === 4 ? (u8(bytes, start) & 15) * 4 : 40;
  if ((version !== 4 && version !== 6) || size < 20 || start + size > bytes.length) return null;
  const protocol = u8(bytes, start + (version === 4 ? 9 : 6));
  const quoted: Quoted =
    version === 4
      ? { source: readIpv4(bytes, start + 12), destination: readIpv4(bytes, start + 16), protocol }
      : { source: readIpv6(bytes, start + 8), destination: readIpv6(bytes, start + 24), protocol };
  const ports = start + size;
  if ((protocol === 6 || protocol === 17) && ports + 4 <= bytes.length) {
    quoted.sourcePort = u16(bytes, ports);
    quoted.destinationPort = u16(bytes, ports + 2);
  }
  return quoted;
}

const neighbourOptionNames: Readonly<Record<number, string>> = {
  1: "source-link-address",
  2: "target-link-address",
  3: "prefix",
  4: "redirected-header",
  5: "mtu",
};

function decodeNeighbourOptions(bytes: Uint8Array, start: number, end: number): HeaderOption[] {
  const options: HeaderOption[] = [];
  let at = start;
  while (at + 2 <= end) {
    const kind = u8(bytes, at);
    const size = u8(bytes, at + 1) * 8;
    if (size === 0 || at + size > end) break;
    let values: (number | string)[] = [readHex(bytes, at + 2, at + size)];
    if (kind === 1 || kind === 2) values = [readMac(bytes, at + 2)];
    else if (kind === 3 && size === 32) values = [`${readIpv6(bytes, at + 16)}/${u8(bytes, at + 2)}`];
    else if (kind === 5 && size === 8) values = [u32(bytes, at + 4)];
    const name = neighbourOptionNames[kind] ?? `option-${kind}`;
    options.push({ kind, name, start: at, end: at + size, values });
    at += size;
  }
  return options;
}

/** Where each neighbour discovery message's options begin, and whether a target address stands before them. */
const neighbour: Readonly<Record<number, { options: number; target: boolean }>> = {
  133: { options: 8, target: false },
  134: { options: 16, target: false },
  135: { options: 24, target: true },
  136: { options: 24, target: true },
  137: { options: 40, target: true },
};

export function decodeIcmp(bytes: Uint8Array, start: number, around: Around): IcmpLayer {
  const six = around.version === 6;
  const type = u8(bytes, start);
  const code = u8(bytes, start + 1);
  const seen = Math.min(around.end, bytes.length);
  const pseudo = six ? around.pseudo + (around.end - start) : 0;
  const icmp: IcmpLayer = {
    layer: six ? "icmpv6" : "icmp",
    start,
    end: start + 8,
    type,
    code,
    name: icmpName(around.version, type, code),
    checksum: around.fragmented
      ? { value: u16(bytes, start + 2), state: "unknown" }
      : judgeChecksum(bytes, start + 2, start, around.end, pseudo),
    options: [],
    payloadLength: Math.max(0, around.end - start - 8),
  };
  const echo = six ? type === 128 || type === 129 : type === 0 || type === 8 || type === 13 || type === 14;
  if (echo) {
    icmp.identifier = u16(bytes, start + 4);
    icmp.sequence = u16(bytes, start + 6);
    return icmp;
  }
  const shape = six ? neighbour[type] : undefined;
  if (shape !== undefined && start + shape.options <= seen) {
    if (shape.target) icmp.target = readIpv6(bytes, start + 8);
    icmp.options = decodeNeighbourOptions(bytes, start + shape.options, seen);
    icmp.end = seen;
    icmp.payloadLength = 0;
    return icmp;
  }
  const error = six
    ? type >= 1 && type <= 4
    : type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
  if (!error) return icmp;
  if (!six && type === 3 && code === 4) icmp.mtu = u16(bytes, start + 6);
  if (six && type === 2) icmp.mtu = u32(bytes, start + 4);
  if (!six && type === 5) icmp.target = readIpv4(bytes, start + 4);
  const quoted = decodeQuoted(bytes, start + 8);
  if (quoted !== null) icmp.quoted = quoted;
  return icmp;
}
