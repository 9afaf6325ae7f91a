import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lessonSlugSchema } from "../protocol/names.ts";
import { course } from "./course.ts";
import type { Lesson } from "./manifest.ts";

const here = dirname(fileURLToPath(import.meta.url));
const listed = course.flatMap((part) => part.lessons.map((lesson) => ({ ...lesson, part: part.id })));
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${here}/${entry.name}/lesson.ts`))
  .map((entry) => entry.name);

test("29 lessons, numbered through", () => {
  expect(listed.map(({ slug }) => Number(slug.slice(0, 2)))).toEqual(
    Array.from({ length: 29 }, (_, i) => i + 1),
  );
  for (const { slug } of listed) expect(lessonSlugSchema.safeParse(slug).success, slug).toBe(true);
});

test("every folder of a lesson is on the map", () => {
  expect(folders.length).toBeGreaterThan(0);
  expect(listed.map(({ slug }) => slug)).toEqual(expect.arrayContaining(folders));
});

test.each(folders)("%s says the same on the map and in its manifest", async (slug) => {
  const { lesson } = (await import(`./${slug}/lesson.ts`)) as { lesson: Lesson };
  const { part, title, summary, minutes } = lesson;
  expect({ slug: lesson.slug, part, title, summary, minutes }).toEqual(
    listed.find((one) => one.slug === slug),
  );
});
