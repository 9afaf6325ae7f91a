/**
 * Where the layout's pen stood after each point, a row of plain numbers for each: an object for each of a hundred
 * thousand points is what garbage collections would then go through.
 */
import type { Micros } from "../../../protocol/names.ts";

/** Column bottoms: left gutter (`you`), middle (the wire), right gutter (`lab`). */
export type Pen = {
  y: number;
  you: number;
  wire: number;
  lab: number;
  at: Micros;
  arrivedYou: Micros;
  arrivedLab: Micros;
  /** The packet that left each host last, by index; -1 before the first. */
  leftYou: number;
  leftLab: number;
};

const columns = 9;
/** Rows are added by so many: what is there is never copied. */
const rowsOfBlock = 1_024;

export class PenRows {
  readonly #blocks: Float64Array[] = [];

  /** After the point at `index`. */
  set(index: number, pen: Pen): void {
    const [block, at] = this.#place(index);
    block[at] = pen.y;
    block[at + 1] = pen.you;
    block[at + 2] = pen.wire;
    block[at + 3] = pen.lab;
    block[at + 4] = pen.at;
    block[at + 5] = pen.arrivedYou;
    block[at + 6] = pen.arrivedLab;
    block[at + 7] = pen.leftYou;
    block[at + 8] = pen.leftLab;
  }

  /** A pen of one's own, as it stood after a point that was set. */
  get(index: number): Pen {
    const [block, at] = this.#place(index);
    const [
      y = 0,
      you = 0,
      wire = 0,
      lab = 0,
      time = 0,
      arrivedYou = 0,
      arrivedLab = 0,
      leftYou = 0,
      leftLab = 0,
    ] = block.subarray(at, at + columns);
    return { y, you, wire, lab, at: time, arrivedYou, arrivedLab, leftYou, leftLab };
  }

  #place(index: number): [Float64Array, number] {
    const which = Math.floor(index / rowsOfBlock);
    const block = this.#blocks[which] ?? new Float64Array(rowsOfBlock * columns);
    this.#blocks[which] = block;
    return [block, (index % rowsOfBlock) * columns];
  }
}
