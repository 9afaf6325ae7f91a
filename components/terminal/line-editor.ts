/**
 * What a terminal in cooked mode does with keys: it echoes them, lets the last one be taken back, and gives the
 * program a whole line at Enter. Pure: keys in, what to show and what to send out.
 */

import { limits } from "../../protocol/limits.ts";
import type { TypedKey } from "../lab/terminal-log.ts";
import { keyEcho } from "./terminal-text.ts";

export type LineResult = {
  line: string;
  /** What the terminal shows for it. */
  echo: string;
  /** Acts on the program, in order. */
  acts: LineAct[];
};

export type LineAct =
  /** Text for stdin. */
  { act: "send"; text: string } | { act: TypedKey };

const erase = (text: string) => "\b \b".repeat(width(text));

/** One chunk as the terminal reports it: a key, a paste, or a sequence of a function key. */
export function typeKeys(line: string, data: string): LineResult {
  const result: LineResult = { line, echo: "", acts: [] };
  // Arrows and function keys have no meaning in cooked mode; a tty would show ^[[A, which helps nobody.
  if (data.startsWith("\x1b") && data.length > 1) return result;
  for (const character of data.replace(/\r\n?/g, "\n")) {
    switch (character) {
      case "\n":
        result.echo += "\r\n";
        send(result.acts, `${result.line}\n`);
        result.line = "";
        break;
      case "\x7f":
      case "\b": {
        const last = lastCharacter(result.line);
        if (last === "") break;
        result.line = result.line.slice(0, -last.length);
        result.echo += erase(last);
        break;
      }
      case "\x03":
        result.echo += keyEcho.interrupt;
        result.line = "";
        result.acts.push({ act: "interrupt" });
        break;
      case "\x04":
        // On an empty line this is the end of input; after text it hands the text over without a newline.
        if (result.line === "") {
          result.echo += keyEcho.end;
          result.acts.push({ act: "end" });
        } else send(result.acts, result.line);
        result.line = "";
        break;
      case "\x15":
        result.echo += erase(result.line);
        result.line = "";
        break;
      case "\x17": {
        const kept = result.line.replace(/\S*\s*$/u, "");
        result.echo += erase(result.line.slice(kept.length));
        result.line = kept;
        break;
      }
      default:
        if (character < " " && character !== "\t") break;
        result.line += character;
        result.echo += character;
    }
  }
  return result;
}

/** Lines of one paste go together, in as few pieces as the server takes: it would drop the last of very many. */
function send(acts: LineAct[], text: string): void {
  let rest = text;
  const last = acts.at(-1);
  if (last?.act === "send") {
    acts.pop();
    rest = last.text + text;
  }
  while (rest !== "") {
    const piece = wholeCharacters(rest, limits.connection.stdinBytes);
    acts.push({ act: "send", text: piece });
    rest = rest.slice(piece.length);
  }
}

/** The beginning of a text that has at most so many code units, and no half of a character at its end. */
function wholeCharacters(text: string, most: number): string {
  const cut = text.slice(0, most);
  return cut.length < text.length && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function lastCharacter(text: string): string {
  let last = "";
  for (const { segment } of segmenter.segment(text)) last = segment;
  return last;
}

/** Cells that a text takes: two for East Asian wide characters and emoji, none for marks that join. */
export function width(text: string): number {
  let cells = 0;
  for (const character of text) {
    if (/\p{Mark}|\u200d|[\ufe00-\ufe0f]/u.test(character)) continue;
    cells += wide.test(character) ? 2 : 1;
  }
  return cells;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
