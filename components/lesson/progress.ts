/**
 * How far a reader is in a lesson, as it is kept in localStorage: that it was opened, and the best check so far.
 * One entry a lesson, written by the lesson's page and read by the course map.
 */
export type Progress = { passed: number; of: number };

export const progressKey = (slug: string) => `socket-playground/progress/${slug}`;

/** What an entry says; null for none, and for one that is not ours to read. */
export function parseProgress(text: string | null): Progress | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { passed, of } = value as Record<string, unknown>;
    if (!Number.isInteger(passed) || !Number.isInteger(of)) return null;
    return { passed: Number(passed), of: Number(of) };
  } catch {
    // Not JSON: someone else's entry, or a damaged one.
    return null;
  }
}

/** Done when every check has passed at once; a lesson without checks is never done. */
export const isDone = (progress: Progress | null) =>
  progress !== null && progress.of > 0 && progress.passed >= progress.of;

/** The better of what was kept and what a check now says; requirements may have been added since. */
export function betterProgress(kept: Progress | null, now: Progress): Progress {
  return kept && kept.of === now.of && kept.passed > now.passed ? kept : now;
}
