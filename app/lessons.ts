import "server-only";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locale } from "@/components/words/words";
import type { Lesson } from "@/lessons/manifest";
import type { Files } from "@/protocol/client-message";
import { type Idiom, lessonSlugSchema } from "@/protocol/names";

/** Reads the course from lessons/ while pages are made; nothing here runs in a request. */

const root = join(process.cwd(), "lessons");

/** The lessons that are there to open, in the course's order: a manifest and the prose in both languages. */
export function lessonSlugs(): string[] {
  return readdirSync(root)
    .filter((name) => lessonSlugSchema.safeParse(name).success)
    .filter((name) => ["lesson.ts", "en.mdx", "zh.mdx"].every((file) => existsSync(join(root, name, file))))
    .sort();
}

/** One lesson's manifest. */
export async function readLesson(slug: string): Promise<Lesson> {
  const module = (await import(`@/lessons/${slug}/lesson.ts`)) as { lesson: Lesson };
  return module.lesson;
}

/** All open lessons' manifests, in order. */
export async function readLessons(): Promise<Lesson[]> {
  return Promise.all(lessonSlugs().map(readLesson));
}

/** One lesson's text as a component. */
export async function readProse(slug: string, locale: Locale): Promise<React.ComponentType> {
  const module = (await import(`@/lessons/${slug}/${locale}.mdx`)) as { default: React.ComponentType };
  return module.default;
}

export type Programs = Partial<Record<Idiom, { start: Files; solution: Files }>>;

/** The programs of a lesson in each of its idioms: what the editor opens with, and one right answer. */
export function readPrograms(lesson: Lesson): Programs {
  const programs: Programs = {};
  for (const idiom of lesson.idioms) {
    const folder = idiom === "node" ? join(root, lesson.slug, "node") : join(root, lesson.slug);
    programs[idiom] = {
      start: readFolder(join(folder, "start"), lesson.files),
      solution: readFolder(join(folder, "solution"), lesson.files),
    };
  }
  return programs;
}

/** A folder's files, the manifest's first and in its order. */
function readFolder(folder: string, order: string[]): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort((a, b) => rank(order, a) - rank(order, b) || a.localeCompare(b));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

const rank = (order: string[], name: string) => {
  const place = order.indexOf(name);
  return place === -1 ? order.length : place;
};
