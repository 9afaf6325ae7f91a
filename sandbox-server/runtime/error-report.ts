/** Says what went wrong in a learner's program as a terminal shows it: their file, line and column first, none of ours. */
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { homePath } from "../program/program-to-run.ts";
import { siteOf } from "./learner-site.ts";

/** Writes the place that the engine noted for an error to the head of its stack. Node's own; see insideCommand. */
const { decorateErrorStack } = createRequire(import.meta.url)("internal/util") as {
  decorateErrorStack(error: Error): void;
};

type Place = { file: string; line: number; column: number };

/** The text of a file of the program, or undefined. */
export type TextOf = (path: string) => string | undefined;

const frame = /^\s+at (?:(.*?) \()?(?:file:\/\/)?(\/[^():]+):(\d+):(\d+)\)?$/;

/** The stack's lines that lie in the learner's files, rewritten, and the first of their places. */
function ownFrames(stack: string): { lines: string[]; first: Place | null } {
  const lines: string[] = [];
  let first: Place | null = null;
  for (const each of stack.split("\n")) {
    const found = frame.exec(each);
    const path = found?.[2];
    if (!found || !path?.startsWith(`${homePath}/`)) continue;
    const place = { file: path.slice(homePath.length + 1), line: Number(found[3]), column: Number(found[4]) };
    first ??= place;
    const where = `${place.file}:${place.line}:${place.column}`;
    const name = found[1]?.replace(/^async /, "");
    lines.push(name ? `    at ${name} (${where})` : `    at ${where}`);
  }
  return { lines, first };
}

/**
 * A SyntaxError of the engine opens its stack with the place: `/home/you/a.ts:2`, the line, a caret. Returns it.
 */
function syntaxPlace(stack: string): Place | null {
  const lines = stack.split("\n");
  const head = /^(?:file:\/\/)?(\/.+):(\d+)$/.exec(lines[0] ?? "");
  const caret = lines[2]?.indexOf("^") ?? -1;
  if (!head?.[1]?.startsWith(`${homePath}/`) || caret < 0) return null;
  return { file: head[1].slice(homePath.length + 1), line: Number(head[2]), column: caret + 1 };
}

function codeFrame(text: string | undefined, { line, column }: Place): string[] {
  const shown = text?.split(/\r\n|[\r\n]/)[line - 1];
  if (shown === undefined) return [];
  return [shown, `${shown.slice(0, column - 1).replace(/[^\t]/g, " ")}^`];
}

/** The lines for `thrown`, whatever it is; ends with a newline. */
export function reportError(thrown: unknown, textOf: TextOf): string {
  return `${report(thrown, textOf, 0).join("\n")}\n`;
}

function report(thrown: unknown, textOf: TextOf, depth: number): string[] {
  if (!(thrown instanceof Error)) return [`Uncaught ${inspect(thrown)}`];
  // A getter of the learner's may throw here; then the value is shown as inspect shows it.
  let stack: string;
  let title: string;
  try {
    if (thrown instanceof SyntaxError) decorateErrorStack(thrown);
    stack = String(thrown.stack ?? "");
    title = titleOf(thrown);
  } catch {
    return [`Uncaught ${inspect(thrown)}`];
  }
  const { lines, first } = ownFrames(stack);
  const site = siteOf(thrown);
  const noted = site && { ...site, file: site.file.slice(homePath.length + 1) };
  const place = (thrown instanceof SyntaxError ? syntaxPlace(stack) : null) ?? first ?? noted;
  const out =
    place === null
      ? [title]
      : [
          `${place.file}:${place.line}:${place.column} ${title}`,
          ...codeFrame(textOf(place.file), place),
          ...lines,
        ];
  if (depth < 3) {
    if (thrown instanceof AggregateError) {
      for (const each of thrown.errors.slice(0, 5)) out.push(...report(each, textOf, depth + 1));
    }
    if (thrown.cause !== undefined) {
      const [head, ...rest] = report(thrown.cause, textOf, depth + 1);
      out.push(`Caused by: ${head}`, ...rest);
    }
  }
  return out;
}

function titleOf(error: Error): string {
  const name = String(error.name);
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const message = String(error.message).split(`${homePath}/`).join("");
  // Node's own errors name their code in the message ("connect ECONNREFUSED ..."), except where the message is empty.
  if (message === "") return code === null ? name : `${name} [${code}]`;
  return `${name}: ${message}`;
}
