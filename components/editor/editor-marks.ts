import type { editor } from "monaco-editor/editor";
import { fill, type Words } from "../words/words.ts";
import type { LineMark } from "./line-now.ts";

/** The marks on lines where programs stand, as Monaco's decorations. `now` is the lab's clock in microseconds. */
export function markDecorations(
  marks: readonly LineMark[],
  now: number,
  words: Words["editor"],
): editor.IModelDeltaDecoration[] {
  return marks.map((mark) => {
    const seconds = Math.max(0, now - mark.since) / 1e6;
    const time = fill(words.seconds, { n: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
    const paused = mark.kind === "paused";
    const said = paused
      ? fill(words.paused, { call: mark.call })
      : seconds < 0.1
        ? ""
        : fill(words.blocked, { time });
    return {
      range: { startLineNumber: mark.line, startColumn: 1, endLineNumber: mark.line, endColumn: 1 },
      options: {
        isWholeLine: true,
        className: paused ? "line-paused" : "line-now",
        // After the line's end: an injected text at the end of an empty range stands behind the last character.
        after: {
          content: said === "" ? "" : `   ${said}`,
          inlineClassName: paused ? "line-paused-text" : "line-now-text",
        },
        showIfCollapsed: true,
      },
    };
  });
}
