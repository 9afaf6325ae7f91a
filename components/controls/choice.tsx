"use client";

import { type ReactNode, useId } from "react";

/** One of a few, side by side: radio buttons drawn as a strip, so arrow keys and screen readers work as they should. */
export function Choice<Value extends string>(props: {
  legend: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode; title?: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex min-w-0 flex-wrap rounded-[7px] border border-line bg-raised p-0.5">
      <legend className="sr-only">{props.legend}</legend>
      {props.options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className="cursor-pointer rounded-[5px] px-2 py-1 text-[12px] leading-none @max-[22rem]:px-1.5 @max-[22rem]:text-[11.5px] text-muted has-checked:bg-panel has-checked:text-text has-checked:shadow-[0_0_0_1px_var(--line)] has-disabled:cursor-not-allowed has-disabled:opacity-45 has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={props.value === option.value}
            disabled={props.disabled}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
