/** Where in the learner's files the code that is running now was called from. */
import { createRequire } from "node:module";
import type { Source, Tracer } from "../../sockets/src/tracer.ts";
import { homePath } from "../program/program-to-run.ts";

/**
 * Node's own question where the caller of a function was called from, for its test runner: half the price of
 * `Error.captureStackTrace`. Undefined in a Node that has none. See insideCommand for how it is reached.
 */
export const callerLocation: Tracer["caller"] = createRequire(import.meta.url)(
  "internal/test/binding",
).internalBinding("util").getCallerLocation;

const framesMost = 30;

function keepSites(_error: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return sites;
}

/**
 * The innermost frame that lies in a file of theirs, and whether it is the very caller of `above`.
 * Null when Node itself called, from its event loop.
 */
// biome-ignore lint/complexity/noBannedTypes: V8 takes any function as the frame to stop at
export function learnerSite(above: Function): { source: Source; direct: boolean } | null {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.prepareStackTrace = keepSites;
    Error.stackTraceLimit = framesMost;
    Error.captureStackTrace(holder, above);
    const sites = holder.stack as NodeJS.CallSite[];
    const at = sites.findIndex((site) => site.getFileName()?.startsWith(`${homePath}/`));
    const site = sites[at];
    const file = site?.getFileName();
    if (site === undefined || typeof file !== "string") return null;
    const source = { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
    return { source, direct: at === 0 };
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const sites = new WeakMap<object, Source>();

/** An error that Node made far from the program belongs to this call of it. */
export function noteSite(error: unknown, source: Source | null): void {
  if (typeof error === "object" && error !== null && source !== null) sites.set(error, source);
}

export function siteOf(error: object): Source | null {
  return sites.get(error) ?? null;
}
