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

/** Appended to in place and bounded at the front, so a flood costs neither copies nor memory. */
type Tape = {
  entries: TerminalEntry[];
  /** Entries that were cut off before the first one held. */
  cut: number;
  chars: number;
};

/**
 * What a terminal holds: its tape up to `length`. The tape may have gone on since, so it is read by `entriesOf`. A new
 * value with the same tape is the same terminal, longer.
 */
export type TerminalLog = { readonly tape: Tape; readonly length: number };

const maxChars = 400_000;
const maxEntries = 20_000;

export const emptyLog = (): TerminalLog => ({ tape: { entries: [], cut: 0, chars: 0 }, length: 0 });

/** The log with these entries at its end. */
export function append({ tape }: TerminalLog, added: readonly TerminalEntry[]): TerminalLog {
  const { entries } = tape;
  for (const entry of added) {
    entries.push(entry);
    tape.chars += size(entry);
  }
  let cut = 0;
  while (entries.length - cut > 1 && (tape.chars > maxChars || entries.length - cut > maxEntries)) {
    const first = entries[cut];
    if (!first) break;
    tape.chars -= size(first);
    cut += 1;
  }
  if (cut > 0) {
    entries.splice(0, cut);
    tape.cut += cut;
  }
  return { tape, length: tape.cut + entries.length };
}

/** The log's entries from the `from`-th on; `older` says that some of them were cut off. */
export function entriesOf(
  { tape, length }: TerminalLog,
  from = 0,
): { entries: TerminalEntry[]; older: boolean } {
  const first = Math.max(0, from - tape.cut);
  return { entries: tape.entries.slice(first, Math.max(first, length - tape.cut)), older: from < tape.cut };
}

const size = (entry: TerminalEntry) => ("text" in entry ? entry.text.length : 40);
