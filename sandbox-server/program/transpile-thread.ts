/**
 * A thread that reads learners' files, one program's after the other. A text that is slow to parse costs its time and
 * then the thread, one that breaks the parser costs the thread; the next program's files are read in a new one.
 */
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { workOf } from "../owner.ts";
import { startWorker } from "../start-worker.ts";
import type { Transpiled } from "./transpile.ts";

type Files = Record<string, string>;

type Job = { files: Files; done(answer: Transpiled | null): void; failed(error: unknown): void };

const heapMiB = 192;

export class TranspileThread {
  readonly #ms: number;
  readonly #waiting: Job[] = [];
  #busy = false;
  #worker: Worker | null = null;

  /** @param ms how long one program's files may take, once the thread runs */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** How many programs' files wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Null where it took too long, or too much memory.
   * @param files path -> text
   * @throws when no thread can be started
   */
  read(files: Files): Promise<Transpiled | null> {
    return new Promise((done, failed) => {
      this.#waiting.push({ files, done, failed });
      // All labs share it: no owner of one lab's work hears of it.
      workOf(null, () => void this.#next());
    });
  }

  async #next(): Promise<void> {
    if (this.#busy) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#busy = true;
    try {
      job.done(await this.#read(job.files));
    } catch (error) {
      job.failed(error);
    }
    this.#busy = false;
    void this.#next();
  }

  async #read(files: Files): Promise<Transpiled | null> {
    this.#worker ??= await this.#start();
    const worker = this.#worker;
    // The process ends with it, but not while somebody waits for an answer.
    worker.ref();
    const answer = await new Promise<Transpiled | null>((resolve) => {
      const settle = (outcome: Transpiled | null) => {
        clearTimeout(late);
        worker.off("message", settle);
        worker.off("exit", gone);
        resolve(outcome);
      };
      const gone = () => settle(null);
      const late = setTimeout(gone, this.#ms);
      worker.on("message", settle);
      worker.on("exit", gone);
      worker.postMessage(files);
    });
    worker.unref();
    if (answer === null || answer.broken) {
      this.#worker = null;
      void worker.terminate();
    }
    return answer;
  }

  async #start(): Promise<Worker> {
    const worker = await startWorker(new URL("./transpile-worker.ts", import.meta.url), {
      name: "transpile",
      resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    });
    const gone = () => {
      if (this.#worker === worker) this.#worker = null;
    };
    // Of too much memory: whoever waits is told by its exit.
    worker.on("error", gone);
    worker.on("exit", gone);
    await once(worker, "message");
    return worker;
  }
}
