"use client";

/** Goes back through what happened, one thing at a time: its steps are things that happened, not seconds. */
import { SkipForward, StepBack, StepForward } from "lucide-react";
import { useRef } from "react";
import type { Micros } from "../../protocol/names.ts";
import { Button } from "../controls/button.tsx";
import { Slider } from "../controls/slider.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { momentText } from "./time-text.ts";

export function MomentScrubber(props: {
  /** How many things have happened, and how many of them by the shown moment. */
  count: number;
  place: number;
  cursor: Micros | null;
  onPlace: (place: number) => void;
}) {
  const { words } = useWords();
  const say = words.timeline;
  const wanted = useRef<number | null>(null);
  const { count, place, cursor, onPlace } = props;
  // Dragging gives more values than there are frames: the last one of a frame counts.
  const ask = (value: number) => {
    const asked = wanted.current !== null;
    wanted.current = value;
    if (asked) return;
    requestAnimationFrame(() => {
      const last = wanted.current;
      wanted.current = null;
      if (last !== null) onPlace(last);
    });
  };
  const told =
    cursor === null ? say.scrubberNow : fill(say.scrubberAt, { time: momentText(cursor), n: place, count });
  return (
    <div className="flex items-center gap-1 border-line border-t px-2 py-0.5 text-[11.5px] text-muted">
      <Button
        look="quiet"
        className="!px-1.5"
        aria-label={say.stepBack}
        title={say.stepBack}
        disabled={place <= 1}
        onClick={() => onPlace(place - 1)}
      >
        <StepBack size={13} aria-hidden />
      </Button>
      <Slider
        className="min-w-0 flex-1"
        aria-label={say.scrubber}
        aria-valuetext={told}
        min={0}
        max={Math.max(1, count)}
        value={place}
        disabled={count === 0}
        onChange={(event) => ask(Number(event.target.value))}
      />
      <Button
        look="quiet"
        className="!px-1.5"
        aria-label={say.stepForward}
        title={say.stepForward}
        disabled={cursor === null}
        onClick={() => onPlace(place + 1)}
      >
        <StepForward size={13} aria-hidden />
      </Button>
      {/* Room for both, so that the slider keeps its length under the hand that drags it. */}
      <span className="grid items-center justify-items-end font-mono tabular-nums *:col-start-1 *:row-start-1">
        {cursor === null ? <span>{say.scrubberNow}</span> : null}
        <span className={`flex items-center gap-1 ${cursor === null ? "invisible" : ""}`}>
          <span className="min-w-16 text-right">{momentText(cursor ?? 0)} s</span>
          <Button look="primary" className="font-sans" title={say.toNowAbout} onClick={() => onPlace(count)}>
            <SkipForward size={12} aria-hidden />
            {say.toNow}
          </Button>
        </span>
      </span>
    </div>
  );
}
