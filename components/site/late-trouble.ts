/**
 * Why a part of the page cannot be had: the site does not answer, the site is newer than this page and has its script
 * no more, or the part itself broke.
 */
export type LateTrouble = "away" | "newer" | "fault";

/** A part that did not come, and why. */
export class LateError extends Error {
  readonly trouble: LateTrouble;
  constructor(trouble: LateTrouble, cause: unknown) {
    super(`a part of the page could not be loaded (${trouble})`, { cause });
    this.trouble = trouble;
  }
}

/** A site under load may be slow; whoever waits wants to hear something all the same. In ms. */
const patience = 5_000;

/** Asks the site whether it still has the script that an import failed for: the bundler's error names it. */
export async function lateTrouble(error: unknown): Promise<LateTrouble> {
  const script = /\/_next\/static\/[^\s?]+/.exec(error instanceof Error ? error.message : "")?.[0];
  if (script === undefined) return "fault";
  try {
    const signal = AbortSignal.timeout(patience);
    const { status } = await fetch(script, { method: "HEAD", cache: "no-store", signal });
    return status === 404 ? "newer" : "away";
  } catch {
    // No answer at all is an answer.
    return "away";
  }
}
