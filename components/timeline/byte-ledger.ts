/**
 * Which call moved which bytes. A TCP stream's n-th byte belongs to one send and to one receive, so offsets tie calls
 * to packets exactly, whatever the segments' sizes; datagrams are tied by their order in their flow and their length.
 *
 * One entry of the ledger is one direction of one conversation, `tcp 10.0.0.2:41822>10.0.0.1:7`; datagrams that came in
 * are entered by the port they came to, `udp you:8888`, since a socket takes them in that order, whoever sent them.
 */
import type { Micros } from "../../protocol/names.ts";
import { type Datagram, DatagramPairs, type Moved } from "./datagram-pairs.ts";
import type { StreamSpan } from "./packet-view.ts";

/** One direction of one flow. */
type Direction = {
  /** Sends that have begun and not come back, first begun first. */
  open: number[];
  sent: Moved[];
  received: Moved[];
  /** TCP: packets with payload, by index; sorted by nothing, since segments are sent again. */
  segments: { packet: number; span: StreamSpan }[];
  departed: Datagram[];
  arrived: Datagram[];
  /** Sends with what departed, receives with what arrived. */
  sentPairs: DatagramPairs;
  receivedPairs: DatagramPairs;
};

/** Calls and packets that share bytes, by index. */
export type SharedBytes = { sentBy: number[]; receivedBy: number[] };

const overlapping = (list: readonly Moved[], span: StreamSpan): number[] => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.end ?? 0) > span.start) high = middle;
    else low = middle + 1;
  }
  const calls: number[] = [];
  for (let i = low; i < list.length; i++) {
    const moved = list[i];
    if (!moved || moved.start >= span.end) break;
    calls.push(moved.call);
  }
  return calls;
};

/** The offset up to which bytes belong to sends that have come back. */
const sentUntil = (direction: Direction): number => direction.sent.at(-1)?.end ?? 0;

const sentAs = (moved: Moved, datagram: Datagram) =>
  !datagram.copy && moved.end - moved.start === datagram.bytes;
/** A receive with a short buffer gets the head of its datagram. */
const takenAs = (moved: Moved, datagram: Datagram) =>
  moved.end - moved.start <= datagram.bytes && (moved.from === null || moved.from === datagram.from);

export class ByteLedger {
  readonly #directions = new Map<string, Direction>();
  /** Where each open send is entered. */
  readonly #openSends = new Map<number, Direction>();
  readonly #ofCall = new Map<
    number,
    { key: string; way: "sent" | "received"; stream: boolean; span: StreamSpan }
  >();

  #direction(key: string): Direction {
    let direction = this.#directions.get(key);
    if (!direction) {
      const lists = { sent: [], received: [], departed: [], arrived: [] };
      direction = {
        ...lists,
        open: [],
        segments: [],
        sentPairs: new DatagramPairs(lists.sent, lists.departed, sentAs),
        receivedPairs: new DatagramPairs(lists.received, lists.arrived, takenAs),
      };
      this.#directions.set(key, direction);
    }
    return direction;
  }

  /** A send of a stream has begun: what is on the wire beyond all that was sent before is its own. */
  openSend(key: string, call: number): void {
    const direction = this.#direction(key);
    direction.open.push(call);
    this.#openSends.set(call, direction);
  }

  /** It came back, or ended with its program; what it moved is entered apart. */
  closeSend(call: number): void {
    const direction = this.#openSends.get(call);
    if (!direction) return;
    direction.open.splice(direction.open.indexOf(call), 1);
    this.#openSends.delete(call);
  }

  /** A call moved bytes along `key`. Zero bytes of a stream are its end, and no bytes of it. */
  addCall(
    key: string,
    way: "sent" | "received",
    call: number,
    bytes: number,
    stream: boolean,
    from: string | null = null,
  ): void {
    const list = this.#direction(key)[way];
    const start = stream ? (list.at(-1)?.end ?? 0) : 0;
    const span = { start, end: start + bytes };
    this.#ofCall.set(call, { key, way, stream, span });
    if (bytes > 0 || !stream) list.push({ call, ...span, from });
  }

  addSegment(key: string, packet: number, span: StreamSpan): void {
    if (span.end > span.start) this.#direction(key).segments.push({ packet, span });
  }

  addDatagram(key: string, packet: number, bytes: number, at: Micros, copy: boolean): void {
    this.#direction(key).departed.push({ packet, bytes, at, copy, from: "" });
  }

  /** A datagram reached a port; a late one is put in its place, since arrival is what orders receives. */
  deliverDatagram(key: string, packet: number, bytes: number, at: Micros, from: string): void {
    const { arrived, receivedPairs } = this.#direction(key);
    let place = arrived.length;
    while (place > 0 && (arrived[place - 1]?.at ?? 0) > at) place--;
    arrived.splice(place, 0, { packet, bytes, at, copy: false, from });
    receivedPairs.putIn(place);
  }

  /** The calls whose bytes a segment carries. */
  callsOfSegment(key: string, span: StreamSpan): SharedBytes {
    const direction = this.#directions.get(key);
    if (!direction) return { sentBy: [], receivedBy: [] };
    const sentBy = overlapping(direction.sent, span);
    const [open] = direction.open;
    if (open !== undefined && span.end > sentUntil(direction)) sentBy.push(open);
    return { sentBy, receivedBy: overlapping(direction.received, span) };
  }

  /** The calls that sent and took a datagram; the wire's copy was sent as its `original`. */
  callsOfDatagram(key: string, port: string, packet: number, original: number | null): SharedBytes {
    const sent = this.#directions.get(key)?.sentPairs.callOf(original ?? packet);
    const taken = this.#directions.get(port)?.receivedPairs.callOf(packet);
    return { sentBy: sent === undefined ? [] : [sent], receivedBy: taken === undefined ? [] : [taken] };
  }

  /** The packets that carried a call's bytes, by index, first sent first. */
  packetsOfCall(call: number): number[] {
    const sending = this.#openSends.get(call);
    if (sending) {
      if (sending.open[0] !== call) return [];
      const from = sentUntil(sending);
      return sending.segments.filter(({ span }) => span.end > from).map(({ packet }) => packet);
    }
    const entry = this.#ofCall.get(call);
    const direction = entry && this.#directions.get(entry.key);
    if (!entry || !direction) return [];
    if (entry.stream) {
      return direction.segments
        .filter(({ span }) => span.start < entry.span.end && span.end > entry.span.start)
        .map(({ packet }) => packet);
    }
    const packet = (entry.way === "sent" ? direction.sentPairs : direction.receivedPairs).packetOf(call);
    return packet === undefined ? [] : [packet];
  }
}
