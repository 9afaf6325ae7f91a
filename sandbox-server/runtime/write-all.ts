/** Writes bytes to a descriptor until all are taken, whatever state others have left the descriptor in. */
import { writeSync } from "node:fs";

const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread for some milliseconds. */
export function pause(milliseconds: number): void {
  Atomics.wait(nobodyWakes, 0, 0, milliseconds);
}

export function isErrno(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}

/**
 * Blocks as long as the reader does not read. The descriptor may be non-blocking: a child of the program that shares
 * it can make it so, and then a full pipe is EAGAIN instead of a wait.
 */
export function writeAll(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      if (!isErrno(error, "EAGAIN")) throw error;
      pause(1);
    }
  }
}
