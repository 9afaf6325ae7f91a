import type { Words } from "../../lessons/manifest.ts";

/** A requirement that was not met: what was expected, what was seen instead, and the frames that prove it. */
export class Expectation extends Error {
  readonly expected: Words;
  readonly seen: Words;
  readonly frames: readonly number[];

  constructor(expected: Words, seen: Words, frames: readonly number[]) {
    super(`expected ${expected.en}; seen: ${seen.en}`);
    this.name = "Expectation";
    this.expected = expected;
    this.seen = seen;
    this.frames = frames;
  }
}
