/**
 * Proves every lesson that has a folder: the start does not pass, the solution passes every check in each idiom, each
 * mistake fails just the check it names, both languages have the same sections, hints are there, no file is stray.
 * The programs run for real: in labs of a sandbox server that is started for this, over its WebSocket.
 *
 *   node scripts/check-lessons.js [slug...]
 *
 * One line a lesson, reasons under it, and a last line with the counts.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "./build.js";
import { connectToLab, startLabServer } from "./lab-server.js";
import { findProseFaults, findShapeFaults } from "./lesson-shape.js";
import { loadModule } from "./load-module.js";

/** @typedef {import("../lessons/manifest.ts").Lesson} Lesson */
/** @typedef {{ result: "passed" } | { result: "failed", expected: string, seen: string } | { result: "skipped", why: string }} Verdict */
/** @typedef {{ name: string, files: Record<string, string>, idiom: string, wants: "some-fail" | "all-pass" | { fails: string } }} Trial */

const root = fileURLToPath(new URL("..", import.meta.url));
const lessonsFolder = join(root, "lessons");
/** Labs at once, whichever lessons they are for: a check waits more than it works. */
let freeLabs = Number(process.env.CHECK_LESSONS_AT_ONCE ?? 4);
/** @type {(() => void)[]} */
const waitingForLab = [];
const trialMs = 300_000;

const asked = process.argv.slice(2);
const slugs = readdirSync(lessonsFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
  .map((entry) => entry.name)
  .filter((slug) => asked.length === 0 || asked.includes(slug));
for (const slug of asked.filter((each) => !slugs.includes(each))) {
  console.error(`There is no lesson ${slug}`);
  process.exitCode = 1;
}

await build({ pages: false });
const server = await startLabServer({ LOG_LEVEL: process.env.LOG_LEVEL ?? "error" });
let pages = 0;
let passed = 0;
let failed = 0;
try {
  await Promise.all(slugs.map(async (slug) => tell(slug, await checkLesson(slug))));
} finally {
  await server.stop();
}
if (slugs.length === 0) {
  failed++;
  console.log("FAIL  no lesson was found");
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/** @param {string} slug @param {{ faults: string[], told: string }} outcome */
function tell(slug, { faults, told }) {
  if (faults.length === 0) {
    passed++;
    console.log(`ok    ${slug}: ${told}`);
    return;
  }
  failed++;
  console.log(`FAIL  ${slug}: ${faults.length} ${faults.length === 1 ? "fault" : "faults"}`);
  for (const fault of faults) console.log(`      - ${fault.replaceAll("\n", "\n        ")}`);
}

/** @param {string} slug @returns {Promise<{ faults: string[], told: string }>} */
async function checkLesson(slug) {
  try {
    const folder = join(lessonsFolder, slug);
    const { lesson } = await loadModule(join(folder, "lesson.ts"));
    const { course } = await loadModule(join(lessonsFolder, "course.ts"));
    const faults = [...findShapeFaults(folder, lesson, course), ...findProseFaults(folder)];
    // Programs that are not there cannot be run; the faults above say so.
    const trials = trialsOf(folder, lesson, faults);
    const judged = await Promise.all(trials.map((trial) => withLab(() => judge(lesson, trial))));
    const told = `${lesson.requirements.length} requirements, ${lesson.idioms.length} idioms, ${lesson.mistakes.length} mistakes`;
    return { faults: [...faults, ...judged.flat()], told };
  } catch (error) {
    return { faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)], told: "" };
  }
}

/** Does `work` once a lab is free, in the order of asking. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function withLab(work) {
  if (freeLabs > 0) freeLabs -= 1;
  else await new Promise((resolve) => waitingForLab.push(() => resolve(undefined)));
  try {
    return await work();
  } finally {
    const next = waitingForLab.shift();
    if (next) next();
    else freeLabs += 1;
  }
}

/** @param {string} folder @param {Lesson} lesson @param {string[]} faults @returns {Trial[]} */
function trialsOf(folder, lesson, faults) {
  /** @param {string} from */
  const read = (from) =>
    Object.fromEntries(
      lesson.files
        .filter((file) => existsSync(join(folder, from, file)))
        .map((file) => [file, readFileSync(join(folder, from, file), "utf8")]),
    );
  /** @param {string} idiom @param {string} part */
  const at = (idiom, part) => (idiom === "node" ? `node/${part}` : part);
  /** @type {Trial[]} */
  const trials = lesson.idioms.flatMap((idiom) => [
    { name: at(idiom, "start"), idiom, files: read(at(idiom, "start")), wants: "some-fail" },
    { name: at(idiom, "solution"), idiom, files: read(at(idiom, "solution")), wants: "all-pass" },
  ]);
  for (const mistake of lesson.mistakes) {
    const name = `mistakes/${mistake.folder}`;
    const solution = read(at(mistake.idiom, "solution"));
    const changed = read(name);
    if (Object.keys(changed).length === 0) continue;
    const same = Object.entries(changed).filter(([file, text]) => solution[file] === text);
    for (const [file] of same) faults.push(`${name}/${file} is the solution, word for word`);
    trials.push({
      name,
      idiom: mistake.idiom,
      files: { ...solution, ...changed },
      wants: { fails: mistake.fails },
    });
  }
  return trials;
}

/** Runs one set of files through the lesson's checks. @param {Lesson} lesson @param {Trial} trial @returns {Promise<string[]>} */
async function judge(lesson, trial) {
  const verdicts = await verdictsOf(lesson, trial);
  /** @type {string[]} */
  const faults = [];
  const failures = [];
  for (const { id } of lesson.requirements) {
    const verdict = verdicts.get(id);
    if (verdict === undefined) faults.push(`${trial.name}: no verdict on ${id}`);
    else if (verdict.result === "failed") {
      failures.push(id);
      if (verdict.expected === "" || verdict.seen === "")
        faults.push(`${trial.name}: ${id} failed without words`);
    } else if (verdict.result === "skipped" && !verdict.why.startsWith("Needs this first")) {
      faults.push(`${trial.name}: ${id} could not be checked: ${verdict.why}`);
    }
  }
  const told = () =>
    [...verdicts]
      .map(([id, verdict]) =>
        verdict.result === "failed"
          ? `${id} failed: expected ${verdict.expected}; seen: ${verdict.seen}`
          : `${id} ${verdict.result}`,
      )
      .join("\n");
  if (trial.wants === "some-fail") {
    if (failures.length === 0) faults.push(`${trial.name}: nothing is left to do, every check passes`);
  } else if (trial.wants === "all-pass") {
    const all = [...verdicts.values()].every(({ result }) => result === "passed");
    if (!all) faults.push(`${trial.name}: does not pass\n${told()}`);
  } else if (failures.length !== 1 || failures[0] !== trial.wants.fails) {
    faults.push(`${trial.name}: must fail ${trial.wants.fails} and nothing else\n${told()}`);
  }
  if (process.env.VERBOSE) console.log(`\n${lesson.slug} ${trial.name}\n${told()}`);
  return faults;
}

/** @param {Lesson} lesson @param {Trial} trial @returns {Promise<Map<string, Verdict>>} */
async function verdictsOf(lesson, trial) {
  for (;;) {
    const verdicts = await once(lesson, trial);
    if (verdicts !== "busy") return verdicts;
    await wait(2_000);
  }
}

/** One lab, one press of Check. @param {Lesson} lesson @param {Trial} trial @returns {Promise<Map<string, Verdict> | "busy">} */
function once(lesson, trial) {
  const page = ++pages;
  // Each page from an address of its own, since labs of one address are limited.
  const socket = connectToLab(server, `192.0.2.${page % 250}`);
  /** @type {Map<string, Verdict>} */
  const verdicts = new Map();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => end(new Error(`${trial.name}: no end after ${trialMs / 1000} s`)), trialMs);
    /** @param {Error | Map<string, Verdict> | "busy"} result */
    const end = (result) => {
      clearTimeout(late);
      socket.close();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    socket.on("open", () =>
      socket.send(JSON.stringify({ type: "open", lesson: lesson.slug, language: "en" })),
    );
    socket.on("error", (error) => end(new Error(`${trial.name}: ${error.message}`)));
    socket.on("close", (code, reason) =>
      end(new Error(`${trial.name}: the server hung up: ${code} ${reason}`)),
    );
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "busy") end("busy");
      else if (message.type === "error" || message.type === "fault") {
        end(new Error(`${trial.name}: the server says ${JSON.stringify(message)}`));
      } else if (message.type === "ready") {
        socket.send(
          JSON.stringify({ type: "check", check: `c${page}`, files: trial.files, idiom: trial.idiom }),
        );
      } else if (message.type === "events") {
        for (const event of message.events) {
          if (event.type === "verdict") verdicts.set(event.id, event.verdict);
          if (event.type === "check-ended") end(verdicts);
        }
      }
    });
  });
}
