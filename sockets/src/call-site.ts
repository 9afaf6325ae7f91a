import { fileURLToPath } from "node:url";
import type { CallerLocation, Source } from "./tracer.ts";

/**
 * Finds the line of the user's program that made a call: the innermost frame outside this package and outside Node.
 * A frame costs a fifth of a microsecond, so callers say how deep they are, and the whole stack is walked only where
 * the package calls itself.
 */

const ownFolder = new URL(".", import.meta.url).href;
const ownPath = fileURLToPath(ownFolder);
const own = new Map<string, boolean>();
const ALL = 40;

function isOwn(file: string): boolean {
  let answer = own.get(file);
  if (answer === undefined) {
    answer = file.startsWith(ownFolder) || file.startsWith(ownPath) || file.startsWith("node:");
    own.set(file, answer);
  }
  return answer;
}

function keepSites(_error: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return sites;
}

const holder: { stack?: unknown } = {};

/**
 * Where the package was called from, for the calls that programs make in loops: the frame above `method`, which must
 * be on the stack, is taken alone, and that is the cheapest question that V8 answers about a stack.
 */
// biome-ignore lint/complexity/noBannedTypes: V8 takes any function as the frame to stop at
export function callSiteAbove(method: Function): Source | null {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = keepSites;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(holder, method);
  const [site] = holder.stack as NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const file = site?.getFileName();
  if (site === undefined || typeof file !== "string" || isOwn(file)) return callSite(ALL);
  return { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
}

/** A host's answer to the same question. A name that is no path may be a `sourceURL` of the program's own: V8 is asked. */
export function sourceAt(location: CallerLocation | undefined): Source | null {
  if (location === undefined) return callSite(ALL);
  const [line, column, file] = location;
  if (typeof file !== "string" || !(file.startsWith("/") || file.startsWith("file:")) || isOwn(file)) {
    return callSite(ALL);
  }
  return { file, line, column };
}

/**
 * Where the package was called from.
 * @param depth how many frames to look at first: this function, those of the package above it, and the user's
 */
export function callSite(depth: number): Source | null {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = keepSites;
  Error.stackTraceLimit = depth;
  const sites = new Error().stack as unknown as NodeJS.CallSite[];
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  for (let i = depth < ALL ? depth - 1 : 1; i < sites.length; i++) {
    const site = sites[i] as NodeJS.CallSite;
    const file = site.getFileName();
    if (typeof file !== "string" || isOwn(file)) continue;
    return { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
  }
  return depth < ALL ? callSite(ALL) : null;
}
