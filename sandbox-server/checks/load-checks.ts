import type { Lesson } from "../../lessons/manifest.ts";
import type { Checks } from "./checking.ts";

/** A lesson's manifest, or null when there is no such lesson. */
export async function loadLesson(slug: string): Promise<Lesson | null> {
  return load(async () => {
    const { lesson }: { lesson: Lesson } = await import(`../../lessons/${slug}/lesson.ts`);
    return lesson;
  });
}

/** A lesson's checks, or null when it has none. */
export async function loadChecks(slug: string): Promise<Checks | null> {
  return load(async () => {
    const { checks }: { checks: Checks } = await import(`../../lessons/${slug}/check.ts`);
    return checks;
  });
}

/**
 * The bundler finds every lesson when it builds and puts them in a table; what is not in it fails like this,
 * in esbuild's words or in vitest's.
 */
const absent = /Module not found in bundle|Unknown variable dynamic import/;

async function load<T>(lookUp: () => Promise<T>): Promise<T | null> {
  try {
    return await lookUp();
  } catch (error) {
    if (error instanceof Error && absent.test(error.message)) return null;
    throw error;
  }
}
