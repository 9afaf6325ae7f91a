/**
 * The part of a Socket that threads have in common: its descriptor and its timeout.
 * A descriptor belongs to the process; two Socket objects for it (one a thread) must agree on whether it is closed,
 * or the second close would hit a descriptor that the kernel has given to somebody else meanwhile.
 */

const FD = 0;
const FILES = 1;
const CLOSED = 2;

export class SharedState {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #seconds: Float64Array;

  constructor(
    memory: SharedArrayBuffer | { fd: number; files: number; closed: boolean; timeout: number | null },
  ) {
    this.memory = memory instanceof SharedArrayBuffer ? memory : new SharedArrayBuffer(24);
    this.#words = new Int32Array(this.memory, 0, 4);
    this.#seconds = new Float64Array(this.memory, 16, 1);
    if (!(memory instanceof SharedArrayBuffer)) {
      this.#words[FD] = memory.fd;
      this.#words[FILES] = memory.files;
      this.#words[CLOSED] = memory.closed ? 1 : 0;
      this.timeout = memory.timeout;
    }
  }

  get fd(): number {
    return Atomics.load(this.#words, FD);
  }

  /** Takes the descriptor out; of several threads only one gets it, the others get -1. */
  take(): number {
    return Atomics.exchange(this.#words, FD, -1);
  }

  get files(): number {
    return Atomics.load(this.#words, FILES);
  }

  addFiles(difference: number): void {
    Atomics.add(this.#words, FILES, difference);
  }

  get closed(): boolean {
    return Atomics.load(this.#words, CLOSED) === 1;
  }

  close(): void {
    Atomics.store(this.#words, CLOSED, 1);
  }

  get timeout(): number | null {
    const seconds = this.#seconds[0] as number;
    return seconds < 0 ? null : seconds;
  }

  set timeout(seconds: number | null) {
    this.#seconds[0] = seconds ?? -1;
  }
}
