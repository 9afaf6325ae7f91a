import type { Notice } from "../../protocol/lab-event.ts";
import type { TerminalEntry, TypedKey } from "../lab/terminal-log.ts";
import { fill, type Words } from "../words/words.ts";
import { makeTamer, type Tamer } from "./tame-escapes.ts";

/** Puts a terminal's entries into what xterm writes: our words in grey, errors in red, a program's text tamed. */

/** How a terminal shows the keys that act by themselves, on the screen as it is typed at and in what it keeps. */
export const keyEcho: Record<TypedKey, string> = { end: "^D\r\n", interrupt: "^C\r\n" };

const grey = (text: string) => `\x1b[90m${text}\x1b[0m`;
const red = (text: string) => `\x1b[31m${text}\x1b[39m`;

export type TerminalWriter = (entry: TerminalEntry) => string;

export function makeWriter(words: Words): TerminalWriter {
  // Each stream of a program may break off in mid-sequence on its own.
  let tamers: Record<"stdout" | "stderr" | "typed" | "log", Tamer> = freshTamers();
  let column = 0;

  /** Our own lines begin at the left, whatever the program left standing. */
  const own = (text: string) => {
    const out = `${column > 0 ? "\r\n" : ""}${text}\r\n`;
    column = 0;
    return out;
  };
  const theirs = (text: string) => {
    if (text !== "") column = text.endsWith("\n") ? 0 : 1;
    return text;
  };

  return (entry) => {
    switch (entry.kind) {
      case "started": {
        tamers = freshTamers();
        const command = [fill(words.terminal.run, { file: entry.file }), ...entry.args].join(" ");
        return own(grey(tamers.log(command)));
      }
      case "stdout":
        return theirs(tamers.stdout(entry.text));
      case "stderr":
        return red(theirs(tamers.stderr(entry.text)));
      case "typed":
        return theirs(tamers.typed(entry.text) + (entry.key === null ? "" : keyEcho[entry.key]));
      case "ended": {
        const time = entry.ms === null ? "" : sayTime(entry.ms, words);
        const said =
          "code" in entry.exit
            ? fill(words.terminal.exitedLine, { code: entry.exit.code, time })
            : fill(words.terminal.killedLine, { signal: entry.exit.signal, time });
        return own("code" in entry.exit && entry.exit.code === 0 ? grey(said) : red(said)) + own("");
      }
      case "notice":
        return own(red(sayNotice(entry.notice, words)));
      case "refused":
        return own(red(tamers.log(words.refusals[entry.code as keyof Words["refusals"]] ?? entry.message)));
      case "lost":
        return own(grey(words.terminal.lost)) + own("");
      case "info":
        return own(grey(tamers.log(entry.text)));
      case "in":
        return own(`\x1b[33m←\x1b[39m ${lines(tamers.log(entry.text))}`);
      case "out":
        return own(`\x1b[36m→\x1b[39m ${lines(tamers.log(entry.text))}`);
      case "error":
        return own(red(tamers.log(entry.text)));
    }
  };
}

/** A message of several lines stays under its arrow. */
const lines = (text: string) => text.replace(/\r?\n$/, "").replaceAll("\n", "\r\n  ");

const freshTamers = () => ({
  stdout: makeTamer(),
  stderr: makeTamer(),
  typed: makeTamer(),
  log: makeTamer(),
});

export function sayNotice(notice: Notice, words: Words): string {
  return fill(words.notices[notice.code], notice.data);
}

/** `80 ms`, `1.8 s`, `1 min 12 s`, in the reader's words. */
export function sayTime(ms: number, words: Words): string {
  if (ms < 950) return fill(words.terminal.milliseconds, { n: Math.max(1, Math.round(ms)) });
  const seconds = ms / 1000;
  if (seconds < 60)
    return fill(words.editor.seconds, { n: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
  return fill(words.terminal.minutes, { m: Math.floor(seconds / 60), s: Math.round(seconds % 60) });
}
