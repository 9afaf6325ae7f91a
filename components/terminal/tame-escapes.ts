/**
 * Lets through what a program may do to its terminal: text, colours (SGR) and cursor motion. Everything else that
 * an escape sequence can do, such as links (OSC 8), the clipboard (OSC 52), titles, bells, queries that make the
 * terminal type an answer, is dropped; bytes that are cut off in mid-sequence are kept until the rest comes.
 */

/** Final bytes of control sequences that only move, erase or colour. */
const harmless = new Set("ABCDEFGHJKSTXdfm@LMPZ`aesu");

/** A sequence of no known end is given up after so many characters, and dropped. */
const longest = 4_096;

export type Tamer = (text: string) => string;

export function makeTamer(): Tamer {
  let rest = "";
  return (text) => {
    const all = rest + text;
    rest = "";
    let out = "";
    let at = 0;
    while (at < all.length) {
      const code = all.charCodeAt(at);
      if (code === 0x1b || (code >= 0x80 && code <= 0x9f)) {
        const end = endOfSequence(all, at);
        if (end === null) {
          if (all.length - at <= longest) rest = all.slice(at);
          return out;
        }
        const sequence = all.slice(at, end);
        if (isHarmless(sequence)) out += sequence;
        at = end;
      } else {
        // \b \t \n \r act on text; every other control character has no business here.
        if ((code >= 0x20 && code !== 0x7f) || (code >= 0x08 && code <= 0x0a) || code === 0x0d)
          out += all[at];
        at += 1;
      }
    }
    return out;
  };
}

/** Where the sequence that begins at `start` ends; null when it has not ended yet. */
function endOfSequence(text: string, start: number): number | null {
  const first = text[start];
  const c1 = first === "\x1b" ? text[start + 1] : c1Name(text.charCodeAt(start));
  if (c1 === undefined) return null;
  const body = first === "\x1b" ? start + 2 : start + 1;
  if (c1 === "[") {
    for (let at = body; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 0x40 && code <= 0x7e) return at + 1;
      // No part of a control sequence: it was broken off, and what follows is text.
      if (code < 0x20 || code > 0x7e) return at;
    }
    return null;
  }
  if ("]PX^_".includes(c1)) {
    for (let at = body; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0x07 || code === 0x9c) return at + 1;
      if (code === 0x1b) {
        if (at + 1 >= text.length) return null;
        return text[at + 1] === "\\" ? at + 2 : at;
      }
    }
    return null;
  }
  // Intermediates (0x20 to 0x2f) and one final byte: character sets, resets, keypad modes.
  let at = first === "\x1b" ? start + 1 : start + 1;
  if (first !== "\x1b") return at;
  while (at < text.length && text.charCodeAt(at) >= 0x20 && text.charCodeAt(at) <= 0x2f) at += 1;
  return at < text.length ? at + 1 : null;
}

const c1Name = (code: number) => String.fromCharCode(code - 0x40);

function isHarmless(sequence: string): boolean {
  const csi = /^(?:\x1b\[|\x9b)([0-9;:]*)(.)$/.exec(sequence);
  if (!csi) return false;
  const [, parameters = "", final = ""] = csi;
  return harmless.has(final) && parameters.length <= 64;
}
