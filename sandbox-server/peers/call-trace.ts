import type { CallEvent, Flow, LabEvent } from "../../protocol/lab-event.ts";
import type { Actor } from "../../protocol/names.ts";
import { TokenBucket } from "../wire/token-bucket.ts";

/**
 * Shows the socket calls of one peer on the timeline, as a program's are shown: a call event when it
 * begins, a return event when it came back. Calls count up over the peer's restarts. A flood of them is shown in part.
 */

export type CallResult = {
  text: string;
  newFd?: number;
  moved?: { way: "sent" | "received"; bytes: Uint8Array };
  flow?: Flow;
};

/** Bytes of one call that are shown; the count is always told. */
const shownBytes = 512;

/** Calls shown a second and at once; past it the peer goes on, unshown. */
const shownPerSecond = 200;
const shownAtOnce = 2_000;

/** An error's errno name and words, for a return event. */
export function showError(error: unknown): { code: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "error";
  return { code: code.slice(0, 40), message: message.slice(0, 300) };
}

export class CallTrace {
  /** Whose calls these are. */
  readonly actor: Actor;
  readonly #now: () => number;
  readonly #emit: (event: LabEvent) => void;
  readonly #shown = new TokenBucket(shownPerSecond, shownAtOnce);
  #calls = 0;

  constructor(actor: Actor, now: () => number, emit: (event: LabEvent) => void) {
    this.actor = actor;
    this.#now = now;
    this.#emit = emit;
  }

  /** A call begins; what is returned ends it. */
  enter(call: Pick<CallEvent, "name" | "fd" | "args" | "thread">): {
    done(result: CallResult): void;
    failed(error: unknown): void;
  } {
    if (this.#shown.available(this.#now()) < 1) return { done: () => {}, failed: () => {} };
    this.#shown.take(1);
    const number = this.#calls++;
    this.#emit({
      type: "call",
      at: this.#now(),
      actor: this.actor,
      call: number,
      source: null,
      ...call,
      args: call.args.map((arg) => arg.slice(0, 200)),
    });
    const common = { type: "return" as const, actor: this.actor, call: number };
    return {
      done: ({ text, newFd, moved, flow }) =>
        this.#emit({
          ...common,
          at: this.#now(),
          outcome: { ok: true, text: text.slice(0, 300) },
          ...(newFd === undefined ? {} : { newFd }),
          ...(moved === undefined
            ? {}
            : {
                moved: {
                  way: moved.way,
                  bytes: moved.bytes.length,
                  data: Buffer.from(moved.bytes.subarray(0, shownBytes)).toString("base64"),
                },
              }),
          ...(flow === undefined ? {} : { flow }),
        }),
      failed: (error) =>
        this.#emit({ ...common, at: this.#now(), outcome: { ok: false, ...showError(error) } }),
    };
  }

  /** A call that comes back at once. */
  now<T>(
    call: Pick<CallEvent, "name" | "fd" | "args" | "thread">,
    make: () => T,
    result: (made: T) => CallResult,
  ): T {
    const entered = this.enter(call);
    try {
      const made = make();
      entered.done(result(made));
      return made;
    } catch (error) {
      entered.failed(error);
      throw error;
    }
  }
}
