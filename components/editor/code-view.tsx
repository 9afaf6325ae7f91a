import { highlightLines, type Piece } from "./highlight.ts";
import type { LineMark } from "./line-now.ts";

const look: Record<Piece["kind"], string | undefined> = {
  plain: undefined,
  keyword: "text-code-keyword",
  string: "text-code-string",
  number: "text-code-keyword",
  comment: "text-code-comment",
  call: "text-code-call",
};

/** The code as coloured text: what stands until the editor has come, and where it cannot. */
export function CodeView(props: { text: string; label: string; marks?: readonly LineMark[] }) {
  const marked = new Set(props.marks?.map((mark) => mark.line));
  return (
    <section
      aria-label={props.label}
      // A long line scrolls, so the keyboard must be able to reach it.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-auto outline-offset-[-2px]"
    >
      <pre className="code-view m-0 py-2.5 font-mono text-[12.5px] leading-[20px]">
        {highlightLines(props.text).map((line, index) => (
          // Lines have no other name than their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <div key={index} className={marked.has(index + 1) ? "line-now" : undefined}>
            <span aria-hidden="true" className="code-view-number">
              {index + 1}
            </span>
            {line.map(({ kind, text }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
              <span key={at} className={look[kind]}>
                {text}
              </span>
            ))}
            {"\n"}
          </div>
        ))}
      </pre>
    </section>
  );
}
