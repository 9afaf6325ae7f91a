/**
 * Makes PacketViews with the shared decoder. What depends on earlier packets (relative numbers, what is sent again,
 * which conversation) is kept here, one reader to a log.
 */
import type { LabEventOf } from "../../../protocol/lab-event.ts";
import { decodePacket } from "../../../protocol/packet/decode-packet.ts";
import type { Packet, Quoted, TcpLayer } from "../../../protocol/packet/packet.ts";
import { flagNames } from "../../../protocol/packet/packet-summary.ts";
import { arpOperations, etherTypes, ipProtocols } from "../../../protocol/packet/protocol-names.ts";
import { type SegmentMark, TcpConnections } from "../../../protocol/packet/tcp-connections.ts";
import { connectionKey, directionKey, type End, endText } from "./flow-key.ts";
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

const noMarks: readonly SegmentMark[] = [];

export class PacketReader {
  readonly #connections = new TcpConnections();
  readonly #generations = new Map<string, number>();
  /**
   * What many packets have in common is one thing in memory: a garbage collection goes through all that thousands of
   * packets keep, and the page stands still meanwhile.
   */
  readonly #ends = new Map<string, End>();
  readonly #titles = new Map<string, string>();
  readonly #flags = new Map<string, PacketView["flags"]>();

  #end(address: string, port: number | null): End {
    const text = endText({ address, port });
    let end = this.#ends.get(text);
    if (!end) {
      end = { address, port };
      this.#ends.set(text, end);
    }
    return end;
  }

  /** Flags and titles: there are a few of each. */
  #title(text: string): string {
    const known = this.#titles.get(text);
    if (known === undefined) this.#titles.set(text, text);
    return known ?? text;
  }

  #flagsOf(syn: boolean, fin: boolean, ack: boolean): PacketView["flags"] {
    const key = `${syn} ${fin} ${ack}`;
    let flags = this.#flags.get(key);
    if (!flags) {
      flags = { syn, fin, ack };
      this.#flags.set(key, flags);
    }
    return flags;
  }

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
    return this.#other(packet, bytes);
  }

  #other(packet: Packet, bytes: Uint8Array): PacketView {
    const { ip, ethernet, arp, udp, icmp, payload } = packet;
    const from = arp?.senderProtocol ?? ip?.source ?? ethernet?.source ?? "";
    const to = arp?.targetProtocol ?? ip?.destination ?? ethernet?.destination ?? "";
    const ported = udp && ip;
    const source = this.#end(from, ported ? udp.sourcePort : null);
    const destination = this.#end(to, ported ? udp.destinationPort : null);
    const view: PacketView = {
      kind: "other",
      protocol: "other",
      title: etherTypes[ethernet?.etherType ?? 0] ?? "Ethernet",
      numbers: "",
      payloadBytes: 0,
      preview: null,
      connection: null,
      answers: null,
      source,
      destination,
      span: null,
      window: null,
      flags: this.#flagsOf(false, false, false),
      againOf: null,
      marks: noMarks,
    };
    if (arp) {
      view.kind = view.protocol = "arp";
      view.title = this.#title(`ARP ${arpOperations[arp.operation] ?? ""}`.trim());
      view.numbers =
        arp.operation === 1 ? `${arp.targetProtocol}?` : `${arp.senderProtocol} = ${arp.senderHardware}`;
      return view;
    }
    if (ported) {
      view.kind = "data";
      view.protocol = "udp";
      view.title = "UDP";
      // A datagram in fragments tells its whole length in the first.
      view.payloadBytes = Math.max(0, udp.length - 8);
      view.connection = connectionKey("udp", source, destination);
    } else if (icmp) {
      view.kind = view.protocol = "icmp";
      view.title = this.#title(`ICMP ${icmp.name}`);
      view.numbers = icmp.sequence === undefined ? "" : `seq ${icmp.sequence}`;
      view.payloadBytes = icmp.payloadLength;
      view.connection = connectionKey("icmp", source, destination);
      if (icmp.quoted) view.answers = this.#quotedConnection(icmp.quoted);
    } else if (ip) {
      const name = ipProtocols["protocol" in ip ? ip.protocol : ip.nextHeader] ?? "IP";
      view.title = payload?.of === "fragment" ? this.#title(`${name} fragment`) : name;
    }
    if (payload?.of === "application" && view.protocol === "udp")
      view.preview = previewText(bytes.subarray(payload.start, payload.end));
    return view;
  }

  #quotedConnection(quoted: Quoted): string | null {
    const protocol = quoted.protocol === 6 ? "tcp" : quoted.protocol === 17 ? "udp" : null;
    if (protocol === null || quoted.sourcePort === undefined || quoted.destinationPort === undefined)
      return null;
    const one: End = { address: quoted.source, port: quoted.sourcePort };
    const other: End = { address: quoted.destination, port: quoted.destinationPort };
    return connectionKey(protocol, one, other) + this.generation(protocol, one, other);
  }

  #tcp(packet: Packet, tcp: TcpLayer, bytes: Uint8Array, frame: Frame): PacketView | null {
    const facts = this.#connections.follow(
      frame.frame,
      `${frame.link} ${frame.link === "lo" ? frame.from : ""}`,
      packet,
      frame.duplicateOf ?? null,
    );
    if (!facts) return null;
    const source = this.#end(packet.ip?.source ?? "", tcp.sourcePort);
    const destination = this.#end(packet.ip?.destination ?? "", tcp.destinationPort);
    const base = connectionKey("tcp", source, destination);
    if (facts.opens) this.#generations.set(base, (this.#generations.get(base) ?? -1) + 1);
    const { syn, fin, ack } = tcp.flags;
    const { payload } = packet;
    const length = facts.payloadLength;
    return {
      kind: tcpKind(tcp),
      protocol: "tcp",
      title: this.#title(flagNames(tcp.flags)),
      numbers: `seq ${facts.seq}${facts.ack === null ? "" : ` ack ${facts.ack}`}`,
      payloadBytes: length,
      preview: payload ? previewText(bytes.subarray(payload.start, payload.end)) : null,
      connection: base + this.generation("tcp", source, destination),
      answers: null,
      source,
      destination,
      span: length > 0 ? { start: facts.streamOffset, end: facts.streamOffset + length } : null,
      window: facts.window,
      flags: this.#flagsOf(syn, fin, ack),
      againOf: facts.marks.some((mark) => repeats.has(mark)) ? facts.first : null,
      marks: facts.marks.length > 0 ? facts.marks : noMarks,
    };
  }
}
