"use client";

/** What to send: typed or pasted, in text, hex or both, whole or in pieces, once or again and again; or a file. */
import { useId, useMemo, useRef } from "react";
import { limits } from "../../protocol/limits.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { fieldLook } from "../controls/field.ts";
import { hexText } from "../controls/hex-text.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { Draft } from "./draft.ts";
import { type InputMode, type LineEnding, readInput } from "./read-input.ts";

const modes: readonly InputMode[] = ["text", "mixed", "hex"];
const endings: readonly LineEnding[] = ["none", "lf", "crlf", "cr", "nul"];

export function Composer(props: {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onSend: (bytes: Uint8Array) => void;
  onFile: (file: File) => void;
  onAnswer: (how: Draft["answer"], bytes: Uint8Array) => void;
  disabled: boolean;
}) {
  const words = useWords().words.assistant;
  const id = useId();
  const filePicker = useRef<HTMLInputElement>(null);
  const { draft } = props;
  const read = useMemo(
    () => readInput(draft.text, draft.mode, draft.encoding, draft.ending),
    [draft.text, draft.mode, draft.encoding, draft.ending],
  );
  const { sendBytes } = limits.assistant;
  const tooMany = read.ok && read.bytes.length > sendBytes;
  const bytes = read.ok && !tooMany ? read.bytes : null;
  const cannotSend = props.disabled || bytes === null || bytes.length === 0;
  const wrong = !read.ok
    ? fill(words.wrong[read.why], { text: read.text })
    : tooMany
      ? fill(words.tooMany, { n: sendBytes / 1024 })
      : null;

  return (
    <form
      className="flex flex-col gap-2 border-line border-b px-3.5 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (bytes && !cannotSend) props.onSend(bytes);
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Choice
          legend={words.mode}
          value={draft.mode}
          onChange={(mode) => props.onChange({ mode })}
          options={modes.map((mode) => ({
            value: mode,
            label: words.modes[mode],
            title: words.modeAbout[mode],
          }))}
        />
        {draft.mode !== "hex" && (
          <label className="flex items-center gap-1.5 text-muted">
            {words.ending}
            <select
              className={fieldLook}
              value={draft.ending}
              onChange={(event) => props.onChange({ ending: event.currentTarget.value as LineEnding })}
            >
              {endings.map((ending) => (
                <option key={ending} value={ending}>
                  {words.endings[ending]}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <textarea
        aria-label={words.what}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}-bytes`}
        rows={2}
        value={draft.text}
        placeholder={words.placeholder[draft.mode]}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        onChange={(event) => props.onChange({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          // Enter that ends the choosing of a Chinese character is no wish to send.
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }
        }}
        className={`${fieldLook} w-full resize-y py-1.5 font-mono leading-5`}
      />
      <p id={`${id}-bytes`} className="m-0 min-h-4 truncate text-[11.5px] text-muted">
        {wrong ? (
          <span className="text-rst">✗ {wrong}</span>
        ) : (
          bytes &&
          bytes.length > 0 && (
            <>
              {fill(words.bytes, { n: bytes.length })} ·{" "}
              <span className="font-mono">{hexText(bytes.subarray(0, 16))}</span>
              {bytes.length > 16 && " …"}
            </>
          )
        )}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={cannotSend}>
          {draft.times > 1 ? fill(words.sendTimes, { n: draft.times }) : words.send}
          <kbd className="font-mono text-[11px] opacity-70" aria-hidden>
            ⏎
          </kbd>
        </Button>
        <Button disabled={props.disabled} onClick={() => filePicker.current?.click()}>
          {words.sendFile}
        </Button>
        <input
          ref={filePicker}
          type="file"
          className="hidden"
          aria-label={words.sendFile}
          tabIndex={-1}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) props.onFile(file);
          }}
        />
        <span className="text-[11.5px] text-muted">{words.keys}</span>
      </div>
      <details>
        <summary className="cursor-pointer text-muted">
          {words.how}
          {draft.split > 0 && (
            <span className="ml-2 text-accent">
              {fill(words.splitNow, { n: draft.split, ms: draft.gapMs })}
            </span>
          )}
          {draft.answer !== "never" && (
            <span className="ml-2 text-accent">
              {words.answer} {words.answers[draft.answer]}
            </span>
          )}
        </summary>
        <div className="mt-2 flex flex-col gap-2">
          <div className="flex flex-wrap gap-x-3 gap-y-1 text-muted">
            <span className="flex gap-1.5">
              <NumberField
                label={words.split}
                value={draft.split}
                min={0}
                max={65_535}
                onChange={(split) => props.onChange({ split })}
              />
              <NumberField
                label={words.gap}
                value={draft.gapMs}
                min={0}
                max={10_000}
                unit="ms"
                onChange={(gapMs) => props.onChange({ gapMs })}
              />
            </span>
            <span className="flex gap-1.5">
              <NumberField
                label={words.times}
                value={draft.times}
                min={1}
                max={100}
                onChange={(times) => props.onChange({ times })}
              />
              <NumberField
                label={words.every}
                value={draft.everyMs}
                min={0}
                max={60_000}
                unit="ms"
                onChange={(everyMs) => props.onChange({ everyMs })}
              />
            </span>
          </div>
          <div className="flex flex-wrap items-center gap-2 text-muted">
            <span>{words.answer}</span>
            <Choice
              legend={words.answer}
              value={draft.answer}
              disabled={bytes === null}
              onChange={(how) =>
                props.onAnswer(how, how === "fixed" ? (bytes ?? new Uint8Array()) : new Uint8Array())
              }
              options={(["never", "echo", "fixed"] as const).map((how) => ({
                value: how,
                label: words.answers[how],
                title: words.answerAbout[how],
              }))}
            />
          </div>
        </div>
      </details>
    </form>
  );
}

function NumberField(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  unit?: string;
  onChange: (value: number) => void;
}) {
  return (
    <label className="inline-flex items-center gap-1.5 whitespace-nowrap">
      {props.label}
      <input
        type="number"
        min={props.min}
        max={props.max}
        value={props.value}
        onChange={(event) => {
          const value = Math.trunc(event.currentTarget.valueAsNumber);
          if (Number.isFinite(value)) props.onChange(Math.max(props.min, Math.min(props.max, value)));
        }}
        className={`${fieldLook} w-[4.25rem] text-right font-mono`}
      />
      {props.unit}
    </label>
  );
}
