/**
 * What a terminal in cooked mode does with keys: it echoes them, lets the last one be taken back, and gives the
 * program a whole line at Enter. Pure: keys in, what to show and what to send out.
 */

export type LineState = { line: string };

export type LineResult = {
  line: string;
  /** What the terminal shows for it. */
  echo: string;
  /** Acts on the program, in order. */
  acts: LineAct[];
};

export type LineAct =
  /** Text for stdin; `echo` is how the line stood in the terminal. */
  { act: "send"; text: string; echo: string } | { act: "end" } | { act: "interrupt" };

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
        result.acts.push({ act: "send", text: `${result.line}\n`, echo: `${result.line}\n` });
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
        result.echo += "^C\r\n";
        result.line = "";
        result.acts.push({ act: "interrupt" });
        break;
      case "\x04":
        // On an empty line this is the end of input; after text it hands the text over without a newline.
        if (result.line === "") result.acts.push({ act: "end" });
        else result.acts.push({ act: "send", text: result.line, echo: result.line });
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
