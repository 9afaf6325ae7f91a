/**
 * Runs tests/bench/main.ts against a server of its own, bundled first so that Node can read it.
 * Only the bench itself writes to stdout: with --json that is one array.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";
import { doctor } from "./doctor.js";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
if (!doctor({ tests: false, install: true, say: console.error })) process.exit(1);

/** @param {string[]} args @param {number} stdout */
function run(args, stdout) {
  const { status, error } = spawnSync(process.execPath, args, { stdio: ["ignore", stdout, 2] });
  if (error) throw error;
  return status ?? 1;
}

const options = process.argv.slice(2);
const built = run(["scripts/build.js", ...(options.includes("--no-pages") ? ["--server"] : [])], 2);
if (built !== 0) process.exit(built);

const bundle = ".build/bench.js";
await esbuild({
  entryPoints: ["tests/bench/main.ts"],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  plugins: [
    {
      // A script knows by its own place whether it was started or imported, so none may become part of the bundle.
      name: "scripts stay outside",
      setup(bundling) {
        bundling.onResolve({ filter: /\/scripts\/[^/]+\.js$/ }, ({ path }) => ({
          path: path.replace(/^.*\/scripts\//, "../scripts/"),
          external: true,
        }));
      },
    },
  ],
  logLevel: "warning",
});
process.exitCode = run([bundle, ...options], 1);
