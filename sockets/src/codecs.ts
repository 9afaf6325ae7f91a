import { createRequire } from "node:module";
import type * as Iconv from "iconv-lite";
import { bytes, describe } from "./checks.ts";
import { decodeClean, findFlaw } from "./utf8.ts";

/** Text to bytes and back, in any usual encoding: Python's `str.encode`, `bytes.decode` and incremental decoders. */

/**
 * What to do with what cannot be converted: "strict" throws, "replace" puts U+FFFD (decoding) or "?" (encoding),
 * "ignore" leaves it out.
 */
export type Errors = "strict" | "replace" | "ignore";

/** Bytes that are no text in the given encoding. */
export class UnicodeDecodeError extends RangeError {
  /** The encoding tried. */
  readonly encoding: string;
  /** Position of the first wrong byte. */
  readonly start: number;
  /** Position after the last byte that belongs to it. */
  readonly end: number;
  /** What is wrong there. */
  readonly reason: string;

  /**
   * What `decode` throws.
   * @param encoding the encoding tried
   * @param data the bytes
   * @param start position of the first wrong byte
   * @param end position after the last wrong one
   * @param reason what is wrong
   */
  constructor(encoding: string, data: Uint8Array, start: number, end: number, reason: string) {
    const byte = (data[start] ?? 0).toString(16).padStart(2, "0");
    const what =
      end - start > 1 ? `bytes in position ${start}-${end - 1}` : `byte 0x${byte} in position ${start}`;
    super(`'${encoding}' codec can't decode ${what}: ${reason}`);
    this.encoding = encoding;
    this.start = start;
    this.end = end;
    this.reason = reason;
  }

  static {
    UnicodeDecodeError.prototype.name = "UnicodeDecodeError";
  }
}

/** Text that the given encoding has no bytes for. */
export class UnicodeEncodeError extends RangeError {
  /** The encoding tried. */
  readonly encoding: string;
  /** Index in the text of the first character that has no bytes. */
  readonly start: number;

  /**
   * What `encode` throws.
   * @param encoding the encoding tried
   * @param start index of the character in the text
   * @param character the character
   */
  constructor(encoding: string, start: number, character: string) {
    super(`'${encoding}' codec can't encode character ${JSON.stringify(character)} in position ${start}`);
    this.encoding = encoding;
    this.start = start;
  }

  static {
    UnicodeEncodeError.prototype.name = "UnicodeEncodeError";
  }
}

const load = createRequire(import.meta.url);
let loaded: typeof Iconv | null = null;

/** All encodings but UTF-8: megabytes of tables and code, which most programs never ask for. */
function iconv(): typeof Iconv {
  loaded ??= load("iconv-lite") as typeof Iconv;
  return loaded;
}

function known(call: string, encoding: unknown): string {
  if (typeof encoding !== "string")
    throw new TypeError(`${call}(): the encoding must be text, not ${describe(encoding)}`);
  if (!isUtf8(encoding) && !iconv().encodingExists(encoding))
    throw new RangeError(`${call}(): unknown encoding: ${JSON.stringify(encoding)}`);
  return encoding;
}

function mode(call: string, errors: unknown): Errors {
  if (errors === "strict" || errors === "replace" || errors === "ignore") return errors;
  throw new RangeError(`${call}(): errors must be "strict", "replace" or "ignore", not ${describe(errors)}`);
}

function isUtf8(encoding: string): boolean {
  return /^utf[-_ ]?8$/i.test(encoding);
}

/**
 * Text to bytes. Python's `str.encode`.
 * @param text the text
 * @param encoding "utf-8" (the default), "gbk", "gb18030", "big5", "shift_jis", "latin-1", "ascii", ...
 * @param errors for characters that the encoding lacks: "strict" throws, "replace" writes "?", "ignore" leaves them out
 * @throws UnicodeEncodeError; RangeError for an unknown encoding
 * @example encode("你好", "gbk") // <Buffer c4 e3 ba c3>
 */
export function encode(text: string, encoding = "utf-8", errors: Errors = "strict"): Buffer {
  if (typeof text !== "string") throw new TypeError(`encode(): text is needed, not ${describe(text)}`);
  known("encode", encoding);
  mode("encode", errors);
  if (isUtf8(encoding) && text.isWellFormed()) return Buffer.from(text, "utf8");
  const data = isUtf8(encoding) ? Buffer.from(text, "utf8") : iconv().encode(text, encoding);
  if (!isUtf8(encoding) && iconv().decode(data, encoding) === text) return data;
  // Something did not survive: go through it character by character.
  const parts: Buffer[] = [];
  let position = 0;
  for (const character of text) {
    const one = isUtf8(encoding)
      ? Buffer.from(character, "utf8")
      : iconv().encode(character, encoding, { addBOM: false });
    const fits =
      character.isWellFormed() &&
      (isUtf8(encoding) || iconv().decode(one, encoding, { stripBOM: false }) === character);
    if (fits) parts.push(one);
    else if (errors === "strict") throw new UnicodeEncodeError(encoding, position, character);
    else if (errors === "replace") parts.push(Buffer.from("?"));
    position += character.length;
  }
  return Buffer.concat(parts);
}

/**
 * Bytes to text. Python's `bytes.decode`.
 * For a stream, where a character may be cut in half between two `recv`, use `getincrementaldecoder`.
 * @param data the bytes
 * @param encoding "utf-8" (the default), "gbk", ...
 * @param errors for bytes that are no text: "strict" throws, "replace" gives U+FFFD, "ignore" leaves them out
 * @throws UnicodeDecodeError; RangeError for an unknown encoding
 * @example decode(s.recv(1024), "gbk")
 */
export function decode(
  data: Uint8Array | ArrayBufferView | ArrayBufferLike,
  encoding = "utf-8",
  errors: Errors = "strict",
): string {
  const view = bytes("decode", "the data", data);
  return new IncrementalDecoder(encoding, errors, "decode").decode(view, true);
}

/**
 * A decoder that remembers: what `decode` is given may end in the middle of a character, whose rest comes next time.
 * Python's `codecs.IncrementalDecoder`.
 */
export class IncrementalDecoder {
  readonly #encoding: string;
  readonly #errors: Errors;
  readonly #utf8: boolean;
  readonly #unicode: boolean;
  #waiting: Buffer = Buffer.alloc(0);
  #iconv: Iconv.DecoderStream | null = null;

  /**
   * As `getincrementaldecoder` makes it.
   * @param encoding "utf-8" (the default), "gbk", "gb18030", "big5", "shift_jis", "latin-1", "ascii", ...
   * @param errors "strict" throws, "replace" gives U+FFFD, "ignore" leaves out
   * @param call the name that exceptions give to the call
   */
  constructor(encoding = "utf-8", errors: Errors = "strict", call = "getincrementaldecoder") {
    this.#encoding = known(call, encoding);
    this.#errors = mode(call, errors);
    this.#utf8 = isUtf8(encoding);
    this.#unicode = /^(utf|ucs)/i.test(encoding);
  }

  /**
   * @param data the next bytes of the stream
   * @param final true with the last of them: what is still incomplete is then an error
   * @returns the characters that are complete
   */
  decode(data: Uint8Array, final = false): string {
    const view = bytes("decode", "the data", data);
    return this.#utf8 ? this.#decodeUtf8(view, final) : this.#decodeOther(view, final);
  }

  /** Forgets what was left over. */
  reset(): void {
    this.#waiting = Buffer.alloc(0);
    this.#iconv = null;
  }

  #decodeUtf8(next: Uint8Array, final: boolean): string {
    const data = this.#waiting.length === 0 ? next : Buffer.concat([this.#waiting, next]);
    this.#waiting = Buffer.alloc(0);
    let text = "";
    let from = 0;
    for (;;) {
      const flaw = findFlaw(data, from);
      if (flaw === null) return text + decodeClean(data.subarray(from));
      text += decodeClean(data.subarray(from, flaw.start));
      from = flaw.start + flaw.length;
      if (flaw.reason === "unexpected end of data" && !final) {
        this.#waiting = Buffer.from(data.subarray(flaw.start));
        return text;
      }
      if (this.#errors === "strict")
        throw new UnicodeDecodeError("utf-8", data, flaw.start, from, flaw.reason);
      if (this.#errors === "replace") text += "\ufffd";
    }
  }

  #decodeOther(next: Uint8Array, final: boolean): string {
    const all = this.#waiting.length === 0 ? Buffer.from(next) : Buffer.concat([this.#waiting, next]);
    this.#waiting = Buffer.alloc(0);
    let text: string;
    if (this.#unicode) {
      // A byte order mark at the front decides for the whole stream, so one decoder has to see all of it.
      this.#iconv ??= openDecoder(this.#encoding);
      text = this.#iconv.write(all) + (final ? (this.#iconv.end() ?? "") : "");
      if (final) this.#iconv = null;
    } else {
      // The decoders of iconv-lite lose characters outside the first plane when their bytes come in small pieces,
      // so they are given whole characters only.
      const tail = final ? 0 : incomplete(all, this.#encoding);
      this.#waiting = Buffer.from(all.subarray(all.length - tail));
      const decoder = openDecoder(this.#encoding);
      text = decoder.write(all.subarray(0, all.length - tail)) + (decoder.end() ?? "");
    }
    const flaw =
      this.#errors === "strict" && text.includes("\ufffd") ? locate(all, this.#encoding, final) : null;
    if (flaw !== null) {
      this.reset();
      throw new UnicodeDecodeError(this.#encoding, all, flaw.start, flaw.start + 1, flaw.reason);
    }
    return this.#errors === "ignore" ? text.replaceAll("\ufffd", "") : text;
  }
}

/**
 * A decoder for a stream of bytes: keeps the half of a character that one `recv` brought until the next brings the
 * rest.
 * Python's `codecs.getincrementaldecoder(encoding)(errors)`.
 * @param encoding "utf-8" (the default), "gbk", "gb18030", "big5", "shift_jis", "latin-1", "ascii", ...
 * @param errors "strict" throws, "replace" gives U+FFFD, "ignore" leaves out
 * @example
 * const decoder = getincrementaldecoder("gbk");
 * print(decoder.decode(s.recv(1024)));
 * @throws RangeError for an unknown encoding
 */
export function getincrementaldecoder(encoding = "utf-8", errors: Errors = "strict"): IncrementalDecoder {
  return new IncrementalDecoder(encoding, errors);
}

/** utf-16 drops its byte order mark; where the order is named, a mark is a character like any other. */
function openDecoder(encoding: string): Iconv.DecoderStream {
  return iconv().getDecoder(encoding, { stripBOM: !/(le|be)$/i.test(encoding) });
}

/** Decodes byte by byte to find where the first character begins that cannot be. */
function locate(data: Buffer, encoding: string, final: boolean): { start: number; reason: string } | null {
  const decoder = openDecoder(encoding);
  let start = 0;
  for (let i = 0; i < data.length; i++) {
    const out = decoder.write(data.subarray(i, i + 1));
    if (out.includes("\ufffd")) {
      return { start, reason: i > start ? "illegal multibyte sequence" : "no character has this byte" };
    }
    if (out !== "") start = i + 1;
  }
  const rest = final ? (decoder.end() ?? "") : "";
  return rest.includes("\ufffd") ? { start, reason: "incomplete multibyte sequence" } : null;
}

/** How many bytes at the end are the beginning of a character. No encoding here needs more than four for one. */
function incomplete(data: Buffer, encoding: string): number {
  if (wholeCharacters(data, encoding)) return 0;
  for (let size = 1; size <= 3 && size <= data.length; size++) {
    const tail = data.subarray(data.length - size);
    const head = data.subarray(0, data.length - size);
    if (openDecoder(encoding).write(tail) === "" && wholeCharacters(head, encoding)) return size;
  }
  return 0;
}

function wholeCharacters(data: Buffer, encoding: string): boolean {
  const decoder = openDecoder(encoding);
  decoder.write(data);
  return (decoder.end() ?? "") === "";
}
