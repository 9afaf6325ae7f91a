import { inspect } from "node:util";
import { IncrementalDecoder } from "./codecs.ts";
import { errno } from "./errno.ts";
import { EOFError, errorFor } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { POLLIN, POLLOUT, waitFor } from "./wait.ts";

/** The terminal, blocking: `input` waits for a line of the keyboard, `print` returns when the text is written. */

const STDIN = 0;
const STDOUT = 1;
const one = Buffer.alloc(1);

/**
 * Waits for a line of standard input. Python's `input`.
 * It takes exactly one line out of the input, so several threads may ask in turn.
 * @param prompt written first, without a line end
 * @returns the line without its line end
 * @throws EOFError when the input has ended (Ctrl+D) and there is no line
 */
export function input(prompt = ""): string {
  if (prompt !== "") write(String(prompt));
  const decoder = new IncrementalDecoder("utf-8", "replace");
  let line = "";
  let empty = true;
  for (;;) {
    const got = libc.read(STDIN, one, 1);
    if (got < 0) {
      const failure = lastErrno();
      // Node may have set a terminal or pipe to non-blocking; wait as a blocking one would.
      if (failure === errno.EAGAIN) waitFor(STDIN, POLLIN, null);
      else if (failure !== errno.EINTR) throw errorFor("input", failure);
      continue;
    }
    if (got === 0) {
      if (empty) throw new EOFError("input(): the input has ended, there is no line to read");
      break;
    }
    empty = false;
    if (one[0] === 10) break;
    line += decoder.decode(one);
  }
  line += decoder.decode(Buffer.alloc(0), true);
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/**
 * Writes values to standard output, with spaces between and a line end after. Python's `print`.
 * Text is written as it is, everything else as `console.log` shows it. When it returns, the text is out.
 * @param values any number of values of any kind
 */
export function print(...values: unknown[]): void {
  const shown = values.map((value) => (typeof value === "string" ? value : inspect(value, { depth: 4 })));
  write(`${shown.join(" ")}\n`);
}

/**
 * Writes text to standard output (or another descriptor) as it is, and returns when it is out.
 * @param text the text
 * @param fd 1 is standard output, 2 standard error
 */
export function write(text: string, fd = STDOUT): void {
  let rest: Uint8Array = Buffer.from(text, "utf8");
  while (rest.length > 0) {
    const written = libc.write(fd, rest, rest.length);
    if (written >= 0) {
      rest = rest.subarray(written);
      continue;
    }
    const failure = lastErrno();
    if (failure === errno.EAGAIN) waitFor(fd, POLLOUT, null);
    else if (failure !== errno.EINTR) throw errorFor("print", failure);
  }
}
