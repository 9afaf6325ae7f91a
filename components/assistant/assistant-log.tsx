"use client";

/** What was sent and received, with its time; anything with bytes can be sent again. */
import { Repeat2 } from "lucide-react";
import { memo, useCallback, useEffect, useRef } from "react";
import { fromBase64 } from "../controls/base64.ts";
import { Button } from "../controls/button.tsx";
import { hexDump } from "../controls/hex-text.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { AssistantEntry } from "./assistant-state.ts";
import { type Encoding, readableText } from "./text-bytes.ts";

/** Drawn at once; older ones are in the recording. */
const drawn = 200;

/** Of one entry, drawn at once; packets and the recording have the rest. */
const drawnBytes = { text: 2_000, hex: 512 };

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
  const onAgain = useRef(props.onAgain);
  onAgain.current = props.onAgain;
  const again = useCallback((data: string) => onAgain.current?.(data), []);
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
            <Line
              key={entry.id}
              entry={entry}
              encoding={props.encoding}
              hex={props.hex}
              canSend={props.onAgain !== null}
              onAgain={again}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

/** Drawn anew only when it is another: a log that fills runs at the pace of the wire. */
const Line = memo(function Line(props: {
  entry: AssistantEntry;
  encoding: Encoding;
  hex: boolean;
  canSend: boolean;
  onAgain: (data: string) => void;
}) {
  const words = useWords().words.assistant;
  const { entry } = props;
  const { data } = entry;
  const mark = marks[entry.kind];
  const most = drawnBytes[props.hex ? "hex" : "text"];
  const bytes = data === null ? null : fromBase64(data);
  const kept = bytes?.length ?? 0;
  const length = entry.length ?? kept;
  const whole = length === kept;
  const again = whole ? words.again : fill(words.notWhole, { n: kept });
  return (
    <li className="group grid grid-cols-[3.2rem_0.8rem_minmax(0,1fr)_auto] items-start gap-x-2 px-3.5 hover:bg-raised">
      <time className="text-[11px] text-muted leading-[1.7]">{(entry.at / 1_000_000).toFixed(3)}</time>
      <span className={mark.look}>
        <span aria-hidden>{mark.sign}</span>
        <span className="sr-only">{words.kinds[entry.kind]}</span>
      </span>
      <span
        className={`whitespace-pre-wrap [overflow-wrap:anywhere] ${entry.kind === "info" ? "text-muted" : entry.kind === "error" ? "text-rst" : ""}`}
      >
        {entry.remote && <span className="mr-2 text-[11px] text-muted">{entry.remote}</span>}
        {bytes === null ? (
          entry.text
        ) : (
          // Isolated: text that runs from right to left turns nothing else around.
          <bdi className={props.hex ? "block whitespace-pre text-[11px]" : ""}>
            {props.hex
              ? hexDump(bytes.subarray(0, most))
              : // A last newline is shown as one: the line ends here anyway.
                readableText(bytes.subarray(0, most), props.encoding).replace(/\n$/, "\\n")}
          </bdi>
        )}
        {bytes !== null && (
          <span className={`whitespace-nowrap text-[11px] text-muted ${props.hex ? "" : "ml-2"}`}>
            {length > most && "… "}
            {fill(words.bytes, { n: length })}
          </span>
        )}
      </span>
      {data !== null && (
        <button
          type="button"
          disabled={!props.canSend || !whole}
          onClick={() => props.onAgain(data)}
          aria-label={again}
          title={again}
          className="grid h-[18px] w-6 place-items-center rounded-[5px] text-muted enabled:hover:text-accent focus-visible:outline-2 focus-visible:outline-accent disabled:opacity-40"
        >
          <Repeat2 aria-hidden="true" className="size-3.5" />
        </button>
      )}
    </li>
  );
});
