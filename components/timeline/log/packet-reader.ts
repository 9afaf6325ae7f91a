/**
 * Makes PacketViews with the shared decoder. What depends on earlier packets (relative numbers, what is sent again,
 * which conversation) is kept here, one reader to a log.
 */
import type { LabEventOf } from "../../../protocol/lab-event.ts";
import { decodePacket } from "../../../protocol/packet/decode-packet.ts";
import type { Packet, TcpLayer } from "../../../protocol/packet/packet.ts";
import { flagNames } from "../../../protocol/packet/packet-summary.ts";
import { arpOperations, etherTypes, ipProtocols } from "../../../protocol/packet/protocol-names.ts";
import { type SegmentMark, TcpConnections } from "../../../protocol/packet/tcp-connections.ts";
import { connectionKey, directionKey, type End } from "./flow-key.ts";
import type { PacketKind, PacketView } from "./packet-view.ts";

type Frame = Pick<LabEventOf<"frame">, "frame" | "length" | "duplicateOf" | "link" | "from">;

/** Marks of a segment that carries again what an earlier one carried. */
const repeats: ReadonlySet<string> = new Set([
  "retransmission",
  "fast-retransmission",
  "spurious-retransmission",
] satisfies SegmentMark[]);

function tcpKind(tcp: TcpLayer): PacketKind {
  if (tcp.flags.rst) return "rst";
  if (tcp.flags.syn) return "syn";
  if (tcp.flags.fin) return "fin";
  return tcp.payloadLength > 0 ? "data" : "ack";
}

const decoder = new TextDecoder("utf-8", { fatal: false });

/**
 * The first bytes as text, line ends shown as signs; null where they are no text, or hold signs of direction, which
 * would turn round what is shown beside them. A character cut at the end is left out.
 */
export function previewText(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return null;
  const text = decoder.decode(bytes.subarray(0, 64), { stream: bytes.length > 64 });
  if (bytes.length > 64) decoder.decode();
  if (/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]|\p{Bidi_Control}/u.test(text)) return null;
  return text.replace(/\r\n|\n|\r/g, "⏎").replace(/\t/g, " ");
}

export class PacketReader {
  readonly #connections = new TcpConnections();
  readonly #generations = new Map<string, number>();

  /** Tells one connection from a later one between the same ports: empty for the first. */
  generation(protocol: string, one: End, other: End): string {
    const generation = this.#generations.get(connectionKey(protocol, one, other)) ?? 0;
    return generation === 0 ? "" : `#${generation}`;
  }

  /** The ledger's name for the direction in which a packet flies; null where there are no flows. */
  direction(view: PacketView): string | null {
    if (view.connection === null || (view.protocol !== "tcp" && view.protocol !== "udp")) return null;
    const generation = /#\d+$/.exec(view.connection)?.[0] ?? "";
    return directionKey(view.protocol, view.source, view.destination) + generation;
  }

  read(bytes: Uint8Array, frame: Frame): PacketView {
    const packet = decodePacket(bytes, frame.length);
    const segment = packet.tcp ? this.#tcp(packet, packet.tcp, bytes, frame) : null;
    if (segment) return segment;
    const source: End = { address: packet.ip?.source ?? packet.ethernet?.source ?? "", port: null };
    const destination: End = {
      address: packet.ip?.destination ?? packet.ethernet?.destination ?? "",
      port: null,
    };
    const payload = packet.payload;
    const view: PacketView = {
      kind: "other",
      protocol: "other",
      title: etherTypes[packet.ethernet?.etherType ?? 0] ?? "Ethernet",
      numbers: "",
      payloadBytes: 0,
      preview: null,
      connection: null,
      source,
      destination,
      span: null,
      window: null,
      flags: { syn: false, fin: false, ack: false },
      againOf: null,
      marks: [],
    };
    if (packet.arp) {
      const asks = packet.arp.operation === 1;
      view.kind = view.protocol = "arp";
      view.title = `ARP ${arpOperations[packet.arp.operation] ?? ""}`.trim();
      view.numbers = asks
        ? `${packet.arp.targetProtocol}?`
        : `${packet.arp.senderProtocol} = ${packet.arp.senderHardware}`;
      source.address = packet.arp.senderProtocol;
      destination.address = packet.arp.targetProtocol;
      return view;
    }
    if (packet.udp && packet.ip) {
      view.kind = "data";
      view.protocol = "udp";
      view.title = "UDP";
      source.port = packet.udp.sourcePort;
      destination.port = packet.udp.destinationPort;
      // A datagram in fragments tells its whole length in the first.
      view.payloadBytes = Math.max(0, packet.udp.length - 8);
      view.connection = connectionKey("udp", source, destination);
    } else if (packet.icmp) {
      view.kind = view.protocol = "icmp";
      view.title = `ICMP ${packet.icmp.name}`;
      view.numbers = packet.icmp.sequence === undefined ? "" : `seq ${packet.icmp.sequence}`;
      view.payloadBytes = packet.icmp.payloadLength;
      view.connection = connectionKey("icmp", source, destination);
    } else if (packet.ip) {
      const number = "protocol" in packet.ip ? packet.ip.protocol : packet.ip.nextHeader;
      view.title =
        payload?.of === "fragment"
          ? `${ipProtocols[number] ?? "IP"} fragment`
          : (ipProtocols[number] ?? "IP");
    }
    if (payload?.of === "application" && view.protocol === "udp")
      view.preview = previewText(bytes.subarray(payload.start, payload.end));
    return view;
  }

  #tcp(packet: Packet, tcp: TcpLayer, bytes: Uint8Array, frame: Frame): PacketView | null {
    const facts = this.#connections.follow(
      frame.frame,
      `${frame.link} ${frame.link === "lo" ? frame.from : ""}`,
      packet,
      frame.duplicateOf ?? null,
    );
    if (!facts) return null;
    const source: End = { address: packet.ip?.source ?? "", port: tcp.sourcePort };
    const destination: End = { address: packet.ip?.destination ?? "", port: tcp.destinationPort };
    const base = connectionKey("tcp", source, destination);
    if (facts.opens) this.#generations.set(base, (this.#generations.get(base) ?? -1) + 1);
    const { syn, fin, ack } = tcp.flags;
    const { payload } = packet;
    const length = facts.payloadLength;
    return {
      kind: tcpKind(tcp),
      protocol: "tcp",
      title: flagNames(tcp.flags),
      numbers: `seq ${facts.seq}${facts.ack === null ? "" : ` ack ${facts.ack}`}`,
      payloadBytes: length,
      preview: payload ? previewText(bytes.subarray(payload.start, payload.end)) : null,
      connection: base + this.generation("tcp", source, destination),
      source,
      destination,
      span: length > 0 ? { start: facts.streamOffset, end: facts.streamOffset + length } : null,
      window: facts.window,
      flags: { syn, fin, ack },
      againOf: facts.marks.some((mark) => repeats.has(mark)) ? facts.first : null,
      marks: facts.marks,
    };
  }
}
