/**
 * Text that somebody else has written, as it stands in a row of ours: whatever is in it, the row reads from left to
 * right, and nothing of it is unseen.
 */

/**
 * What nobody sees, or what turns round the text beside it: controls, marks of direction, ends of lines and paragraphs,
 * a byte order mark. The two joiners are a part of what they join.
 */
const unseen = /[\p{Cc}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}]|(?![\u200c\u200d])\p{Cf}/u;
const everyUnseen = new RegExp(unseen, "gu");

/** Letters that are written from right to left. They take the quotes, brackets and digits after them along. */
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Has no width; what stands after it belongs to the row again. */
const leftToRight = "\u200e";

const escaped = (character: string) =>
  character < " "
    ? JSON.stringify(character).slice(1, -1)
    : character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

export function hasUnseen(text: string): boolean {
  return unseen.test(text);
}

/** `"hello"`, in which what would be unseen is told by its number: `"\u202egpj"`. */
export function quote(text: string): string {
  return kept(JSON.stringify(text).replace(everyUnseen, escaped));
}

/**
 * The same without quotes, for text that is words already, in at most `most` characters. Marks that keep its own parts
 * in their order stay.
 */
export function plain(text: string, most: number): string {
  const seen = kept(text.replace(everyUnseen, (each) => (each === leftToRight ? each : escaped(each))));
  return seen.length <= most ? seen : `${seen.slice(0, most - 2)}…${leftToRight}`;
}

/** What ends with a letter from the right, or with signs after one, ends with a mark too. */
function kept(text: string): string {
  return fromRight.test(text) && !text.endsWith(leftToRight) ? text + leftToRight : text;
}
