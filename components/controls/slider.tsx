import type { ComponentProps, CSSProperties } from "react";

type Rest = Omit<ComponentProps<"input">, "type" | "min" | "max" | "value" | "style">;

/** A slider in the site's look (globals.css), the way to its thumb filled. */
export function Slider({
  min,
  max,
  value,
  className = "",
  ...rest
}: Rest & { min: number; max: number; value: number }) {
  const part = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
  return (
    <input
      type="range"
      min={min}
      max={max}
      value={value}
      className={`slider ${className}`}
      style={{ "--slider-part": part } as CSSProperties}
      {...rest}
    />
  );
}
