"use client";

/** What was sent and received, with its time; anything with bytes can be sent again. */
import { Repeat2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { fromBase64 } from "../controls/base64.ts";
import { Button } from "../controls/button.tsx";
import { asciiText, hexText } from "../controls/hex-text.ts";
import { useWords } from "../words/use-words.tsx";
import type { AssistantEntry } from "./assistant-state.ts";
import { type Encoding, readableText } from "./text-bytes.ts";

/** Drawn at once; older ones are in the recording. */
const drawn = 200;

const marks = {
  in: { sign: "←", look: "text-you" },
  out: { sign: "→", look: "text-lab" },
  info: { sign: "·", look: "text-muted" },
  error: { sign: "✗", look: "text-rst" },
} as const;

export function AssistantLog(props: {
  entries: readonly AssistantEntry[];
  encoding: Encoding;
  hex: boolean;
  onHex: (hex: boolean) => void;
  /** Null where nobody is there to send to. */
  onAgain: ((data: string) => void) | null;
}) {
  const words = useWords().words.assistant;
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new entries are what moves the list
  useEffect(() => {
    const element = list.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  }, [props.entries]);

  return (
    <div className="flex min-h-40 flex-1 flex-col">
      <header className="flex items-center gap-2 px-3.5 py-1.5">
        <h2 className="m-0 font-semibold text-[12.5px]">{words.log}</h2>
        <span className="flex-1" />
        <Button look="quiet" pressed={props.hex} onClick={() => props.onHex(!props.hex)}>
          {words.asHex}
        </Button>
      </header>
      {props.entries.length === 0 ? (
        <p className="m-0 px-3.5 pb-3 text-muted">{words.logEmpty}</p>
      ) : (
        <ol
          ref={list}
          aria-live="polite"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is scrolled by keyboard
          tabIndex={0}
          aria-label={words.log}
          onScroll={(event) => {
            const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
            following.current = scrollHeight - scrollTop - clientHeight < 24;
          }}
          className="m-0 max-h-80 min-h-0 flex-1 list-none overflow-auto p-0 pb-2 font-mono text-[12px] leading-[1.55]"
        >
          {props.entries.slice(-drawn).map((entry) => (
            <Line key={entry.id} entry={entry} {...props} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Line(props: {
  entry: AssistantEntry;
  encoding: Encoding;
  hex: boolean;
  onAgain: ((data: string) => void) | null;
}) {
  const words = useWords().words.assistant;
  const { entry } = props;
  const mark = marks[entry.kind];
  const bytes = entry.data === null ? null : fromBase64(entry.data);
  const { data } = entry;
  return (
    <li className="group grid grid-cols-[3.2rem_0.8rem_minmax(0,1fr)_auto] items-start gap-x-2 px-3.5 hover:bg-raised">
      <time className="text-[11px] text-muted leading-[1.7]">{(entry.at / 1_000_000).toFixed(3)}</time>
      <span className={mark.look}>
        <span aria-hidden>{mark.sign}</span>
        <span className="sr-only">{words.kinds[entry.kind]}</span>
      </span>
      <span
        className={`break-words whitespace-pre-wrap ${entry.kind === "info" ? "text-muted" : entry.kind === "error" ? "text-rst" : ""}`}
      >
        {entry.remote && <span className="mr-2 text-[11px] text-muted">{entry.remote}</span>}
        {bytes === null
          ? entry.text
          : props.hex
            ? hexText(bytes)
                .split("\n")
                .map(
                  (line, row) => `${line.padEnd(47)}  ${asciiText(bytes.subarray(row * 16, row * 16 + 16))}`,
                )
                .join("\n")
            : readableText(bytes, props.encoding)}
        {bytes !== null && (
          <span className="ml-2 whitespace-nowrap text-[11px] text-muted">{bytes.length} B</span>
        )}
      </span>
      {data !== null && (
        <button
          type="button"
          disabled={props.onAgain === null}
          onClick={() => props.onAgain?.(data)}
          aria-label={words.again}
          title={words.again}
          className="grid h-[18px] w-6 place-items-center rounded-[5px] text-muted hover:text-accent focus-visible:outline-2 focus-visible:outline-accent disabled:opacity-40"
        >
          <Repeat2 aria-hidden="true" className="size-3.5" />
        </button>
      )}
    </li>
  );
}
