/**
 * The tests, layer by layer, each with its count:
 *
 *   npm test                          all of them
 *   npm run test:unit | check:lessons | test:attacks | test:browser
 *
 * Layers of one shift run side by side: most of their time is waiting, for a kernel's timers and for limits to be
 * reached. The browser has a shift of its own, since it judges how smoothly a page moves. A layer that cannot run here
 * fails: it is never skipped in silence.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.js";
import { doctor } from "./doctor.js";
import { stageCommand } from "./sandbox-stage.js";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const results = mkdtempSync(join(tmpdir(), "playground-tests-"));
const vitestProgram = join(root, "node_modules/vitest/vitest.mjs");

/**
 * What a layer says goes through `say`, since another may be speaking.
 * @typedef {(text: string) => void} Say
 * @typedef {{ title: string, shift: number, needsPages: boolean, run: (say: Say) => Promise<Count> }} Layer
 */

/** @type {Record<string, Layer>} */
const layers = {
  unit: {
    title: "unit",
    shift: 1,
    needsPages: false,
    run: async (say) => sum(await vitest("plain", say), await vitest("stage", say)),
  },
  lessons: { title: "check:lessons", shift: 1, needsPages: false, run: checkLessons },
  attacks: { title: "attacks", shift: 1, needsPages: false, run: (say) => vitest("attacks", say) },
  browser: { title: "browser", shift: 2, needsPages: true, run: (say) => vitest("browser", say) },
};

const asked = process.argv.slice(2).filter((word) => word in layers);
const chosen = Object.entries(layers).filter(([name]) => asked.length === 0 || asked.includes(name));

if (!doctor({ tests: true, install: true })) process.exit(1);
await build({ pages: chosen.some(([, layer]) => layer.needsPages), say: console.log });

/** @type {Count[]} */
const counts = [];
for (const shift of [1, 2]) {
  const beside = chosen.map(([, layer]) => layer).filter((layer) => layer.shift === shift);
  if (beside.length > 1) console.log(`\n== side by side: ${beside.map(({ title }) => title).join(", ")}`);
  counts.push(...(await Promise.all(beside.map((layer) => runLayer(layer, beside.length === 1)))));
}
rmSync(results, { recursive: true, force: true });

const total = sum(...counts);
console.log(`\n${told(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * Runs a layer: one that is alone is heard as it speaks, one among others when it is done.
 * @param {Layer} layer @param {boolean} alone @returns {Promise<Count>}
 */
async function runLayer({ title, run }, alone) {
  const startedAt = Date.now();
  let heard = `\n== ${title}\n`;
  if (alone) process.stdout.write(heard);
  const count = await run((text) => {
    if (alone) process.stdout.write(text);
    else heard += text;
  });
  if (!alone) process.stdout.write(heard);
  // A layer in which nothing ran has failed: it proves nothing.
  if (count.passed + count.failed === 0) count.failed = 1;
  console.log(`== ${title}: ${told(count)} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return count;
}

/**
 * Runs a command, whose words go to `say`.
 * @param {string} file @param {string[]} args @param {Say} say @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number | null>} its exit code
 */
function runCommand(file, args, say, env = process.env) {
  // A dot a test in six bytes of colour is nothing to read in a log.
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...env, NO_COLOR: "1" } });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", say);
  return new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
}

/**
 * Runs one project of vitest.config.ts and reads its own count.
 * @param {string} project @param {Say} say @returns {Promise<Count>}
 */
async function vitest(project, say) {
  const report = join(results, `${project}.json`);
  const command = [
    process.execPath,
    vitestProgram,
    "run",
    // The default loader writes a file beside the packages, which the stage sees read-only.
    "--configLoader=runner",
    "--project",
    project,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  // The stage sees the disk read-only but for this folder.
  const staged = project === "stage";
  if (staged && process.getuid?.() === 0) spawnSync("chown", ["65534:65534", results]);
  const { file, args } = staged
    ? stageCommand(command, { writable: [results] })
    : { file: command[0] ?? "", args: command.slice(1) };
  // Two that run side by side would write to the same cache.
  const env = { ...process.env, VITEST_CACHE: join(results, `cache-${project}`) };
  const status = await runCommand(file, args, say, env);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const {
    numPassedTests: passed,
    numFailedTests,
    numPendingTests: skipped,
    numFailedTestSuites,
  } = JSON.parse(readFileSync(report, "utf8"));
  // A file that does not load, or an error outside every test, counts as a failure as well.
  const failed = numFailedTests > 0 ? numFailedTests : status === 0 ? 0 : Math.max(1, numFailedTestSuites);
  return { passed, failed, skipped };
}

/** @param {Say} say @returns {Promise<Count>} */
async function checkLessons(say) {
  let said = "";
  const status = await runCommand(process.execPath, [join(root, "scripts/check-lessons.js")], (text) => {
    said += text;
    say(text);
  });
  const counted = /^(\d+) passed, (\d+) failed$/m.exec(said);
  const failed = Number(counted?.[2] ?? 1);
  return {
    passed: Number(counted?.[1] ?? 0),
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: 0,
  };
}

/** @param {Count[]} all @returns {Count} */
function sum(...all) {
  return all.reduce(
    (left, right) => ({
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      skipped: left.skipped + right.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Count} count */
function told(count) {
  return `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}`;
}
