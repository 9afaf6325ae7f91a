/**
 * Text that programs chose, with all that is in it to be seen: control characters are written as escapes, and so is what
 * would turn the text around or be seen by nobody. Tabs and newlines stay.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, (character) => {
    if (character === "\r") return "\\r";
    const code = character.charCodeAt(0);
    return code < 0x80
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Controls but tab and newline; the marks of writing direction; blanks without a width. */
const unseen = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
