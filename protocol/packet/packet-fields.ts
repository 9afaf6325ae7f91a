import type {
  ArpLayer,
  Checksum,
  EthernetLayer,
  IcmpLayer,
  Ipv4Layer,
  Ipv6ExtensionLayer,
  Ipv6Layer,
  Layer,
  LayerName,
  Packet,
  TcpLayer,
  UdpLayer,
} from "./packet.ts";
import { arpOperations, etherTypes, ipProtocols } from "./protocol-names.ts";

/**
 * The headers of a packet as a flat list of fields, each with its place in bits and bytes, in the order in which
 * they lie in the frame: what the page explains in words and lights in the hex view.
 */

/** Every field there is. The page has words for each in every language, under the same key. */
export const fieldKeys = [
  "ethernet.destination",
  "ethernet.source",
  "ethernet.type",
  "arp.hardwareType",
  "arp.protocolType",
  "arp.hardwareLength",
  "arp.protocolLength",
  "arp.operation",
  "arp.senderHardware",
  "arp.senderProtocol",
  "arp.targetHardware",
  "arp.targetProtocol",
  "ipv4.version",
  "ipv4.headerLength",
  "ipv4.dscp",
  "ipv4.ecn",
  "ipv4.totalLength",
  "ipv4.identification",
  "ipv4.reserved",
  "ipv4.dontFragment",
  "ipv4.moreFragments",
  "ipv4.fragmentOffset",
  "ipv4.ttl",
  "ipv4.protocol",
  "ipv4.checksum",
  "ipv4.source",
  "ipv4.destination",
  "ipv4.option",
  "ipv6.version",
  "ipv6.trafficClass",
  "ipv6.flowLabel",
  "ipv6.payloadLength",
  "ipv6.nextHeader",
  "ipv6.hopLimit",
  "ipv6.source",
  "ipv6.destination",
  "ipv6-extension.nextHeader",
  "ipv6-extension.length",
  "ipv6-extension.data",
  "ipv6-extension.fragmentOffset",
  "ipv6-extension.moreFragments",
  "ipv6-extension.identification",
  "tcp.sourcePort",
  "tcp.destinationPort",
  "tcp.sequence",
  "tcp.acknowledgment",
  "tcp.headerLength",
  "tcp.reserved",
  "tcp.cwr",
  "tcp.ece",
  "tcp.urg",
  "tcp.ack",
  "tcp.psh",
  "tcp.rst",
  "tcp.syn",
  "tcp.fin",
  "tcp.window",
  "tcp.checksum",
  "tcp.urgentPointer",
  "tcp.option.end",
  "tcp.option.nop",
  "tcp.option.mss",
  "tcp.option.window-scale",
  "tcp.option.sack-permitted",
  "tcp.option.sack",
  "tcp.option.timestamps",
  "tcp.option.other",
  "udp.sourcePort",
  "udp.destinationPort",
  "udp.length",
  "udp.checksum",
  "icmp.type",
  "icmp.code",
  "icmp.checksum",
  "icmp.identifier",
  "icmp.sequence",
  "icmp.mtu",
  "icmp.target",
  "icmp.rest",
  "icmp.option",
  "icmp.quoted",
  "payload.data",
] as const;
export type FieldKey = (typeof fieldKeys)[number];

export type PacketField = {
  layer: LayerName;
  key: FieldKey;
  /** The number, flag or address itself. */
  value: number | boolean | string;
  /** How to show it where the bare value says too little: `6 (TCP)`, `0x1a2b`, `mss 1460`. */
  text: string;
  /** From the frame's first bit. */
  bitOffset: number;
  bitLength: number;
  /** The bytes that the bits lie in, `byteEnd` exclusive. */
  byteStart: number;
  byteEnd: number;
  /** Of checksums only. */
  checksum?: Checksum;
};

/** Collects fields: `add` takes a place as byte offset, bits to skip within it, and bits it is long. */
class FieldList {
  readonly fields: PacketField[] = [];
  #layer: LayerName;
  constructor(layer: LayerName) {
    this.#layer = layer;
  }
  add(
    key: FieldKey,
    value: PacketField["value"],
    byte: number,
    skip: number,
    bits: number,
    text?: string,
  ): void {
    const bitOffset = byte * 8 + skip;
    this.fields.push({
      layer: this.#layer,
      key,
      value,
      text: text ?? (typeof value === "boolean" ? (value ? "1" : "0") : String(value)),
      bitOffset,
      bitLength: bits,
      byteStart: Math.floor(bitOffset / 8),
      byteEnd: Math.ceil((bitOffset + bits) / 8),
    });
  }
  sum(key: FieldKey, checksum: Checksum, byte: number): void {
    this.add(key, checksum.value, byte, 0, 16, hex(checksum.value, 4));
    const last = this.fields.at(-1);
    if (last !== undefined) last.checksum = checksum;
  }
}

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;
const named = (value: number, names: Readonly<Record<number, string>>, shown = String(value)): string => {
  const name = names[value];
  return name === undefined ? shown : `${shown} (${name})`;
};

function ethernetFields(layer: EthernetLayer): PacketField[] {
  const list = new FieldList("ethernet");
  list.add("ethernet.destination", layer.destination, layer.start, 0, 48);
  list.add("ethernet.source", layer.source, layer.start + 6, 0, 48);
  const type = named(layer.etherType, etherTypes, hex(layer.etherType, 4));
  list.add("ethernet.type", layer.etherType, layer.start + 12, 0, 16, type);
  return list.fields;
}

function arpFields(layer: ArpLayer): PacketField[] {
  const list = new FieldList("arp");
  const { start, hardwareLength, protocolLength } = layer;
  const hardware = hardwareLength * 8;
  const protocol = protocolLength * 8;
  list.add(
    "arp.hardwareType",
    layer.hardwareType,
    start,
    0,
    16,
    named(layer.hardwareType, { 1: "Ethernet" }),
  );
  const type = named(layer.protocolType, etherTypes, hex(layer.protocolType, 4));
  list.add("arp.protocolType", layer.protocolType, start + 2, 0, 16, type);
  list.add("arp.hardwareLength", hardwareLength, start + 4, 0, 8);
  list.add("arp.protocolLength", protocolLength, start + 5, 0, 8);
  list.add("arp.operation", layer.operation, start + 6, 0, 16, named(layer.operation, arpOperations));
  let at = start + 8;
  list.add("arp.senderHardware", layer.senderHardware, at, 0, hardware);
  at += hardwareLength;
  list.add("arp.senderProtocol", layer.senderProtocol, at, 0, protocol);
  at += protocolLength;
  list.add("arp.targetHardware", layer.targetHardware, at, 0, hardware);
  at += hardwareLength;
  list.add("arp.targetProtocol", layer.targetProtocol, at, 0, protocol);
  return list.fields;
}

function ipv4Fields(ip: Ipv4Layer): PacketField[] {
  const list = new FieldList("ipv4");
  const { start } = ip;
  list.add("ipv4.version", ip.version, start, 0, 4);
  list.add(
    "ipv4.headerLength",
    ip.headerLength,
    start,
    4,
    4,
    `${ip.headerLength} (${ip.headerLength / 4} × 4)`,
  );
  list.add("ipv4.dscp", ip.dscp, start + 1, 0, 6);
  list.add("ipv4.ecn", ip.ecn, start + 1, 6, 2);
  list.add("ipv4.totalLength", ip.totalLength, start + 2, 0, 16);
  list.add("ipv4.identification", ip.identification, start + 4, 0, 16, hex(ip.identification, 4));
  list.add("ipv4.reserved", false, start + 6, 0, 1);
  list.add("ipv4.dontFragment", ip.dontFragment, start + 6, 1, 1);
  list.add("ipv4.moreFragments", ip.moreFragments, start + 6, 2, 1);
  list.add("ipv4.fragmentOffset", ip.fragmentOffset, start + 6, 3, 13);
  list.add("ipv4.ttl", ip.ttl, start + 8, 0, 8);
  list.add("ipv4.protocol", ip.protocol, start + 9, 0, 8, named(ip.protocol, ipProtocols));
  list.sum("ipv4.checksum", ip.checksum, start + 10);
  list.add("ipv4.source", ip.source, start + 12, 0, 32);
  list.add("ipv4.destination", ip.destination, start + 16, 0, 32);
  for (const option of ip.options) {
    const text = [option.name, ...option.values].join(" ");
    list.add("ipv4.option", option.name, option.start, 0, (option.end - option.start) * 8, text);
  }
  return list.fields;
}

function ipv6Fields(ip: Ipv6Layer): PacketField[] {
  const list = new FieldList("ipv6");
  const { start } = ip;
  list.add("ipv6.version", ip.version, start, 0, 4);
  list.add("ipv6.trafficClass", ip.trafficClass, start, 4, 8);
  list.add("ipv6.flowLabel", ip.flowLabel, start + 1, 4, 20, hex(ip.flowLabel, 5));
  list.add("ipv6.payloadLength", ip.payloadLength, start + 4, 0, 16);
  list.add("ipv6.nextHeader", ip.nextHeader, start + 6, 0, 8, named(ip.nextHeader, ipProtocols));
  list.add("ipv6.hopLimit", ip.hopLimit, start + 7, 0, 8);
  list.add("ipv6.source", ip.source, start + 8, 0, 128);
  list.add("ipv6.destination", ip.destination, start + 24, 0, 128);
  return list.fields;
}

function extensionFields(layer: Ipv6ExtensionLayer): PacketField[] {
  const list = new FieldList("ipv6-extension");
  const { start, end, fragment } = layer;
  const next = named(layer.nextHeader, ipProtocols);
  list.add("ipv6-extension.nextHeader", layer.nextHeader, start, 0, 8, next);
  if (fragment !== undefined) {
    list.add("ipv6-extension.fragmentOffset", fragment.offset, start + 2, 0, 13);
    list.add("ipv6-extension.moreFragments", fragment.more, start + 3, 7, 1);
    const id = hex(fragment.identification, 8);
    list.add("ipv6-extension.identification", fragment.identification, start + 4, 0, 32, id);
    return list.fields;
  }
  list.add("ipv6-extension.length", end - start, start + 1, 0, 8);
  list.add("ipv6-extension.data", layer.kind, start + 2, 0, (end - start - 2) * 8);
  return list.fields;
}

const tcpOptionKeys: Readonly<Record<string, FieldKey>> = {
  end: "tcp.option.end",
  nop: "tcp.option.nop",
  mss: "tcp.option.mss",
  "window-scale": "tcp.option.window-scale",
  "sack-permitted": "tcp.option.sack-permitted",
  sack: "tcp.option.sack",
  timestamps: "tcp.option.timestamps",
};

function tcpFields(tcp: TcpLayer): PacketField[] {
  const list = new FieldList("tcp");
  const { start, flags } = tcp;
  list.add("tcp.sourcePort", tcp.sourcePort, start, 0, 16);
  list.add("tcp.destinationPort", tcp.destinationPort, start + 2, 0, 16);
  list.add("tcp.sequence", tcp.sequence, start + 4, 0, 32);
  list.add("tcp.acknowledgment", tcp.acknowledgment, start + 8, 0, 32);
  const length = `${tcp.headerLength} (${tcp.headerLength / 4} × 4)`;
  list.add("tcp.headerLength", tcp.headerLength, start + 12, 0, 4, length);
  list.add("tcp.reserved", 0, start + 12, 4, 4);
  list.add("tcp.cwr", flags.cwr, start + 13, 0, 1);
  list.add("tcp.ece", flags.ece, start + 13, 1, 1);
  list.add("tcp.urg", flags.urg, start + 13, 2, 1);
  list.add("tcp.ack", flags.ack, start + 13, 3, 1);
  list.add("tcp.psh", flags.psh, start + 13, 4, 1);
  list.add("tcp.rst", flags.rst, start + 13, 5, 1);
  list.add("tcp.syn", flags.syn, start + 13, 6, 1);
  list.add("tcp.fin", flags.fin, start + 13, 7, 1);
  list.add("tcp.window", tcp.window, start + 14, 0, 16);
  list.sum("tcp.checksum", tcp.checksum, start + 16);
  list.add("tcp.urgentPointer", tcp.urgentPointer, start + 18, 0, 16);
  for (const option of tcp.options) {
    const value = option.values[0] ?? option.name;
    const text = [option.name, ...option.values].join(" ");
    const key = tcpOptionKeys[option.name] ?? "tcp.option.other";
    list.add(key, value, option.start, 0, (option.end - option.start) * 8, text);
  }
  return list.fields;
}

function udpFields(udp: UdpLayer): PacketField[] {
  const list = new FieldList("udp");
  list.add("udp.sourcePort", udp.sourcePort, udp.start, 0, 16);
  list.add("udp.destinationPort", udp.destinationPort, udp.start + 2, 0, 16);
  list.add("udp.length", udp.length, udp.start + 4, 0, 16);
  list.sum("udp.checksum", udp.checksum, udp.start + 6);
  return list.fields;
}

function icmpFields(icmp: IcmpLayer): PacketField[] {
  const list = new FieldList(icmp.layer);
  const { start } = icmp;
  list.add("icmp.type", icmp.type, start, 0, 8, `${icmp.type} (${icmp.name})`);
  list.add("icmp.code", icmp.code, start + 1, 0, 8);
  list.sum("icmp.checksum", icmp.checksum, start + 2);
  const six = icmp.layer === "icmpv6";
  if (icmp.identifier !== undefined && icmp.sequence !== undefined) {
    list.add("icmp.identifier", icmp.identifier, start + 4, 0, 16);
    list.add("icmp.sequence", icmp.sequence, start + 6, 0, 16);
  } else if (icmp.mtu !== undefined) {
    list.add("icmp.mtu", icmp.mtu, start + (six ? 4 : 6), 0, six ? 32 : 16);
  } else if (icmp.target !== undefined) {
    list.add("icmp.target", icmp.target, start + (six ? 8 : 4), 0, six ? 128 : 32);
  } else {
    list.add("icmp.rest", "", start + 4, 0, 32);
  }
  for (const option of icmp.options) {
    const text = [option.name, ...option.values].join(" ");
    list.add("icmp.option", option.name, option.start, 0, (option.end - option.start) * 8, text);
  }
  const { quoted } = icmp;
  if (quoted !== undefined) {
    const port = (value: number | undefined) => (value === undefined ? "" : `:${value}`);
    const protocol = ipProtocols[quoted.protocol] ?? String(quoted.protocol);
    const text = `${protocol} ${quoted.source}${port(quoted.sourcePort)} → ${quoted.destination}${port(quoted.destinationPort)}`;
    list.add("icmp.quoted", text, icmp.end, 0, icmp.payloadLength * 8);
  }
  return list.fields;
}

function fieldsOf(layer: Layer): PacketField[] {
  switch (layer.layer) {
    case "ethernet":
      return ethernetFields(layer);
    case "arp":
      return arpFields(layer);
    case "ipv4":
      return ipv4Fields(layer);
    case "ipv6":
      return ipv6Fields(layer);
    case "ipv6-extension":
      return extensionFields(layer);
    case "tcp":
      return tcpFields(layer);
    case "udp":
      return udpFields(layer);
    case "icmp":
    case "icmpv6":
      return icmpFields(layer);
    case "payload": {
      const list = new FieldList("payload");
      list.add("payload.data", layer.length, layer.start, 0, layer.length * 8);
      return list.fields;
    }
  }
}

/** The fields that the capture holds, whole or in part; what lies past its end is cut off or left out. */
export function packetFields(packet: Packet): PacketField[] {
  const limit = packet.captured;
  const fields: PacketField[] = [];
  for (const layer of packet.layers) {
    for (const field of fieldsOf(layer)) {
      if (field.byteStart >= limit || field.bitLength === 0) continue;
      if (field.byteEnd > limit) {
        field.byteEnd = limit;
        field.bitLength = limit * 8 - field.bitOffset;
      }
      fields.push(field);
    }
  }
  return fields;
}
