/** What a lesson asks of its lab: the reference peers that stand when it opens, and how the wire is set. */
import type { Lesson } from "../../lessons/manifest.ts";
import { isMissingModule } from "../checks/is-missing-module.ts";

/** The lesson's manifest, or null when there is no such lesson. `slug` has passed its schema: it is one plain name. */
export async function lessonSetup(slug: string): Promise<Lesson | null> {
  try {
    const { lesson } = (await import(`../../lessons/${slug}/lesson.ts`)) as { lesson: Lesson };
    return lesson;
  } catch (error) {
    // A lesson that is there and fails is our fault.
    if (!isMissingModule(error)) throw error;
    return null;
  }
}
