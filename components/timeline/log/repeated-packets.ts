/**
 * A packet that carries again what an earlier one carried, joined to its first: the kernel sent it again
 * (`view.againOf`), or the wire made a copy (`duplicateOf`). Knows both ways, from either.
 */
type Repeating = { readonly duplicateOf: number | null; readonly view: { readonly againOf: number | null } };

const none: readonly number[] = [];

export class RepeatedPackets {
  /** By the first's frame number. */
  readonly #again = new Map<number, number[]>();

  /** The number of the frame that this one repeats; null for what is new. */
  firstOf({ duplicateOf, view }: Repeating): number | null {
    return duplicateOf ?? view.againOf;
  }

  add(index: number, packet: Repeating): void {
    const first = this.firstOf(packet);
    if (first === null) return;
    const again = this.#again.get(first);
    if (again) again.push(index);
    else this.#again.set(first, [index]);
  }

  /** What repeats this frame, by index, in order. */
  of(frame: number): readonly number[] {
    return this.#again.get(frame) ?? none;
  }
}
