"use client";

/** A frame's bytes, sixteen a line, with the ones of a field lit. A click on a byte asks for its field. */
import { memo } from "react";
import { useWords } from "../../words/use-words.tsx";
import { fill } from "../../words/words.ts";

const perLine = 16;

/** Bytes stand in pairs, so that a line fits a narrow panel. */
const hexWidth = (bytes: number) =>
  bytes * 2 +
  Math.max(0, Math.ceil(bytes / 2) - 1) +
  (bytes % 2 === 0 && bytes > 0 && bytes < perLine ? 1 : 0);
const width = hexWidth(perLine);

/** A large frame has thousands of bytes: they are drawn anew when others are lit, not when time passes. */
export const HexView = memo(function HexView(props: {
  bytes: Uint8Array;
  /** Of the whole frame. */
  length: number;
  /** The bytes of the field that is shown; none where both are 0. */
  start: number;
  end: number;
  onByte: (at: number) => void;
}) {
  const { words } = useWords();
  const say = words.timeline;
  const { bytes, length, start, end } = props;
  const lines = Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, line) => line * perLine);
  const look = (at: number) => (at >= start && at < end ? "rounded-[2px] bg-accent text-on-accent" : "");
  const shown = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");
  return (
    <section
      aria-label={say.hex}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-28 overflow-auto rounded-md border border-line px-1.5 py-1 font-mono text-[10.5px] text-muted leading-4"
    >
      {lines.map((from) => {
        const line = Array.from(bytes.subarray(from, from + perLine), (byte, i) => ({ at: from + i, byte }));
        return (
          <div key={from} className="flex w-max gap-1.5 whitespace-pre">
            <span className="text-faint">{from.toString(16).padStart(4, "0")}</span>
            {/* The keyboard reaches the same fields through their list. */}
            <span>
              {line.map(({ at, byte }) => (
                // biome-ignore lint/a11y: the list of fields is the accessible way in; this is a shortcut for the pointer.
                <span key={at} className={`cursor-pointer ${look(at)}`} onClick={() => props.onByte(at)}>
                  {byte.toString(16).padStart(2, "0")}
                  {at % 2 === 0 || at % perLine === perLine - 1 ? "" : " "}
                </span>
              ))}
              {" ".repeat(width - hexWidth(line.length))}
            </span>
            <span>
              {line.map(({ at, byte }) => (
                <span key={at} className={look(at)}>
                  {shown(byte)}
                </span>
              ))}
            </span>
          </div>
        );
      })}
      {length > bytes.length ? <div>{fill(say.notCaptured, { n: length - bytes.length })}</div> : null}
    </section>
  );
});
