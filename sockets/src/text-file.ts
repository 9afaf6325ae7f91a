import type { BinaryFile } from "./binary-file.ts";
import { describe, int } from "./checks.ts";
import { type Errors, encode, type IncrementalDecoder } from "./codecs.ts";

/** A file of text over a socket, as Python's `makefile` makes it: a decoder, an encoder and line ends over a BinaryFile. */

/** So many bytes of text wait in the file before they go into the buffer below it. */
const CHUNK_BYTES = 8192;
const nothing = new Uint8Array(0);

/** A file of text over a socket: `makefile("r")`, `makefile("w")`, `makefile("rw")`. Python's TextIOWrapper. */
export class TextFile {
  readonly #file: BinaryFile;
  readonly #encoding: string;
  readonly #errors: Errors;
  readonly #newline: string | null;
  readonly #decoder: IncrementalDecoder;
  #text = "";
  #lastWasReturn = false;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** Use `makefile`. */
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

  /** Whether it can be read. @throws RangeError once it is closed */
  readable(): boolean {
    return this.#file.readable();
  }

  /** Whether it can be written. @throws RangeError once it is closed */
  writable(): boolean {
    return this.#file.writable();
  }

  /**
   * The descriptor of the socket, so that the file can be given to `select`. What waits in the buffer is not seen there.
   * @throws RangeError once it is closed
   */
  fileno(): number {
    return this.#file.fileno();
  }

  /** Takes what one `recv` brings. False when that was nothing: at the end of the stream, or when it would have to wait. */
  #fill(): boolean {
    const data = this.#file.read1();
    const more = data.length > 0;
    this.#text += this.#translate(this.#decoder.decode(data, !more));
    if (!more && this.#lastWasReturn) {
      this.#text += "\n";
      this.#lastWasReturn = false;
    }
    return more;
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
   * @returns the text; "" at the end of the stream, or when the socket does not wait and nothing is there
   * @throws as `recv` of the socket; UnicodeDecodeError; RangeError once it is closed; SocketError EBADF when it is not
   *   for reading
   */
  read(size = -1): string {
    int("read", "the size", size);
    this.#requireOpen("read");
    this.#passOn();
    while ((size < 0 || this.#text.length < size) && this.#fill());
    return this.#take(size < 0 ? this.#text.length : size);
  }

  /**
   * Reads a line: up to and including the next line end.
   * @param limit at most so many characters (UTF-16 units), if not negative
   * @returns the line; what is left at the end of the stream; "" after that
   * @throws as `read`
   */
  readline(limit = -1): string {
    int("readline", "the limit", limit);
    this.#requireOpen("readline");
    this.#passOn();
    const parts: string[] = [];
    let before = 0;
    const take = (end: number) => {
      parts.push(this.#take(limit < 0 ? end : Math.min(end, limit - before)));
      return parts.join("");
    };
    for (;;) {
      const end = this.#lineEnd(false);
      if (end > 0) return take(end);
      if (limit >= 0 && before + this.#text.length >= limit) return take(limit);
      // What was searched is put aside, but for its last character: a line end of two may lie across what comes next.
      const searched = this.#take(Math.max(0, this.#text.length - 1));
      parts.push(searched);
      before += searched.length;
      try {
        if (this.#fill()) continue;
      } catch (error) {
        this.#text = parts.join("") + this.#text;
        throw error;
      }
      return take(this.#lineEnd(true) || this.#text.length);
    }
  }

  /** Where the first line ends, 0 if it does not. @param final whether nothing more comes for now */
  #lineEnd(final: boolean): number {
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
    return found[0] === "\r" && end === text.length && !final ? 0 : end;
  }

  #requireOpen(what: string): void {
    if (this.#file.closed) throw new RangeError(`${what}(): the file is closed`);
  }

  /** All lines up to the end of the stream. @throws as `read` */
  readlines(): string[] {
    return [...this];
  }

  /** The lines, one after the other. */
  *[Symbol.iterator](): IterableIterator<string> {
    for (let line = this.readline(); line !== ""; line = this.readline()) yield line;
  }

  /**
   * Writes text into the buffer; `flush` sends it.
   * @param text the text; "\n" is written as the line end that `newline` asks for
   * @returns the number of its characters (UTF-16 units)
   * @throws UnicodeEncodeError; as `write` of a BinaryFile
   */
  write(text: string): number {
    if (typeof text !== "string") throw new TypeError(`write(): text is needed, not ${describe(text)}`);
    this.#requireOpen("write");
    // Refused now, as the buffer below would refuse it, and not when it is full.
    if (!this.#file.writable()) this.#file.write(nothing);
    const line =
      this.#newline === "\r" || this.#newline === "\r\n" ? text.replaceAll("\n", this.#newline) : text;
    const data = encode(line, this.#encoding, this.#errors);
    if (this.#pendingBytes + data.length > CHUNK_BYTES) this.#passOn();
    this.#pending.push(data);
    this.#pendingBytes += data.length;
    if (this.#pendingBytes >= CHUNK_BYTES) this.#passOn();
    return text.length;
  }

  /** Hands the text that waits here on to the buffer below. */
  #passOn(): void {
    if (this.#pendingBytes === 0) return;
    const data = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#file.write(data);
  }

  /** Writes one after the other. @param lines the text of each, with its line end @throws as `write` */
  writelines(lines: Iterable<string>): void {
    for (const line of lines) this.write(line);
  }

  /** Sends what is in the buffer. @throws as `flush` of a BinaryFile */
  flush(): void {
    this.#requireOpen("flush");
    this.#passOn();
    this.#file.flush();
  }

  /**
   * Sends what is in the buffer and closes the file; the socket itself must be closed too. A second close does nothing.
   * @throws as `flush`, and is closed all the same
   */
  close(): void {
    if (this.#file.closed) return;
    try {
      this.#passOn();
    } finally {
      this.#file.close();
    }
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }
}
