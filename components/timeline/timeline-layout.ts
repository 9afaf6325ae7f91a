/**
 * Where everything stands on the vertical axis. The axis is an order and not a clock: each thing that happens gets a
 * place below what happened before, near enough to read as one exchange; a wait becomes a gap that tells its length.
 * Labels of one column never share a place. The pen's position after each point is kept, so that what arrives late
 * is put where it belongs and only what follows is placed anew.
 */
import type { Micros } from "../../protocol/names.ts";
import { type Pen, PenRows } from "./pen-rows.ts";
import type { TimelineLog } from "./timeline-state.ts";

/** Distances at zoom 1, in CSS pixels. */
export const metric = {
  /** A label's band. */
  label: 14,
  /** The least distance between two moments. */
  step: 6,
  /** The least fall of an arrow from host to host. */
  slant: 12,
  /** Half of the cross in which what is lost ends. */
  cross: 6,
  /** A loop of loopback traffic, from leaving to coming back. */
  loop: 14,
  /** Half of the box in which a held frame waits. */
  held: 13,
  /** A gap's band, and the wait from which there is one. */
  gap: 20,
  gapMicros: 200_000,
  top: 12,
} as const;

/** What is left out: folded protocols, unchecked conversations, what came before "clear". */
export type TimelineFilter = {
  readonly arp: boolean;
  readonly hidden: ReadonlySet<string>;
  readonly since: Micros;
};
export const showAll: TimelineFilter = { arp: false, hidden: new Set(), since: 0 };

export type PointOf = "call" | "return" | "depart" | "arrive" | "mark";
export type Point = {
  readonly of: PointOf;
  readonly index: number;
  readonly at: Micros;
  y: number;
  /** The wait before this point, when it was long enough to be told, and the top of its band. */
  gap: Micros;
  gapTop: number;
};

/** A call's place: `merged` ones came back before anything else happened and take one row. NaN: not yet. */
export type CallPlace = { y: number; end: number; merged: boolean };
/** `crowd`: another packet left the same host while this one was under way; both first go level, to leave room for words. */
export type PacketPlace = { y: number; end: number; crowd: boolean };

const startPen: Readonly<Pen> = {
  y: metric.top,
  you: metric.top,
  wire: metric.top,
  lab: metric.top,
  at: -1,
  arrivedYou: -1,
  arrivedLab: -1,
  leftYou: -1,
  leftLab: -1,
};

/**
 * Shorter than this, a call that can wait did not, unless a packet came in between; and a call that does not wait for
 * anybody (`socket`, `bind`, `send` into a buffer with room) was only slow, as a program's first call is.
 */
const promptMicros = 2_000;
const slowMicros = 50_000;
const waiters = /^(recv|accept|connect|select|poll|epoll|read|wait|input|handle_request|serve)/;

/** A taller thing than this is found by its list, not by its ends. */
const longSpan = 240;

export class TimelineLayout {
  readonly filter: TimelineFilter;
  readonly points: Point[] = [];
  readonly calls = new Map<number, CallPlace>();
  readonly packets = new Map<number, PacketPlace>();
  readonly marks = new Map<number, number>();
  /** Calls and packets taller than `longSpan`, by index. */
  readonly longCalls = new Set<number>();
  readonly longPackets = new Set<number>();
  /** How many points were placed, all in all: what the incremental layout is measured by. */
  placed = 0;
  readonly #pens = new PenRows();
  #read = 0;
  #log: TimelineLog | null = null;
  #arrived = new Set<number>();
  #returned = new Set<number>();

  constructor(filter: TimelineFilter = showAll) {
    this.filter = filter;
  }

  /** The bottom of all that is placed. */
  get height(): number {
    const pen = this.#penAfter(this.points.length - 1);
    return Math.max(pen.y, pen.you, pen.wire, pen.lab) + metric.label;
  }

  /** Reads on in the log. A log that is not the one read before is read from its beginning. */
  update(log: TimelineLog): void {
    if (log !== this.#log) this.#reset(log);
    let dirty = this.points.length;
    for (; this.#read < log.changes.length; this.#read++) {
      const change = log.changes[this.#read];
      if (!change) continue;
      const { index } = change;
      switch (change.of) {
        case "call": {
          const call = log.calls[index];
          if (call && call.at >= this.filter.since)
            dirty = Math.min(dirty, this.#insert("call", index, call.at));
          break;
        }
        case "return": {
          const call = log.calls[index];
          if (!call || call.ended === null || call.at < this.filter.since || this.#returned.has(index)) break;
          this.#returned.add(index);
          if (call.connection !== null && this.filter.hidden.has(call.connection))
            dirty = this.#remove(index, dirty);
          else dirty = Math.min(dirty, this.#insert("return", index, call.ended));
          break;
        }
        case "packet":
          if (this.#shows(log, index)) {
            dirty = Math.min(dirty, this.#insert("depart", index, log.packets[index]?.at ?? 0));
            dirty = Math.min(dirty, this.#arrive(log, index));
          }
          break;
        case "fate":
          if (this.#shows(log, index)) dirty = Math.min(dirty, this.#arrive(log, index));
          break;
        case "mark": {
          const mark = log.marks[index];
          if (mark && mark.at >= this.filter.since)
            dirty = Math.min(dirty, this.#insert("mark", index, mark.at));
          break;
        }
      }
    }
    this.#place(log, dirty);
  }

  /** The first point at or below `y`. */
  firstAt(y: number): number {
    let low = 0;
    let high = this.points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.points[middle]?.y ?? 0) >= y) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** How many points happened until then. */
  countUntil(at: Micros): number {
    let low = 0;
    let high = this.points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.points[middle]?.at ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Where a moment lies: just below the last thing that had happened by then. */
  yOf(at: Micros): number {
    const last = this.points[this.countUntil(at) - 1];
    return last ? last.y + metric.step / 2 : metric.top;
  }

  #reset(log: TimelineLog): void {
    this.#log = log;
    this.#read = 0;
    this.points.length = 0;
    for (const places of [this.calls, this.packets, this.marks]) places.clear();
    for (const set of [this.longCalls, this.longPackets, this.#arrived, this.#returned]) set.clear();
  }

  #shows(log: TimelineLog, index: number): boolean {
    const packet = log.packets[index];
    if (!packet || packet.at < this.filter.since) return false;
    if (packet.view.kind === "arp" && !this.filter.arp) return false;
    return packet.view.connection === null || !this.filter.hidden.has(packet.view.connection);
  }

  /** A point of its own for the other end: not for what was lost at once, nor for loops. */
  #arrive(log: TimelineLog, index: number): number {
    const packet = log.packets[index];
    if (!packet?.fate || this.#arrived.has(index)) return this.points.length;
    this.#arrived.add(index);
    if (packet.link === "lo" || (packet.fate.kind === "lost" && !packet.held)) {
      // Its place changes shape without a point of its own.
      return this.points.length;
    }
    return this.#insert("arrive", index, Math.max(packet.fate.at, packet.at));
  }

  #insert(of: PointOf, index: number, at: Micros): number {
    let place = this.points.length;
    while (place > 0 && (this.points[place - 1]?.at ?? 0) > at) place--;
    this.points.splice(place, 0, { of, index, at, y: 0, gap: 0, gapTop: 0 });
    return place;
  }

  /** A call turned out to belong to a conversation that is not shown. */
  #remove(index: number, dirty: number): number {
    let place = this.points.length - 1;
    while (place >= 0 && !(this.points[place]?.of === "call" && this.points[place]?.index === index)) place--;
    if (place < 0) return dirty;
    this.points.splice(place, 1);
    this.calls.delete(index);
    return Math.min(dirty, place);
  }

  #place(log: TimelineLog, from: number): void {
    const pen = this.#penAfter(from - 1);
    for (let i = from; i < this.points.length; i++) {
      const point = this.points[i];
      if (!point) continue;
      const wait = pen.at < 0 ? 0 : point.at - pen.at;
      point.gap = 0;
      this.placed++;
      this.#set(log, point, pen, wait);
      pen.at = point.at;
      this.#pens.set(i, pen);
    }
  }

  #penAfter(index: number): Pen {
    return index < 0 ? { ...startPen } : this.#pens.get(index);
  }

  /** Room for what happened just before this point: none, a little, or a gap that tells the time. */
  #rest(point: Point, pen: Pen, wait: Micros): number {
    if (wait < metric.gapMicros) return wait < 1_000 ? 0 : wait < 10_000 ? 3 : wait < 50_000 ? 6 : 10;
    point.gap = wait;
    point.gapTop = Math.max(pen.y + 4, pen.you, pen.wire, pen.lab) + 2;
    pen.y = point.gapTop + metric.gap;
    pen.you = pen.wire = pen.lab = pen.y;
    return 0;
  }

  #set(log: TimelineLog, point: Point, pen: Pen, wait: Micros): void {
    const half = metric.label / 2 + 0.5;
    if (point.of === "call" || point.of === "mark") {
      const mark = point.of === "mark" ? log.marks[point.index] : undefined;
      const column =
        point.of === "call"
          ? (log.calls[point.index]?.host ?? "you")
          : mark && "host" in mark
            ? mark.host
            : "wire";
      const rest = this.#rest(point, pen, wait);
      point.y = Math.max(pen.y + metric.step + rest, pen[column] + half + 0.5);
      pen.y = point.y;
      pen[column] = point.y + half;
      if (point.of === "mark") this.marks.set(point.index, point.y);
      else {
        this.calls.set(point.index, { y: point.y, end: Number.NaN, merged: false });
        this.longCalls.delete(point.index);
      }
      return;
    }
    if (point.of === "return") {
      this.#setReturn(log, point, pen, wait);
      return;
    }
    const packet = log.packets[point.index];
    if (!packet) return;
    if (point.of === "depart") {
      const rest = this.#rest(point, pen, wait);
      if (packet.link === "lo") {
        point.y = Math.max(pen.y + metric.step + rest, pen.wire + 3);
        pen.wire = point.y + metric.loop + 2;
        if (packet.from === "you") pen.arrivedYou = packet.at;
        else pen.arrivedLab = packet.at;
        this.packets.set(point.index, { y: point.y, end: point.y + metric.loop, crowd: false });
      } else if (packet.held) {
        point.y = Math.max(pen.y + metric.step + rest, pen.wire + metric.held + 3);
        pen.wire = point.y + metric.held + 2;
        this.packets.set(point.index, { y: point.y, end: Number.NaN, crowd: false });
      } else {
        point.y = Math.max(pen.y + metric.step + rest, pen.wire + metric.label + 3);
        const lost = packet.fate?.kind === "lost";
        pen.wire = point.y + (lost ? metric.slant + metric.cross : 0);
        const before = packet.from === "you" ? pen.leftYou : pen.leftLab;
        const earlier = log.packets[before];
        const crowd =
          earlier !== undefined &&
          earlier.link === "wire" &&
          !earlier.held &&
          (earlier.fate === null || (earlier.fate.kind === "delivered" && earlier.fate.at > packet.at));
        const place = this.packets.get(before);
        if (crowd && place) place.crowd = true;
        this.packets.set(point.index, {
          y: point.y,
          end: lost ? point.y + metric.slant : Number.NaN,
          crowd: crowd && !lost,
        });
        if (packet.from === "you") pen.leftYou = point.index;
        else pen.leftLab = point.index;
      }
      this.longPackets.delete(point.index);
      pen.y = point.y;
      return;
    }
    const place = this.packets.get(point.index);
    if (!place) return;
    const rest = this.#rest(point, pen, wait);
    const fall = packet.held ? metric.held + metric.slant : metric.slant;
    point.y = Math.max(
      pen.y + metric.step / 2 + rest,
      place.y + fall,
      packet.held ? pen.wire + metric.slant : 0,
    );
    place.end = point.y;
    pen.y = point.y;
    pen.wire = Math.max(pen.wire, point.y + (packet.fate?.kind === "lost" ? metric.cross : 1));
    if (packet.fate?.kind === "delivered") {
      if (packet.from === "you") pen.arrivedLab = point.at;
      else pen.arrivedYou = point.at;
    }
    if (place.end - place.y > longSpan) this.longPackets.add(point.index);
    else this.longPackets.delete(point.index);
  }

  #setReturn(log: TimelineLog, point: Point, pen: Pen, wait: Micros): void {
    const call = log.calls[point.index];
    const place = this.calls.get(point.index);
    if (!call || !place) return;
    const arrived = call.host === "you" ? pen.arrivedYou : pen.arrivedLab;
    const took = point.at - call.at;
    const prompt = waiters.test(call.name) ? took < promptMicros && arrived < call.at : took < slowMicros;
    if (prompt) {
      place.merged = true;
      place.end = place.y;
      point.y = pen.y;
      return;
    }
    const half = metric.label / 2 + 0.5;
    const rest = this.#rest(point, pen, wait);
    point.y = Math.max(pen.y + metric.step + rest, pen[call.host] + half + 0.5, place.y + metric.label);
    place.end = point.y;
    place.merged = false;
    pen.y = point.y;
    pen[call.host] = point.y + half;
    if (place.end - place.y > longSpan) this.longCalls.add(point.index);
    else this.longCalls.delete(point.index);
  }
}
