/** Who may have a lab now: counts labs in all and for each address, and how fast an address asks. */
import { limits } from "../../protocol/limits.ts";
import { Meter } from "./meter.ts";

export type Busy = { reason: "labs" | "address" | "rate" | "draining"; retryAfterMs: number };

export class Admission {
  #labs = 0;
  #draining = false;
  readonly #byAddress = new Map<string, { labs: number; meter: Meter; seen: number }>();

  get labs(): number {
    return this.#labs;
  }

  /** From now on nobody comes in. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** A place, to be given back by its function; or why there is none. */
  enter(address: string): (() => void) | Busy {
    if (this.#draining) return { reason: "draining", retryAfterMs: 3_000 };
    const perMinute = limits.server.opensPerMinutePerAddress;
    const known = this.#byAddress.get(address) ?? {
      labs: 0,
      meter: new Meter(perMinute / 60, perMinute),
      seen: 0,
    };
    this.#byAddress.set(address, known);
    known.seen = performance.now();
    if (!known.meter.take()) return { reason: "rate", retryAfterMs: 5_000 };
    if (this.#labs >= limits.server.labs) return { reason: "labs", retryAfterMs: 10_000 };
    if (known.labs >= limits.server.labsPerAddress) return { reason: "address", retryAfterMs: 10_000 };
    this.#labs++;
    known.labs++;
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#labs--;
      known.labs--;
      this.#forgetOld();
    };
  }

  /** An address that has no lab and whose meter is full again tells nothing any more. */
  #forgetOld(): void {
    const old = performance.now() - 120_000;
    for (const [address, { labs, seen }] of this.#byAddress) {
      if (labs === 0 && seen < old) this.#byAddress.delete(address);
    }
  }
}
