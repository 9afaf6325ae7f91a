import type { Packet, TcpFlags } from "./packet.ts";
import { etherTypes, ipProtocols } from "./protocol-names.ts";

/** Says a packet in one line, in the terms of tcpdump and Wireshark, which are the same in every language. */

const order = ["syn", "fin", "rst", "psh", "ack", "urg", "ece", "cwr"] as const;

/** `SYN ACK`; nothing set is `none`. */
export function flagNames(flags: TcpFlags): string {
  const set = order.filter((name) => flags[name]).map((name) => name.toUpperCase());
  return set.length === 0 ? "none" : set.join(" ");
}

/** Sequence and acknowledgment may be given relative to the connection's first; otherwise they are as sent. */
export function packetSummary(packet: Packet, relative?: { seq: number; ack: number | null }): string {
  const { tcp, udp, icmp, arp, ip } = packet;
  if (tcp !== null) {
    const parts = [`TCP ${tcp.sourcePort} → ${tcp.destinationPort} [${flagNames(tcp.flags)}]`];
    parts.push(`seq=${relative?.seq ?? tcp.sequence}`);
    if (tcp.flags.ack) parts.push(`ack=${relative?.ack ?? tcp.acknowledgment}`);
    parts.push(`win=${tcp.window}`, `len=${tcp.payloadLength}`);
    for (const option of tcp.options) {
      if (option.name === "mss") parts.push(`mss=${option.values[0]}`);
      if (option.name === "window-scale") parts.push(`ws=${option.values[0]}`);
      if (option.name === "sack") parts.push(`sack=${option.values.length / 2}`);
    }
    if (tcp.checksum.state === "bad") parts.push("bad checksum");
    return parts.join(" ");
  }
  if (udp !== null) {
    const bad = udp.checksum.state === "bad" ? " bad checksum" : "";
    return `UDP ${udp.sourcePort} → ${udp.destinationPort} len=${udp.payloadLength}${bad}`;
  }
  if (icmp !== null) {
    const parts = [`${icmp.layer === "icmp" ? "ICMP" : "ICMPv6"} ${icmp.name}`];
    if (icmp.identifier !== undefined) parts.push(`id=${icmp.identifier} seq=${icmp.sequence}`);
    if (icmp.target !== undefined) parts.push(icmp.target);
    if (icmp.mtu !== undefined) parts.push(`mtu=${icmp.mtu}`);
    const { quoted } = icmp;
    if (quoted !== undefined) {
      const port = quoted.destinationPort === undefined ? "" : `:${quoted.destinationPort}`;
      parts.push(`for ${ipProtocols[quoted.protocol] ?? quoted.protocol} to ${quoted.destination}${port}`);
    }
    return parts.join(" ");
  }
  if (arp !== null) {
    if (arp.operation === 1) return `ARP who has ${arp.targetProtocol}? tell ${arp.senderProtocol}`;
    if (arp.operation === 2) return `ARP ${arp.senderProtocol} is at ${arp.senderHardware}`;
    return `ARP operation ${arp.operation}`;
  }
  if (ip !== null) {
    const number = ip.layer === "ipv4" ? ip.protocol : ip.nextHeader;
    const offset = ip.layer === "ipv4" ? ip.fragmentOffset : fragmentOffset(packet);
    const name = ip.layer === "ipv4" ? "IPv4" : "IPv6";
    if (offset > 0) return `${name} fragment at ${offset} len=${packet.payload?.length ?? 0}`;
    return `${name} ${ipProtocols[number] ?? `protocol ${number}`} ${ip.source} → ${ip.destination}`;
  }
  if (packet.ethernet !== null) {
    const { etherType } = packet.ethernet;
    return `Ethernet ${etherTypes[etherType] ?? `0x${etherType.toString(16).padStart(4, "0")}`} len=${packet.length}`;
  }
  return `frame len=${packet.length}`;
}

function fragmentOffset(packet: Packet): number {
  for (const layer of packet.layers)
    if (layer.layer === "ipv6-extension" && layer.fragment !== undefined) return layer.fragment.offset;
  return 0;
}
