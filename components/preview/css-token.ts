/**
 * The tokens of CSS as far as they decide where something is named (CSS Syntax Level 3, section 4): a `url(` in a comment
 * or a string is none, and an escape cannot hide one.
 */

/** A `name` is anything of letters and digits, numbers and hashes too; a `mark` is any other character. */
export type CssToken = {
  kind: "space" | "comment" | "string" | "url" | "function" | "at" | "name" | "mark";
  start: number;
  end: number;
  /** A string's, URL's or name's value with escapes resolved, or the character itself. */
  value: string;
  /** What the text would need to end this token, where it ends first. */
  closing: string;
};

const nameCharacter = /[\w\u0080-\uffff-]/;
const isSpace = (character: string | undefined) => character !== undefined && /[ \t\n\r\f]/.test(character);

/** The token that begins at `start`; null at the end of the text. */
export function readCssToken(css: string, start: number): CssToken | null {
  const first = css[start];
  if (first === undefined) return null;
  const made = (kind: CssToken["kind"], end: number, value: string, closing = ""): CssToken => ({
    kind,
    start,
    end,
    value,
    closing,
  });
  if (isSpace(first)) {
    let end = start + 1;
    while (isSpace(css[end])) end += 1;
    return made("space", end, " ");
  }
  if (css.startsWith("/*", start)) {
    const end = css.indexOf("*/", start + 2);
    return end < 0 ? made("comment", css.length, "", "*/") : made("comment", end + 2, "");
  }
  if (first === '"' || first === "'") return readString(css, start, first);
  if (css.startsWith("<!--", start)) return made("mark", start + 4, "<!--");
  if (css.startsWith("-->", start)) return made("mark", start + 3, "-->");
  if (first === "@" || first === "#") {
    const name = readName(css, start + 1);
    if (name.end > start + 1) return made(first === "@" ? "at" : "name", name.end, name.value);
    return made("mark", start + 1, first);
  }
  const name = readName(css, start);
  // A backslash at the very end would take away the meaning of whatever comes to stand behind it.
  if (name.end === start) return made("mark", start + 1, first, first === "\\" ? "\n" : "");
  if (css[name.end] !== "(") return made("name", name.end, name.value);
  if (name.value.toLowerCase() !== "url") return made("function", name.end + 1, name.value);
  let from = name.end + 1;
  while (isSpace(css[from])) from += 1;
  // Quoted, `url(` is a function like others.
  if (css[from] === '"' || css[from] === "'") return made("function", name.end + 1, name.value);
  return readUrl(css, start, from);
}

/** Section 4.3.5. A line end in it makes it no string; it names nothing then. */
function readString(css: string, start: number, quote: string): CssToken {
  let value = "";
  for (let at = start + 1; at < css.length; ) {
    const character = css[at] as string;
    if (character === quote) return { kind: "string", start, end: at + 1, value, closing: "" };
    if (/[\n\r\f]/.test(character)) return { kind: "mark", start, end: at, value: "", closing: "" };
    if (character !== "\\") {
      value += character;
      at += 1;
    } else if (at + 1 >= css.length) {
      // A lone backslash would escape the closing quote: it is answered with a line end, which is then no part of it.
      return { kind: "string", start, end: css.length, value, closing: `\n${quote}` };
    } else if (/[\n\r\f]/.test(css[at + 1] as string)) at += css.startsWith("\r\n", at + 1) ? 3 : 2;
    else {
      const escaped = readEscape(css, at);
      value += escaped.value;
      at = escaped.end;
    }
  }
  return { kind: "string", start, end: css.length, value, closing: quote };
}

/** Section 4.3.6, after `url(` and blanks; what is no URL is passed over up to its bracket (4.3.14). */
function readUrl(css: string, start: number, from: number): CssToken {
  let value = "";
  let bad = false;
  for (let at = from; at < css.length; ) {
    const character = css[at] as string;
    if (character === ")")
      return { kind: bad ? "mark" : "url", start, end: at + 1, value: bad ? "" : value, closing: "" };
    if (isSpace(character)) {
      while (isSpace(css[at])) at += 1;
      if (css[at] !== ")" && at < css.length) bad = true;
    } else if (character === "\\") {
      if (at + 1 >= css.length) return { kind: "mark", start, end: css.length, value: "", closing: "\n)" };
      if (/[\n\r\f]/.test(css[at + 1] as string)) {
        bad = true;
        at += 1;
      } else {
        const escaped = readEscape(css, at);
        value += escaped.value;
        at = escaped.end;
      }
    } else {
      if (/["'(\x01-\x08\x0b\x0e-\x1f\x7f]/.test(character)) bad = true;
      value += character;
      at += 1;
    }
  }
  return { kind: bad ? "mark" : "url", start, end: css.length, value: bad ? "" : value, closing: ")" };
}

/** Letters, digits and escapes in a row; a number with its unit is one as well, which changes nothing here. */
function readName(css: string, start: number): { end: number; value: string } {
  let value = "";
  let at = start;
  for (;;) {
    const character = css[at];
    if (character !== undefined && nameCharacter.test(character)) {
      value += character;
      at += 1;
    } else if (character === "\\" && at + 1 < css.length && !/[\n\r\f]/.test(css[at + 1] as string)) {
      const escaped = readEscape(css, at);
      value += escaped.value;
      at = escaped.end;
    } else return { end: at, value };
  }
}

/** Section 4.3.7: up to six hex digits and one blank, or any character, after the backslash at `start`. */
function readEscape(css: string, start: number): { end: number; value: string } {
  const digits = /^[0-9a-f]{1,6}/i.exec(css.slice(start + 1, start + 7))?.[0];
  if (digits === undefined) {
    const value = String.fromCodePoint(css.codePointAt(start + 1) ?? 0xfffd);
    return { end: start + 1 + value.length, value };
  }
  let end = start + 1 + digits.length;
  if (css.startsWith("\r\n", end)) end += 2;
  else if (isSpace(css[end])) end += 1;
  const point = Number.parseInt(digits, 16);
  const sane = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return { end, value: sane ? String.fromCodePoint(point) : "\ufffd" };
}
