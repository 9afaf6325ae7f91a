import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lesson } from "../lessons/02-tcp-client/lesson.ts";
import { course } from "../lessons/course.ts";
import type { Lesson } from "../lessons/manifest.ts";
import { findProseFaults, findShapeFaults } from "./lesson-shape.js";

/** Each fault that a lesson's folder can have is put into a copy of a good lesson, and has to be found. */

let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lesson-shape-"));
  folder = join(home, lesson.slug);
  cpSync(fileURLToPath(new URL(`../lessons/${lesson.slug}`, import.meta.url)), folder, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

const faults = (changed: Partial<Lesson> = {}) => findShapeFaults(folder, { ...lesson, ...changed }, course);

test("the lesson as it is has no fault", () => {
  expect([...faults(), ...findProseFaults(folder)]).toEqual([]);
});

test("missing and stray files", () => {
  rmSync(join(folder, "node/solution/client.ts"));
  rmSync(join(folder, "zh.mdx"));
  writeFileSync(join(folder, "start/server.ts"), "");
  writeFileSync(join(folder, "notes.txt"), "");
  mkdirSync(join(folder, "mistakes/forgotten"));
  expect(faults()).toEqual([
    "zh.mdx is missing",
    "notes.txt is a stray file",
    "start/server.ts is a stray file",
    "node/solution/client.ts is missing",
    "mistakes/forgotten is not in the manifest",
  ]);
});

test("a manifest that the course contradicts, with too few hints and mistakes", () => {
  const [first] = lesson.requirements;
  const poor = { id: "connects", title: { en: "Connects", zh: "" }, hints: first?.hints.slice(0, 1) ?? [] };
  const found = faults({
    minutes: 99,
    part: "b",
    requirements: [poor],
    mistakes: [{ folder: "utf-8", idiom: "berkeley", fails: "speaks-gbk" }],
  });
  expect(found).toContain("the course has it in part a, the manifest in b");
  expect(found).toContain("the course map has another minutes");
  expect(found).toContain("the requirement connects has fewer than two hints");
  expect(found).toContain("the requirement connects lacks words in one language");
  expect(found).toContain("it has fewer than three mistakes");
  expect(found).toContain("mistakes/utf-8 names speaks-gbk, which is no requirement");
  expect(found).toContain("mistakes/send-first is not in the manifest");
});

test("two languages that do not have the same sections", () => {
  writeFileSync(
    join(folder, "en.mdx"),
    "## One\n\n<Try>x</Try>\n\n## Two\n\n```ts\n## not <This/>\n```\n\n<Exercise />\n",
  );
  writeFileSync(join(folder, "zh.mdx"), "## 一\n\n### 二\n\n<Exercise />\n");
  expect(findProseFaults(folder)).toEqual([
    "headings differ: en has levels 2 2, zh has 2 3",
    "components differ: en has Try Exercise, zh has Exercise",
  ]);
});
