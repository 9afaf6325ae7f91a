/**
 * Runs tests/bench/main.ts against a server of its own.
 * Only the bench itself writes to stdout: with --json that is one array.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { doctor } from "./doctor.js";
import { runBundled } from "./run-bundled.js";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (!doctor({ tests: false, install: true, say: console.error })) process.exit(1);

const options = process.argv.slice(2);
// A process of its own, since a build tells of itself on stdout.
const parts = options.includes("--no-pages") ? ["--server"] : [];
const built = spawnSync(process.execPath, ["scripts/build.js", ...parts], { stdio: ["ignore", 2, 2] });
if (built.status !== 0) process.exit(built.status ?? 1);
process.exitCode = await runBundled("tests/bench/main.ts", options);
