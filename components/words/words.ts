import type { en } from "./en.ts";

/** The catalogue: English gives the shape, every other language must fill it. */
export type Words = typeof en;
export type Locale = "en" | "zh";

/** Fills `{name}` blanks: `fill("at most {n} files", { n: 32 })`. A blank without a value stays as it stands. */
export function fill(text: string, data: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) =>
    Object.hasOwn(data, name) ? String(data[name]) : blank,
  );
}
