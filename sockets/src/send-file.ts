import { fstatSync, readSync } from "node:fs";
import { describe, int } from "./checks.ts";
import { MSG_NOSIGNAL } from "./constants.ts";
import { errorFor, SocketError, TimeoutError } from "./errors.ts";
import { libc } from "./libc.ts";

/** Sending a file: inside the kernel by sendfile(2), or by reading and sending where the kernel cannot. */

/** An open file: a descriptor, a FileHandle of node:fs, or anything with `fileno()`. */
export type FileLike = number | { readonly fd: number } | { fileno(): number };

/** The most that is asked of one sendfile, as in Python. */
const MOST = 2 ** 30;
const BLOCK_BYTES = 8192;

/** Makes a call on the socket, with the waiting that its timeout asks for. */
type Attempt = (run: (fd: number) => number) => number;

/** The descriptor of what a program gave as a file. */
export function fileDescriptor(call: string, file: unknown): number {
  if (typeof file === "number") return int(call, "the file", file, 0);
  if (typeof file === "object" && file !== null) {
    if ("fileno" in file && typeof file.fileno === "function") return int(call, "the file", file.fileno(), 0);
    if ("fd" in file) return int(call, "the file", file.fd, 0);
  }
  throw new TypeError(`${call}(): the file must be an open file or its descriptor, not ${describe(file)}`);
}

/**
 * Sends `count` bytes of a file from `offset`, null for all; `done` is kept up to date, also when it throws.
 * As Python does it: a file without a size has nothing to send, and only a failure before the first byte leads to reading.
 */
export function sendFile(
  attempt: Attempt,
  file: number,
  offset: number,
  count: number | null,
  done: { sent: number },
): void {
  if (sizeOf(file) === 0) return;
  const position = Buffer.alloc(8);
  const most = count ?? Number.POSITIVE_INFINITY;
  try {
    while (done.sent < most) {
      const size = Math.min(most - done.sent, MOST);
      const sent = attempt((fd) => {
        position.writeBigInt64LE(BigInt(offset + done.sent), 0);
        return libc.sendfile(fd, file, position, size);
      });
      if (sent === 0) return;
      done.sent += sent;
    }
  } catch (error) {
    if (done.sent > 0 || !(error instanceof SocketError) || error instanceof TimeoutError) throw error;
    readAndSend(attempt, file, offset, most, done);
  }
}

/** The size of a file, null where there is no asking: reading it will tell why. */
function sizeOf(file: number): number | null {
  try {
    return fstatSync(file).size;
  } catch {
    return null;
  }
}

function readAndSend(
  attempt: Attempt,
  file: number,
  offset: number,
  most: number,
  done: { sent: number },
): void {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  while (done.sent < most) {
    const wanted = Math.min(most - done.sent, BLOCK_BYTES);
    const got = read(file, block.subarray(0, wanted), offset + done.sent);
    if (got === 0) return;
    for (let at = 0; at < got; ) {
      const piece = block.subarray(at, got);
      const sent = attempt((fd) => libc.send(fd, piece, piece.length, MSG_NOSIGNAL));
      at += sent;
      done.sent += sent;
    }
  }
}

function read(file: number, area: Uint8Array, position: number): number {
  try {
    return readSync(file, area, 0, area.length, position);
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    if (errno === undefined) throw error;
    throw errorFor("sendfile", -errno);
  }
}

/** What a tracer is shown of a file that was sent: its first bytes, nothing where it cannot be read. */
export function readFirst(file: number, offset: number, length: number): Uint8Array {
  const area = Buffer.alloc(length);
  try {
    return area.subarray(0, readSync(file, area, 0, length, offset));
  } catch {
    return area.subarray(0, 0);
  }
}
