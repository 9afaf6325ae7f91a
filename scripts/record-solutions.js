/**
 * Records every lesson's solution at work, in each idiom, from a real run through a real lab, so that its timeline is
 * alive before the reader's first run: `lessons/<lesson>/recordings/solution-<idiom>.socketlab`.
 *
 *   node scripts/record-solutions.js [slug...]
 *
 * Run it when a solution, a reference peer or the shape of an event has changed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";
import { build } from "./build.js";
import { connectToLab, startLabServer } from "./lab-server.js";
import { loadModule } from "./load-module.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const lessonsFolder = join(root, "lessons");

/** What is typed at a lesson's programs, one line after the other, where something else than a greeting is wanted. */
const typed = {
  "01-what-is-a-socket": ["172.16.254.1", "2886794753"],
  "02-tcp-client": [""],
  "03-tcp-server": [""],
  "04-handshake-and-goodbye": [""],
  "05-eight-rules": [""],
  "08-udp-celsius": ["36.6"],
  "09-udp-loses-and-reorders": ["-40 0 21.5 36.6 100"],
};
const greeting = ["hello", "你好", ""];

/** A run is over when nothing has happened for this long, and in any case after the longest time. */
const quietMs = 2_500;
const longestMs = 15_000;

const asked = process.argv.slice(2);
const slugs = readdirSync(lessonsFolder).filter(
  (name) =>
    existsSync(join(lessonsFolder, name, "lesson.ts")) && (asked.length === 0 || asked.includes(name)),
);
await build({ pages: false });
const { packRecording, readRecording } = await loadModule(join(root, "protocol/recording-file.ts"));
const server = await startLabServer({ LOG_LEVEL: process.env.LOG_LEVEL ?? "error" });
try {
  for (const slug of slugs) {
    const { lesson } = await loadModule(join(lessonsFolder, slug, "lesson.ts"));
    for (const idiom of lesson.idioms) {
      const files = readSolution(lesson, idiom);
      const events = await record(lesson, files);
      const file = packRecording({ version: 1, lesson: slug, idiom, files, events });
      const read = readRecording(file);
      if (!read.ok) throw new Error(`${slug} ${idiom}: the recording is not one: ${read.detail}`);
      const folder = join(lessonsFolder, slug, "recordings");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `solution-${idiom}.socketlab`), file);
      console.log(`${slug} ${idiom}: ${events.length} events, ${(file.length / 1024).toFixed(1)} KiB`);
    }
  }
} finally {
  await server.stop();
}

/** @param {import("../lessons/manifest.ts").Lesson} lesson @param {string} idiom @returns {Record<string, string>} */
function readSolution(lesson, idiom) {
  const folder = join(lessonsFolder, lesson.slug, idiom === "node" ? "node/solution" : "solution");
  return Object.fromEntries(
    lesson.files
      .filter((file) => existsSync(join(folder, file)))
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );
}

/**
 * Runs all programs of a solution in one lab, servers first, types what is to be typed, and hands on what happened.
 * @param {import("../lessons/manifest.ts").Lesson} lesson
 * @param {Record<string, string>} files
 * @returns {Promise<import("../protocol/lab-event.ts").LabEvent[]>}
 */
async function record(lesson, files) {
  const socket = connectToLab(server, "192.0.2.1");
  /** @type {import("../protocol/lab-event.ts").LabEvent[]} */
  const events = [];
  let ready = false;
  let lastAt = Date.now();
  /** @type {Error | null} */
  let failure = null;
  socket.on("error", (error) => {
    failure = error;
  });
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "ready") ready = true;
    else if (message.type === "events") {
      events.push(...message.events);
      // Tables change by themselves, as TIME_WAIT runs out.
      if (message.events.some((/** @type {{ type: string }} */ event) => event.type !== "sockets"))
        lastAt = Date.now();
    } else if (message.type !== "pong") failure = new Error(`${lesson.slug}: ${JSON.stringify(message)}`);
  });
  /** @param {() => boolean} holds @param {number} most */
  const until = async (holds, most) => {
    for (const startedAt = Date.now(); !holds(); await wait(20)) {
      if (failure) throw failure;
      if (Date.now() - startedAt > most) return;
    }
  };
  const say = (/** @type {object} */ message) => socket.send(JSON.stringify(message));
  const quiet = () => Date.now() - lastAt > quietMs;
  const ended = (/** @type {string} */ run) =>
    events.some((event) => event.type === "program-ended" && event.run === run);

  await until(() => socket.readyState === WebSocket.OPEN, 10_000);
  say({ type: "open", lesson: lesson.slug, language: "en" });
  await until(() => ready, 20_000);
  const programs = lesson.files
    .filter((file) => files[file] !== undefined && file.endsWith(".ts"))
    .filter((file) => !Object.values(files).some((text) => text.includes(`"./${file}"`)))
    .sort((a, b) => Number(b.includes("server")) - Number(a.includes("server")));
  const runs = programs.map((file, at) => ({ file, run: `r${at + 1}` }));
  const startedAt = Date.now();
  for (const { file, run } of runs) {
    say({ type: "run", run, entry: file, files, args: [], step: false });
    await until(() => events.some((event) => event.type === "call" && event.actor === run), 5_000);
    await wait(800);
    for (const line of typed[lesson.slug] ?? greeting) {
      if (!/input\(|readline|stdin/.test(files[file] ?? "") || ended(run)) break;
      say({ type: "stdin", run, text: `${line}\n` });
      await wait(700);
    }
  }
  await until(
    () => (runs.every(({ run }) => ended(run)) && quiet()) || quiet(),
    longestMs - (Date.now() - startedAt),
  );
  for (const { run } of runs) if (!ended(run)) say({ type: "signal", run, signal: "SIGTERM" });
  await until(() => runs.every(({ run }) => ended(run)), 3_000);
  await wait(300);
  socket.close();
  return events;
}
