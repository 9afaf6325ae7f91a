/**
 * Reads learners' files in a thread of its own, one program's after the other: a text that is made to be slow to parse
 * holds up no lab's packets, and one that breaks the parser costs the thread, which is then replaced.
 */
import type { Worker } from "node:worker_threads";
import { limits } from "../../protocol/limits.ts";
import { workOf } from "../owner.ts";
import { startWorker } from "../start-worker.ts";
import type { FileToRun } from "./program-to-run.ts";
import { type Transpiled, unread } from "./transpile.ts";

type Job = {
  files: Record<string, string>;
  ms: number;
  done(files: FileToRun[]): void;
  failed(error: unknown): void;
};

const heapMiB = 192;
const waiting: Job[] = [];
let busy = false;
let thread: Worker | null = null;

/**
 * What is to run of a program's files. What is wrong with them is told in them.
 * @param files path -> text
 * @param ms how long reading them may take
 * @throws when no thread can be started
 */
export function filesToRun(
  files: Record<string, string>,
  ms: number = limits.files.readMs,
): Promise<FileToRun[]> {
  return new Promise((done, failed) => {
    waiting.push({ files, ms, done, failed });
    // All labs share it: no owner of one lab's work hears of it.
    workOf(null, () => void next());
  });
}

async function next(): Promise<void> {
  if (busy) return;
  const job = waiting.shift();
  if (job === undefined) return;
  busy = true;
  try {
    job.done(await read(job));
  } catch (error) {
    job.failed(error);
  }
  busy = false;
  void next();
}

async function read({ files, ms }: Job): Promise<FileToRun[]> {
  const worker = await runningThread();
  // The process does not end while somebody waits for an answer.
  worker.ref();
  const answer = await new Promise<Transpiled | string>((resolve) => {
    const late = setTimeout(() => resolve("this took too long to read; is it very large?"), ms);
    const settle = (outcome: Transpiled | string) => {
      clearTimeout(late);
      worker.off("message", settle);
      worker.off("exit", gone);
      resolve(outcome);
    };
    const gone = () => settle("this is too large to be read");
    worker.on("message", settle);
    worker.on("exit", gone);
    worker.postMessage(files);
  });
  worker.unref();
  if (typeof answer !== "string" && !answer.broken) return answer.files;
  if (thread === worker) thread = null;
  void worker.terminate();
  if (typeof answer !== "string") return answer.files;
  return Object.entries(files).map(([path, text]) => unread(path, text, answer));
}

async function runningThread(): Promise<Worker> {
  if (thread !== null) return thread;
  const worker = await startWorker(new URL("./transpile-worker.ts", import.meta.url), {
    name: "transpile",
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  worker.unref();
  const gone = () => {
    if (thread === worker) thread = null;
  };
  // It has run out of memory: told by its end to whoever waits.
  worker.on("error", gone);
  worker.on("exit", gone);
  thread = worker;
  return worker;
}
