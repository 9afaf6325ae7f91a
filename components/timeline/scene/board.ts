/**
 * A scene while it is composed: what has been put up, and where words still find room beside it. Each kind of thing puts
 * itself up in a file of its own; lines first, since words keep off them.
 */
import type { Host, Micros } from "../../../protocol/names.ts";
import type { Words } from "../../words/words.ts";
import { actorWords } from "../call-words.ts";
import { metric } from "../layout/metric.ts";
import type { Geometry } from "../layout/timeline-geometry.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { Item } from "../log/item.ts";
import type { TimelineCall, TimelineLog } from "../log/timeline-log.ts";
import { cutTo } from "./cut-text.ts";
import { freeStretches, placeLabel, type Segment } from "./place-label.ts";
import type { Label, LabelPart, Scene } from "./scene.ts";

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
  /** A sign for each actor of a host that has several (actor-tags.ts). */
  tags: ReadonlyMap<string, string>;
  /** Says what the wire does, in the reader's language. */
  wireText: (settings: TimelineLog["wire"]) => string;
  /** The width of a label's text at zoom 1. */
  measure: (text: string) => number;
};

/** Below this zoom lines stand alone, without words. */
const leastReadableZoom = 0.7;

export class Board {
  readonly in: SceneInput;
  readonly readable: boolean;
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
  readonly #taken: Segment[] = [];

  constructor(input: SceneInput) {
    this.in = input;
    this.readable = input.zoom >= leastReadableZoom;
  }

  /** Keeps words off a line. */
  keepOff(segment: Segment): Segment {
    this.#taken.push(segment);
    return segment;
  }

  widthOf(parts: readonly LabelPart[]): number {
    const { measure, zoom } = this.in;
    let width = 0;
    for (const part of parts) width += measure(part.text) + (part.boxed ? 6 : 0);
    return (width + Math.max(0, parts.length - 1) * 5) * zoom;
  }

  /** The room beside a host's lifeline, at zoom 1. */
  gutterRoom(host: Host): number {
    const { geometry, zoom } = this.in;
    return (host === "you" ? geometry.youRoom : geometry.labRoom) / zoom;
  }

  /** Puts the longest of several wordings where no line passes, as near to `wish` as can be; none where none has room. */
  putWords(
    item: Item | null,
    wordings: readonly LabelPart[][],
    room: { top: number; left: number; right: number; wish: number },
  ): void {
    const height = metric.label * this.in.zoom;
    const widths = wordings.map((parts) => this.widthOf(parts));
    const free = freeStretches(this.#taken, room.top, room.top + height, room.left, room.right);
    const found = placeLabel(free, widths, room.wish);
    const parts = found && wordings[found.which];
    if (!found || !parts) return;
    const label: Label = { item, x: found.x, top: room.top, width: widths[found.which] ?? 0, height, parts };
    this.scene.labels.push(label);
  }

  /** A label in a host's gutter, cut to its room. */
  putInGutter(item: Item | null, host: Host, y: number, parts: LabelPart[]): void {
    const { geometry, zoom, measure } = this.in;
    const room = host === "you" ? geometry.youRoom : geometry.labRoom;
    const fits = () => this.widthOf(kept) <= room;
    let kept = parts;
    // What comes last says least; what is left of it must be worth a look.
    for (let i = parts.length - 1; i >= 0 && !fits(); i--) {
      const part = parts[i];
      if (!part) break;
      part.text = cutTo(part.text, measure(part.text) - (this.widthOf(kept) - room) / zoom, measure);
      kept = parts.filter(({ text }) => text !== "" && text !== "=…");
    }
    const width = Math.min(room, this.widthOf(kept));
    const height = metric.label * zoom;
    const x = host === "you" ? geometry.youText - width : geometry.labText;
    this.scene.labels.push({ item, x, top: y - height / 2, width, height, parts: kept });
  }

  /** The sign of who calls, where a host has several. */
  tagOf({ host, actor }: { host: Host; actor: TimelineCall["actor"] }): LabelPart[] {
    const { log, words, tags } = this.in;
    const tag = tags.get(`${host} ${actorWords(actor, log, words)}`);
    return tag === undefined ? [] : [{ text: tag, tone: host, boxed: true }];
  }
}
