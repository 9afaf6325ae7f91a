import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { workerData } from "node:worker_threads";
import { write } from "./stdio.ts";
import { reportThreadError, runThread, type ThreadRequest } from "./thread-host.ts";

/** The first file of every Worker that the package makes itself. */

const request = workerData as ThreadRequest & { url: string };

/** Node keeps the place of a syntax error to itself, but for `node --check`. */
function place(error: unknown): string {
  if (!(error instanceof SyntaxError) || !request.url.startsWith("file:")) return "";
  const check = spawnSync(process.execPath, ["--check", fileURLToPath(request.url)], { encoding: "utf8" });
  return /^.*?\^+\n/s.exec(check.stderr ?? "")?.[0] ?? "";
}

await runThread(
  request,
  () => import(request.url),
  (error) => {
    write(place(error), 2);
    reportThreadError(request.file, error);
  },
);
