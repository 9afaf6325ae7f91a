import type { ComponentProps } from "react";

const looks = {
  plain: "border-line bg-raised text-text hover:border-faint",
  primary: "border-transparent bg-accent text-on-accent font-semibold hover:brightness-110",
  danger: "border-line bg-raised text-rst hover:border-rst",
  quiet: "border-transparent bg-transparent text-muted hover:text-text hover:bg-raised",
} as const;

/** A button of the instruments: small, with its key or count inside. `pressed` makes it a switch. */
export function Button({
  look = "plain",
  pressed,
  className = "",
  ...rest
}: ComponentProps<"button"> & { look?: keyof typeof looks; pressed?: boolean | undefined }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={`inline-flex min-h-7 shrink-0 items-center justify-center gap-1.5 rounded-[7px] border px-2.5 py-1 text-[12.5px] leading-none transition-colors focus-visible:outline-2 focus-visible:outline-offset-1 focus-visible:outline-accent disabled:cursor-not-allowed disabled:opacity-45 motion-reduce:transition-none ${looks[look]} ${pressed ? "!border-accent !text-accent" : ""} ${className}`}
      {...rest}
    />
  );
}
