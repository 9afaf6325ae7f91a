/**
 * Notes of frames that a perfect wire has carried, kept as plain numbers and bytes until there is time to tell of
 * them: making events costs more than carrying, and whoever sends the next frame should not wait for it.
 */
import type { FrameEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { Host } from "../../protocol/names.ts";

/** At most so many notes, each with room for as much of a frame as is shown. */
const capacity = 4_096;
const room = limits.lab.frameShownBytes;
const columns = 7;

export class FrameLog {
  readonly #numbers = new Float64Array(capacity * columns);
  /** Pages that no note has reached yet cost no memory. */
  readonly #bytes = Buffer.alloc(capacity * room);
  /** Counts up; its place is the remainder. */
  #first = 0;
  #next = 0;

  get size(): number {
    return this.#next - this.#first;
  }

  get full(): boolean {
    return this.size === capacity;
  }

  /** Notes a frame whose bytes lie in `source` from `start` to `end`. The caller drains a full log first. */
  add(
    lab: number,
    frame: number,
    kind: number,
    length: number,
    at: number,
    fateAt: number,
    source: Buffer,
    start: number,
    end: number,
  ): void {
    const numbers = this.#numbers;
    const place = this.#next++ % capacity;
    const row = place * columns;
    numbers[row] = lab;
    numbers[row + 1] = frame;
    numbers[row + 2] = kind;
    numbers[row + 3] = length;
    numbers[row + 4] = at;
    numbers[row + 5] = fateAt;
    numbers[row + 6] = end - start;
    source.copy(this.#bytes, place * room, start, end);
  }

  /** Makes events of the oldest notes, at most so many, and forgets those. */
  drain(most: number, give: (lab: number, event: FrameEvent) => void): void {
    for (const end = Math.min(this.#next, this.#first + most); this.#first < end; this.#first++) {
      const place = this.#first % capacity;
      const row = this.#numbers.subarray(place * columns, (place + 1) * columns);
      const [lab = 0, frame = 0, kind = 0, length = 0, at = 0, fateAt = 0, shown = 0] = row;
      const data = this.#bytes.toString("base64", place * room, place * room + shown);
      const { link, from, lost } = noteKinds[kind] ?? noteKinds[0];
      const fate = lost
        ? ({ kind: "lost", at: fateAt, why: "full" } as const)
        : ({ kind: "delivered", at: fateAt } as const);
      give(lab, { type: "frame", at, frame, link, from, length, data, fate });
    }
  }
}

/** A note's kind is its place here. */
export const noteKinds = [
  { link: "wire", from: "you", lost: false },
  { link: "wire", from: "lab", lost: false },
  { link: "wire", from: "you", lost: true },
  { link: "wire", from: "lab", lost: true },
  { link: "lo", from: "you", lost: false },
] as const;

/** The kind of a frame on the wire; one on loopback is 4. */
export const noteKind = (from: Host, lost: boolean): number => (from === "you" ? 0 : 1) + (lost ? 2 : 0);
export const loopbackKind = 4;
