import type { Packet, TcpLayer } from "./packet.ts";

/**
 * Follows TCP connections frame by frame, as they leave their senders: relative numbers, which bytes of the stream a
 * segment carries, and what is odd about it. `followSegment` folds one segment into one connection;
 * `TcpConnections` keeps the connections of a lab apart. A frame that the wire loses was sent all the same,
 * so it counts, and its repetition is a retransmission.
 */

/** What is remarkable about a segment, beside its flags. */
export type SegmentMark =
  /** All of its sequence space had been sent before. */
  | "retransmission"
  /** A retransmission that three duplicate ACKs asked for. */
  | "fast-retransmission"
  /** A retransmission of what the other side had acknowledged already. */
  | "spurious-retransmission"
  /** A copy that the wire made. */
  | "duplicate"
  /** It fills a gap that an earlier, later-numbered segment left. */
  | "out-of-order"
  /** Segments before it were not seen (they were not shown). */
  | "gap"
  | "duplicate-ack"
  | "keep-alive"
  | "keep-alive-ack"
  | "zero-window"
  | "zero-window-probe"
  | "window-update";

export type SegmentFacts = {
  /** Counts up from 1 within the lab. */
  connection: number;
  /** 0 is from the side that opened the connection, 1 from the other. */
  direction: 0 | 1;
  /** Relative to the direction's first sequence number: the SYN is 0, the first byte of data 1. */
  seq: number;
  /** Relative to the other direction's first; null without the ACK flag. */
  ack: number | null;
  /** Of the payload's first byte: it is the n-th byte (from 0) that this direction sends. */
  streamOffset: number;
  payloadLength: number;
  /** The window in bytes, scaled where both SYNs were seen and offered it. */
  window: number;
  marks: readonly SegmentMark[];
  /** The frame that first carried this sequence number, where this one repeats it. */
  first: number | null;
  /** This segment opened the connection (or is the first of it that was seen). */
  opens: boolean;
};

/** One direction of a connection. Numbers are relative and grow past 2³², so that they never wrap. */
type Side = {
  /** The sequence number that counts as 0; null until a segment is seen. */
  base: number | null;
  /** One past the highest number sent. */
  next: number;
  /** The highest acknowledgment that this side sent, in the other side's numbers, and how often again. */
  ack: number;
  ackRepeats: number;
  /** As in the header, unscaled; -1 before the first. */
  window: number;
  scale: number | null;
  synSent: boolean;
  keepAlive: boolean;
  reset: boolean;
  finished: boolean;
  /** Which frame first carried a sequence number. Append-only. */
  frames: Map<number, number>;
  /** Ranges below `next` that were never seen. */
  holes: { start: number; end: number }[];
};

export type TcpConnection = {
  readonly id: number;
  /** `address:port` of the side that opened it. */
  readonly opener: string;
  /** Both ends have one name: a socket connected to itself. Then one side plays both parts. */
  readonly self: boolean;
  readonly sides: readonly [Side, Side];
};

const emptySide = (): Side => ({
  base: null,
  next: 0,
  ack: -1,
  ackRepeats: 0,
  window: -1,
  scale: null,
  synSent: false,
  keepAlive: false,
  reset: false,
  finished: false,
  frames: new Map(),
  holes: [],
});

/** At most so many gaps are remembered for a direction; more only happen when most frames are not shown. */
const holesKept = 64;

export function openConnection(id: number, opener: string, self: boolean): TcpConnection {
  const first = emptySide();
  return { id, opener, self, sides: [first, self ? first : emptySide()] };
}

/** Takes a 32-bit number to the place nearest `near` on the line that does not wrap. */
function unwrap(side: Side, number: number, near: number): number {
  if (side.base === null) return 0;
  const expected = (side.base + near) >>> 0;
  return near + ((number - expected) | 0);
}

/** Removes `start` to `end` from the holes; tells whether any of it was one. */
function fillHole(side: Side, start: number, end: number): boolean {
  let filled = false;
  const left: Side["holes"] = [];
  for (const hole of side.holes) {
    if (hole.end <= start || hole.start >= end) {
      left.push(hole);
      continue;
    }
    filled = true;
    if (hole.start < start) left.push({ start: hole.start, end: start });
    if (hole.end > end) left.push({ start: end, end: hole.end });
  }
  if (filled) side.holes = left;
  return filled;
}

function scaleOf(tcp: TcpLayer): number | null {
  for (const option of tcp.options) {
    const value = option.values[0];
    if (option.name === "window-scale" && typeof value === "number") return Math.min(value, 14);
  }
  return null;
}

/**
 * Folds one segment into its connection, in constant time.
 *
 * @param frame the frame's number, by which later repetitions name it
 * @param copy the wire made this frame: it says nothing new about its sender
 */
export function followSegment(
  connection: TcpConnection,
  direction: 0 | 1,
  tcp: TcpLayer,
  frame: number,
  copy: boolean,
): SegmentFacts {
  const side = connection.sides[direction];
  const other = connection.sides[direction === 0 ? 1 : 0];
  const { flags, payloadLength } = tcp;
  const opens = connection.sides[0].base === null && connection.sides[1].base === null;
  const firstOfSide = side.base === null;
  if (side.base === null) {
    // Joined in the middle, the number before the first byte seen counts as the SYN.
    side.base = flags.syn ? tcp.sequence : (tcp.sequence - 1) >>> 0;
    side.next = flags.syn ? 0 : 1;
  }
  if (flags.ack && other.base === null) {
    // The other side was never seen: its numbers are known from what is acknowledged of them.
    other.base = (tcp.acknowledgment - 1) >>> 0;
    other.next = 1;
  }
  const seq = unwrap(side, tcp.sequence, side.next);
  const ack = flags.ack ? unwrap(other, tcp.acknowledgment, Math.max(other.next, side.ack)) : null;
  const size = payloadLength + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0);
  const end = seq + size;
  const scaled = side.scale !== null && other.scale !== null && !flags.syn;
  const facts = {
    connection: connection.id,
    direction,
    seq,
    ack,
    streamOffset: seq - 1 + (flags.syn ? 1 : 0),
    payloadLength,
    window: scaled ? tcp.window * 2 ** (side.scale ?? 0) : tcp.window,
    opens,
  };
  const first = side.frames.get(seq) ?? null;
  if (copy) return { ...facts, marks: ["duplicate"], first };

  const marks: SegmentMark[] = [];
  const plain = !flags.syn && !flags.fin && !flags.rst;
  let repeats = false;

  if (plain && !firstOfSide && payloadLength <= 1 && seq === side.next - 1 && side.next > 1) {
    // One number back, nothing new: it only asks for an answer.
    const probe = other.window === 0;
    marks.push(probe ? "zero-window-probe" : "keep-alive");
    side.keepAlive = true;
  } else if (size > 0) {
    side.keepAlive = false;
    if (seq > side.next) {
      marks.push("gap");
      side.holes.push({ start: side.next, end: seq });
      if (side.holes.length > holesKept) side.holes.shift();
    } else if (seq < side.next) {
      if (side.holes.length > 0 && fillHole(side, seq, end)) marks.push("out-of-order");
      else if (end <= side.next || first !== null) {
        repeats = true;
        if (end <= other.ack) marks.push("spurious-retransmission");
        else if (other.ackRepeats >= 3 && seq <= other.ack) marks.push("fast-retransmission");
        else marks.push("retransmission");
      }
    }
    if (!repeats) side.frames.set(seq, frame);
  } else if (plain && ack !== null && ack === side.ack && tcp.window > 0 && !connection.self) {
    // A bare acknowledgment of what had been acknowledged.
    if (tcp.window !== side.window) marks.push("window-update");
    else if (other.keepAlive) marks.push("keep-alive-ack");
    else if (other.next > ack) marks.push("duplicate-ack");
  }
  if (tcp.window === 0 && !flags.syn && !flags.rst) marks.push("zero-window");

  if (end > side.next) side.next = end;
  if (flags.syn) {
    side.synSent = true;
    side.scale = scaleOf(tcp);
  }
  if (flags.fin) side.finished = true;
  if (flags.rst) side.reset = true;
  if (ack !== null) {
    if (ack > side.ack) {
      side.ack = ack;
      side.ackRepeats = 0;
      other.keepAlive = false;
    } else if (marks.includes("duplicate-ack")) side.ackRepeats++;
  }
  if (!flags.rst) side.window = tcp.window;
  return { ...facts, marks, first: repeats ? first : null };
}

/** A SYN that does not belong to the connection already known between its ends opens a new one. */
function opensAnew(connection: TcpConnection, direction: 0 | 1, tcp: TcpLayer): boolean {
  if (!tcp.flags.syn || tcp.flags.ack) return false;
  const side = connection.sides[direction];
  const over = connection.sides.some((each) => each.reset) || connection.sides.every((each) => each.finished);
  // Both sides may send their SYN at once; then the second side has sent nothing before.
  if (!side.synSent && !over) return side.next > 1;
  return over || side.base !== tcp.sequence;
}

/** The connections of one lab. Grows with the connections it sees; each frame costs the same. */
export class TcpConnections {
  readonly #current = new Map<string, TcpConnection>();
  #count = 0;

  /** How many connections have been seen. */
  get count(): number {
    return this.#count;
  }

  /**
   * Follows a frame; null if it carries no TCP header that could be read.
   *
   * @param link tells hosts that share addresses apart (127.0.0.1 is another machine on each of them)
   * @param duplicateOf the frame that this one is the wire's copy of
   */
  follow(
    frame: number,
    link: string,
    packet: Packet,
    duplicateOf: number | null = null,
  ): SegmentFacts | null {
    const { tcp, ip } = packet;
    if (tcp === null || ip === null) return null;
    const from = `${ip.source}:${tcp.sourcePort}`;
    const to = `${ip.destination}:${tcp.destinationPort}`;
    const key = from < to ? `${link} ${from} ${to}` : `${link} ${to} ${from}`;
    let connection = this.#current.get(key);
    let direction: 0 | 1 = connection === undefined || connection.opener === from ? 0 : 1;
    const fresh = duplicateOf === null && connection !== undefined && opensAnew(connection, direction, tcp);
    if (connection === undefined || fresh) {
      // Joined at the SYN ACK, the sender is the side that was called.
      const called = tcp.flags.syn && tcp.flags.ack;
      this.#count++;
      connection = openConnection(this.#count, called ? to : from, from === to);
      direction = called && from !== to ? 1 : 0;
      this.#current.set(key, connection);
    }
    return followSegment(connection, direction, tcp, frame, duplicateOf !== null);
  }
}
