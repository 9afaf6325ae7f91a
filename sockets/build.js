import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Builds the package: src/*.ts into dist/*.js (shared code in chunks, koffi and iconv-lite left outside) and dist/*.d.ts. */

const here = fileURLToPath(new URL(".", import.meta.url));
const entries = [
  "codecs",
  "index",
  "select",
  "selectors",
  "socketserver",
  "stdio",
  "struct",
  "thread-host",
  "thread-worker",
  "threading",
  "tracer",
];

/** Bundles the package's modules into `outdir`. */
export async function bundle(outdir) {
  await build({
    absWorkingDir: here,
    entryPoints: entries.map((name) => `src/${name}.ts`),
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["koffi", "iconv-lite"],
    chunkNames: "chunk-[hash]",
    legalComments: "none",
    logLevel: "warning",
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  rmSync(`${here}dist`, { recursive: true, force: true });
  await bundle(`${here}dist`);
  const tsc = createRequire(import.meta.url)
    .resolve("typescript/package.json")
    .replace("package.json", "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", `${here}tsconfig.build.json`], { stdio: "inherit" });
}
