/**
 * Things that reach from one height to another, found by a window that may lie anywhere between: a call that was blocked
 * for long, a packet that was held, a repetition and its first. A thing stands in slots of about its own length, two at
 * most, so a window asks a few slots of each size, however many things there are.
 */
type Span = { readonly low: number; readonly high: number };

/** The smallest slots are so long, in pixels at zoom 1; the next ones twice, and so on. */
const least = 256;

const lengthFor = ({ low, high }: Span): number => {
  let length = least;
  while (length < high - low) length *= 2;
  return length;
};

export class SpanIndex {
  readonly #spans = new Map<number, Span>();
  /** By length, then by place. */
  readonly #slots = new Map<number, Map<number, Set<number>>>();

  /** Enters a thing by its index, or moves it. */
  set(index: number, low: number, high: number): void {
    this.delete(index);
    const span = { low, high };
    this.#spans.set(index, span);
    const length = lengthFor(span);
    let slots = this.#slots.get(length);
    if (!slots) {
      slots = new Map();
      this.#slots.set(length, slots);
    }
    for (let place = Math.floor(low / length); place <= Math.floor(high / length); place++) {
      const slot = slots.get(place);
      if (slot) slot.add(index);
      else slots.set(place, new Set([index]));
    }
  }

  delete(index: number): void {
    const span = this.#spans.get(index);
    if (!span) return;
    this.#spans.delete(index);
    const length = lengthFor(span);
    const slots = this.#slots.get(length);
    for (let place = Math.floor(span.low / length); place <= Math.floor(span.high / length); place++) {
      const slot = slots?.get(place);
      slot?.delete(index);
      if (slot?.size === 0) slots?.delete(place);
    }
  }

  clear(): void {
    this.#spans.clear();
    this.#slots.clear();
  }

  /** What lies in a window or reaches into it, in no order. */
  in(low: number, high: number): Set<number> {
    const found = new Set<number>();
    for (const [length, slots] of this.#slots) {
      for (let place = Math.floor(low / length); place <= Math.floor(high / length); place++) {
        for (const index of slots.get(place) ?? []) {
          const span = this.#spans.get(index);
          if (span && span.low <= high && span.high >= low) found.add(index);
        }
      }
    }
    return found;
  }
}
