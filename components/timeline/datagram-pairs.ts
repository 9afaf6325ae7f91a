/**
 * Pairs calls with datagrams, both in order: a datagram that fits no call was sent or taken by nobody that is traced.
 * Both lists grow while somebody looks at a pair, so what is settled is kept: a question costs what is new since the last.
 */

/** What a call moved. `from` is who a datagram came from, where the call was told. */
export type Moved = { call: number; start: number; end: number; from: string | null };
export type Datagram = { packet: number; bytes: number; at: number; copy: boolean; from: string };

export class DatagramPairs {
  readonly #calls: readonly Moved[];
  readonly #datagrams: readonly Datagram[];
  readonly #fits: (moved: Moved, datagram: Datagram) => boolean;
  /** Calls that are paired for good, all before the first that found no datagram yet; and where they left off. */
  #settled = 0;
  #next = 0;
  readonly #callOf = new Map<number, number>();
  readonly #packetOf = new Map<number, number>();

  constructor(
    calls: readonly Moved[],
    datagrams: readonly Datagram[],
    fits: (moved: Moved, datagram: Datagram) => boolean,
  ) {
    this.#calls = calls;
    this.#datagrams = datagrams;
    this.#fits = fits;
  }

  /** A datagram was put in at this place: what was settled past it is so no more. */
  putIn(place: number): void {
    if (place >= this.#next) return;
    this.#settled = this.#next = 0;
    this.#callOf.clear();
    this.#packetOf.clear();
  }

  callOf(packet: number): number | undefined {
    this.#settle();
    return this.#callOf.get(packet) ?? this.#rest().find((pair) => pair.packet === packet)?.call;
  }

  packetOf(call: number): number | undefined {
    this.#settle();
    return this.#packetOf.get(call) ?? this.#rest().find((pair) => pair.call === call)?.packet;
  }

  #settle(): void {
    for (; this.#settled < this.#calls.length; this.#settled++) {
      const moved = this.#calls[this.#settled] as Moved;
      const place = this.#fitting(moved, this.#next);
      if (place < 0) return;
      const { packet } = this.#datagrams[place] as Datagram;
      this.#callOf.set(packet, moved.call);
      this.#packetOf.set(moved.call, packet);
      this.#next = place + 1;
    }
  }

  /** The pairs behind a call without a datagram: one that is still on its way to us would change them. */
  #rest(): { call: number; packet: number }[] {
    const found: { call: number; packet: number }[] = [];
    let next = this.#next;
    for (let i = this.#settled; i < this.#calls.length && next < this.#datagrams.length; i++) {
      const moved = this.#calls[i] as Moved;
      const place = this.#fitting(moved, next);
      if (place < 0) continue;
      found.push({ call: moved.call, packet: (this.#datagrams[place] as Datagram).packet });
      next = place + 1;
    }
    return found;
  }

  #fitting(moved: Moved, from: number): number {
    for (let i = from; i < this.#datagrams.length; i++)
      if (this.#fits(moved, this.#datagrams[i] as Datagram)) return i;
    return -1;
  }
}
