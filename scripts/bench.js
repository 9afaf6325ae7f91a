/** Runs tests/bench/main.ts against a server of its own, bundled first so that Node can read it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";
import { build } from "./build.js";
import { doctor } from "./doctor.js";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
if (!doctor({ tests: false, install: true })) process.exit(1);
await build({ pages: true });
const bundle = ".build/bench.js";
await esbuild({
  entryPoints: ["tests/bench/main.ts"],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  // It lies as deep below the checkout as the tests do, so this import still leads there.
  external: ["../scripts/*"],
  logLevel: "warning",
});
process.exitCode =
  spawnSync(process.execPath, [bundle, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
