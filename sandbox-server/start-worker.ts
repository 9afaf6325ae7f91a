/**
 * Starts a thread of the server's. Bundled, its file lies beside the server's; from sources it is bundled on the spot.
 */
import { Worker, type WorkerOptions } from "node:worker_threads";

/** @param file `foo-worker.ts` beside the caller, as a URL */
export async function startWorker(file: URL, options: WorkerOptions): Promise<Worker> {
  if (!import.meta.url.endsWith(".ts")) {
    const name = file.pathname.replace(/^.*\/(.*)\.ts$/, "./$1.js");
    return new Worker(new URL(name, import.meta.url), options);
  }
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [file.pathname],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  return new Worker(outputFiles[0]?.text ?? "", { ...options, eval: true });
}
