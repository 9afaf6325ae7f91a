/**
 * Random inputs of one check, all from its seed, so that a run can be repeated exactly. An answer that was
 * written down beforehand is wrong the next time.
 */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to and without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.int(0, list.length - 1)] ?? list[0];
  }

  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
    }
    return copy;
  }

  /** Lower-case letters that spell nothing. */
  word(length = this.int(4, 9)): string {
    return Array.from({ length }, () => String.fromCharCode(97 + this.int(0, 25))).join("");
  }

  /** Chinese characters that every Chinese encoding has: from the first level of GB 2312. */
  chinese(length = this.int(3, 8)): string {
    const common = "天地人水火山石田土日月星云风雨雪花草木鱼鸟马牛羊东西南北中春夏秋冬红黄蓝白黑大小多少";
    return Array.from({ length }, () => common[this.int(0, common.length - 1)]).join("");
  }

  /** A number with exactly that many decimal places, the last of them not 0. */
  decimal(least: number, most: number, places = 1): string {
    const scale = 10 ** places;
    let scaled = this.int(least * scale, most * scale);
    if (scaled % 10 === 0) scaled += 3;
    return (scaled / scale).toFixed(places);
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(0, 255));
  }
}
