import { addWords } from "./checksum.ts";
import { decodeIcmp } from "./decode-icmp.ts";
import { decodeIpv4, decodeIpv6, decodeIpv6Extension } from "./decode-ip.ts";
import { type Around, decodeTcp, decodeUdp } from "./decode-transport.ts";
import type { ArpLayer, Layer, LayerName, Packet, PayloadLayer, Problem } from "./packet.ts";
import { readHex, readIpv4, readMac, u8, u16 } from "./read-bytes.ts";

/** Takes a frame apart, layer by layer, and hands on a Packet. Pure; no bytes make it throw. */

type Work = { bytes: Uint8Array; length: number; packet: Packet };

function stop(work: Work, layer: LayerName, why: Problem["why"], at: number): Packet {
  work.packet.problem = { layer, why, at };
  return pushPayload(work, at, work.length, "unknown");
}

/** Why a header of `size` bytes at `at` cannot be read; null if it can. */
function lacking(work: Work, at: number, size: number): Problem["why"] | null {
  if (at + size > work.length) return "bad-length";
  return at + size > work.bytes.length ? "truncated" : null;
}

const push = (work: Work, layer: Layer): void => {
  (work.packet.layers as Layer[]).push(layer);
};

function pushPayload(work: Work, start: number, end: number, of: PayloadLayer["of"]): Packet {
  if (end <= start) return work.packet;
  const seen = Math.max(start, Math.min(end, work.bytes.length));
  const payload: PayloadLayer = { layer: "payload", start, end: seen, of, length: end - start };
  work.packet.payload = payload;
  push(work, payload);
  return work.packet;
}

function decodeArp(work: Work, start: number): Packet {
  const lack = lacking(work, start, 8);
  if (lack !== null) return stop(work, "arp", lack, start);
  const { bytes } = work;
  const hardware = u8(bytes, start + 4);
  const protocol = u8(bytes, start + 5);
  const end = start + 8 + 2 * (hardware + protocol);
  const short = lacking(work, start, end - start);
  if (short !== null) return stop(work, "arp", short, start);
  const address = (at: number) => (protocol === 4 ? readIpv4(bytes, at) : readHex(bytes, at, at + protocol));
  const arp: ArpLayer = {
    layer: "arp",
    start,
    end,
    hardwareType: u16(bytes, start),
    protocolType: u16(bytes, start + 2),
    hardwareLength: hardware,
    protocolLength: protocol,
    operation: u16(bytes, start + 6),
    senderHardware: readMac(bytes, start + 8, hardware),
    senderProtocol: address(start + 8 + hardware),
    targetHardware: readMac(bytes, start + 8 + hardware + protocol, hardware),
    targetProtocol: address(start + 8 + 2 * hardware + protocol),
  };
  work.packet.arp = arp;
  push(work, arp);
  return pushPayload(work, end, work.length, "unknown");
}

function decodeUpper(work: Work, start: number, protocol: number, around: Around): Packet {
  const { bytes, packet } = work;
  if (protocol === 6) {
    const lack = lacking(work, start, 20);
    if (lack !== null || start + 20 > around.end) return stop(work, "tcp", lack ?? "bad-length", start);
    const size = (u8(bytes, start + 12) >> 4) * 4;
    if (size < 20 || start + size > around.end) return stop(work, "tcp", "bad-length", start);
    const tcp = decodeTcp(bytes, start, around);
    packet.tcp = tcp;
    push(work, tcp);
    if (tcp.end > bytes.length) packet.problem = { layer: "tcp", why: "truncated", at: start };
    return pushPayload(work, tcp.end, around.end, "application");
  }
  if (protocol === 17) {
    const lack = lacking(work, start, 8);
    if (lack !== null || start + 8 > around.end) return stop(work, "udp", lack ?? "bad-length", start);
    const udp = decodeUdp(bytes, start, around);
    packet.udp = udp;
    push(work, udp);
    if (udp.length < 8 || (!around.fragmented && start + udp.length > around.end))
      packet.problem = { layer: "udp", why: "bad-length", at: start };
    return pushPayload(work, udp.end, udp.end + udp.payloadLength, "application");
  }
  if ((protocol === 1 && around.version === 4) || (protocol === 58 && around.version === 6)) {
    const name = around.version === 4 ? "icmp" : "icmpv6";
    const lack = lacking(work, start, 8);
    if (lack !== null || start + 8 > around.end) return stop(work, name, lack ?? "bad-length", start);
    const icmp = decodeIcmp(bytes, start, around);
    packet.icmp = icmp;
    push(work, icmp);
    return pushPayload(work, icmp.end, around.end, "application");
  }
  return pushPayload(work, start, around.end, "unknown");
}

function decodeIpv4Packet(work: Work, start: number): Packet {
  const lack = lacking(work, start, 20);
  if (lack !== null) return stop(work, "ipv4", lack, start);
  const { bytes } = work;
  if (u8(bytes, start) >> 4 !== 4) return stop(work, "ipv4", "bad-version", start);
  const headerLength = (u8(bytes, start) & 15) * 4;
  if (headerLength < 20 || start + headerLength > work.length) return stop(work, "ipv4", "bad-length", start);
  const ip = decodeIpv4(bytes, start, work.length);
  work.packet.ip = ip;
  push(work, ip);
  const claimed = start + ip.totalLength;
  if (ip.totalLength !== 0 && (claimed < ip.end || claimed > work.length))
    work.packet.problem = { layer: "ipv4", why: "bad-length", at: start };
  if (ip.end > bytes.length) {
    work.packet.problem = { layer: "ipv4", why: "truncated", at: start };
    return work.packet;
  }
  if (ip.fragmentOffset > 0) return pushPayload(work, ip.end, ip.payloadEnd, "fragment");
  return decodeUpper(work, ip.end, ip.protocol, {
    end: Math.max(ip.end, ip.payloadEnd),
    pseudo: addWords(ip.protocol, bytes, start + 12, start + 20),
    fragmented: ip.moreFragments,
    version: 4,
  });
}

function decodeIpv6Packet(work: Work, start: number): Packet {
  const lack = lacking(work, start, 40);
  if (lack !== null) return stop(work, "ipv6", lack, start);
  const { bytes } = work;
  if (u8(bytes, start) >> 4 !== 6) return stop(work, "ipv6", "bad-version", start);
  const ip = decodeIpv6(bytes, start, work.length);
  work.packet.ip = ip;
  push(work, ip);
  if (ip.end + ip.payloadLength > work.length)
    work.packet.problem = { layer: "ipv6", why: "bad-length", at: start };
  let at = ip.end;
  let protocol = ip.nextHeader;
  let fragmented = false;
  for (;;) {
    // Every extension header is at least 8 bytes long, so this ends with the packet.
    const extension = decodeIpv6Extension(bytes, at, protocol);
    if (extension === null) break;
    const short = lacking(work, at, extension.end - at);
    if (short !== null || extension.end > ip.payloadEnd)
      return stop(work, "ipv6-extension", short ?? "bad-length", at);
    push(work, extension);
    at = extension.end;
    protocol = extension.nextHeader;
    if (extension.fragment === undefined) continue;
    if (extension.fragment.offset > 0) return pushPayload(work, at, ip.payloadEnd, "fragment");
    fragmented = extension.fragment.more;
  }
  if (protocol === 59) return pushPayload(work, at, ip.payloadEnd, "unknown");
  return decodeUpper(work, at, protocol, {
    end: Math.max(at, ip.payloadEnd),
    pseudo: addWords(protocol, bytes, start + 8, start + 40),
    fragmented,
    version: 6,
  });
}

/**
 * @param bytes the captured part of an Ethernet frame, from its first byte
 * @param length bytes of the whole frame, where the capture was cut short
 */
export function decodePacket(bytes: Uint8Array, length: number = bytes.length): Packet {
  const whole = Number.isFinite(length) ? Math.max(bytes.length, Math.floor(length)) : bytes.length;
  const packet: Packet = {
    length: whole,
    captured: bytes.length,
    layers: [],
    problem: null,
    ethernet: null,
    arp: null,
    ip: null,
    tcp: null,
    udp: null,
    icmp: null,
    payload: null,
  };
  const work: Work = { bytes, length: whole, packet };
  const lack = lacking(work, 0, 14);
  if (lack !== null) return stop(work, "ethernet", lack, 0);
  const etherType = u16(bytes, 12);
  packet.ethernet = {
    layer: "ethernet",
    start: 0,
    end: 14,
    destination: readMac(bytes, 0),
    source: readMac(bytes, 6),
    etherType,
  };
  push(work, packet.ethernet);
  if (etherType === 0x0800) return decodeIpv4Packet(work, 14);
  if (etherType === 0x86dd) return decodeIpv6Packet(work, 14);
  if (etherType === 0x0806) return decodeArp(work, 14);
  return pushPayload(work, 14, whole, "unknown");
}
