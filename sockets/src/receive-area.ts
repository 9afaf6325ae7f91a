import { bytes, int } from "./checks.ts";

/** Where received bytes go, and how many may come: checked before the kernel is asked. */

/** The most that one read or write may ask of Linux. */
export const MAX_BYTES = 0x7ffff000;
const SCRATCH_BYTES = 64 * 1024;

// Calls are synchronous, so one scratch area a thread is enough.
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/** How many bytes a program asks for. */
export function receiveSize(name: string, size: unknown): number {
  if (typeof size === "number" && Number.isInteger(size) && size < 0) {
    throw new RangeError(`${name}(): the size must not be negative, and is ${size}`);
  }
  return int(name, "the size", size, 0, MAX_BYTES);
}

/** The memory that a program gave to receive into, and how many of its bytes may be used. */
export function receiveArea(name: string, buffer: unknown, nbytes: unknown): [Uint8Array, number] {
  const view = bytes(name, "the buffer", buffer);
  const size = receiveSize(name, nbytes);
  if (size > view.length)
    throw new RangeError(`${name}(): the buffer has ${view.length} bytes, fewer than ${size}`);
  return [view, size === 0 ? Math.min(view.length, MAX_BYTES) : size];
}

/** Memory for that many bytes, until the next call: what came is taken out with `cut`. */
export function areaFor(size: number): Buffer {
  return size <= SCRATCH_BYTES ? scratch : Buffer.allocUnsafeSlow(size);
}

/** The first bytes of an area as a Buffer of their own. */
export function cut(area: Buffer, length: number): Buffer {
  if (area !== scratch && length * 2 > area.length) return area.subarray(0, length);
  const data = Buffer.allocUnsafe(length);
  area.copy(data, 0, 0, length);
  return data;
}
