import { bytes, describe, int } from "./checks.ts";
import { type Errors, encode, getincrementaldecoder, type IncrementalDecoder } from "./codecs.ts";
import { BlockingIOError, SocketError, TimeoutError } from "./errors.ts";

/** Files over a socket, as Python's `makefile` makes them: buffered, in bytes or in text. */

const BUFFER_BYTES = 8192;

/** What a file needs of its socket. */
type Stream = {
  recv_into(buffer: Uint8Array): number;
  send(data: Uint8Array): number;
};

export type FileOptions = {
  /** Encoding of a text file; "utf-8" by default. */
  encoding?: string;
  /** What becomes of bytes that are no text; "strict" by default. */
  errors?: Errors;
  /**
   * Line ends of a text file. null (the default): "\r\n", "\r" and "\n" end a line and are all read as "\n".
   * "": they all end a line and are left as they are. "\n", "\r", "\r\n": only this ends a line; "\n" is written as it.
   */
  newline?: null | "" | "\n" | "\r" | "\r\n";
  /** Bytes of the buffer; 8192 by default; 0 (bytes only) writes at once. */
  buffering?: number;
};

/** Opens a file over `stream`; `onClose` is called once, when it closes. */
export function openFile(
  stream: Stream,
  mode: string,
  options: FileOptions,
  onClose: () => void,
): BinaryFile | TextFile {
  if (typeof mode !== "string" || !/^[rwb]+$/.test(mode)) {
    throw new RangeError(`makefile(): the mode may have "r", "w" and "b" only, not ${describe(mode)}`);
  }
  const writable = mode.includes("w");
  const readable = mode.includes("r") || !writable;
  const size = int("makefile", "buffering", options.buffering ?? -1);
  if (mode.includes("b"))
    return new BinaryFile(stream, readable, writable, size < 0 ? BUFFER_BYTES : size, onClose);
  if (size === 0) throw new RangeError("makefile(): a text file needs a buffer");
  const newline = options.newline ?? null;
  if (newline !== null && !["", "\n", "\r", "\r\n"].includes(newline)) {
    throw new RangeError(
      `makefile(): newline must be null, "", "\\n", "\\r" or "\\r\\n", not ${describe(newline)}`,
    );
  }
  const encoding = options.encoding ?? "utf-8";
  const errors = options.errors ?? "strict";
  const decoder = getincrementaldecoder(encoding, errors);
  const file = new BinaryFile(stream, readable, writable, size < 0 ? BUFFER_BYTES : size, onClose);
  return new TextFile(file, encoding, errors, newline, decoder);
}

/** A buffered file of bytes over a socket: `makefile("rb")`, `makefile("wb")`, `makefile("rwb")`. */
export class BinaryFile {
  readonly #stream: Stream;
  readonly #readable: boolean;
  readonly #writable: boolean;
  readonly #size: number;
  readonly #onClose: () => void;
  #in: Buffer = Buffer.alloc(0);
  #out: Buffer[] = [];
  #outBytes = 0;
  #timedOut = false;
  #closed = false;

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

  /** Whether it can be read. */
  readable(): boolean {
    return this.#readable;
  }

  /** Whether it can be written. */
  writable(): boolean {
    return this.#writable;
  }

  #check(what: "read" | "write"): void {
    if (this.#closed) throw new RangeError(`${what}(): the file is closed`);
    if (what === "read" ? !this.#readable : !this.#writable) {
      throw new SocketError(`${what}: the file was not opened for that; its mode says so`, {
        errno: null,
        code: "EBADF",
        syscall: what,
      });
    }
  }

  /** Reads once from the socket into the buffer. False at the end of the stream; null when it would have to wait. */
  #fill(): boolean | null {
    // Bytes may have been lost track of by a timeout in the middle, so Python gives such a file up, and so do we.
    if (this.#timedOut) {
      throw new SocketError("read: the file timed out earlier and cannot be read any more", {
        errno: null,
        code: "TIMEOUT",
        syscall: "read",
      });
    }
    const area = Buffer.allocUnsafe(Math.max(1, this.#size || 1));
    try {
      const got = this.#stream.recv_into(area);
      if (got === 0) return false;
      this.#in =
        this.#in.length === 0 ? area.subarray(0, got) : Buffer.concat([this.#in, area.subarray(0, got)]);
      return true;
    } catch (error) {
      if (error instanceof TimeoutError) this.#timedOut = true;
      if (error instanceof BlockingIOError) return null;
      throw error;
    }
  }

  #take(count: number): Buffer {
    const data = Buffer.from(this.#in.subarray(0, count));
    this.#in = this.#in.subarray(count);
    return data;
  }

  /**
   * Reads `size` bytes, waiting until they are all there; fewer only at the end of the stream.
   * @param size how many; negative or left out: everything up to the end of the stream
   * @returns the bytes; null when the socket does not wait and nothing is there
   */
  read(size = -1): Buffer | null {
    this.#check("read");
    int("read", "the size", size);
    while (size < 0 || this.#in.length < size) {
      const filled = this.#fill();
      if (filled === null && this.#in.length === 0) return null;
      if (filled !== true) break;
    }
    return this.#take(size < 0 ? this.#in.length : size);
  }

  /** Reads what one `recv` brings, at most `size` bytes. */
  read1(size = -1): Buffer {
    this.#check("read");
    int("read1", "the size", size);
    if (this.#in.length === 0 && size !== 0) this.#fill();
    return this.#take(size < 0 ? this.#in.length : size);
  }

  /** Fills `buffer`; gives the number of bytes, fewer than its length only at the end of the stream. */
  readinto(buffer: Uint8Array): number {
    const area = bytes("readinto", "the buffer", buffer);
    const data = this.read(area.length);
    if (data === null) return 0;
    area.set(data);
    return data.length;
  }

  /**
   * Reads up to and including the next "\n"; what is left at the end of the stream; no bytes after that.
   * @param limit at most so many bytes, if not negative
   */
  readline(limit = -1): Buffer {
    this.#check("read");
    int("readline", "the limit", limit);
    let searched = 0;
    for (;;) {
      const end = this.#in.indexOf(10, searched);
      if (end >= 0 && (limit < 0 || end < limit)) return this.#take(end + 1);
      if (limit >= 0 && this.#in.length >= limit) return this.#take(limit);
      searched = this.#in.length;
      if (this.#fill() !== true) return this.#take(this.#in.length);
    }
  }

  /** All lines up to the end of the stream. */
  readlines(): Buffer[] {
    return [...this];
  }

  /** The lines, one after the other. */
  *[Symbol.iterator](): IterableIterator<Buffer> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line;
  }

  /**
   * Writes bytes: into the buffer, and on to the socket when the buffer is full or `flush` is called.
   * @returns how many bytes were taken: all of them
   */
  write(data: Uint8Array | ArrayBufferView | ArrayBufferLike): number {
    this.#check("write");
    const view = bytes("write", "the data", data);
    if (this.#size === 0) return this.#stream.send(view);
    this.#out.push(Buffer.from(view));
    this.#outBytes += view.length;
    if (this.#outBytes > this.#size) this.flush();
    return view.length;
  }

  /** Writes one after the other. */
  writelines(lines: Iterable<Uint8Array>): void {
    for (const line of lines) this.write(line);
  }

  /** Sends what is in the buffer. */
  flush(): void {
    if (this.#closed) throw new RangeError("flush(): the file is closed");
    let rest = Buffer.concat(this.#out);
    try {
      while (rest.length > 0) rest = rest.subarray(this.#stream.send(rest));
    } finally {
      // What was not sent stays for the next try.
      this.#out = rest.length > 0 ? [rest] : [];
      this.#outBytes = rest.length;
    }
  }

  /** Sends what is in the buffer and closes the file; the socket itself must be closed too. */
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

/** A buffered file of text over a socket: `makefile("r")`, `makefile("w")`, `makefile("rw")`. */
export class TextFile {
  readonly #file: BinaryFile;
  readonly #encoding: string;
  readonly #errors: Errors;
  readonly #newline: string | null;
  readonly #decoder: IncrementalDecoder;
  #text = "";
  #ended = false;
  #lastWasReturn = false;

  constructor(
    file: BinaryFile,
    encoding: string,
    errors: Errors,
    newline: string | null,
    decoder: IncrementalDecoder,
  ) {
    this.#file = file;
    this.#encoding = encoding;
    this.#errors = errors;
    this.#newline = newline;
    this.#decoder = decoder;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#file.closed;
  }

  /** Whether it can be read. */
  readable(): boolean {
    return this.#file.readable();
  }

  /** Whether it can be written. */
  writable(): boolean {
    return this.#file.writable();
  }

  #fill(): boolean {
    if (this.#ended) return false;
    const data = this.#file.read1();
    if (data.length === 0) {
      this.#ended = true;
      this.#text += this.#translate(this.#decoder.decode(data, true));
      if (this.#lastWasReturn) this.#text += "\n";
      this.#lastWasReturn = false;
      return false;
    }
    this.#text += this.#translate(this.#decoder.decode(data));
    return true;
  }

  /** "\r\n" and "\r" become "\n"; a "\r" at the end of what came waits, since its "\n" may be on the way. */
  #translate(text: string): string {
    if (this.#newline !== null) return text;
    let all = this.#lastWasReturn ? `\r${text}` : text;
    this.#lastWasReturn = all.endsWith("\r");
    if (this.#lastWasReturn) all = all.slice(0, -1);
    return all.replaceAll(/\r\n?/g, "\n");
  }

  #take(count: number): string {
    const text = this.#text.slice(0, count);
    this.#text = this.#text.slice(count);
    return text;
  }

  /**
   * Reads `size` characters (UTF-16 units), waiting until they are there; fewer only at the end of the stream.
   * @param size how many; negative or left out: everything up to the end of the stream
   */
  read(size = -1): string {
    int("read", "the size", size);
    this.#requireOpen();
    while ((size < 0 || this.#text.length < size) && this.#fill());
    return this.#take(size < 0 ? this.#text.length : size);
  }

  /** Reads up to and including the next line end; what is left at the end of the stream; "" after that. */
  readline(): string {
    this.#requireOpen();
    for (;;) {
      const end = this.#lineEnd();
      if (end > 0) return this.#take(end);
      if (!this.#fill()) {
        const last = this.#lineEnd();
        return this.#take(last > 0 ? last : this.#text.length);
      }
    }
  }

  #lineEnd(): number {
    const text = this.#text;
    if (this.#newline === null) return text.indexOf("\n") + 1;
    if (this.#newline !== "") {
      const at = text.indexOf(this.#newline);
      return at < 0 ? 0 : at + this.#newline.length;
    }
    const found = /\r\n|\n|\r/.exec(text);
    if (found === null) return 0;
    const end = found.index + found[0].length;
    // A "\r" at the very end may be half of "\r\n".
    return found[0] === "\r" && end === text.length && !this.#ended ? 0 : end;
  }

  #requireOpen(): void {
    if (this.#file.closed) throw new RangeError("read(): the file is closed");
  }

  /** All lines up to the end of the stream. */
  readlines(): string[] {
    return [...this];
  }

  /** The lines, one after the other. */
  *[Symbol.iterator](): IterableIterator<string> {
    for (let line = this.readline(); line !== ""; line = this.readline()) yield line;
  }

  /** Writes text into the buffer; `flush` sends it. Gives the number of characters. */
  write(text: string): number {
    if (typeof text !== "string") throw new TypeError(`write(): text is needed, not ${describe(text)}`);
    const line =
      this.#newline === "\r" || this.#newline === "\r\n" ? text.replaceAll("\n", this.#newline) : text;
    this.#file.write(encode(line, this.#encoding, this.#errors));
    return text.length;
  }

  /** Writes one after the other. */
  writelines(lines: Iterable<string>): void {
    for (const line of lines) this.write(line);
  }

  /** Sends what is in the buffer. */
  flush(): void {
    this.#file.flush();
  }

  /** Sends what is in the buffer and closes the file; the socket itself must be closed too. */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }
}
