/** For tests: frames made by hand, with right checksums, so that the decoder is judged by known values. */
import { addWords, fold } from "./checksum.ts";
import type { TcpFlags } from "./packet.ts";

export const concat = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replaceAll(/\s/g, "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const you = fromHex("020000000002");
const lab = fromHex("020000000001");

export const ethernet = (etherType: number, payload: Uint8Array): Uint8Array =>
  concat(lab, you, Uint8Array.of(etherType >> 8, etherType & 255), payload);

function address(text: string): Uint8Array {
  if (!text.includes(":")) return Uint8Array.from(text.split(".").map(Number));
  const [head = "", tail = ""] = text.split("::");
  const groups = (part: string) =>
    part === "" ? [] : part.split(":").map((each) => Number.parseInt(each, 16));
  const [front, back] = [groups(head), groups(tail)];
  const all = text.includes("::")
    ? [...front, ...Array(8 - front.length - back.length).fill(0), ...back]
    : front;
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

const checksum = (sum: number): number => ~fold(sum) & 0xffff;

export type IpOptions = {
  source?: string;
  destination?: string;
  protocol: number;
  options?: Uint8Array;
  moreFragments?: boolean;
  dontFragment?: boolean;
  fragmentOffset?: number;
  id?: number;
  ttl?: number;
  tos?: number;
  /** IPv6 only: extension headers that lie before the payload, and the number of the first. */
  extensions?: Uint8Array;
  first?: number;
};

/** The pseudo header's sum, to which the transport's checksum adds. */
export function pseudoSum(ip: IpOptions, length: number): number {
  const [from, to] = ends(ip);
  return addWords(addWords(ip.protocol + length, from, 0, from.length), to, 0, to.length);
}

const ends = (ip: IpOptions) =>
  [address(ip.source ?? "10.0.0.2"), address(ip.destination ?? "10.0.0.1")] as const;

export function ipv4(ip: IpOptions, payload: Uint8Array): Uint8Array {
  const options = ip.options ?? new Uint8Array(0);
  const [from, to] = ends(ip);
  const header = concat(new Uint8Array(12), from, to, options);
  const view = new DataView(header.buffer);
  view.setUint8(0, 0x40 | (header.length / 4));
  view.setUint8(1, ip.tos ?? 0);
  view.setUint16(2, header.length + payload.length);
  view.setUint16(4, ip.id ?? 0x1234);
  const flags = (ip.moreFragments ? 0x2000 : 0) | ((ip.dontFragment ?? !ip.moreFragments) ? 0x4000 : 0);
  view.setUint16(6, flags | ((ip.fragmentOffset ?? 0) / 8));
  view.setUint8(8, ip.ttl ?? 64);
  view.setUint8(9, ip.protocol);
  view.setUint16(10, checksum(addWords(0, header, 0, header.length)));
  return ethernet(0x0800, concat(header, payload));
}

export function ipv6(ip: IpOptions, payload: Uint8Array): Uint8Array {
  const extensions = ip.extensions ?? new Uint8Array(0);
  const [from, to] = ends({ source: "fe80::2", destination: "fe80::1", ...ip });
  const header = concat(new Uint8Array(8), from, to);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x60000000 | 0x12345);
  view.setUint16(4, extensions.length + payload.length);
  view.setUint8(6, ip.first ?? ip.protocol);
  view.setUint8(7, ip.ttl ?? 64);
  return ethernet(0x86dd, concat(header, extensions, payload));
}

export type TcpOptions = {
  from?: number;
  to?: number;
  seq?: number;
  ack?: number;
  flags?: readonly (keyof TcpFlags)[];
  window?: number;
  urgent?: number;
  options?: Uint8Array;
  data?: Uint8Array;
};

const flagBits = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

/** A segment with the right checksum for the packet `ip`. */
export function tcp(ip: IpOptions, segment: TcpOptions): Uint8Array {
  const options = segment.options ?? new Uint8Array(0);
  const bytes = concat(new Uint8Array(20), options, segment.data ?? new Uint8Array(0));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, segment.from ?? 40000);
  view.setUint16(2, segment.to ?? 8080);
  view.setUint32(4, segment.seq ?? 0);
  view.setUint32(8, segment.ack ?? 0);
  view.setUint8(12, ((20 + options.length) / 4) << 4);
  view.setUint8(
    13,
    (segment.flags ?? []).reduce((bits, flag) => bits | flagBits[flag], 0),
  );
  view.setUint16(14, segment.window ?? 64240);
  view.setUint16(18, segment.urgent ?? 0);
  view.setUint16(16, checksum(addWords(pseudoSum(ip, bytes.length), bytes, 0, bytes.length)));
  return bytes;
}

export function udp(ip: IpOptions, from: number, to: number, data: Uint8Array): Uint8Array {
  const bytes = concat(new Uint8Array(8), data);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, from);
  view.setUint16(2, to);
  view.setUint16(4, bytes.length);
  view.setUint16(6, checksum(addWords(pseudoSum(ip, bytes.length), bytes, 0, bytes.length)));
  return bytes;
}

/** ICMP, or ICMPv6 where `ip` is given: its checksum covers the pseudo header too. */
export function icmp(type: number, code: number, rest: Uint8Array, ip?: IpOptions): Uint8Array {
  const bytes = concat(Uint8Array.of(type, code, 0, 0), rest);
  const pseudo = ip === undefined ? 0 : pseudoSum(ip, bytes.length);
  new DataView(bytes.buffer).setUint16(2, checksum(addWords(pseudo, bytes, 0, bytes.length)));
  return bytes;
}

/** A TCP segment over IPv4 from `you` to `lab`, or back. */
export function segment(options: TcpOptions & { back?: boolean } = {}): Uint8Array {
  const ip: IpOptions = options.back
    ? { protocol: 6, source: "10.0.0.1", destination: "10.0.0.2" }
    : { protocol: 6 };
  const ports = options.back ? { from: 8080, to: 40000 } : {};
  return ipv4(ip, tcp(ip, { ...ports, ...options }));
}

const echoRest = concat(Uint8Array.of(0x12, 0x34, 0, 7), ascii("ping pong"));
const icmp6: IpOptions = { protocol: 58, source: "fe80::2", destination: "fe80::1" };
const udp6: IpOptions = { protocol: 17, source: "2001:db8::1:0:0:2", destination: "fe80::1" };
const plainUdp: IpOptions = { protocol: 17 };
const plainTcp: IpOptions = { protocol: 6 };
const quoted = ipv4(plainUdp, udp(plainUdp, 5000, 9, ascii("lost"))).subarray(14);
const routerAlert = fromHex("3a00 0502 0000 0100");

/** One of each kind that the decoder knows. */
export const specimens: Readonly<Record<string, Uint8Array>> = {
  arpRequest: ethernet(0x0806, fromHex("0001080006040001 020000000002 0a000002 000000000000 0a000001")),
  arpReply: ethernet(0x0806, fromHex("0001080006040002 020000000001 0a000001 020000000002 0a000002")),
  syn: segment({
    seq: 0xfffffff0,
    flags: ["syn"],
    options: fromHex("020405b4 0402 080a 0001e240 00000000 01 030307"),
  }),
  synAck: segment({
    back: true,
    seq: 77,
    ack: 0xfffffff1,
    flags: ["syn", "ack"],
    options: fromHex("020405b4 01 01 0402"),
  }),
  data: segment({ seq: 1, ack: 1, flags: ["psh", "ack"], data: ascii("hello, 世界") }),
  oddData: segment({ seq: 1, ack: 1, flags: ["ack"], data: ascii("odd") }),
  sack: segment({
    seq: 1,
    ack: 1,
    flags: ["ack"],
    options: fromHex("0101 0512 00000064 000000c8 0000012c 00000190"),
  }),
  everyFlag: segment({
    seq: 9,
    ack: 8,
    flags: ["cwr", "ece", "urg", "ack", "psh", "rst", "syn", "fin"],
    urgent: 5,
    window: 0,
  }),
  ipOptions: ipv4(
    { protocol: 6, options: fromHex("94040000"), tos: 0xba, ttl: 1 },
    tcp(plainTcp, { seq: 1, flags: ["ack"] }),
  ),
  udp: ipv4(plainUdp, udp(plainUdp, 5000, 4303, ascii("20"))),
  udpEmpty: ipv4(plainUdp, udp(plainUdp, 5000, 4303, new Uint8Array(0))),
  firstFragment: ipv4(
    { protocol: 17, moreFragments: true, id: 9 },
    udp(plainUdp, 5000, 4303, new Uint8Array(80)).subarray(0, 48),
  ),
  laterFragment: ipv4({ protocol: 17, fragmentOffset: 48, dontFragment: false, id: 9 }, new Uint8Array(40)),
  echoRequest: ipv4({ protocol: 1 }, icmp(8, 0, echoRest)),
  echoReply: ipv4({ protocol: 1, source: "10.0.0.1", destination: "10.0.0.2" }, icmp(0, 0, echoRest)),
  portUnreachable: ipv4(
    { protocol: 1, source: "10.0.0.1", destination: "10.0.0.2" },
    icmp(3, 3, concat(new Uint8Array(4), quoted)),
  ),
  fragmentationNeeded: ipv4({ protocol: 1 }, icmp(3, 4, concat(fromHex("0000 0578"), quoted))),
  udp6: ipv6(udp6, udp(udp6, 5000, 4303, ascii("six"))),
  tcp6: ipv6(
    { protocol: 6, source: "fe80::2", destination: "fe80::1" },
    tcp({ protocol: 6, source: "fe80::2", destination: "fe80::1" }, { seq: 5, flags: ["syn"] }),
  ),
  echo6: ipv6(icmp6, icmp(128, 0, echoRest, icmp6)),
  solicitation: ipv6(
    { ...icmp6, ttl: 255 },
    icmp(135, 0, fromHex("00000000 fe800000000000000000000000000001 0101 020000000002"), icmp6),
  ),
  advertisement: ipv6(
    { ...icmp6, ttl: 255 },
    icmp(136, 0, fromHex("60000000 fe800000000000000000000000000001 0201 020000000001"), icmp6),
  ),
  packetTooBig: ipv6(
    icmp6,
    icmp(2, 0, concat(fromHex("00000500"), ipv6(udp6, udp(udp6, 1, 2, ascii("x"))).subarray(14)), icmp6),
  ),
  hopByHop: ipv6(
    { ...icmp6, first: 0, extensions: routerAlert },
    icmp(143, 0, fromHex("00000001 04000000 ff0200000000000000000001ff000001"), icmp6),
  ),
  fragment6: ipv6(
    { ...udp6, first: 44, extensions: fromHex("1100 0001 0000beef") },
    udp(udp6, 5000, 4303, new Uint8Array(80)).subarray(0, 48),
  ),
  laterFragment6: ipv6({ ...udp6, first: 44, extensions: fromHex("1100 0030 0000beef") }, new Uint8Array(40)),
};
