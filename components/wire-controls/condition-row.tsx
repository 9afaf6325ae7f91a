"use client";

import { useEffect, useId, useState } from "react";
import { fieldLook } from "../controls/field.ts";
import { Slider } from "../controls/slider.tsx";
import { sliderCurve } from "./slider-curve.ts";

/**
 * One condition of the wire: a slider for the hand and a number for the exact. The slider covers the useful part of
 * the range with a curve that gives small values room; the number takes all of it.
 */
export function ConditionRow(props: {
  label: string;
  about: string;
  value: number;
  unit: string;
  max: number;
  step: number;
  /** Where the slider ends. */
  soft?: number;
  /** Values that the slider stops at, instead of a curve. */
  stops?: readonly number[];
  /** What zero means, in the number's place. */
  zero?: string;
  /** Told when the two directions have different values. */
  differs: string | null;
  disabled: boolean;
  /** `soon`: the hand is still moving. */
  onChange: (value: number, soon: boolean) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a value from elsewhere ends what was being typed
  useEffect(() => setTyped(null), [props.value]);

  const curve = sliderCurve({ soft: props.soft ?? props.max, step: props.step, stops: props.stops });
  const active = props.value > 0;
  const spoken = active || !props.zero ? `${props.value} ${props.unit}` : props.zero;

  return (
    <div className="grid grid-cols-[5rem_minmax(0,1fr)_8.25rem] items-center gap-x-3" title={props.about}>
      <label htmlFor={id} className={active ? "font-medium text-text" : "text-muted"}>
        {props.label}
        {props.differs && (
          <span className="ml-1 text-accent" title={props.differs}>
            <span aria-hidden>≠</span>
            <span className="sr-only">{props.differs}</span>
          </span>
        )}
      </label>
      <Slider
        aria-label={props.label}
        aria-valuetext={spoken}
        min={0}
        max={curve.last}
        step={1}
        value={curve.placeOf(props.value)}
        disabled={props.disabled}
        onChange={(event) =>
          props.onChange(curve.valueAt(event.currentTarget.valueAsNumber, props.value), true)
        }
        className="w-full"
      />
      <span className="flex items-center gap-1.5">
        <input
          id={id}
          inputMode="decimal"
          value={typed ?? (props.zero && !active ? "" : String(props.value))}
          placeholder={props.zero}
          disabled={props.disabled}
          aria-invalid={typed !== null && toNumber(typed, props.max) === null}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setTyped(text);
            const number = toNumber(text, props.max);
            if (number !== null) props.onChange(number, true);
          }}
          onBlur={() => setTyped(null)}
          className={`${fieldLook} w-[5rem] text-right font-mono placeholder:font-sans placeholder:text-[11.5px]`}
        />
        <span className="text-[11.5px] text-muted">{props.unit}</span>
      </span>
    </div>
  );
}

function toNumber(text: string, max: number): number | null {
  if (text.trim() === "") return 0;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) && number >= 0 && number <= max ? number : null;
}
