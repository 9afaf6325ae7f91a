import { BinaryFile, type Stream } from "./binary-file.ts";
import { describe, int } from "./checks.ts";
import { type Errors, getincrementaldecoder } from "./codecs.ts";
import { TextFile } from "./text-file.ts";

/** Files over a socket: reads mode and options of `makefile`, and opens what they ask for. */

const BUFFER_BYTES = 8192;

/** What `makefile` may be told. */
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
  /** Bytes of the buffer; 8192 by default; 0 (bytes only): each read is one `recv`, each write one `send`. */
  buffering?: number | null;
};

/** Opens a file over `stream`; `onClose` is called once, when it closes. */
export function openFile(
  stream: Stream,
  mode: string,
  options: FileOptions,
  onClose: () => void,
): BinaryFile | TextFile {
  if (typeof mode !== "string")
    throw new TypeError(`makefile(): the mode must be text, not ${describe(mode)}`);
  if (!/^[rwb]*$/.test(mode)) {
    throw new RangeError(`makefile(): the mode may have "r", "w" and "b" only, not ${describe(mode)}`);
  }
  const writable = mode.includes("w");
  const readable = mode.includes("r") || !writable;
  const size = int("makefile", "buffering", options.buffering ?? -1);
  const open = () => new BinaryFile(stream, readable, writable, size < 0 ? BUFFER_BYTES : size, onClose);
  if (mode.includes("b")) return open();
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
  return new TextFile(open(), encoding, errors, newline, decoder);
}
