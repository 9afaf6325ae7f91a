"use client";

/** The frames that wait at the wire, each to be released, dropped or altered by hand. */
import { useEffect, useMemo, useState } from "react";
import type { FrameEvent } from "../../protocol/lab-event.ts";
import type { Host } from "../../protocol/names.ts";
import { fromBase64, toBase64 } from "../controls/base64.ts";
import { Button } from "../controls/button.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { AlterFrame } from "./alter-frame.tsx";
import { frameSummary } from "./frame-summary.ts";

/** Rows drawn; a flood behind a held wire may be a thousand frames, and nobody walks those one by one. */
const shownRows = 60;

export function HeldFrames(props: {
  waiting: ReadonlyMap<number, FrameEvent>;
  disabled?: boolean;
  onFrame: (frame: number, action: "release" | "drop") => void;
  onAlter: (frame: number, data: string) => void;
  onReleaseAll: (host: Host | null) => void;
}) {
  const words = useWords().words.wire;
  const [altering, setAltering] = useState<number | null>(null);
  const frames = [...props.waiting.values()].slice(0, shownRows);
  const waitingFrom = (host: Host) => [...props.waiting.values()].some((frame) => frame.from === host);

  useEffect(() => {
    if (altering !== null && !props.waiting.has(altering)) setAltering(null);
  }, [altering, props.waiting]);

  return (
    <section className="border-t border-line" aria-label={words.waitingTitle}>
      <header className="flex flex-wrap items-center gap-2 px-3.5 py-2">
        <h2 className="m-0 text-[12.5px] font-semibold">{words.waitingTitle}</h2>
        <span className="font-mono text-[11.5px] text-accent" aria-live="polite">
          {fill(words.waitingCount, { n: props.waiting.size })}
        </span>
        <span className="ml-auto flex flex-wrap justify-end gap-2">
          {waitingFrom("you") && waitingFrom("lab") && (
            <>
              <Button disabled={props.disabled} onClick={() => props.onReleaseAll("you")}>
                {words.releaseAll} <span className="text-you">{words.youToLab}</span>
              </Button>
              <Button disabled={props.disabled} onClick={() => props.onReleaseAll("lab")}>
                {words.releaseAll} <span className="text-lab">{words.labToYou}</span>
              </Button>
            </>
          )}
          <Button
            look="primary"
            disabled={props.disabled || props.waiting.size === 0}
            onClick={() => props.onReleaseAll(null)}
          >
            {words.releaseAll}
          </Button>
        </span>
      </header>
      {frames.length === 0 && <p className="m-0 px-3.5 pb-3 text-[12px] text-muted">{words.waitingNone}</p>}
      <ol className="m-0 list-none p-0">
        {frames.map((frame) => (
          <HeldFrame
            key={frame.frame}
            frame={frame}
            disabled={props.disabled ?? false}
            open={altering === frame.frame}
            onFrame={props.onFrame}
            onAlter={() => setAltering(altering === frame.frame ? null : frame.frame)}
            onSend={(bytes) => {
              setAltering(null);
              props.onAlter(frame.frame, toBase64(bytes));
            }}
          />
        ))}
      </ol>
      {props.waiting.size > frames.length && (
        <p className="m-0 border-t border-line px-3.5 py-2 text-[12px] text-muted">
          {fill(words.waitingMore, { n: props.waiting.size - frames.length })}
        </p>
      )}
    </section>
  );
}

function HeldFrame(props: {
  frame: FrameEvent;
  disabled: boolean;
  open: boolean;
  onFrame: (frame: number, action: "release" | "drop") => void;
  onAlter: () => void;
  onSend: (bytes: Uint8Array) => void;
}) {
  const words = useWords().words.wire;
  const { frame } = props;
  const summary = useMemo(
    () => frameSummary(fromBase64(frame.data), frame.length),
    [frame.data, frame.length],
  );
  const to: Host = frame.from === "you" ? "lab" : "you";
  const label = fill(words.frameLabel, { frame: frame.frame, from: frame.from, to, summary: summary.text });
  const whole = fromBase64(frame.data).length >= frame.length;
  return (
    <li className="border-t border-line">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-1.5">
        <span className="w-7 font-mono text-[11.5px] text-muted">#{frame.frame}</span>
        <span className="font-mono text-[11.5px]">
          <span className={frame.from === "you" ? "text-you" : "text-lab"}>{frame.from}</span>
          <span className="text-muted"> → </span>
          <span className={to === "you" ? "text-you" : "text-lab"}>{to}</span>
        </span>
        <span
          className="min-w-0 flex-1 basis-36 truncate font-mono text-[12px]"
          style={{ color: `var(--${summary.tone})` }}
          title={summary.text}
        >
          {summary.brief}
        </span>
        <span className="font-mono text-[11.5px] text-muted">{fill(words.bytes, { n: frame.length })}</span>
        <span className="flex gap-1">
          <Button
            disabled={props.disabled}
            aria-label={`${words.release}: ${label}`}
            onClick={() => props.onFrame(frame.frame, "release")}
          >
            {words.release}
          </Button>
          <Button
            look="danger"
            disabled={props.disabled}
            aria-label={`${words.drop}: ${label}`}
            onClick={() => props.onFrame(frame.frame, "drop")}
          >
            {words.drop}
          </Button>
          <Button
            disabled={props.disabled || !whole}
            pressed={props.open}
            title={
              whole
                ? undefined
                : fill(words.capped, { shown: fromBase64(frame.data).length, length: frame.length })
            }
            aria-label={`${words.alter}: ${label}`}
            onClick={props.onAlter}
          >
            {words.alter}
          </Button>
        </span>
      </div>
      {props.open && <AlterFrame frame={frame} onSend={props.onSend} onCancel={props.onAlter} />}
    </li>
  );
}
