/** Spans and moments of time, short enough for a label: `350 µs`, `20.1 ms`, `1.8 s`, `2 min 5 s`. */
import type { Micros } from "../../protocol/names.ts";

const three = (value: number) => String(Number(value.toPrecision(value >= 100 ? 3 : 2)));

export function spanText(micros: Micros): string {
  if (micros < 1_000) return `${Math.round(micros)} µs`;
  if (micros < 999_500) return `${three(micros / 1_000)} ms`;
  if (micros < 59_950_000) return `${three(micros / 1_000_000)} s`;
  const seconds = Math.round(micros / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Since the lab opened, to the millisecond: `12.034`. */
export const momentText = (at: Micros): string => (at / 1_000_000).toFixed(3);
