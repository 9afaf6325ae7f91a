/**
 * Where everything stands on the vertical axis. The axis is an order and not a clock: each thing that happens gets a
 * place below what happened before, near enough to read as one exchange; a wait becomes a gap that tells its length.
 * Labels of one column never share a place. The pen's position after each point is kept, so that what arrives late
 * is put where it belongs and only what follows is placed anew.
 */
import type { Micros } from "../../../protocol/names.ts";
import type { Item } from "../log/item.ts";
import type { TimelineChange, TimelineLog } from "../log/timeline-log.ts";
import { metric } from "./metric.ts";
import { type Pen, PenRows } from "./pen-rows.ts";
import { placeCall, placeMark, placeReturn } from "./place-call.ts";
import { placeArrival, placeDeparture } from "./place-packet.ts";
import { type CallPlace, type PacketPlace, Places, type Point, type PointOf } from "./places.ts";
import { showAll, showsPacket, type TimelineFilter } from "./timeline-filter.ts";

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

const placers = {
  call: placeCall,
  return: placeReturn,
  depart: placeDeparture,
  arrive: placeArrival,
  mark: placeMark,
} as const;

/** What begins at a point, by the name by which it can be chosen; null for the other end of something. */
export function itemOfPoint({ of, index }: Point): Item | null {
  if (of === "call") return `c${index}`;
  if (of === "depart") return `p${index}`;
  return of === "mark" ? `m${index}` : null;
}

export class TimelineLayout {
  readonly filter: TimelineFilter;
  readonly points: Point[] = [];
  readonly places = new Places();
  /** How many points were placed, all in all: what the incremental layout is measured by. */
  placed = 0;
  /** How many things there are: points at which something begins. */
  items = 0;
  readonly #pens = new PenRows();
  #read = 0;
  #log: TimelineLog | null = null;
  #arrived = new Set<number>();
  #returned = new Set<number>();

  constructor(filter: TimelineFilter = showAll) {
    this.filter = filter;
  }

  get calls(): ReadonlyMap<number, CallPlace> {
    return this.places.calls;
  }

  get packets(): ReadonlyMap<number, PacketPlace> {
    return this.places.packets;
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
      if (change) dirty = Math.min(dirty, this.#take(log, change));
    }
    this.#place(log, dirty);
  }

  /** The first point at or below `y`. */
  firstAt(y: number): number {
    return this.#first((point) => point.y >= y);
  }

  /** How many points happened until then. */
  countUntil(at: Micros): number {
    return this.#first((point) => point.at > at);
  }

  /** Where a moment lies: just below the last thing that had happened by then. */
  yOf(at: Micros): number {
    const last = this.points[this.countUntil(at) - 1];
    return last ? last.y + metric.step / 2 : metric.top;
  }

  /** Where a thing begins. */
  yOfItem(item: Item): number | undefined {
    const index = Number(item.slice(1));
    if (item.startsWith("m")) return this.places.marks.get(index);
    return (item.startsWith("c") ? this.calls : this.packets).get(index)?.y;
  }

  #first(reached: (point: Point) => boolean): number {
    let low = 0;
    let high = this.points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reached(this.points[middle] as Point)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #reset(log: TimelineLog): void {
    this.#log = log;
    this.#read = 0;
    this.items = 0;
    this.points.length = 0;
    this.places.clear();
    for (const set of [this.#arrived, this.#returned]) set.clear();
  }

  /** The first point that has to be placed after this. */
  #take(log: TimelineLog, { of, index }: TimelineChange): number {
    const { since, hidden } = this.filter;
    if (of === "mark") {
      const mark = log.marks[index];
      return mark && mark.at >= since ? this.#insert("mark", index, mark.at) : this.points.length;
    }
    if (of === "packet" || of === "fate") {
      const packet = log.packets[index];
      if (!packet || !showsPacket(this.filter, packet)) return this.points.length;
      const left = of === "packet" ? this.#insert("depart", index, packet.at) : this.points.length;
      return Math.min(left, this.#arrive(log, index));
    }
    const call = log.calls[index];
    if (!call || call.at < since) return this.points.length;
    if (of === "call") return this.#insert("call", index, call.at);
    if (call.ended === null || this.#returned.has(index)) return this.points.length;
    this.#returned.add(index);
    return call.connection !== null && hidden.has(call.connection)
      ? this.#remove(index, call.at)
      : this.#insert("return", index, call.ended);
  }

  /** A point of its own for the other end: not for what was lost at once, nor for loops. */
  #arrive(log: TimelineLog, index: number): number {
    const packet = log.packets[index];
    if (!packet?.fate || this.#arrived.has(index)) return this.points.length;
    this.#arrived.add(index);
    // Its place changes shape without a point of its own.
    if (packet.link === "lo" || (packet.fate.kind === "lost" && !packet.held)) return this.points.length;
    return this.#insert("arrive", index, Math.max(packet.fate.at, packet.at));
  }

  #insert(of: PointOf, index: number, at: Micros): number {
    let place = this.points.length;
    while (place > 0 && (this.points[place - 1]?.at ?? 0) > at) place--;
    const point: Point = { of, index, at, y: 0, gap: 0, gapTop: 0 };
    this.points.splice(place, 0, point);
    if (itemOfPoint(point) !== null) this.items++;
    return place;
  }

  /** A call turned out to belong to a conversation that is not shown. */
  #remove(index: number, at: Micros): number {
    let place = this.countUntil(at) - 1;
    while (place >= 0 && !(this.points[place]?.of === "call" && this.points[place]?.index === index)) place--;
    if (place < 0) return this.points.length;
    this.points.splice(place, 1);
    this.items--;
    this.places.calls.delete(index);
    return place;
  }

  #place(log: TimelineLog, from: number): void {
    const pen = this.#penAfter(from - 1);
    for (let i = from; i < this.points.length; i++) {
      const point = this.points[i];
      if (!point) continue;
      point.gap = 0;
      this.placed++;
      placers[point.of](log, this.places, point, pen);
      pen.at = point.at;
      this.#pens.set(i, pen);
    }
  }

  #penAfter(index: number): Pen {
    return index < 0 ? { ...startPen } : this.#pens.get(index);
  }
}
