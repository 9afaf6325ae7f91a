/**
 * One packet as the timeline speaks of it. Made from the shared decoder and connection fold (protocol/packet);
 * everything else in this room knows packets only in this shape.
 */
import type { SegmentMark } from "../../../protocol/packet/tcp-connections.ts";
import type { End } from "./flow-key.ts";

/** Decides colour and line: SYN blue, data green, FIN violet, RST red, pure ACK grey. */
export type PacketKind = "syn" | "data" | "fin" | "rst" | "ack" | "icmp" | "arp" | "other";

/** Bytes of a connection's stream, one way, counted from 0 at the first byte after the SYN. */
export type StreamSpan = { start: number; end: number };

export type PacketView = {
  kind: PacketKind;
  protocol: "tcp" | "udp" | "icmp" | "arp" | "other";
  /** `SYN ACK`, `UDP`, `echo request`: what a label never leaves out. */
  title: string;
  /** `seq 0`, `ack 1`: told where there is room. */
  numbers: string;
  /** Application bytes carried, and their first as text when they are text. */
  payloadBytes: number;
  preview: string | null;
  /** Which conversation it belongs to; the same key both ways. */
  connection: string | null;
  /** The conversation whose packet an ICMP error answers, as far as it quotes that packet. */
  answers: string | null;
  /** `10.0.0.2` and 8080; the port is null where the protocol has none. */
  readonly source: Readonly<End>;
  readonly destination: Readonly<End>;
  /** TCP payload's place in its stream. */
  span: StreamSpan | null;
  /** TCP's offered window in bytes. */
  window: number | null;
  /** Has SYN, FIN, ACK: the flags that calls cause. */
  readonly flags: Readonly<{ syn: boolean; fin: boolean; ack: boolean }>;
  /** The earlier frame that carried the same bytes (or the same SYN or FIN), when this one is sent again. */
  againOf: number | null;
  /** What is remarkable about a segment. */
  marks: readonly SegmentMark[];
};
