/**
 * The tests, layer by layer, each with its count:
 *
 *   npm test                          all of them
 *   npm run test:unit | check:lessons | test:attacks | test:browser
 *
 * A layer that cannot run here fails: it is never skipped in silence.
 */
import { spawnSync } from "node:child_process";
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

/** @type {Record<string, { title: string, needsPages: boolean, run: () => Count }>} */
const layers = {
  unit: { title: "unit", needsPages: false, run: () => sum(vitest("plain"), vitest("stage")) },
  lessons: { title: "check:lessons", needsPages: false, run: checkLessons },
  attacks: { title: "attacks", needsPages: false, run: () => vitest("attacks") },
  browser: { title: "browser", needsPages: true, run: () => vitest("browser") },
};

const asked = process.argv.slice(2).filter((word) => word in layers);
const chosen = asked.length > 0 ? asked : Object.keys(layers);

if (!doctor({ tests: true, install: true })) process.exit(1);
await build({ pages: chosen.some((name) => layers[name]?.needsPages), say: console.log });

/** @type {Count[]} */
const counts = [];
for (const name of chosen) {
  const layer = layers[name];
  if (!layer) continue;
  const startedAt = Date.now();
  console.log(`\n== ${layer.title}`);
  const count = layer.run();
  // A layer in which nothing ran has failed: it proves nothing.
  if (count.passed + count.failed === 0) count.failed = 1;
  counts.push(count);
  console.log(`== ${layer.title}: ${told(count)} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}
rmSync(results, { recursive: true, force: true });

const total = sum(...counts);
console.log(`\n${told(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Runs one project of vitest.config.ts and reads its own count. @param {string} project @returns {Count} */
function vitest(project) {
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
  const env = { ...process.env, ...(staged ? { VITEST_CACHE: join(results, "cache") } : {}) };
  const { status } = spawnSync(file, args, { stdio: ["ignore", "inherit", "inherit"], env });
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

/** @returns {Count} */
function checkLessons() {
  const { status, stdout } = spawnSync(process.execPath, [join(root, "scripts/check-lessons.js")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.stdout.write(stdout);
  const told = /(\d+) passed, (\d+) failed\s*$/.exec(stdout);
  const failed = Number(told?.[2] ?? 1);
  return { passed: Number(told?.[1] ?? 0), failed: status === 0 ? failed : Math.max(1, failed), skipped: 0 };
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
