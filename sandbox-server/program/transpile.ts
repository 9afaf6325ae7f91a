/**
 * From what a learner has written to what runs: types go, calls say where they are made, and what is wrong with a file
 * becomes the text that its terminal shows.
 */
import type { FileToRun } from "./program-to-run.ts";
import { withSites } from "./say-sites.ts";
import { stripTypes } from "./strip-types.ts";

/** `broken`: a file has broken the parser, and nothing more can be read in this thread. */
export type Transpiled = { files: FileToRun[]; broken: boolean };

/** @param files path -> text */
export function transpile(files: Record<string, string>): Transpiled {
  let broken: string | null = null;
  const done = Object.entries(files).map(([path, text]) => {
    if (broken !== null) return unread(path, text, `not read, since ${broken} could not be`);
    try {
      return stripTypes(path, text);
    } catch {
      // The parser works in memory of its own, which is spoilt by a stack that grew into it.
      broken = path;
      return unread(path, text, "this is nested too deeply to be read; take it apart into smaller pieces");
    }
  });
  return { files: withSites(done), broken: broken !== null };
}

/** A file that nobody could read, and why. */
export function unread(path: string, text: string, why: string): FileToRun {
  return { path, text, code: "", fault: `${path}:1:1 SyntaxError: ${why}\n` };
}
