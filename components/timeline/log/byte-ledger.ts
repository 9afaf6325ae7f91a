/**
 * Which call moved which bytes. A TCP stream's n-th byte belongs to one send and to one receive, so offsets tie calls
 * to packets exactly, whatever the segments' sizes; datagrams are tied by their order in their flow and their length.
 *
 * One entry of the ledger is one direction of one conversation, `tcp 10.0.0.2:41822>10.0.0.1:7`; datagrams that came in
 * are entered by the port they came to, `udp you:8888`, since a socket takes them in that order, whoever sent them.
 */
import type { Micros } from "../../../protocol/names.ts";
import { type Datagram, type DatagramCall, DatagramPairs } from "./datagram-pairs.ts";
import type { StreamSpan } from "./packet-view.ts";

/** What a call moved of a stream. */
type Moved = { call: number; start: number; end: number };
type Segment = { packet: number; span: StreamSpan };

/** One direction of one flow. */
type Direction = {
  /** Sends that have begun and not come back, first begun first. */
  open: number[];
  sent: Moved[];
  received: Moved[];
  /** TCP: packets with payload, by their place in the stream, and of one place in the order in which they left. */
  segments: Segment[];
  /** The longest of them: no longer one reaches into what begins further on. */
  longest: number;
  sentDatagrams: DatagramCall[];
  takenDatagrams: DatagramCall[];
  departed: Datagram[];
  arrived: Datagram[];
  /** Sends with what departed, receives with what arrived. */
  sentPairs: DatagramPairs;
  takenPairs: DatagramPairs;
};

/** Calls and packets that share bytes, by index. */
export type SharedBytes = { sentBy: number[]; receivedBy: number[] };

/** The first of a sorted list at which `reached` holds; it holds for all that follow. */
function firstAt<Thing>(list: readonly Thing[], reached: (thing: Thing) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(list[middle] as Thing)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const overlapping = (list: readonly Moved[], span: StreamSpan): number[] => {
  const calls: number[] = [];
  for (let i = firstAt(list, ({ end }) => end > span.start); i < list.length; i++) {
    const moved = list[i];
    if (!moved || moved.start >= span.end) break;
    calls.push(moved.call);
  }
  return calls;
};

/** The offset up to which bytes belong to sends that have come back. */
const sentUntil = (direction: Direction): number => direction.sent.at(-1)?.end ?? 0;

const sentAs = (call: DatagramCall, datagram: Datagram) => !datagram.copy && call.bytes === datagram.bytes;
/** A receive with a short buffer gets the head of its datagram. */
const takenAs = (call: DatagramCall, datagram: Datagram) =>
  call.bytes <= datagram.bytes && (call.from === null || call.from === datagram.from);

type Way = "sent" | "received";

export class ByteLedger {
  readonly #directions = new Map<string, Direction>();
  /** Where each open send is entered. */
  readonly #openSends = new Map<number, Direction>();
  /** What each call moved: a stretch of a stream, or a datagram. */
  readonly #ofCall = new Map<number, { key: string; way: Way; span: StreamSpan | null }>();

  #direction(key: string): Direction {
    let direction = this.#directions.get(key);
    if (!direction) {
      const lists = { sentDatagrams: [], takenDatagrams: [], departed: [], arrived: [] };
      direction = {
        ...lists,
        ...{ open: [], sent: [], received: [], segments: [], longest: 0 },
        sentPairs: new DatagramPairs(lists.sentDatagrams, lists.departed, sentAs),
        takenPairs: new DatagramPairs(lists.takenDatagrams, lists.arrived, takenAs),
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

  /** A call moved bytes of the stream `key`. Zero bytes are its end, and none of it. */
  addStreamCall(key: string, way: Way, call: number, bytes: number): void {
    const list = this.#direction(key)[way];
    const start = list.at(-1)?.end ?? 0;
    const span = { start, end: start + bytes };
    this.#ofCall.set(call, { key, way, span });
    if (bytes > 0) list.push({ call, ...span });
  }

  /** A call sent a datagram along `key`, or took one that had come to the port `key`. */
  addDatagramCall(key: string, way: Way, call: DatagramCall): void {
    const { sentDatagrams, takenDatagrams } = this.#direction(key);
    this.#ofCall.set(call.call, { key, way, span: null });
    (way === "sent" ? sentDatagrams : takenDatagrams).push(call);
  }

  addSegment(key: string, packet: number, span: StreamSpan): void {
    if (span.end <= span.start) return;
    const direction = this.#direction(key);
    const { segments } = direction;
    // Nearly always the last: only what is sent again stands before others.
    let place = segments.length;
    while (place > 0 && (segments[place - 1]?.span.start ?? 0) > span.start) place--;
    segments.splice(place, 0, { packet, span });
    direction.longest = Math.max(direction.longest, span.end - span.start);
  }

  addDatagram(key: string, packet: number, bytes: number, at: Micros, copy: boolean): void {
    const { departed, sentPairs } = this.#direction(key);
    departed.push({ packet, bytes, at, copy, from: "" });
    sentPairs.putIn(departed.length - 1);
  }

  /** A datagram reached a port; a late one is put in its place, since arrival is what orders receives. */
  deliverDatagram(key: string, packet: number, bytes: number, at: Micros, from: string): void {
    const { arrived, takenPairs } = this.#direction(key);
    let place = arrived.length;
    while (place > 0 && (arrived[place - 1]?.at ?? 0) > at) place--;
    arrived.splice(place, 0, { packet, bytes, at, copy: false, from });
    takenPairs.putIn(place);
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
    const taken = this.#directions.get(port)?.takenPairs.callOf(packet);
    return { sentBy: sent === undefined ? [] : [sent], receivedBy: taken === undefined ? [] : [taken] };
  }

  /** Whether a segment of the direction `key` carries bytes of this call. */
  carries(key: string, span: StreamSpan, call: number): boolean {
    const sending = this.#openSends.get(call);
    if (sending)
      return (
        sending.open[0] === call && sending === this.#directions.get(key) && span.end > sentUntil(sending)
      );
    const entry = this.#ofCall.get(call);
    return (
      entry?.span != null && entry.key === key && span.start < entry.span.end && span.end > entry.span.start
    );
  }

  /** The packets that carried a call's bytes, by index, first sent first; the first `most` of a stream, by their place in it. */
  packetsOfCall(call: number, most = Number.POSITIVE_INFINITY): number[] {
    const sending = this.#openSends.get(call);
    if (sending) {
      if (sending.open[0] !== call) return [];
      return carrying(sending, { start: sentUntil(sending), end: Number.POSITIVE_INFINITY }, most);
    }
    const entry = this.#ofCall.get(call);
    const direction = entry && this.#directions.get(entry.key);
    if (!entry || !direction) return [];
    if (entry.span) return carrying(direction, entry.span, most);
    const packet = (entry.way === "sent" ? direction.sentPairs : direction.takenPairs).packetOf(call);
    return packet === undefined ? [] : [packet];
  }
}

/** The segments with bytes of a stretch, by index. */
function carrying({ segments, longest }: Direction, stretch: StreamSpan, most: number): number[] {
  const found: number[] = [];
  for (
    let i = firstAt(segments, ({ span }) => span.start > stretch.start - longest);
    i < segments.length;
    i++
  ) {
    const { packet, span } = segments[i] as Segment;
    if (span.start >= stretch.end || found.length >= most) break;
    if (span.end > stretch.start) found.push(packet);
  }
  return found.sort((a, b) => a - b);
}
