/** Runs the wire's bench on the sandbox server's stage, where network namespaces may be made, and brings its rows back. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { nodeBundle } from "../../scripts/node-bundle.js";
import { stageCommand } from "../../scripts/sandbox-stage.js";
import type { BenchRow } from "./bench-row.ts";

/** @param rounds how often each side is measured, in turns */
export async function wireOnStage(root: string, rounds: number): Promise<BenchRow[]> {
  const folder = path.join(root, ".build/wire-bench");
  await build({
    ...nodeBundle,
    absWorkingDir: root,
    entryPoints: ["tests/bench/wire-bench.ts", "sandbox-server/wire/wire-worker.ts"],
    outdir: folder,
    entryNames: "[name]",
  });
  const script = `import(${JSON.stringify(path.join(folder, "wire-bench.js"))})
    .then(({ wireBench }) => wireBench(${rounds}))
    .then((rows) => console.log(JSON.stringify(rows)))`;
  const { file, args } = stageCommand([process.execPath, "-e", script]);
  const { stdout } = await promisify(execFile)(file, args, { cwd: root });
  return JSON.parse(stdout) as BenchRow[];
}
