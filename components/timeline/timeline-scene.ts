/**
 * What stands in one window of the timeline: lines, bars and labels with their places, in pixels of the whole scroll.
 * Pure: the canvas paints it, the pointer is matched against it, and the tests ask it whether a label lies on anything.
 */
import type { Micros } from "../../protocol/names.ts";
import { fill, type Words } from "../words/words.ts";
import { actorWords, doneWords } from "./call-words.ts";
import { markWords } from "./mark-words.ts";
import { freeStretches, placeLabel, type Segment } from "./place-label.ts";
import { spanText } from "./time-text.ts";
import { type Geometry, laneX } from "./timeline-geometry.ts";
import { metric, type Point, type TimelineLayout } from "./timeline-layout.ts";
import { standsBefore, type TimelineCall, type TimelineLog, type TimelinePacket } from "./timeline-state.ts";

/** `c12` is the twelfth call of the log, `p3` a packet, `m0` a mark. */
export type Item = `c${number}` | `p${number}` | `m${number}`;

export type Tone =
  | "text"
  | "muted"
  | "faint"
  | "you"
  | "lab"
  | "syn"
  | "data"
  | "fin"
  | "rst"
  | "ack"
  | "accent";

export type LabelPart = { text: string; tone: Tone; boxed?: boolean };
export type Label = {
  item: Item | null;
  x: number;
  top: number;
  width: number;
  height: number;
  parts: LabelPart[];
};
export type Line = Segment & {
  item: Item;
  tone: Tone;
  thick: number;
  dash: readonly number[];
  end: "head" | "cross" | "dot" | "none";
};
export type Loop = { item: Item; tone: Tone; x: number; reach: number; y0: number; y1: number; side: 1 | -1 };
export type Bar = {
  item: Item;
  x: number;
  y0: number;
  y1: number;
  tone: "you" | "lab";
  /** It came back at once; the kernel kept it; or it was under way while its thread stood elsewhere, in step mode. */
  look: "prompt" | "waited" | "under-way";
  open: boolean;
};
export type HeldBox = {
  item: Item;
  packet: number;
  x: number;
  top: number;
  width: number;
  height: number;
  waiting: boolean;
};
/** A repetition tied to its first, along its sender's lifeline. */
export type Join = { item: Item; x: number; bend: number; y0: number; y1: number; tone: Tone };

export type Scene = {
  labels: Label[];
  lines: Line[];
  loops: Loop[];
  bars: Bar[];
  boxes: HeldBox[];
  joins: Join[];
  gaps: { top: number; bottom: number }[];
  clock: { y: number; at: Micros }[];
  /** The bottom of everything, the waiting calls below the last moment included. */
  bottom: number;
};

export type SceneInput = {
  log: TimelineLog;
  layout: TimelineLayout;
  geometry: Geometry;
  zoom: number;
  /** The window, in pixels of the whole scroll. */
  top: number;
  bottom: number;
  /** The moment shown; null is now. */
  cursor: Micros | null;
  now: Micros;
  words: Words["timeline"];
  /** Says what the wire does, in the reader's language. */
  wireText: (settings: TimelineLog["wire"]) => string;
  /** The width of a label's text at zoom 1. */
  measure: (text: string) => number;
};

/** Below this zoom lines stand alone, without words. */
export const leastReadableZoom = 0.7;
const loopReach = 34;
const pad = 3;
/** One call that waits, below the last moment. */
const tailRow = metric.label + 2;

/** A, B, … Z, A1, B1, … */
export function connectionName(order: number): string {
  const letter = String.fromCharCode(65 + (order % 26));
  return order < 26 ? letter : `${letter}${Math.floor(order / 26)}`;
}

/** A sign for each actor of a host that has several, by host and name; empty for a host with one. */
export function actorTags(log: TimelineLog, words: Words["timeline"]): Map<string, string> {
  const tags = new Map<string, string>();
  for (const host of ["you", "lab"] as const) {
    const titles = [
      ...new Set(
        [...log.actors.values()]
          .filter((acting) => acting.host === host && acting.lane >= 0)
          .map(({ actor }) => actorWords(actor, log, words)),
      ),
    ];
    if (titles.length < 2) continue;
    const initials = titles.map((title) => (title.match(/[\p{L}\p{N}]/u)?.[0] ?? "?").toUpperCase());
    for (const [i, title] of titles.entries()) {
      const initial = initials[i] ?? "?";
      const alone = initials.filter((other) => other === initial).length === 1;
      tags.set(
        `${host} ${title}`,
        alone ? initial : `${initial}${initials.slice(0, i + 1).filter((o) => o === initial).length}`,
      );
    }
  }
  return tags;
}

/** Cuts text to a width, ending in an ellipsis; empty if not even that fits. */
export function cutTo(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  const characters = Array.from(text);
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${characters.slice(0, middle).join("")}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${characters.slice(0, low).join("").trimEnd()}…`;
}

/** `recv(1024)` with as much of its arguments as there is room for. */
function callText(call: TimelineCall, room: number, measure: (text: string) => number): string {
  const full = `${call.name}(${call.args.join(", ")})`;
  if (measure(full) <= room) return full;
  const first = call.args[0] ?? "";
  const inside = cutTo(first, room - measure(`${call.name}(, …)`), measure);
  if (inside.length > 2 && call.args.length > 1)
    return `${call.name}(${inside.endsWith("…") ? inside : `${inside}, …`})`;
  const alone = cutTo(first, room - measure(`${call.name}()`), measure);
  if (alone.length > 2) return `${call.name}(${alone})`;
  for (const text of [`${call.name}(…)`, `${call.name}()`]) if (measure(text) <= room) return text;
  return cutTo(call.name, room, measure);
}

function resultPart(call: TimelineCall, words: Words["timeline"]): LabelPart | null {
  const { outcome, moved } = call;
  if (outcome === null) return call.ended === null ? null : { text: "✗", tone: "rst" };
  if (!outcome.ok) return { text: `✗ ${outcome.code}`, tone: "rst" };
  if (moved?.way === "received") {
    const end = moved.bytes === 0 && call.stream;
    // Some say the count themselves.
    if (!end && /^\d/.test(outcome.text)) return { text: `= ${outcome.text}`, tone: "data" };
    return { text: `= ${moved.bytes} B ${end ? words.endOfStream : outcome.text}`.trimEnd(), tone: "data" };
  }
  return outcome.text === "" ? null : { text: `= ${outcome.text}`, tone: "data" };
}

const packetTone = (packet: TimelinePacket): Tone =>
  packet.view.kind === "icmp"
    ? "fin"
    : packet.view.kind === "arp" || packet.view.kind === "other"
      ? "muted"
      : packet.view.kind;

/** `“hello”`, cut to so many characters. */
function quote(text: string, most: number): string {
  const characters = Array.from(text);
  return `“${characters.length > most ? `${characters.slice(0, most).join("")}…` : text}”`;
}

/** Wordings of a packet, longest first. */
function packetWordings(packet: TimelinePacket, wide: boolean): string[] {
  const { view } = packet;
  const { title, numbers, payloadBytes, preview } = view;
  if (view.protocol === "tcp" && payloadBytes > 0) {
    const size = `${title} ${payloadBytes} B`;
    const quoted = (most: number) => (preview === null ? [] : [`${size} ${quote(preview, most)}`]);
    return [
      ...(wide ? quoted(24).map((text) => `${text}  ${numbers}`) : []),
      ...quoted(24),
      ...quoted(12),
      ...quoted(6),
      ...(wide ? [`${size}  ${numbers}`] : []),
      ...(preview === null ? [] : [`${payloadBytes} B ${quote(preview, 12)}`]),
      size,
      `${payloadBytes} B`,
    ];
  }
  if (view.protocol === "udp") {
    const size = `UDP ${payloadBytes} B`;
    if (preview === null || preview === "") return [size, "UDP"];
    return [
      `${size} ${quote(preview, 24)}`,
      `${payloadBytes} B ${quote(preview, 24)}`,
      `${payloadBytes} B ${quote(preview, 8)}`,
      size,
      "UDP",
    ];
  }
  if (view.kind === "ack") {
    // What a bare acknowledgment says is its acknowledgment.
    const ack = numbers.slice(numbers.indexOf("ack"));
    return [...(wide ? [`${title} ${numbers}`] : []), `${title} ${ack}`, title];
  }
  const short = view.kind === "icmp" && title !== "ICMP" ? [title.slice("ICMP ".length), "ICMP"] : [];
  return [numbers === "" ? title : `${title} ${numbers}`, title, ...short];
}

/** Signs before the words: which conversation, sent again, the wire's copy, damaged. */
function packetSigns(packet: TimelinePacket, log: TimelineLog): LabelPart[] {
  const signs: LabelPart[] = [];
  const connection =
    packet.view.connection === null ? undefined : log.connections.get(packet.view.connection);
  if (connection && log.connections.size > 1)
    signs.push({ text: connectionName(connection.order), tone: "muted", boxed: true });
  if (packet.view.againOf !== null) signs.push({ text: "↻", tone: "rst" });
  if (packet.duplicateOf !== null) signs.push({ text: "×2", tone: "accent" });
  if (packet.fate?.kind === "delivered" && packet.fate.corrupted) signs.push({ text: "≠", tone: "rst" });
  if (packet.fate?.kind === "delivered" && packet.fate.altered) signs.push({ text: "≠", tone: "accent" });
  return signs;
}

class Composer {
  readonly scene: Scene = {
    labels: [],
    lines: [],
    loops: [],
    bars: [],
    boxes: [],
    joins: [],
    gaps: [],
    clock: [],
    bottom: 0,
  };
  readonly #in: SceneInput;
  readonly #segments: Segment[] = [];
  readonly #tags: Map<string, string>;
  readonly #readable: boolean;

  constructor(input: SceneInput) {
    this.#in = input;
    this.#tags = actorTags(input.log, input.words);
    this.#readable = input.zoom >= leastReadableZoom;
  }

  compose(): Scene {
    const { layout, zoom, top, bottom, log } = this.#in;
    const margin = 60;
    const calls = new Set(layout.longCalls);
    const packets = new Set(layout.longPackets);
    const marks: Point[] = [];
    const gaps: Point[] = [];
    const low = (top - margin) / zoom;
    const high = (bottom + margin) / zoom;
    let clockY = Number.NEGATIVE_INFINITY;
    for (let i = layout.firstAt(low); i < layout.points.length; i++) {
      const point = layout.points[i];
      if (!point || (point.y > high && (point.gap === 0 || point.gapTop > high))) break;
      if (point.of === "mark") marks.push(point);
      else if (point.of === "call" || point.of === "return") calls.add(point.index);
      else packets.add(point.index);
      if (point.gap > 0) gaps.push(point);
      if (point.y * zoom - clockY >= 16 && point.of !== "return") {
        clockY = point.y * zoom;
        this.scene.clock.push({ y: clockY, at: point.at });
      }
    }
    for (const index of log.openCalls) if (layout.calls.has(index)) calls.add(index);
    for (const index of log.heldPackets) if (layout.packets.has(index)) packets.add(index);

    const shown: TimelinePacket[] = [];
    for (const index of packets) {
      const packet = log.packets[index];
      const place = layout.packets.get(index);
      if (!packet || !place || place.y > high || place.end < low) continue;
      shown.push(packet);
      this.#lines(packet);
    }
    if (this.#readable) {
      for (const point of gaps) this.#gap(point);
      for (const point of marks) this.#mark(point);
      for (const packet of shown) this.#packetLabel(packet);
    }
    for (const index of calls) {
      const call = log.calls[index];
      const place = layout.calls.get(index);
      if (call && place && place.y <= high && !(place.end < low)) this.#call(call);
    }
    this.#joins(low, high);
    this.#tail();
    return this.scene;
  }

  #segment(segment: Segment): Segment {
    this.#segments.push(segment);
    return segment;
  }

  /** Keeps words off the cross that ends a line on the wire. */
  #cross(y: number): void {
    const { wire } = this.#in.geometry;
    const [x0, x1] = [wire - metric.cross, wire + metric.cross];
    this.#segment({ x0, y0: y - metric.cross, x1, y1: y + metric.cross });
    this.#segment({ x0, y0: y + metric.cross, x1, y1: y - metric.cross });
  }

  #lines(packet: TimelinePacket): void {
    const { layout, geometry, zoom } = this.#in;
    const place = layout.packets.get(packet.index);
    if (!place) return;
    const item: Item = `p${packet.index}`;
    const y = place.y * zoom;
    const { kind } = packet.view;
    const tone = packetTone(packet);
    const lost = packet.fate?.kind === "lost";
    const thick = kind === "data" ? 2.2 : kind === "ack" ? 1.2 : 1.7;
    const dash =
      kind === "ack" ? [] : kind === "fin" ? [7, 3] : kind === "icmp" ? [3, 3] : kind === "arp" ? [2, 4] : [];
    const look = { item, tone: lost ? ("rst" as const) : tone, thick, dash };
    const fromYou = packet.from === "you";
    const near = fromYou ? geometry.you + 6 : geometry.lab - 6;
    const far = fromYou ? geometry.lab - 6 : geometry.you + 6;
    const slant = metric.slant * zoom;

    if (packet.link === "lo") {
      const side = fromYou ? 1 : -1;
      const y1 = place.end * zoom;
      this.scene.loops.push({ item, tone, x: near, reach: loopReach * side, y0: y, y1, side });
      this.#segment({ x0: near, y0: y, x1: near + loopReach * side, y1: y });
      this.#segment({ x0: near + loopReach * side, y0: y, x1: near + loopReach * side, y1 });
      this.#segment({ x0: near, y0: y1, x1: near + loopReach * side, y1 });
      return;
    }
    if (packet.held) {
      const half = Math.max(24, (geometry.right - geometry.left) / 2 - 6);
      const box = {
        x: geometry.wire - half,
        top: y - metric.held * zoom,
        width: half * 2,
        height: metric.held * 2 * zoom,
      };
      this.scene.boxes.push({ item, packet: packet.index, ...box, waiting: packet.fate === null });
      const edge = fromYou ? box.x : box.x + box.width;
      this.scene.lines.push({ ...look, ...this.#segment({ x0: near, y0: y, x1: edge, y1: y }), end: "none" });
      if (Number.isNaN(place.end)) return;
      const y1 = place.end * zoom;
      const below = box.top + box.height;
      const leave = lost ? y1 : Math.max(below, y1 - slant);
      if (lost) this.#cross(y1);
      this.scene.lines.push({
        ...look,
        thick: 1.2,
        dash: [2, 3],
        ...this.#segment({ x0: geometry.wire, y0: below, x1: geometry.wire, y1: leave }),
        end: lost ? "cross" : "none",
      });
      if (!lost)
        this.scene.lines.push({
          ...look,
          ...this.#segment({ x0: geometry.wire, y0: leave, x1: far, y1 }),
          end: "head",
        });
      return;
    }
    if (lost || Number.isNaN(place.end)) {
      const segment = this.#segment({ x0: near, y0: y, x1: geometry.wire, y1: y + slant });
      if (lost) this.#cross(y + slant);
      this.scene.lines.push({ ...look, dash: lost ? dash : [4, 3], ...segment, end: lost ? "cross" : "dot" });
      return;
    }
    const y1 = place.end * zoom;
    if (!place.crowd) {
      this.scene.lines.push({ ...look, ...this.#segment({ x0: near, y0: y, x1: far, y1 }), end: "head" });
      return;
    }
    const bend = this.#bend(fromYou);
    this.scene.lines.push({ ...look, ...this.#segment({ x0: near, y0: y, x1: bend, y1: y }), end: "none" });
    this.scene.lines.push({ ...look, ...this.#segment({ x0: bend, y0: y, x1: far, y1 }), end: "head" });
  }

  /** Where a packet in a crowd turns from level to slanted: past the room for its words. */
  #bend(fromYou: boolean): number {
    const { left, right } = this.#in.geometry;
    const share = 0.68;
    return fromYou ? left + (right - left) * share : right - (right - left) * share;
  }

  /** Puts one of several wordings where no line passes; without room there is no label. */
  #place(
    item: Item | null,
    wordings: readonly LabelPart[][],
    top: number,
    left: number,
    right: number,
    wish: number,
  ): Label | null {
    const { zoom } = this.#in;
    const height = metric.label * zoom;
    const widths = wordings.map((parts) => this.#width(parts));
    const found = placeLabel(freeStretches(this.#segments, top, top + height, left, right), widths, wish);
    const parts = found && wordings[found.which];
    if (!found || !parts) return null;
    const label = { item, x: found.x, top, width: widths[found.which] ?? 0, height, parts };
    this.scene.labels.push(label);
    return label;
  }

  #width(parts: readonly LabelPart[]): number {
    const { measure, zoom } = this.#in;
    let width = 0;
    for (const part of parts) width += measure(part.text) + (part.boxed ? 6 : 0);
    return (width + Math.max(0, parts.length - 1) * 5) * zoom;
  }

  #packetLabel(packet: TimelinePacket): void {
    const { layout, geometry, zoom, log, words } = this.#in;
    const place = layout.packets.get(packet.index);
    if (!place) return;
    const signs = packetSigns(packet, log);
    const tone = packet.fate?.kind === "lost" ? "rst" : packetTone(packet);
    const wide = geometry.right - geometry.left > 330;
    const wordings = packetWordings(packet, wide).map((text) => [...signs, { text, tone }]);
    if (signs.length > 0) wordings.push(signs.slice(0, 1));
    const y = place.y * zoom;
    const item: Item = `p${packet.index}`;
    const height = metric.label * zoom;
    if (packet.link === "lo") {
      const side = packet.from === "you";
      const left = side ? geometry.you + 6 + loopReach + 6 : geometry.left;
      const right = side ? geometry.right : geometry.lab - 6 - loopReach - 6;
      this.#place(
        item,
        wordings,
        y + ((place.end - place.y) * zoom - height) / 2,
        left,
        right,
        side ? left : right,
      );
      return;
    }
    if (packet.held) {
      const box = this.scene.boxes.find((each) => each.packet === packet.index);
      if (!box) return;
      // The buttons of a waiting frame stand at the box's right end; a settled one tells how long it waited.
      const end = packet.fate === null ? 53 : 0;
      const left = box.x + 6;
      const right = box.x + box.width - 6 - end;
      const waited = packet.fate
        ? [
            {
              text: fill(words.heldFor, { time: spanText(packet.fate.at - packet.at) }),
              tone: "muted" as const,
            },
          ]
        : [];
      const room = right - left;
      const all = wordings.flatMap((parts) => [[...parts, ...waited], parts]);
      const parts = all.find((each) => this.#width(each) <= room) ?? signs;
      const width = this.#width(parts);
      const x = packet.fate === null ? left : (left + right - width) / 2;
      this.scene.labels.push({ item, x, top: y - height / 2, width, height, parts });
      return;
    }
    const top = y - height - 1;
    if (!place.crowd) {
      this.#place(item, wordings, top, geometry.left, geometry.right, geometry.wire);
      return;
    }
    const bend = this.#bend(packet.from === "you");
    const [left, right] = packet.from === "you" ? [geometry.left, bend] : [bend, geometry.right];
    this.#place(item, wordings, top, left, right, (left + right) / 2);
  }

  #gap(point: Point): void {
    const { zoom, geometry, words } = this.#in;
    const top = point.gapTop * zoom;
    this.scene.gaps.push({ top, bottom: top + metric.gap * zoom });
    const text = fill(words.later, { time: spanText(point.gap) });
    const inset = ((metric.gap - metric.label) / 2) * zoom;
    this.#place(
      null,
      [[{ text, tone: "muted" }], [{ text: spanText(point.gap), tone: "muted" }]],
      top + inset,
      geometry.left,
      geometry.right,
      geometry.wire,
    );
  }

  #mark(point: Point): void {
    const { log, zoom, geometry, words, measure, wireText } = this.#in;
    const mark = log.marks[point.index];
    if (!mark) return;
    const item: Item = `m${point.index}`;
    const height = metric.label * zoom;
    const top = point.y * zoom - height / 2;
    if (mark.kind === "wire") {
      const room = (geometry.right - geometry.left) / zoom;
      const text = cutTo(`≈ ${wireText(mark.settings) || words.perfectWire}`, room, measure);
      this.#place(
        item,
        [[{ text, tone: "accent" }], [{ text: "≈", tone: "accent" }]],
        top,
        geometry.left,
        geometry.right,
        geometry.wire,
      );
      return;
    }
    const text = markWords(mark, words);
    const tone = mark.kind === "ended" && !mark.good ? "rst" : "muted";
    this.#gutter(item, mark.host, point.y * zoom, [{ text, tone }]);
  }

  /** A label in a host's gutter, cut to its room. */
  #gutter(item: Item | null, host: "you" | "lab", y: number, parts: LabelPart[]): void {
    const { geometry, zoom, measure } = this.#in;
    const room = host === "you" ? geometry.youRoom : geometry.labRoom;
    const fits = () => this.#width(kept) <= room;
    let kept = parts;
    // What comes last says least; what is left of it must be worth a look.
    for (let i = parts.length - 1; i >= 0 && !fits(); i--) {
      const part = parts[i];
      if (!part) break;
      part.text = cutTo(part.text, measure(part.text) - (this.#width(kept) - room) / zoom, measure);
      kept = parts.filter(({ text }) => text !== "" && text !== "=…");
    }
    const width = Math.min(room, this.#width(kept));
    const height = metric.label * zoom;
    const x = host === "you" ? geometry.youText - width : geometry.labText;
    this.scene.labels.push({ item, x, top: y - height / 2, width, height, parts: kept });
  }

  #tag(call: { host: "you" | "lab"; actor: TimelineCall["actor"] }): LabelPart[] {
    const { log, words } = this.#in;
    const tag = this.#tags.get(`${call.host} ${actorWords(call.actor, log, words)}`);
    return tag === undefined ? [] : [{ text: tag, tone: call.host, boxed: true }];
  }

  #call(call: TimelineCall): void {
    const { layout, geometry, zoom, measure, words } = this.#in;
    const place = layout.calls.get(call.index);
    if (!place) return;
    const item: Item = `c${call.index}`;
    const y = place.y * zoom;
    const open = Number.isNaN(place.end);
    const end = open ? (layout.height + 4) * zoom : place.end * zoom;
    const x = laneX(geometry, call.host, call.lane);
    const half = (metric.label / 2) * zoom;
    this.scene.bars.push({
      item,
      x,
      y0: place.merged ? y - 3 * zoom : y - half + 2,
      y1: place.merged ? y + 3 * zoom : Math.max(end + half - 4, y + half),
      tone: call.host,
      look: place.merged ? "prompt" : call.stood ? "under-way" : "waited",
      open,
    });
    if (!this.#readable) return;
    const room = (call.host === "you" ? geometry.youRoom : geometry.labRoom) / zoom;
    if (room < 40) return;
    const tag = this.#tag(call);
    const used = tag.length > 0 ? measure(tag[0]?.text ?? "") + 11 : 0;
    const result = resultPart(call, words);
    if (place.merged && result) {
      const left = room - used - measure(`${call.name}()`) - 5;
      // Little room: the number of the descriptor or of the bytes says most.
      if (measure(result.text) > left && call.newFd !== null && call.moved === null)
        result.text = `= ${call.newFd}`;
      else if (measure(result.text) > left && call.moved)
        result.text = cutTo(result.text, Math.max(measure(`= ${call.moved.bytes} B`), left), measure);
      const whole = measure(result.text) + 5;
      const least = measure(`${call.name}()`);
      const text = callText(call, Math.max(least, room - used - whole), measure);
      this.#gutter(item, call.host, y, [...tag, { text, tone: "text" }, result]);
      return;
    }
    this.#gutter(item, call.host, y, [...tag, { text: callText(call, room - used, measure), tone: "text" }]);
    if (open || place.merged) return;
    const waited = (call.ended ?? 0) - call.at;
    const narrow = room < 90;
    const time: LabelPart[] = waited >= 1_000 && !narrow ? [{ text: spanText(waited), tone: "muted" }] : [];
    const shown = result ?? { text: doneWords(call, words), tone: "data" as const };
    const timeRoom = time.length > 0 ? measure(time[0]?.text ?? "") + 5 : 0;
    this.#gutter(item, call.host, end, [
      ...tag,
      { ...shown, text: cutTo(shown.text, room - used - timeRoom, measure) },
      ...time,
    ]);
  }

  /** From the latest up, as far as the window: the repetitions of a long log are not asked one by one. */
  #joins(low: number, high: number): void {
    const { log, layout } = this.#in;
    // Packets of the two links may stand a little out of their order.
    const past = low - (high - low);
    for (let i = log.joined.length - 1; i >= 0; i--) {
      const index = log.joined[i] ?? -1;
      const place = layout.packets.get(index);
      if (place && place.y < past) return;
      if (place && place.y >= low) this.#join(index, place.y, high);
    }
  }

  #join(index: number, toY: number, high: number): void {
    const { log, layout, geometry, zoom } = this.#in;
    const packet = log.packets[index];
    const first = packet && log.packetOfFrame.get(packet.duplicateOf ?? packet.view.againOf ?? -1);
    if (!packet || first === undefined) return;
    const from = layout.packets.get(first);
    if (!from || from.y > high) return;
    const fromYou = packet.from === "you";
    this.scene.joins.push({
      item: `p${index}`,
      x: fromYou ? geometry.you + 6 : geometry.lab - 6,
      bend: fromYou ? 8 : -8,
      y0: from.y * zoom,
      y1: toY * zoom,
      tone: packet.duplicateOf === null ? "rst" : "accent",
    });
  }

  /** Below the last moment: calls that still wait, and where a stepped program stands. */
  #tail(): void {
    const { log, layout, zoom, cursor, now, words, measure, geometry } = this.#in;
    const height = tailRow * zoom;
    const rows = { you: layout.height * zoom, lab: layout.height * zoom };
    const put = (host: "you" | "lab", item: Item | null, parts: LabelPart[]) => {
      rows[host] += height;
      if (this.#readable && (host === "you" ? geometry.youRoom : geometry.labRoom) >= 40)
        this.#gutter(item, host, rows[host], parts);
    };
    if (cursor === null) {
      for (const index of log.openCalls) {
        const call = log.calls[index];
        if (!call || !layout.calls.has(index)) continue;
        const time = spanText(Math.max(0, now - call.at));
        const room = (call.host === "you" ? geometry.youRoom : geometry.labRoom) / zoom;
        const tag = this.#tag(call);
        const stands = standsBefore(log, call) !== null;
        const short = stands ? fill(words.underWay, { name: call.name }) : fill(words.blocked, { time });
        const used = tag.length > 0 ? 20 : 0;
        // Its bar's hatching says that it is blocked: which call, and for how long, is what words are for.
        const wordings = stands ? [short] : [`${call.name} ${short}`, `${call.name} ${time}`, short, time];
        const text = wordings.find((each) => measure(each) + used <= room) ?? wordings.at(-1) ?? "";
        put(call.host, `c${index}`, [...tag, { text, tone: "muted" }]);
      }
      for (const pause of log.paused.values()) {
        const tag = this.#tag(pause);
        const room =
          (pause.host === "you" ? geometry.youRoom : geometry.labRoom) / zoom - (tag.length > 0 ? 20 : 0);
        const { name } = pause;
        // Where there is little room, the call's name says more than that it comes next.
        const text =
          [fill(words.next, { name }), `▸ ${name}()`, `▸ ${name}`].find((each) => measure(each) <= room) ??
          name;
        put(pause.host, null, [...tag, { text, tone: "accent" }]);
      }
    }
    this.scene.bottom = sceneBottom(this.#in);
  }
}

/** The bottom of everything, known before any of it is composed: whoever follows the end composes there at once. */
export function sceneBottom({
  log,
  layout,
  zoom,
  cursor,
}: Pick<SceneInput, "log" | "layout" | "zoom" | "cursor">): number {
  const rows = { you: 0, lab: 0 };
  if (cursor === null) {
    for (const index of log.openCalls) {
      const call = log.calls[index];
      if (call && layout.calls.has(index)) rows[call.host]++;
    }
    for (const { host } of log.paused.values()) rows[host]++;
  }
  return (layout.height + (Math.max(rows.you, rows.lab) + 1) * tailRow) * zoom + pad;
}

export function composeScene(input: SceneInput): Scene {
  return new Composer(input).compose();
}

/** What is under the pointer: labels first, then boxes and bars, then the nearest line. */
export function itemAt(scene: Scene, x: number, y: number): Item | null {
  for (const label of scene.labels)
    if (
      label.item &&
      x >= label.x - 3 &&
      x <= label.x + label.width + 3 &&
      y >= label.top &&
      y <= label.top + label.height
    )
      return label.item;
  for (const box of scene.boxes)
    if (x >= box.x && x <= box.x + box.width && y >= box.top && y <= box.top + box.height) return box.item;
  let nearest: Item | null = null;
  let away = 7;
  for (const line of scene.lines) {
    const length = (line.x1 - line.x0) ** 2 + (line.y1 - line.y0) ** 2;
    const along =
      length === 0 ? 0 : ((x - line.x0) * (line.x1 - line.x0) + (y - line.y0) * (line.y1 - line.y0)) / length;
    const t = Math.min(1, Math.max(0, along));
    const distance = Math.hypot(x - line.x0 - t * (line.x1 - line.x0), y - line.y0 - t * (line.y1 - line.y0));
    if (distance < away) {
      away = distance;
      nearest = line.item;
    }
  }
  if (nearest) return nearest;
  for (const loop of scene.loops) {
    const inside =
      loop.side === 1 ? x >= loop.x && x <= loop.x + loop.reach : x <= loop.x && x >= loop.x + loop.reach;
    if (inside && y >= loop.y0 - 3 && y <= loop.y1 + 3) return loop.item;
  }
  for (const bar of scene.bars) if (Math.abs(x - bar.x) <= 7 && y >= bar.y0 && y <= bar.y1) return bar.item;
  return null;
}
