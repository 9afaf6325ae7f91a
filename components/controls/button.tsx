import type { ComponentProps } from "react";

const looks = {
  plain: "btn",
  primary: "btn btn-primary",
  danger: "btn text-rst",
  quiet: "btn !border-transparent !bg-transparent !text-muted hover:!text-text",
} as const;

/** A button of the instruments, in the site's look. `pressed` makes it a switch. */
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
      className={`${looks[look]} ${pressed ? "!border-accent !text-accent" : ""} ${className}`}
      {...rest}
    />
  );
}
