import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Checks } from "../sandbox-server/checks/checking.ts";
import type { Lesson } from "./manifest.ts";

/** A lesson's checks are those of its manifest, in its order, and each needs only what was checked before it. */

const slugs = readdirSync(new URL(".", import.meta.url)).filter((name) =>
  existsSync(fileURLToPath(new URL(`${name}/check.ts`, import.meta.url))),
);

test.each(slugs)("%s", async (slug) => {
  const { lesson } = (await import(`./${slug}/lesson.ts`)) as { lesson: Lesson };
  const { checks } = (await import(`./${slug}/check.ts`)) as { checks: Checks };
  const ids = lesson.requirements.map(({ id }) => id);
  expect([...checks.keys()]).toEqual(ids);
  for (const [index, id] of ids.entries()) {
    for (const need of checks.get(id)?.needs ?? []) expect(ids.slice(0, index)).toContain(need);
  }
});
