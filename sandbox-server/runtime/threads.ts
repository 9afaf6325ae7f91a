/**
 * Threads of a learner's program: each is a Worker that sees the same files, has a tracer of its own, and writes to
 * the terminal by itself, since the main thread may be blocked in a call.
 */
import { Worker } from "node:worker_threads";
import koffi from "koffi";
import { setThreadLauncher, type ThreadRequest } from "../../sockets/src/thread-host.ts";
import { type Shared, stateWord } from "./channels.ts";
import type { LearnerFile } from "./learner-modules.ts";
import { noteError } from "./limits-reached.ts";

/** What a thread is given. */
export type ThreadData = {
  request: ThreadRequest;
  files: [path: string, file: LearnerFile][];
  shared: Shared;
  /** 1 for the first; the main thread is 0. */
  thread: number;
};

/** From now on this thread's `start_thread` starts Workers of ours. */
export function serveThreads(files: Map<string, LearnerFile>, shared: Shared): void {
  const alive = new Set<Int32Array>();
  let watching = false;
  /** Node waits for its Workers before it ends, and one that is blocked in a call never answers. */
  const endAtOnce = () => {
    if (watching) return;
    watching = true;
    const exitNow = koffi.load("libc.so.6").func("void _exit(int status)");
    process.on("exit", (code) => {
      if ([...alive].some((state) => Atomics.load(state, 0) === 0)) exitNow(code);
    });
  };
  setThreadLauncher((request) => {
    endAtOnce();
    const thread = Atomics.add(shared.state, stateWord.threads, 1) + 1;
    const workerData: ThreadData = { request, files: [...files], shared, thread };
    const worker = new Worker(new URL("./thread.js", import.meta.url), {
      workerData,
      execArgv: ["--experimental-vm-modules", "--no-warnings", "--expose-internals"],
      env: {},
      // Its output is plain and its own. Else this thread asks it for more to pass on, which it knows nothing about.
      stdout: true,
      stderr: true,
    });
    if (request.daemon) worker.unref();
    alive.add(request.state);
    worker.on("error", noteError);
    worker.on("exit", () => {
      alive.delete(request.state);
      Atomics.store(request.state, 0, 1);
      Atomics.notify(request.state, 0);
    });
  });
}
