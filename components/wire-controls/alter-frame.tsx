"use client";

/** A held frame's bytes in hex, to be changed by hand and sent on: what they would now mean is told as one types. */
import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { FrameEvent } from "../../protocol/lab-event.ts";
import { fromBase64 } from "../controls/base64.ts";
import { Button } from "../controls/button.tsx";
import { asciiText, hexText, parseHex } from "../controls/hex-text.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { frameSummary } from "./frame-summary.ts";
import { mendChecksums } from "./mend-checksums.ts";

/** An Ethernet header, and the largest frame of a 1500-byte MTU. */
const shortest = 14;
const longest = 1_514;

export function AlterFrame(props: {
  frame: FrameEvent;
  onSend: (bytes: Uint8Array) => void;
  onCancel: () => void;
}) {
  const words = useWords().words.wire;
  const id = useId();
  const original = useMemo(() => fromBase64(props.frame.data), [props.frame.data]);
  const [text, setText] = useState(() => hexText(original));
  const area = useRef<HTMLTextAreaElement>(null);
  const parsed = useMemo(() => parseHex(text), [text]);
  useEffect(() => area.current?.focus(), []);

  const bytes = parsed.ok ? parsed.bytes : null;
  const changed = bytes
    ? Math.abs(bytes.length - original.length) +
      bytes.reduce((count, byte, at) => count + (at < original.length && byte !== original[at] ? 1 : 0), 0)
    : 0;
  const wrong = !parsed.ok
    ? parsed.why === "odd"
      ? words.alterOdd
      : fill(words.alterStray, { text: parsed.text })
    : parsed.bytes.length < shortest
      ? words.alterShort
      : parsed.bytes.length > longest
        ? fill(words.alterLong, { n: longest })
        : null;
  const summary = bytes && !wrong ? frameSummary(bytes) : null;
  const lines = text.split("\n");

  return (
    <form
      className="@container flex flex-col gap-2 border-t border-line bg-raised px-3.5 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (bytes && !wrong) props.onSend(bytes);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") props.onCancel();
      }}
    >
      <h3 className="m-0 text-[12.5px] font-semibold">
        {fill(words.alterTitle, { frame: props.frame.frame })}
        <span className="ml-2 font-normal text-muted">{words.alterAbout}</span>
      </h3>
      <div className="flex min-w-0 gap-2 overflow-x-auto rounded-[7px] border border-line bg-bg p-2 font-mono text-[12px] leading-5">
        <pre aria-hidden className="m-0 select-none text-muted">
          {lines.map((_, line) => `${(line * 16).toString(16).padStart(4, "0")}\n`)}
        </pre>
        <textarea
          ref={area}
          id={id}
          aria-label={words.alterBytes}
          aria-invalid={wrong !== null}
          aria-describedby={`${id}-state`}
          value={text}
          rows={Math.max(4, Math.min(14, lines.length))}
          cols={47}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          onChange={(event) => setText(event.currentTarget.value)}
          className="m-0 min-w-[47ch] flex-none resize-none border-0 bg-transparent p-0 text-text outline-none"
        />
        <pre aria-hidden className="m-0 select-none text-muted @max-lg:hidden">
          {lines.map((line) => {
            const part = parseHex(line);
            return `${part.ok ? asciiText(part.bytes) : ""}\n`;
          })}
        </pre>
      </div>
      <p id={`${id}-state`} aria-live="polite" className="m-0 text-[12px]">
        {wrong ? (
          <span className="text-rst">✗ {wrong}</span>
        ) : (
          <span className="text-muted">
            {fill(words.alterLength, { n: bytes?.length ?? 0, changed })}
            {summary && (
              <>
                {" · "}
                {words.alterNow}:{" "}
                <span className="font-mono" style={{ color: `var(--${summary.tone})` }}>
                  {summary.text}
                </span>
              </>
            )}
          </span>
        )}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={wrong !== null}>
          {words.sendAltered}
        </Button>
        <Button
          disabled={wrong !== null}
          title={words.mendAbout}
          onClick={() => bytes && setText(hexText(mendChecksums(bytes)))}
        >
          {words.mend}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {words.cancel}
        </Button>
        <span className="basis-full text-[11.5px] text-muted">{words.mendAbout}</span>
      </div>
    </form>
  );
}
