/** The frames that stay at the wire for a while: held until a hand lets them go, or waiting until they are due. */
import type { Host } from "../../protocol/names.ts";
import { DueQueue } from "./due-queue.ts";

export type Kept = {
  /** Its number; 0 where it is not shown. */
  readonly frame: number;
  readonly from: Host;
  readonly bytes: Uint8Array;
  readonly corrupted: boolean;
  /** When it would have arrived, had it not to let another pass first. */
  readonly overtaken: number | null;
};

type Waiting = { readonly kept: Kept; gone: boolean };

export class KeptFrames {
  readonly #held = new Map<number, Kept>();
  readonly #queue = new DueQueue<Waiting>();
  readonly #waiting: Record<Host, number> = { you: 0, lab: 0 };
  /** Those of the waiting that let another pass first, in the order in which they came. */
  readonly #overtaken: Record<Host, Waiting[]> = { you: [], lab: [] };
  readonly #deliver: (kept: Kept) => void;

  /** `deliver` gets each waiting frame when its time has come. */
  constructor(deliver: (kept: Kept) => void) {
    this.#deliver = deliver;
  }

  get size(): number {
    return this.#waiting.you + this.#waiting.lab + this.#held.size;
  }

  /** When the next waiting frame is due; Infinity where none is. */
  get due(): number {
    return this.#queue.next;
  }

  /** Whether a frame from this host waits, which a later one may not pass. */
  waitsFrom(host: Host): boolean {
    return this.#waiting[host] > 0;
  }

  hold(kept: Kept): void {
    this.#held.set(kept.frame, kept);
  }

  /** Takes a held frame out. Undefined for one that has gone already. */
  takeHeld(frame: number): Kept | undefined {
    const kept = this.#held.get(frame);
    this.#held.delete(frame);
    return kept;
  }

  /** Takes out all held frames that left `host`, or all, in the order in which they came. */
  takeAllHeld(host: Host | null): Kept[] {
    const taken = [...this.#held.values()].filter((kept) => host === null || kept.from === host);
    for (const { frame } of taken) this.#held.delete(frame);
    return taken;
  }

  wait(due: number, kept: Kept): void {
    const waiting = { kept, gone: false };
    this.#queue.put(due, waiting);
    this.#waiting[kept.from]++;
    if (kept.overtaken !== null) this.#overtaken[kept.from].push(waiting);
  }

  /** Delivers what is due. */
  turn(now: number): void {
    for (;;) {
      const waiting = this.#queue.takeDue(now);
      if (waiting === undefined) return;
      if (waiting.gone) continue;
      this.#leave(waiting);
      if (waiting.kept.overtaken === null) this.#letFollow(waiting.kept.from, now);
    }
  }

  #leave(waiting: Waiting): void {
    const { from } = waiting.kept;
    waiting.gone = true;
    this.#waiting[from]--;
    this.#deliver(waiting.kept);
    const overtaken = this.#overtaken[from];
    while (overtaken[0]?.gone) overtaken.shift();
  }

  /** A frame has passed: those that let it go first come now, if they would be here. */
  #letFollow(from: Host, now: number): void {
    for (;;) {
      const first = this.#overtaken[from][0];
      if (first === undefined || (first.kept.overtaken ?? 0) > now) return;
      this.#leave(first);
    }
  }
}
