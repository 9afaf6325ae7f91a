/**
 * Maps that a fold may change until its batch is done: a copy of each is made once, and not for every event that changes
 * it. A recording that leaves a hundred thousand calls open would otherwise be copied as often.
 */
export class OwnMaps {
  readonly #made = new Set<ReadonlyMap<unknown, unknown>>();

  of<K, V>(map: ReadonlyMap<K, V>): Map<K, V> {
    if (this.#made.has(map)) return map as Map<K, V>;
    const copy = new Map(map);
    this.#made.add(copy);
    return copy;
  }

  /** The map without this key; itself, when it has none. */
  without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
    if (!map.has(key)) return map;
    const copy = this.of(map);
    copy.delete(key);
    return copy;
  }
}
