import { lastErrno, libc } from "./libc.ts";

/** Waiting for one descriptor with a limit, by poll(2): what stands behind every timeout of the package. */

export const POLLIN = 1;
export const POLLPRI = 2;
export const POLLOUT = 4;
export const POLLERR = 8;
export const POLLHUP = 16;
export const POLLNVAL = 32;

/** The longest wait that poll(2) can be told, in milliseconds. */
export const MAX_MS = 2 ** 31 - 1;
const entry = Buffer.alloc(8);

/** Milliseconds on a clock that never jumps. */
export function now(): number {
  return performance.now();
}

/** Whole milliseconds for the kernel: rounded up, so that no wait is too short; null is for ever. */
export function wholeMs(ms: number | null): number {
  return ms === null ? -1 : Math.min(MAX_MS, Math.max(0, Math.ceil(ms)));
}

/**
 * Waits until `fd` is ready for `events` (POLLIN, POLLOUT), at most `ms` milliseconds, null for ever.
 * Gives 1 when ready, 0 when the time is over, or minus the errno (EINTR among them). poll(2)
 */
export function waitFor(fd: number, events: number, ms: number | null): number {
  entry.writeInt32LE(fd, 0);
  entry.writeInt16LE(events, 4);
  entry.writeInt16LE(0, 6);
  const ready = libc.poll(entry, 1, wholeMs(ms));
  return ready < 0 ? -lastErrno() : ready;
}
