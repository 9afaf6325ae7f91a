import type { Checks } from "./checking.ts";
import { isMissingModule } from "./is-missing-module.ts";

/** A lesson's checks, or null when it has none. `slug` has passed its schema: it is one plain name. */
export async function loadChecks(slug: string): Promise<Checks | null> {
  try {
    const { checks } = (await import(`../../lessons/${slug}/check.ts`)) as { checks: Checks };
    return checks;
  } catch (error) {
    // Checks that are there and fail are our fault.
    if (!isMissingModule(error)) throw error;
    return null;
  }
}
