import type { Exit, LabEventOf, Notice } from "../../protocol/lab-event.ts";
import type { ErrorCode } from "../../protocol/server-message.ts";

/** A key that acts by itself: Ctrl+D, Ctrl+C. */
export type TypedKey = NonNullable<LabEventOf<"input">["key"]>;

/** One thing that stands in a terminal. What has words of ours is kept as data and worded when drawn. */
export type TerminalEntry =
  | { kind: "stdout" | "stderr"; text: string }
  /** What was typed, as the program got it. */
  | { kind: "typed"; text: string; key: TypedKey | null }
  | { kind: "started"; file: string; args: readonly string[] }
  | { kind: "ended"; exit: Exit; ms: number | null }
  | { kind: "notice"; notice: Notice }
  /** The server would not do it. */
  | { kind: "refused"; code: ErrorCode; message: string }
  /** The lab went away under a running program. */
  | { kind: "lost" }
  /** A reference peer's log. */
  | { kind: "info" | "in" | "out" | "error"; text: string };

/**
 * What a terminal holds: appended to in place and bounded at the front, so a flood costs neither copies nor memory.
 * A new value with the same `entries` array is the same terminal, longer; `base` entries were cut off before it.
 */
export type TerminalLog = { entries: TerminalEntry[]; base: number; length: number; chars: number };

const maxChars = 400_000;
const maxEntries = 20_000;

export const emptyLog = (): TerminalLog => ({ entries: [], base: 0, length: 0, chars: 0 });

/** The log with these entries at its end. */
export function append(log: TerminalLog, added: readonly TerminalEntry[]): TerminalLog {
  const { entries } = log;
  let { base, chars } = log;
  for (const entry of added) {
    entries.push(entry);
    chars += size(entry);
  }
  let cut = 0;
  while (entries.length - cut > 1 && (chars > maxChars || entries.length - cut > maxEntries)) {
    const first = entries[cut];
    if (!first) break;
    chars -= size(first);
    cut += 1;
  }
  if (cut > 0) {
    entries.splice(0, cut);
    base += cut;
  }
  return { entries, base, length: base + entries.length, chars };
}

const size = (entry: TerminalEntry) => ("text" in entry ? entry.text.length : 40);
