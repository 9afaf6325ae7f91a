/**
 * Pairs calls with datagrams, both in order: a datagram that fits no call was sent or taken by nobody that is traced.
 * Both lists grow while somebody looks at a pair, so what is settled is kept: a question costs what is new since the
 * last. A call whose datagram has not been told of for long never gets one (it was carried and not shown), and holds up
 * no other.
 */
import type { Micros } from "../../../protocol/names.ts";

/** What a call moved. `from` is who a datagram came from, where the call was told. */
export type DatagramCall = { call: number; bytes: number; ended: Micros; from: string | null };
export type Datagram = { packet: number; bytes: number; at: Micros; copy: boolean; from: string };

/** News of calls and news of frames come by different ways, but never so far apart. */
const patience: Micros = 5_000_000;

export class DatagramPairs {
  readonly #calls: readonly DatagramCall[];
  readonly #datagrams: readonly Datagram[];
  readonly #fits: (call: DatagramCall, datagram: Datagram) => boolean;
  /** Calls that are paired, or given up: all before the first that may still find its datagram; and where they left off. */
  #settled = 0;
  #next = 0;
  /** Where each settled call left off. */
  readonly #leftOff: number[] = [];
  /** The settled ones that found none. */
  readonly #givenUp: number[] = [];
  readonly #callOf = new Map<number, number>();
  readonly #packetOf = new Map<number, number>();

  constructor(
    calls: readonly DatagramCall[],
    datagrams: readonly Datagram[],
    fits: (call: DatagramCall, datagram: Datagram) => boolean,
  ) {
    this.#calls = calls;
    this.#datagrams = datagrams;
    this.#fits = fits;
  }

  /** A datagram was put in at this place: what was settled past it is so no more, nor that a call gets none that it fits. */
  putIn(place: number): void {
    const at = this.#datagrams[place]?.at ?? 0;
    let keep = this.#settled;
    while ((this.#leftOff[keep - 1] ?? 0) > place) keep--;
    for (let i = this.#givenUp.length - 1; i >= 0; i--) {
      const index = this.#givenUp[i] ?? 0;
      if ((this.#calls[index]?.ended ?? 0) + patience < at) break;
      keep = Math.min(keep, index);
    }
    while (this.#settled > keep) {
      this.#settled--;
      const { call } = this.#calls[this.#settled] as DatagramCall;
      const packet = this.#packetOf.get(call);
      if (packet === undefined) this.#givenUp.pop();
      else this.#callOf.delete(packet);
      this.#packetOf.delete(call);
    }
    this.#leftOff.length = keep;
    this.#next = this.#leftOff[keep - 1] ?? 0;
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
    const newest = Math.max(this.#datagrams.at(-1)?.at ?? 0, this.#calls.at(-1)?.ended ?? 0);
    for (; this.#settled < this.#calls.length; this.#settled++) {
      const call = this.#calls[this.#settled] as DatagramCall;
      const place = this.#fitting(call, this.#next);
      if (place >= 0) {
        const { packet } = this.#datagrams[place] as Datagram;
        this.#callOf.set(packet, call.call);
        this.#packetOf.set(call.call, packet);
        this.#next = place + 1;
      } else if (call.ended + patience >= newest) return;
      else this.#givenUp.push(this.#settled);
      this.#leftOff[this.#settled] = this.#next;
    }
  }

  /** The pairs behind a call that may still find its datagram: that one would change them. */
  #rest(): { call: number; packet: number }[] {
    const found: { call: number; packet: number }[] = [];
    let next = this.#next;
    for (let i = this.#settled; i < this.#calls.length && next < this.#datagrams.length; i++) {
      const call = this.#calls[i] as DatagramCall;
      const place = this.#fitting(call, next);
      if (place < 0) continue;
      found.push({ call: call.call, packet: (this.#datagrams[place] as Datagram).packet });
      next = place + 1;
    }
    return found;
  }

  #fitting(call: DatagramCall, from: number): number {
    for (let i = from; i < this.#datagrams.length; i++) {
      const datagram = this.#datagrams[i] as Datagram;
      if (datagram.at > call.ended + patience) break;
      if (this.#fits(call, datagram)) return i;
    }
    return -1;
  }
}
