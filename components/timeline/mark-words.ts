/** A program or peer that began or ended, in words. */
import { fill, type Words } from "../words/words.ts";
import type { TimelineMark } from "./log/timeline-log.ts";

export function markWords(mark: Exclude<TimelineMark, { kind: "wire" }>, say: Words["timeline"]): string {
  const name = mark.title;
  if (mark.kind === "started") return fill(say.started, { name });
  if (mark.good) return fill(say.ended, { name });
  // A code is a number that says nothing by itself; a signal has a name.
  const exit = /^\d+$/.test(mark.exit) ? fill(say.exitCode, { n: mark.exit }) : mark.exit;
  return fill(say.endedWith, { name, exit });
}
