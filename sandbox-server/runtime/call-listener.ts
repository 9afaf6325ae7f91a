/** The tracer of a learner's program: tells each call through the ring, and in step mode stops before it. */
import type { Entry, Flow, Outcome, Tracer } from "../../sockets/src/tracer.ts";
import { recordKind } from "../program/trace-record.ts";
import { CallRing } from "./call-ring.ts";
import { CallTeller } from "./call-teller.ts";
import { awaitGo, ringBell, type Shared, stateWord, tell } from "./channels.ts";
import { callerLocation } from "./learner-site.ts";

const { add } = Atomics;

/**
 * The listener of thread `thread` (0 is the main thread). When no more calls are to be shown it says so by `over`,
 * and need not be asked any more.
 */
export function callListener(shared: Shared, thread: number, over: () => void): Tracer {
  const { state } = shared;
  const teller = new CallTeller(new CallRing(shared.ring, state, stateWord.lock, ringBell), state, thread);
  return {
    enter(entry: Entry): number {
      if (state[stateWord.over] === 1) {
        over();
        return 0;
      }
      const call = add(state, stateWord.calls, 1) + 1;
      if (call > shared.calls) {
        state[stateWord.over] = 1;
        state[stateWord.stepping] = 0;
        tell({ t: "unshown" });
        over();
        return 0;
      }
      if (state[stateWord.stepping] === 1) {
        teller.call(recordKind.paused, call, entry);
        // Somebody waits for it before a button: the server need not look for it first.
        ringBell();
        awaitGo(shared, thread);
      }
      teller.call(recordKind.call, call, entry);
      return call;
    },
    leave(call: number, outcome: Outcome): void {
      if (call !== 0) teller.returned(call, outcome);
    },
    flow(call: number, flow: Flow): void {
      if (call !== 0) teller.flow(call, flow);
    },
    ...(callerLocation === undefined ? {} : { caller: callerLocation }),
  };
}
