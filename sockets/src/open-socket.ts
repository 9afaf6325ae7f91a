import { errno } from "./errno.ts";
import { errorFor, timedOut } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { SharedState } from "./shared-state.ts";
import { now, waitFor } from "./wait.ts";

/**
 * What stands behind a Socket object: the descriptor, whether it is closed and who still needs it, and how long a call
 * may wait for it. Once it is shared with other threads, all of that is in memory that they share.
 */

const FIONBIO = 0x5421;

export class OpenSocket {
  #fd: number;
  #timeout: number | null;
  #closed = false;
  #files = 0;
  #shared: SharedState | null = null;

  /** @param fd a descriptor, or what another thread gave with `share` */
  constructor(fd: number | SharedState, timeout: number | null = null) {
    this.#fd = typeof fd === "number" ? fd : -1;
    this.#shared = typeof fd === "number" ? null : fd;
    this.#timeout = timeout;
  }

  /** The descriptor, -1 once closed, whichever thread closed it. */
  get fd(): number {
    return this.#shared === null ? this.#fd : this.#shared.fd;
  }

  /** Takes the descriptor out; of several threads only one gets it, the others get -1. */
  take(): number {
    const fd = this.#shared === null ? this.#fd : this.#shared.take();
    this.#fd = -1;
    return fd;
  }

  /** Seconds that a call may wait: null is for ever, 0 not at all. */
  get timeout(): number | null {
    return this.#shared === null ? this.#timeout : this.#shared.timeout;
  }

  /** Sets the timeout, for the call `name`, and with it whether the descriptor is non-blocking. */
  limit(name: string, timeout: number | null): void {
    if (this.#shared === null) this.#timeout = timeout;
    else this.#shared.timeout = timeout;
    const flag = Buffer.alloc(4);
    flag.writeInt32LE(timeout === null ? 0 : 1, 0);
    if (libc.ioctl(this.fd, FIONBIO, flag) < 0) throw errorFor(name, lastErrno());
  }

  /** Marks it as closed. What `inUse` says afterwards decides about the descriptor. */
  close(): void {
    if (this.#shared === null) this.#closed = true;
    else this.#shared.close();
  }

  get closed(): boolean {
    return this.#shared === null ? this.#closed : this.#shared.closed;
  }

  /** Whether a file of `makefile` still needs the descriptor. */
  get inUse(): boolean {
    return (this.#shared === null ? this.#files : this.#shared.files) > 0;
  }

  /** Counts a file more, or with -1 a file fewer. */
  countFile(difference: 1 | -1): void {
    if (this.#shared === null) this.#files += difference;
    else this.#shared.addFiles(difference);
  }

  /** The memory by which another thread has it too. */
  share(): SharedArrayBuffer {
    this.#shared ??= new SharedState({
      fd: this.#fd,
      files: this.#files,
      closed: this.#closed,
      timeout: this.#timeout,
    });
    return this.#shared.memory;
  }

  /**
   * Makes a call as Python does: with a timeout it first waits for the descriptor and then calls, again and again
   * until the time is over; without one the kernel does the waiting. EINTR is no reason to stop.
   */
  attempt(
    name: string,
    events: number,
    run: (fd: number) => number,
    timeout = this.timeout,
    address?: unknown,
    deadline = timeout === null ? 0 : now() + timeout * 1000,
  ): number {
    const fd = this.fd;
    const timed = timeout !== null && timeout > 0;
    for (;;) {
      if (timed && fd >= 0) {
        const left = deadline - now();
        const ready = left < 0 ? 0 : waitFor(fd, events, left);
        if (ready === 0) throw timedOut(name, this.timeout ?? timeout, address);
        if (ready === -errno.EINTR) continue;
        if (ready < 0) throw errorFor(name, -ready, address);
      }
      const result = run(fd);
      if (result >= 0) return result;
      const failure = lastErrno();
      if (failure === errno.EINTR || (timed && failure === errno.EAGAIN)) continue;
      throw errorFor(name, failure, address);
    }
  }
}
