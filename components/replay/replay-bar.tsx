"use client";

/** Time, under the hand: play, pause, step, scrub, faster and slower, with a strip that shows where things happen. */
import { Pause, Play, StepBack, StepForward } from "lucide-react";
import { useMemo } from "react";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { fieldLook } from "../controls/field.ts";
import { Slider } from "../controls/slider.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { density } from "./density.ts";
import { type Player, speeds } from "./player.ts";
import { usePlayerState } from "./use-player.ts";

const columns = 160;

export function ReplayBar(props: { player: Player; events: readonly LabEvent[]; small?: boolean }) {
  const words = useWords().words.replay;
  const { player } = props;
  const state = usePlayerState(player);
  const strip = useMemo(
    () => density(props.events, state.start, state.end, columns),
    [props.events, state.start, state.end],
  );
  const most = Math.max(1, ...strip.map((part) => part.frames + part.calls + part.terminal));
  const time = fill(words.time, { at: clock(state.at - state.start), end: clock(state.end - state.start) });

  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons and a slider that belong together, not a form's fields
    <div
      role="group"
      aria-label={words.player}
      className="flex shrink-0 flex-wrap items-center gap-x-2.5 gap-y-1.5 border-line border-b bg-panel px-3 py-1.5 text-[12.5px]"
    >
      <div className="flex items-center gap-1">
        <button type="button" className="btn px-2" aria-label={words.back} onClick={() => player.step(-1)}>
          <StepBack aria-hidden="true" className="size-3.5" />
        </button>
        <button
          type="button"
          className={props.small ? "btn px-2" : "btn btn-primary min-w-20"}
          onClick={state.playing ? player.pause : player.play}
        >
          {state.playing ? (
            <Pause aria-hidden="true" className="size-3.5" />
          ) : (
            <Play aria-hidden="true" className="size-3.5" />
          )}
          <span className={props.small ? "sr-only" : ""}>{state.playing ? words.pause : words.play}</span>
        </button>
        <button type="button" className="btn px-2" aria-label={words.forward} onClick={() => player.step(1)}>
          <StepForward aria-hidden="true" className="size-3.5" />
        </button>
      </div>
      {/* On a phone: buttons and time, then the strip, then what is rarely touched. */}
      <div
        className={`relative flex-1 ${props.small ? "min-w-24" : "min-w-40 basis-60 max-sm:order-1 max-sm:basis-full"}`}
      >
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${columns} 14`}
          preserveAspectRatio="none"
          className="block h-3.5 w-full"
        >
          {strip.map((part, place) => {
            const height = (Math.sqrt((part.frames + part.calls + part.terminal) / most) || 0) * 14;
            if (height === 0) return null;
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in time
                key={place}
                x={place}
                y={14 - height}
                width="0.8"
                height={height}
                fill={part.lost > 0 ? "var(--rst)" : part.frames > 0 ? "var(--data)" : "var(--you)"}
                opacity="0.75"
              />
            );
          })}
        </svg>
        <Slider
          aria-label={words.moment}
          aria-valuetext={time}
          min={state.start}
          max={state.end}
          step={1}
          value={state.at}
          onChange={(event) => {
            player.pause();
            player.seek(event.currentTarget.valueAsNumber);
          }}
          onKeyDown={(event) => {
            // A microsecond a key press would go nowhere: the arrows go from moment to moment.
            const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
            if (way === 1 || way === -1) {
              event.preventDefault();
              player.step(way);
            } else if (event.key === " ") {
              event.preventDefault();
              if (state.playing) player.pause();
              else player.play();
            }
          }}
          className="-mt-1.5 -mb-0.5 block w-full"
        />
      </div>
      <span className="font-mono text-[12px] text-muted tabular-nums">{time}</span>
      <label className={`flex items-center gap-1.5 text-muted ${props.small ? "" : "max-sm:order-2"}`}>
        {props.small ? null : words.speed}
        <select
          className={fieldLook}
          aria-label={words.speed}
          value={state.speed}
          onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      {props.small ? null : (
        <label className="flex cursor-pointer items-center gap-1.5 text-muted max-sm:order-2">
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={state.skipWaits}
            onChange={(event) => player.setSkipWaits(event.currentTarget.checked)}
          />
          {words.skipWaits}
        </label>
      )}
    </div>
  );
}

function clock(micros: number): string {
  const seconds = Math.max(0, micros) / 1_000_000;
  return seconds < 60
    ? seconds.toFixed(seconds < 10 ? 3 : 2)
    : `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
}
