import type { editor } from "monaco-editor/editor";
import { fill, type Words } from "../words/words.ts";
import type { LineMark } from "./line-now.ts";

/**
 * The mark on a line where a program stands, as Monaco's decorations: the line's colour, and words behind its end.
 * `now` is the lab's clock in microseconds, `end` the column after the line's last character.
 */
export function markDecorations(
  mark: LineMark,
  now: number,
  end: number,
  words: Words["editor"],
): editor.IModelDeltaDecoration[] {
  const { line } = mark;
  const paused = mark.kind === "paused";
  const said = sayMark(mark, now, words);
  const whole: editor.IModelDeltaDecoration = {
    range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: end },
    options: { isWholeLine: true, className: paused ? "line-paused" : "line-now" },
  };
  if (said === "") return [whole];
  return [
    whole,
    {
      range: { startLineNumber: line, startColumn: end, endLineNumber: line, endColumn: end },
      options: {
        after: { content: `   ${said}`, inlineClassName: paused ? "line-paused-text" : "line-now-text" },
        showIfCollapsed: true,
      },
    },
  ];
}

/** A call that comes back at once is not said to block: the words would only flicker. */
function sayMark(mark: LineMark, now: number, words: Words["editor"]): string {
  if (mark.kind === "paused") return fill(words.paused, { call: mark.call });
  const seconds = Math.max(0, now - mark.since) / 1e6;
  if (seconds < 0.1) return "";
  const time = fill(words.seconds, { n: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
  return fill(words.blocked, { time });
}
