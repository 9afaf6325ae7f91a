import type { Checks } from "./checking.ts";

/** A lesson's checks, or null when it has none. `slug` has passed its schema: it is one plain name. */
export async function loadChecks(slug: string): Promise<Checks | null> {
  try {
    const { checks } = (await import(`../../lessons/${slug}/check.ts`)) as { checks: Checks };
    return checks;
  } catch (error) {
    // The bundle, Node and Vite each say it in words of their own. Checks that are there and fail are our fault.
    if (
      error instanceof Error &&
      /not found in bundle|cannot find module|failed to load url|unknown variable dynamic import/i.test(
        error.message,
      )
    ) {
      return null;
    }
    throw error;
  }
}
