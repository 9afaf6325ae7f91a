/** Things that fall due, the earliest first; of those due at the same time, the one put in first. A binary heap. */
export class DueQueue<T> {
  readonly #heap: { due: number; order: number; value: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the first is due; Infinity where there is none. */
  get next(): number {
    return this.#heap[0]?.due ?? Number.POSITIVE_INFINITY;
  }

  put(due: number, value: T): void {
    const entry = { due, order: this.#order++, value };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the first out if it is due at `now`. */
  takeDue(now: number): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.due > now) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first.value;
  }

  #sink(entry: { due: number; order: number; value: T }): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && before(right, below)) {
        child++;
        below = right;
      }
      if (!before(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}

const before = (a: { due: number; order: number }, b: { due: number; order: number }): boolean =>
  a.due < b.due || (a.due === b.due && a.order < b.order);
