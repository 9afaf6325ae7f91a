/**
 * How much processor time a program has had. At its limit the kernel sends SIGXCPU, which a program can catch, and a
 * second of processor time later SIGKILL, which says nothing of why. So the server looks now and then, and can tell at
 * the end whether the program may have come that far.
 */
import fs from "node:fs";
import os from "node:os";

/** Seconds in one tick of proc_pid_stat(5): USER_HZ, the same on every machine that Node runs on. */
const tick = 1 / 100;
/** How often it looks at most, in seconds. */
const leastWait = 0.05;

export class ProcessorTime {
  readonly #limit: number;
  readonly #pid: () => number | null;
  /** What its threads can use in a second of the clock, together. */
  readonly #most = os.availableParallelism();
  #used = 0;
  #lookedAt = performance.now();
  #timer: NodeJS.Timeout;

  /** @param limit in seconds, of all the threads of `pid` together */
  constructor(limit: number, pid: () => number | null) {
    this.#limit = limit;
    this.#pid = pid;
    this.#timer = this.#plan();
  }

  /** Whether it may have reached its limit by now: surely true when it has. */
  get mayBeSpent(): boolean {
    return this.#used + ((performance.now() - this.#lookedAt) / 1000) * this.#most >= this.#limit;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Looks again when it can have used half of what is left: a program that ends before that has not reached its limit. */
  #plan(): NodeJS.Timeout {
    const wait = Math.max(leastWait, (this.#limit - this.#used) / this.#most / 2);
    return setTimeout(() => this.#look(), wait * 1000).unref();
  }

  #look(): void {
    try {
      const pid = this.#pid();
      if (pid !== null) {
        this.#used = secondsOf(pid);
        this.#lookedAt = performance.now();
      }
    } catch {
      // It has ended, or no descriptor is left to look with: what it can have used since the last look still holds.
    }
    this.#timer = this.#plan();
  }
}

/** Processor time of a process's threads, those that have ended too. Throws when it is gone. */
function secondsOf(pid: number): number {
  const text = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name may hold anything, a parenthesis too; after it come the state and, eleventh and twelfth, the times.
  const columns = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(columns[11]) + Number(columns[12])) * tick;
}
