/**
 * What a lesson's folder must look like, found without running anything: files, manifest, prose.
 * Gives faults as sentences; none is good.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** @typedef {import("../lessons/manifest.ts").Lesson} Lesson */

const entries = ["lesson.ts", "check.ts", "en.mdx", "zh.mdx", "start", "solution", "node", "mistakes"];
/** May be there: a run of the solution, which the page shows before the first run. */
const optional = ["recordings"];

/**
 * @param {string} folder
 * @param {Lesson} lesson
 * @param {readonly { id: string, lessons: readonly { slug: string, title: object, summary: object, minutes: number }[] }[]} course
 * @returns {string[]}
 */
export function findShapeFaults(folder, lesson, course) {
  /** @type {string[]} */
  const faults = [];
  const slug = basename(folder);
  /** @param {boolean} holds @param {string} fault */
  const must = (holds, fault) => {
    if (!holds) faults.push(fault);
  };
  const wanted = lesson.idioms.includes("node") ? entries : entries.filter((entry) => entry !== "node");
  for (const entry of wanted) must(existsSync(join(folder, entry)), `${entry} is missing`);
  for (const entry of readdirSync(folder))
    must([...wanted, ...optional].includes(entry), `${entry} is a stray file`);

  must(lesson.slug === slug, `the manifest says ${lesson.slug}`);
  must(lesson.files.includes(lesson.entry), `the entry ${lesson.entry} is not among the files`);
  const part = course.find(({ lessons }) => lessons.some((each) => each.slug === slug));
  const mapped = part?.lessons.find((each) => each.slug === slug);
  must(mapped !== undefined, "the course does not have this lesson");
  if (mapped !== undefined) {
    must(part?.id === lesson.part, `the course has it in part ${part?.id}, the manifest in ${lesson.part}`);
    for (const key of /** @type {const} */ (["title", "summary", "minutes"])) {
      must(JSON.stringify(mapped[key]) === JSON.stringify(lesson[key]), `the course map has another ${key}`);
    }
  }

  const ids = lesson.requirements.map(({ id }) => id);
  must(ids.length > 0, "it requires nothing");
  must(new Set(ids).size === ids.length, "two requirements have the same id");
  for (const { id, title, hints } of lesson.requirements) {
    must(/^[a-z][a-z0-9-]*$/.test(id), `the requirement ${id} is not kebab-case`);
    must(hints.length >= 2, `the requirement ${id} has fewer than two hints`);
    for (const words of [title, ...hints]) {
      must(
        words.en.trim() !== "" && words.zh.trim() !== "",
        `the requirement ${id} lacks words in one language`,
      );
    }
  }

  const programs = lesson.idioms.flatMap((idiom) =>
    idiom === "node" ? ["node/start", "node/solution"] : ["start", "solution"],
  );
  for (const place of programs) {
    for (const file of lesson.files)
      must(existsSync(join(folder, place, file)), `${place}/${file} is missing`);
    for (const file of filesIn(join(folder, place)))
      must(lesson.files.includes(file), `${place}/${file} is a stray file`);
  }
  if (existsSync(join(folder, "node"))) {
    for (const entry of readdirSync(join(folder, "node"))) {
      must(entry === "start" || entry === "solution", `node/${entry} is a stray file`);
    }
  }

  must(lesson.mistakes.length >= 3, "it has fewer than three mistakes");
  const declared = new Set(lesson.mistakes.map((mistake) => mistake.folder));
  must(declared.size === lesson.mistakes.length, "two mistakes have the same folder");
  for (const { folder: name, fails, idiom } of lesson.mistakes) {
    const files = filesIn(join(folder, "mistakes", name));
    must(files.length > 0, `mistakes/${name} is empty or missing`);
    for (const file of files) must(lesson.files.includes(file), `mistakes/${name}/${file} is a stray file`);
    must(ids.includes(fails), `mistakes/${name} names ${fails}, which is no requirement`);
    must(lesson.idioms.includes(idiom), `mistakes/${name} is in an idiom that the lesson does not have`);
  }
  if (existsSync(join(folder, "mistakes"))) {
    for (const entry of readdirSync(join(folder, "mistakes"))) {
      must(declared.has(entry), `mistakes/${entry} is not in the manifest`);
    }
  }
  return faults;
}

/** Both languages must have the same sections, and the same components in the same order. @param {string} folder @returns {string[]} */
export function findProseFaults(folder) {
  const texts = ["en.mdx", "zh.mdx"].map((file) => join(folder, file));
  if (!texts.every((file) => existsSync(file))) return [];
  const [en, zh] = texts.map((file) => outline(readFileSync(file, "utf8")));
  if (en === undefined || zh === undefined) return [];
  const faults = [];
  if (en.headings.length === 0) faults.push("the text has no headings");
  if (en.headings.join() !== zh.headings.join()) {
    faults.push(`headings differ: en has levels ${en.headings.join(" ")}, zh has ${zh.headings.join(" ")}`);
  }
  if (en.components.join() !== zh.components.join()) {
    faults.push(`components differ: en has ${en.components.join(" ")}, zh has ${zh.components.join(" ")}`);
  }
  if (!en.components.includes("Exercise")) faults.push("the text has no <Exercise>");
  return faults;
}

/** The levels of the headings, and the names of the components, of an MDX text. @param {string} text */
function outline(text) {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
  return {
    headings: [...prose.matchAll(/^(#{1,6}) /gm)].map(([, marks]) => marks?.length ?? 0),
    components: [...prose.matchAll(/<([A-Z]\w*)/g)].map(([, name]) => name ?? ""),
  };
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
}
