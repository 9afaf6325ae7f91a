"use client";

/** The wire's controls: presets, conditions of one direction or both, cut and hold, and what is active in words. */
import { Hand, Scissors } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Host } from "../../protocol/names.ts";
import { perfectConditions } from "../../protocol/perfect-wire.ts";
import type { WireConditions, WireSettings } from "../../protocol/wire-settings.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { ConditionRow } from "./condition-row.tsx";
import { describeWire, rateText } from "./describe-wire.ts";
import { HeldFrames } from "./held-frames.tsx";
import { presetNames, presetOf, withPreset } from "./presets.ts";
import { tallyText } from "./tally-text.ts";
import type { WireState } from "./wire-state.ts";

export type WireActions = {
  onSettings: (settings: WireSettings) => void;
  onFrame: (frame: number, action: "release" | "drop") => void;
  /** Bytes as base64, sent in the held frame's stead. */
  onAlter: (frame: number, data: string) => void;
  /** Null is both hosts. */
  onReleaseAll: (host: Host | null) => void;
};

type Direction = "both" | Host;

const rows = [
  { key: "loss", unit: "%", max: 100, step: 0.1, soft: 50 },
  { key: "delay", unit: "ms", max: 5_000, step: 1, soft: 1_000 },
  { key: "jitter", unit: "ms", max: 5_000, step: 1, soft: 500 },
  { key: "duplicate", unit: "%", max: 100, step: 0.1, soft: 50 },
  { key: "reorder", unit: "%", max: 100, step: 0.1, soft: 50 },
  { key: "corrupt", unit: "%", max: 100, step: 0.1, soft: 50 },
] as const;

/** How long a slider rests before its value is sent: a drag is a hundred changes, the server takes sixty a second. */
const restMs = 120;

export function WirePanel(
  props: {
    state: WireState;
    disabled?: boolean /** A check has the wire. */;
    checking?: boolean;
  } & WireActions,
) {
  const all = useWords().words;
  const words = all.wire;
  const [direction, setDirection] = useState<Direction>("both");
  const [draft, setDraft] = useState<WireSettings | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const resting = useRef<(() => void) | null>(null);
  const settings = draft ?? props.state.settings;

  // The server's word is final: once it has told the settings, the draft is over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new `settings` object is the signal
  useEffect(() => {
    if (timer.current === null) setDraft(null);
  }, [props.state.settings]);
  // Nor is a draft the truth while nothing may be changed: what rests then is never sent.
  useEffect(() => {
    if (!props.disabled) return;
    clearTimeout(timer.current ?? undefined);
    timer.current = null;
    resting.current = null;
    setDraft(null);
  }, [props.disabled]);
  // What rests when the panel is left is sent all the same.
  useEffect(() => () => resting.current?.(), []);

  const send = (next: WireSettings, soon: boolean) => {
    clearTimeout(timer.current ?? undefined);
    setDraft(next);
    const go = () => {
      clearTimeout(timer.current ?? undefined);
      timer.current = null;
      resting.current = null;
      props.onSettings(next);
    };
    resting.current = go;
    if (soon) timer.current = setTimeout(go, restMs);
    else go();
  };
  const change = (part: Partial<WireConditions>, soon = false) =>
    send(
      {
        you: direction === "lab" ? settings.you : { ...settings.you, ...part },
        lab: direction === "you" ? settings.lab : { ...settings.lab, ...part },
      },
      soon,
    );

  const shown = settings[direction === "lab" ? "lab" : "you"];
  const differ = (key: keyof WireConditions) =>
    direction === "both" && settings.you[key] !== settings.lab[key];
  const preset = presetOf(settings);
  const holds = settings.you.hold || settings.lab.hold;
  const sentence = describeWire(props.state.settings, words);

  return (
    <section aria-label={words.title} className="flex min-h-0 flex-1 flex-col overflow-auto text-[12.5px]">
      <header className="border-b border-line px-3.5 py-2 text-[12px] leading-snug text-muted">
        <div className="flex flex-wrap gap-x-2">
          <h2 className="m-0 font-semibold text-text">{words.active}</h2>
          <span className="ml-auto tabular-nums">{tallyText(props.state.tally, words)}</span>
        </div>
        {/* Room for two lines, so that the sliders stay where they are while one of them is moved. */}
        <p aria-live="polite" className="min-h-[2lh]">
          {props.checking ? all.checks.busy : sentence}
        </p>
      </header>

      <div className="flex flex-col gap-2.5 px-3.5 py-3">
        <div>
          <Choice
            legend={words.presetsTitle}
            value={preset ?? "own"}
            disabled={props.disabled ?? false}
            options={[
              ...presetNames.map((name) => ({
                value: name as string,
                label: words.presets[name],
                title: words.presetAbout[name],
              })),
              ...(preset === null ? [{ value: "own", label: words.presets.own }] : []),
            ]}
            onChange={(name) => {
              const known = presetNames.find((each) => each === name);
              if (known) send(withPreset(settings, known), false);
            }}
          />
        </div>
        <p className="m-0 text-[12px] text-muted">{words.presetAbout[preset ?? "own"]}</p>

        <div className="flex flex-wrap items-center gap-2">
          <Choice
            legend={words.direction}
            value={direction}
            onChange={setDirection}
            options={[
              { value: "both", label: words.bothWays },
              { value: "you", label: <span className="text-you">{words.youToLab}</span> },
              { value: "lab", label: <span className="text-lab">{words.labToYou}</span> },
            ]}
          />
          <span className="ml-auto flex gap-2">
            <Button
              pressed={shown.hold}
              disabled={props.disabled}
              title={words.holdAbout}
              onClick={() => change({ hold: !shown.hold })}
            >
              <Hand aria-hidden="true" className="size-3.5" /> {words.hold}
            </Button>
            <Button
              look="danger"
              pressed={shown.cut}
              disabled={props.disabled}
              title={words.cutAbout}
              onClick={() => change({ cut: !shown.cut })}
            >
              <Scissors aria-hidden="true" className="size-3.5" /> {words.cut}
            </Button>
          </span>
        </div>

        {rows.map((row) => (
          <ConditionRow
            key={row.key}
            label={words[row.key]}
            about={words[`${row.key}About`]}
            value={shown[row.key]}
            unit={row.unit}
            max={row.max}
            soft={row.soft}
            step={row.step}
            disabled={props.disabled ?? false}
            differs={
              differ(row.key)
                ? fill(words.differs, {
                    you: `${settings.you[row.key]} ${row.unit}`,
                    lab: `${settings.lab[row.key]} ${row.unit}`,
                  })
                : null
            }
            onChange={(value, soon) => change({ [row.key]: value }, soon)}
          />
        ))}
        <ConditionRow
          label={words.rate}
          about={words.rateAbout}
          value={shown.rate / 1_000}
          unit="kbit/s"
          max={1_000_000}
          step={1}
          stops={[0, 9.6, 56, 256, 1_000, 5_000, 10_000, 50_000, 100_000]}
          zero={words.noLimit}
          disabled={props.disabled ?? false}
          differs={
            differ("rate")
              ? fill(words.differs, {
                  you: settings.you.rate === 0 ? words.noLimit : rateText(settings.you.rate),
                  lab: settings.lab.rate === 0 ? words.noLimit : rateText(settings.lab.rate),
                })
              : null
          }
          onChange={(value, soon) => change({ rate: Math.round(value * 1_000) }, soon)}
        />
        {sentence !== words.saysPerfect && (
          <div>
            <Button
              look="quiet"
              disabled={props.disabled}
              onClick={() => send({ you: perfectConditions, lab: perfectConditions }, false)}
            >
              {words.reset}
            </Button>
          </div>
        )}
      </div>

      {(holds || props.state.waiting.size > 0) && <HeldFrames waiting={props.state.waiting} {...props} />}
    </section>
  );
}
