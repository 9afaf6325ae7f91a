/**
 * Takes the types out of a learner's files. Nothing moves: what is taken out becomes spaces, so every line and column
 * of the running program is one of the learner's file.
 */
import { transformSync } from "@swc/wasm-typescript";
import type { FileToRun } from "./program-to-run.ts";

const typescript = /\.[mc]?ts$/;

/** What the stripper throws. */
type StripError = { message: string; startLine: number; startColumn: number; code?: string };

function isStripError(error: unknown): error is StripError {
  return (
    typeof error === "object" &&
    error !== null &&
    "startLine" in error &&
    typeof error.startLine === "number" &&
    "startColumn" in error &&
    typeof error.startColumn === "number" &&
    "message" in error
  );
}

/**
 * The code of one file, or what is wrong with it. A file that is no TypeScript by its name passes as it is.
 * @throws RangeError, WebAssembly.RuntimeError: the file has broken the parser, and no other can be read by this thread
 */
export function stripTypes(path: string, text: string): FileToRun {
  if (!typescript.test(path)) return { path, text, code: text };
  try {
    return { path, text, code: transformSync(text, { mode: "strip-only", filename: path }).code };
  } catch (error) {
    if (!isStripError(error)) throw error;
    const { message, startLine: line } = error;
    const column = columnAt(lineOf(text, line), error.startColumn);
    const fault = `${path}:${line}:${column} SyntaxError: ${message}\n${codeFrame(text, line, column)}`;
    return { path, text, code: "", fault };
  }
}

/** Characters that a terminal draws two columns wide. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** The parser counts columns as drawn, a tab as four of them. Returns the character's place, from 1, as editors count. */
function columnAt(line: string, drawn: number): number {
  let width = 0;
  let at = 0;
  for (const character of line) {
    if (width >= drawn) break;
    width += character === "\t" ? 4 : wide.test(character) ? 2 : 1;
    at += character.length;
  }
  return at + 1;
}

const lineOf = (text: string, line: number) => text.split(/\r\n|[\r\n]/)[line - 1] ?? "";

/** The line that is meant, and a caret under the column. */
function codeFrame(text: string, line: number, column: number): string {
  const shown = lineOf(text, line);
  if (shown === "") return "";
  // A tab before the caret keeps its width only as a tab, a wide character only as a wide space.
  const lead = Array.from(shown.slice(0, column - 1), (each) =>
    each === "\t" ? "\t" : wide.test(each) ? "\u3000" : " ",
  ).join("");
  return `${shown}\n${lead}^\n`;
}
