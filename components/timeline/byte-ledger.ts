/**
 * Which call moved which bytes. A TCP stream's n-th byte belongs to one send and to one receive, so offsets tie calls
 * to packets exactly, whatever the segments' sizes; datagrams are tied by their order in their flow and their length.
 *
 * One entry of the ledger is one direction of one conversation: `10.0.0.2:41822>10.0.0.1:7#0`.
 */
import type { Micros } from "../../protocol/names.ts";
import type { StreamSpan } from "./packet-view.ts";

type Moved = { call: number; start: number; end: number };
type Datagram = { packet: number; bytes: number; at: Micros; copy: boolean };

/** One direction of one flow. */
type Direction = {
  sent: Moved[];
  received: Moved[];
  /** TCP: packets with payload, by index; sorted by nothing, since segments are sent again. */
  segments: { packet: number; span: StreamSpan }[];
  departed: Datagram[];
  arrived: Datagram[];
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

/** Pairs calls with datagrams, both in order: a datagram that fits no call was sent or taken by nobody that is traced. */
function pairs(
  calls: readonly Moved[],
  datagrams: readonly Datagram[],
  fits: (call: number, gram: number) => boolean,
) {
  const callOf = new Map<number, number>();
  const packetOf = new Map<number, number>();
  let next = 0;
  for (const moved of calls) {
    for (let i = next; i < datagrams.length; i++) {
      const datagram = datagrams[i];
      if (!datagram || !fits(moved.end - moved.start, datagram.bytes)) continue;
      callOf.set(datagram.packet, moved.call);
      packetOf.set(moved.call, datagram.packet);
      next = i + 1;
      break;
    }
  }
  return { callOf, packetOf };
}
const same = (call: number, gram: number) => call === gram;
/** A receive with a short buffer gets the head of its datagram. */
const cut = (call: number, gram: number) => call <= gram;

export class ByteLedger {
  readonly #directions = new Map<string, Direction>();
  readonly #ofCall = new Map<
    number,
    { key: string; way: "sent" | "received"; stream: boolean; span: StreamSpan }
  >();

  #direction(key: string): Direction {
    let direction = this.#directions.get(key);
    if (!direction) {
      direction = { sent: [], received: [], segments: [], departed: [], arrived: [] };
      this.#directions.set(key, direction);
    }
    return direction;
  }

  /** A call moved bytes along `key`. Zero bytes of a stream are its end, and no bytes of it. */
  addCall(key: string, way: "sent" | "received", call: number, bytes: number, stream: boolean): void {
    const list = this.#direction(key)[way];
    const start = stream ? (list.at(-1)?.end ?? 0) : 0;
    const span = { start, end: start + bytes };
    this.#ofCall.set(call, { key, way, stream, span });
    if (bytes > 0 || !stream) list.push({ call, ...span });
  }

  addSegment(key: string, packet: number, span: StreamSpan): void {
    if (span.end > span.start) this.#direction(key).segments.push({ packet, span });
  }

  addDatagram(key: string, packet: number, bytes: number, at: Micros, copy: boolean): void {
    this.#direction(key).departed.push({ packet, bytes, at, copy });
  }

  /** A datagram reached the other host; late ones are put in their place, since delivery is what orders receives. */
  deliverDatagram(key: string, packet: number, bytes: number, at: Micros): void {
    const { arrived } = this.#direction(key);
    let place = arrived.length;
    while (place > 0 && (arrived[place - 1]?.at ?? 0) > at) place--;
    arrived.splice(place, 0, { packet, bytes, at, copy: false });
  }

  /** The calls whose bytes a segment carries. */
  callsOfSegment(key: string, span: StreamSpan): SharedBytes {
    const direction = this.#directions.get(key);
    if (!direction) return { sentBy: [], receivedBy: [] };
    return { sentBy: overlapping(direction.sent, span), receivedBy: overlapping(direction.received, span) };
  }

  /** The calls that sent and took a datagram. `receiverKey` differs from `key` for a broadcast. */
  callsOfDatagram(key: string, receiverKey: string, packet: number, original: number | null): SharedBytes {
    const direction = this.#directions.get(key);
    const receiver = this.#directions.get(receiverKey);
    const sender = direction
      ? pairs(
          direction.sent,
          direction.departed.filter((datagram) => !datagram.copy),
          same,
        ).callOf.get(original ?? packet)
      : undefined;
    const taker = receiver
      ? pairs(
          receiver.received,
          receiver.arrived.length > 0 ? receiver.arrived : (direction?.arrived ?? []),
          cut,
        ).callOf.get(packet)
      : undefined;
    return { sentBy: sender === undefined ? [] : [sender], receivedBy: taker === undefined ? [] : [taker] };
  }

  /** The packets that carried a call's bytes, by index, first sent first. */
  packetsOfCall(call: number): number[] {
    const entry = this.#ofCall.get(call);
    const direction = entry && this.#directions.get(entry.key);
    if (!entry || !direction) return [];
    if (entry.stream) {
      return direction.segments
        .filter(({ span }) => span.start < entry.span.end && span.end > entry.span.start)
        .map(({ packet }) => packet);
    }
    const packet =
      entry.way === "sent"
        ? pairs(
            direction.sent,
            direction.departed.filter((datagram) => !datagram.copy),
            same,
          ).packetOf.get(call)
        : pairs(direction.received, direction.arrived, cut).packetOf.get(call);
    return packet === undefined ? [] : [packet];
  }
}
