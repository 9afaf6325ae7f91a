/**
 * One lab's way to have its files read. A lab whose files once took long, or broke a parser, is read beside the others
 * from then on: whoever makes files to hold everybody up holds up those who do the same.
 */
import { limits } from "../../protocol/limits.ts";
import type { FileToRun } from "./program-to-run.ts";
import { unread } from "./transpile.ts";
import { TranspileThread } from "./transpile-thread.ts";

export type Threads = { quick: TranspileThread; slow: TranspileThread };

/** Every lab's. */
const shared: Threads = {
  quick: new TranspileThread(limits.files.quickMs),
  slow: new TranspileThread(limits.files.readMs),
};
/** So many wait for the slow thread, each up to its whole time. */
const slowMost = 8;

export class Transpiler {
  readonly #threads: Threads;
  #last: Promise<unknown> = Promise.resolve();
  #slow = false;

  constructor(threads = shared) {
    this.#threads = threads;
  }

  /**
   * What is to run of a program's files, one program after the other. What is wrong with them is told in them.
   * @param files path -> text
   * @throws when no thread can be started
   */
  filesToRun(files: Record<string, string>): Promise<FileToRun[]> {
    const read = this.#last.then(() => this.#read(files));
    this.#last = read.catch(() => {});
    return read;
  }

  async #read(files: Record<string, string>): Promise<FileToRun[]> {
    const { quick, slow } = this.#threads;
    if (!this.#slow) {
      const answer = await quick.read(files);
      this.#slow = answer === null || answer.broken;
      if (answer !== null) return answer.files;
    }
    const all = (why: string) => Object.entries(files).map(([path, text]) => unread(path, text, why));
    if (slow.waiting >= slowMost) {
      return all("others' files that are slow to read come first; run it again in a moment");
    }
    return (await slow.read(files))?.files ?? all("this takes too long to read; write it in a simpler way");
  }
}
