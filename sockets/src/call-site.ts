import { fileURLToPath } from "node:url";
import type { Source } from "./tracer.ts";

/**
 * Finds the line of the user's program that made a call: the innermost frame outside this package and outside Node.
 * A call pays for one frame only; the whole stack is walked just where the package calls itself.
 */

const ownFolder = new URL(".", import.meta.url).href;
const ownPath = fileURLToPath(ownFolder);

function isOwn(file: string): boolean {
  return file.startsWith(ownFolder) || file.startsWith(ownPath) || file.startsWith("node:");
}

function keepSites(_error: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return sites;
}

// biome-ignore lint/complexity/noBannedTypes: V8 takes any function as the frame to stop at
type Frame = Function;

function sites(limit: number, above: Frame): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.prepareStackTrace = keepSites;
    Error.stackTraceLimit = limit;
    Error.captureStackTrace(holder, above);
    return holder.stack as NodeJS.CallSite[];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Where the function `above` was called from, or, if that is this package, what called it in turn. */
export function callSite(above: Frame): Source | null {
  const nearest = sites(1, above)[0];
  if (nearest !== undefined) {
    const found = outside(nearest);
    if (found !== null) return found;
  }
  for (const site of sites(40, callSite)) {
    const found = outside(site);
    if (found !== null) return found;
  }
  return null;
}

function outside(site: NodeJS.CallSite): Source | null {
  const file = site.getFileName();
  if (typeof file !== "string" || isOwn(file)) return null;
  return { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
}
