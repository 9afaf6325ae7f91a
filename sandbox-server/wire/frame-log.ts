/**
 * Notes of frames that a perfect wire has carried, in memory that the wire's thread and the main thread share: the one
 * writes numbers and bytes, the other makes events of them when there is time. Making events costs more than carrying,
 * and whoever sends the next frame should not wait for it.
 */
import type { FrameEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { Host } from "../../protocol/names.ts";

/** At most so many notes, each with room for as much of a frame as is shown. */
const capacity = 4_096;
const room = limits.lab.frameShownBytes;
const columns = 7;
/** One word, in which the reader says how many notes it has read; then the numbers, then the bytes. */
const numbersAt = 8;
const bytesAt = numbersAt + capacity * columns * Float64Array.BYTES_PER_ELEMENT;

export class FrameLog {
  /** For the other end. Pages that no note has reached yet cost no memory. */
  readonly memory: SharedArrayBuffer;
  readonly #read: Int32Array;
  readonly #numbers: Float64Array;
  readonly #bytes: Buffer;
  #noted = 0;
  #drained = 0;

  constructor(memory = new SharedArrayBuffer(bytesAt + capacity * room)) {
    this.memory = memory;
    this.#read = new Int32Array(memory, 0, 1);
    this.#numbers = new Float64Array(memory, numbersAt, capacity * columns);
    this.#bytes = Buffer.from(memory, bytesAt);
  }

  /** How many notes this end has written; a note's place is the remainder. */
  get noted(): number {
    return this.#noted;
  }

  get full(): boolean {
    return ((this.#noted - Atomics.load(this.#read, 0)) | 0) >= capacity;
  }

  /** Notes a frame whose bytes lie in `source` from `start` to `end`. Not into a full log. */
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
    const place = this.#noted++ % capacity;
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

  /** The other end: makes events of the notes up to that one, and gives their places back. */
  drain(upTo: number, give: (lab: number, event: FrameEvent) => void): void {
    for (; this.#drained < upTo; this.#drained++) {
      const place = this.#drained % capacity;
      const row = this.#numbers.subarray(place * columns, (place + 1) * columns);
      const [lab = 0, frame = 0, kind = 0, length = 0, at = 0, fateAt = 0, shown = 0] = row;
      const data = this.#bytes.toString("base64", place * room, place * room + shown);
      give(lab, notedEvent(frame, kind, length, at, fateAt, data));
    }
    Atomics.store(this.#read, 0, upTo | 0);
  }
}

/** What a note tells. `data` is base64. */
export function notedEvent(
  frame: number,
  kind: number,
  length: number,
  at: number,
  fateAt: number,
  data: string,
): FrameEvent {
  const { link, from, lost } = noteKinds[kind] ?? noteKinds[0];
  const fate = lost
    ? ({ kind: "lost", at: fateAt, why: "full" } as const)
    : ({ kind: "delivered", at: fateAt } as const);
  return { type: "frame", at, frame, link, from, length, data, fate };
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
