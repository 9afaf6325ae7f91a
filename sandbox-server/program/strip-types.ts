/**
 * Takes the types out of a learner's files. Nothing moves: what is taken out becomes spaces, so every line and column
 * of the running program is one of the learner's file.
 */
import { transformSync } from "amaro";

/** A file as written and as run. With `fault` it cannot be run, and that is what a terminal shows for it. */
export type StrippedFile = { path: string; text: string; code: string; fault?: string };

const typescript = /\.[mc]?ts$/;

/** What amaro throws. */
type AmaroError = { message: string; startLine: number; startColumn: number; code?: string };

function isAmaroError(error: unknown): error is AmaroError {
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

/** The code of one file, or what is wrong with it. A file that is no TypeScript by its name passes as it is. */
export function stripTypes(path: string, text: string): StrippedFile {
  if (!typescript.test(path)) return { path, text, code: text };
  try {
    return { path, text, code: transformSync(text, { mode: "strip-only", filename: path }).code };
  } catch (error) {
    if (!isAmaroError(error)) throw error;
    const { message, startLine: line } = error;
    const column = error.startColumn + 1;
    const fault = `${path}:${line}:${column} SyntaxError: ${message}\n${codeFrame(text, line, column)}`;
    return { path, text, code: "", fault };
  }
}

/** The line that is meant, and a caret under the column. */
function codeFrame(text: string, line: number, column: number): string {
  const shown = text.split(/\r\n|[\r\n]/)[line - 1];
  if (shown === undefined) return "";
  // A tab before the caret keeps its width only as a tab.
  const lead = shown.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${shown}\n${lead}^\n`;
}
