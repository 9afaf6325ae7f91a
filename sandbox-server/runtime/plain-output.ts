/**
 * `process.stdout` and `process.stderr` that write at once: in the order of the program, from every thread, also when
 * the main thread is about to block in a call.
 */
import { Writable } from "node:stream";
import { writeAll } from "./write-all.ts";

class PlainOutput extends Writable {
  readonly fd: number;
  constructor(fd: number) {
    super({ decodeStrings: true, emitClose: false, autoDestroy: false });
    this.fd = fd;
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      writeAll(this.fd, chunk);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Puts them in place; to be called before anything has touched the console. */
export function installPlainOutput(): void {
  for (const [name, fd] of [
    ["stdout", 1],
    ["stderr", 2],
  ] as const) {
    const stream = new PlainOutput(fd);
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
}
