/** Runs a TypeScript program of tests/ (bench, soak), bundled first so that Node can read it. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { build } from "esbuild";
import { nodeBundle } from "./node-bundle.js";

/**
 * @param {string} entry its file, from the checkout's root, which is the working directory
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runBundled(entry, args) {
  const bundle = `.build/${path.basename(path.dirname(entry))}.js`;
  await build({
    ...nodeBundle,
    entryPoints: [entry],
    outfile: bundle,
    plugins: [
      {
        // A script knows by its own place whether it was started or imported, so none may become part of the bundle.
        name: "scripts stay outside",
        setup(bundling) {
          bundling.onResolve({ filter: /\/scripts\/[^/]+\.js$/ }, (found) => ({
            path: found.path.replace(/^.*\/scripts\//, "../scripts/"),
            external: true,
          }));
        },
      },
    ],
  });
  const { status, error } = spawnSync(process.execPath, [bundle, ...args], { stdio: ["ignore", 1, 2] });
  if (error) throw error;
  return status ?? 1;
}
