import { bytes, int } from "./checks.ts";
import { BlockingIOError, SocketError, TimeoutError } from "./errors.ts";

/**
 * A file of bytes over a socket, as Python's `makefile` makes it: with a buffer it reads and writes blocks, without one
 * each read is one `recv` and each write one `send`.
 */

/** The most that one `recv` of a long read brings. */
const LARGEST_FILL = 256 * 1024;
const nothing = Buffer.alloc(0);

/** What a file needs of its socket. */
export type Stream = {
  recv_into(buffer: Uint8Array): number;
  send(data: Uint8Array): number;
  fileno(): number;
};

/** A file of bytes over a socket: `makefile("rb")`, `makefile("wb")`, `makefile("rwb")`. Python's BufferedReader and BufferedWriter. */
export class BinaryFile {
  readonly #stream: Stream;
  readonly #readable: boolean;
  readonly #writable: boolean;
  readonly #size: number;
  readonly #onClose: () => void;
  #in: Buffer = nothing;
  #out: Buffer[] = [];
  #outBytes = 0;
  #timedOut = false;
  #closed = false;

  /** Use `makefile`. */
  constructor(stream: Stream, readable: boolean, writable: boolean, size: number, onClose: () => void) {
    this.#stream = stream;
    this.#readable = readable;
    this.#writable = writable;
    this.#size = size;
    this.#onClose = onClose;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether it can be read. @throws RangeError once it is closed */
  readable(): boolean {
    this.#requireOpen("readable");
    return this.#readable;
  }

  /** Whether it can be written. @throws RangeError once it is closed */
  writable(): boolean {
    this.#requireOpen("writable");
    return this.#writable;
  }

  /**
   * The descriptor of the socket, so that the file can be given to `select`. What waits in the buffer is not seen there.
   * @throws RangeError once it is closed
   */
  fileno(): number {
    this.#requireOpen("fileno");
    return this.#stream.fileno();
  }

  #requireOpen(what: string): void {
    if (this.#closed) throw new RangeError(`${what}(): the file is closed`);
  }

  #check(what: string, allowed: boolean): void {
    this.#requireOpen(what);
    if (allowed) return;
    throw new SocketError(`${what}: the file was not opened for that; its mode says so`, {
      errno: null,
      code: "EBADF",
      syscall: what,
    });
  }

  /** One `recv` into `area`: the number of bytes, 0 at the end of the stream, null when it would have to wait. */
  #receive(area: Uint8Array): number | null {
    // Bytes may have been lost track of by a timeout in the middle, so Python gives such a file up, and so do we.
    if (this.#timedOut) {
      throw new SocketError("read: the file timed out earlier and cannot be read any more", {
        errno: null,
        code: "TIMEOUT",
        syscall: "read",
      });
    }
    try {
      return this.#stream.recv_into(area);
    } catch (error) {
      if (error instanceof TimeoutError) this.#timedOut = true;
      if (error instanceof BlockingIOError) return null;
      throw error;
    }
  }

  /** Fills the buffer, which is empty, with one `recv`. False at the end of the stream; null when it would have to wait. */
  #fill(size = this.#size): boolean | null {
    const area = Buffer.allocUnsafe(Math.max(1, size));
    const got = this.#receive(area);
    if (got === null) return null;
    this.#in = area.subarray(0, got);
    return got > 0;
  }

  #take(count: number): Buffer {
    const data = Buffer.from(this.#in.subarray(0, count));
    this.#in = this.#in.subarray(count);
    return data;
  }

  /**
   * Fills and takes until `enough` says how much of the buffer to take as the last piece; null means all, and go on.
   * What was read before an error stays in the buffer.
   * @returns what was taken, and whether it ended because the socket would have had to wait
   */
  #gather(
    enough: (buffer: Buffer, before: number) => number | null,
    next: (before: number) => number,
  ): [data: Buffer, blocked: boolean] {
    const parts: Buffer[] = [];
    let before = 0;
    for (;;) {
      const last = enough(this.#in, before);
      if (last !== null) {
        parts.push(this.#in.subarray(0, last));
        this.#in = this.#in.subarray(last);
        return [Buffer.concat(parts), false];
      }
      parts.push(this.#in);
      before += this.#in.length;
      this.#in = nothing;
      try {
        const filled = this.#fill(next(before));
        if (filled !== true) return [Buffer.concat(parts), filled === null];
      } catch (error) {
        this.#in = Buffer.concat(parts);
        throw error;
      }
    }
  }

  /**
   * Reads `size` bytes, waiting until they are all there; fewer only at the end of the stream. A file without a buffer
   * gives what one `recv` brings.
   * @param size how many bytes; negative or left out: everything up to the end of the stream
   * @returns the bytes, none at the end of the stream; null when the socket does not wait and nothing is there
   * @throws as `recv` of the socket; RangeError once it is closed; SocketError EBADF when it is not for reading
   */
  read(size = -1): Buffer | null {
    this.#check("read", this.#readable);
    const wanted = int("read", "the size", size);
    if (this.#size === 0 && wanted >= 0) {
      // A look ahead has taken a byte, which comes first.
      if (this.#in.length > 0) return this.#take(wanted);
      const area = Buffer.allocUnsafe(wanted);
      const got = this.#receive(area);
      return got === null ? null : area.subarray(0, got);
    }
    const [data, blocked] = this.#gather(
      (buffer, before) => (wanted >= 0 && before + buffer.length >= wanted ? wanted - before : null),
      (before) => Math.min(LARGEST_FILL, Math.max(this.#size, wanted < 0 ? before : wanted - before)),
    );
    return blocked && data.length === 0 ? null : data;
  }

  /**
   * Reads what is in the buffer, or what one `recv` brings.
   * @param size how many bytes at most; negative or left out: all that there is
   * @returns the bytes; none at the end of the stream, or when the socket does not wait and nothing is there
   * @throws as `read`
   */
  read1(size = -1): Buffer {
    this.#check("read1", this.#readable);
    int("read1", "the size", size);
    if (this.#in.length === 0 && size !== 0) this.#fill();
    return this.#take(size < 0 ? this.#in.length : size);
  }

  /**
   * Looks at what comes next without taking it: what is in the buffer, or what one `recv` brings into it.
   * @returns the bytes, as many as there are; none at the end of the stream
   * @throws as `read`
   */
  peek(): Buffer {
    this.#check("peek", this.#readable);
    if (this.#in.length === 0) this.#fill();
    return Buffer.from(this.#in);
  }

  /**
   * Reads into memory that you already have, waiting until it is full. A file without a buffer makes one `recv`.
   * @param buffer where the bytes go
   * @returns how many came, fewer than the buffer's length only at the end of the stream; null as `read`
   * @throws as `read`
   */
  readinto(buffer: ArrayBufferView | ArrayBufferLike): number | null {
    const area = bytes("readinto", "the buffer", buffer);
    const data = this.read(area.length);
    if (data === null) return null;
    area.set(data);
    return data.length;
  }

  /**
   * Reads a line: up to and including the next "\n".
   * @param limit at most so many bytes, if not negative
   * @returns the line; what is left at the end of the stream; no bytes after that
   * @throws as `read`
   */
  readline(limit = -1): Buffer {
    this.#check("readline", this.#readable);
    int("readline", "the limit", limit);
    const [line] = this.#gather(
      (buffer, before) => {
        const end = buffer.indexOf(10) + 1;
        const most = limit < 0 ? Number.POSITIVE_INFINITY : limit - before;
        if (end > 0 && end <= most) return end;
        return buffer.length >= most ? most : null;
      },
      () => this.#size,
    );
    return line;
  }

  /** All lines up to the end of the stream. @throws as `read` */
  readlines(): Buffer[] {
    return [...this];
  }

  /** The lines, one after the other. */
  *[Symbol.iterator](): IterableIterator<Buffer> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line;
  }

  /**
   * Writes bytes: into the buffer, and what does not fit there on to the socket. A file without a buffer makes one `send`.
   * @param data the bytes
   * @returns how many bytes were taken: all of them, but without a buffer as many as `send` took, null when it would
   *   have had to wait
   * @throws as `send` of the socket; BlockingIOError with `characters_written` when the socket does not wait and the
   *   buffer is full; RangeError once it is closed; SocketError EBADF when it is not for writing
   */
  write(data: Uint8Array | ArrayBufferView | ArrayBufferLike): number | null {
    this.#check("write", this.#writable);
    const view = bytes("write", "the data", data);
    if (this.#size === 0) {
      try {
        return this.#stream.send(view);
      } catch (error) {
        if (error instanceof BlockingIOError) return null;
        throw error;
      }
    }
    let written = 0;
    try {
      if (view.length > this.#size - this.#outBytes) {
        this.flush();
        // What is longer than the buffer need not go through it.
        while (view.length - written > this.#size) written += this.#stream.send(view.subarray(written));
      }
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
      const room = this.#size - this.#outBytes;
      if (view.length - written > room) {
        this.#keep(view.subarray(written, written + room));
        error.characters_written = written + room;
        throw error;
      }
    }
    this.#keep(view.subarray(written));
    return view.length;
  }

  #keep(data: Uint8Array): void {
    this.#out.push(Buffer.from(data));
    this.#outBytes += data.length;
  }

  /** Writes one after the other. @param lines the bytes of each, with its line end @throws as `write` */
  writelines(lines: Iterable<Uint8Array>): void {
    for (const line of lines) this.write(line);
  }

  /** Sends what is in the buffer. @throws as `send` of the socket; what was not sent stays in the buffer */
  flush(): void {
    this.#requireOpen("flush");
    let rest = Buffer.concat(this.#out);
    try {
      while (rest.length > 0) rest = rest.subarray(this.#stream.send(rest));
    } finally {
      // What was not sent stays for the next try.
      this.#out = rest.length > 0 ? [rest] : [];
      this.#outBytes = rest.length;
    }
  }

  /**
   * Sends what is in the buffer and closes the file; the socket itself must be closed too. A second close does nothing.
   * @throws as `flush`, and is closed all the same
   */
  close(): void {
    if (this.#closed) return;
    try {
      if (this.#writable) this.flush();
    } finally {
      this.#closed = true;
      this.#onClose();
    }
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }
}
