/**
 * The shape of a decoded packet: one entry a layer, outermost first.
 * `decode-packet.ts` makes it, `packet-fields.ts` explains it bit by bit, `packet-summary.ts` says it in one line.
 * Every `start` and `end` is a byte offset from the frame's first byte, `end` exclusive.
 */

/** What adding up a checksum showed. `expected` is what it should be, where it is wrong. */
export type Checksum = {
  value: number;
  /**
   * `offloaded`: only the pseudo header is summed, the rest is left to a network card (as on loopback).
   * `absent`: UDP over IPv4 may go without. `unknown`: not all bytes are here to add up.
   */
  state: "ok" | "bad" | "offloaded" | "absent" | "unknown";
  expected?: number;
};

type Span = { start: number; end: number };

export type EthernetLayer = Span & {
  layer: "ethernet";
  destination: string;
  source: string;
  etherType: number;
};

export type ArpLayer = Span & {
  layer: "arp";
  hardwareType: number;
  protocolType: number;
  hardwareLength: number;
  protocolLength: number;
  operation: number;
  senderHardware: string;
  senderProtocol: string;
  targetHardware: string;
  targetProtocol: string;
};

/** One option of IPv4, TCP or neighbour discovery, with its own bytes. */
export type HeaderOption = Span & { kind: number; name: string; values: readonly (number | string)[] };

export type Ipv4Layer = Span & {
  layer: "ipv4";
  version: number;
  headerLength: number;
  dscp: number;
  ecn: number;
  totalLength: number;
  identification: number;
  dontFragment: boolean;
  moreFragments: boolean;
  /** In bytes. */
  fragmentOffset: number;
  ttl: number;
  protocol: number;
  checksum: Checksum;
  source: string;
  destination: string;
  options: readonly HeaderOption[];
  /** Where this packet's own payload ends: padding may follow. */
  payloadEnd: number;
};

export type Ipv6Layer = Span & {
  layer: "ipv6";
  version: number;
  trafficClass: number;
  flowLabel: number;
  payloadLength: number;
  nextHeader: number;
  hopLimit: number;
  source: string;
  destination: string;
  payloadEnd: number;
};

export type Ipv6ExtensionLayer = Span & {
  layer: "ipv6-extension";
  kind: "hop-by-hop" | "routing" | "fragment" | "destination" | "authentication";
  nextHeader: number;
  /** Of a fragment header; the offset is in bytes. */
  fragment?: { offset: number; more: boolean; identification: number };
};

export type TcpFlags = {
  cwr: boolean;
  ece: boolean;
  urg: boolean;
  ack: boolean;
  psh: boolean;
  rst: boolean;
  syn: boolean;
  fin: boolean;
};

export type TcpLayer = Span & {
  layer: "tcp";
  sourcePort: number;
  destinationPort: number;
  sequence: number;
  acknowledgment: number;
  headerLength: number;
  flags: TcpFlags;
  /** As it stands in the header, not yet scaled. */
  window: number;
  checksum: Checksum;
  urgentPointer: number;
  options: readonly HeaderOption[];
  /** Bytes of data that the segment carries on the wire, though fewer may have been captured. */
  payloadLength: number;
};

export type UdpLayer = Span & {
  layer: "udp";
  sourcePort: number;
  destinationPort: number;
  /** Header and data together. */
  length: number;
  checksum: Checksum;
  payloadLength: number;
};

/** The packet that an ICMP error speaks of. */
export type Quoted = {
  source: string;
  destination: string;
  protocol: number;
  sourcePort?: number;
  destinationPort?: number;
};

export type IcmpLayer = Span & {
  layer: "icmp" | "icmpv6";
  type: number;
  code: number;
  name: string;
  checksum: Checksum;
  /** Of echo requests and replies. */
  identifier?: number;
  sequence?: number;
  /** Of "fragmentation needed" and "packet too big". */
  mtu?: number;
  /** Neighbour discovery's target, or a redirect's gateway. */
  target?: string;
  options: readonly HeaderOption[];
  quoted?: Quoted;
  payloadLength: number;
};

/** Bytes that no layer above explains: an application's data, a later fragment, an unknown protocol. */
export type PayloadLayer = Span & {
  layer: "payload";
  of: "application" | "fragment" | "unknown";
  /** As sent; `end` tells how many were captured. */
  length: number;
};

export type Layer =
  | EthernetLayer
  | ArpLayer
  | Ipv4Layer
  | Ipv6Layer
  | Ipv6ExtensionLayer
  | TcpLayer
  | UdpLayer
  | IcmpLayer
  | PayloadLayer;
export type LayerName = Layer["layer"];

/** Why decoding stopped: the capture ends there, a length contradicts the frame, or a version is not what was said. */
export type Problem = { layer: LayerName; why: "truncated" | "bad-length" | "bad-version"; at: number };

export type Packet = {
  /** Of the whole frame as it was sent. */
  length: number;
  /** How many of them are here. */
  captured: number;
  layers: readonly Layer[];
  problem: Problem | null;
  ethernet: EthernetLayer | null;
  arp: ArpLayer | null;
  ip: Ipv4Layer | Ipv6Layer | null;
  tcp: TcpLayer | null;
  udp: UdpLayer | null;
  icmp: IcmpLayer | null;
  payload: PayloadLayer | null;
};
