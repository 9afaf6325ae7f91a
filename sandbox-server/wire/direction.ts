import { perfectConditions, type WireConditions } from "../../protocol/wire-settings.ts";

/**
 * What the wire decides for each frame that travels one way. Pure but for its own memory of the frames before:
 * when the line is free again (rate), and when the last one arrives (order). Times are microseconds.
 */

export type Decision =
  | { kind: "lost"; why: "loss" | "cut" | "full" }
  | { kind: "held"; duplicate: boolean }
  /**
   * Deliver at `due`. One that is to be `overtaken` would arrive at that time; it lets the next frame of this
   * direction pass first, if one comes before `due`.
   */
  | { kind: "carried"; due: number; duplicate: boolean; corrupt: boolean; overtaken: number | null };

/** How long a frame waits at most for a later one to overtake it. */
const overtakeMicros = 100_000;
/** What may wait for a slow line: half a second's worth, and at least sixteen full frames. */
const queueMicros = 500_000;
const queueLeastBytes = 16 * 1514;

export class Direction {
  conditions: WireConditions = perfectConditions;
  #lineFree = 0;
  #lastDue = 0;
  readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  /** Nothing is to be decided: every frame goes through as it comes. */
  get perfect(): boolean {
    const { loss, delay, jitter, duplicate, reorder, corrupt, rate, cut, hold } = this.conditions;
    return loss + delay + jitter + duplicate + reorder + corrupt + rate === 0 && !cut && !hold;
  }

  #chance(percent: number): boolean {
    return percent > 0 && this.random() * 100 < percent;
  }

  decide(now: number, length: number, mayHold: boolean): Decision {
    const { loss, delay, jitter, duplicate, reorder, corrupt, rate, cut, hold } = this.conditions;
    if (cut) return { kind: "lost", why: "cut" };
    if (hold && mayHold) return { kind: "held", duplicate: this.#chance(duplicate) };
    if (this.#chance(loss)) return { kind: "lost", why: "loss" };
    let sent = now;
    if (rate > 0) {
      const bytesPerMicro = rate / 8_000_000;
      const begins = Math.max(now, this.#lineFree);
      const waiting = (begins - now) * bytesPerMicro;
      if (waiting + length > Math.max(queueLeastBytes, queueMicros * bytesPerMicro))
        return { kind: "lost", why: "full" };
      sent = begins + length / bytesPerMicro;
      this.#lineFree = sent;
    }
    const varied = delay * 1000 + (jitter > 0 ? (this.random() * 2 - 1) * jitter * 1000 : 0);
    const arrives = sent + Math.max(0, varied);
    const overtaken = this.#chance(reorder);
    let due: number;
    if (overtaken) {
      due = arrives + overtakeMicros;
    } else {
      // Jitter stretches and squeezes the gaps, it does not change the order.
      due = Math.max(arrives, this.#lastDue);
      this.#lastDue = due;
    }
    return {
      kind: "carried",
      due,
      duplicate: this.#chance(duplicate),
      corrupt: this.#chance(corrupt),
      overtaken: overtaken ? arrives : null,
    };
  }
}
