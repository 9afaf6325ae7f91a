/** The first program of a learner's thread: loads the thread's file and calls its default export. */
import { workerData } from "node:worker_threads";
import { threadEntry, unpackArguments } from "../../sockets/src/thread-host.ts";
import { setErrorListener, setTracer } from "../../sockets/src/tracer.ts";
import { homePath } from "../program/program-to-run.ts";
import { callListener } from "./call-listener.ts";
import { reportError } from "./error-report.ts";
import { FileFault, LearnerModules } from "./learner-modules.ts";
import { noteCode, noteError } from "./limits-reached.ts";
import { traceNetCalls } from "./node-tcp-calls.ts";
import { traceDatagramCalls } from "./node-udp-calls.ts";
import { hideSites } from "./own-text.ts";
import { installPlainOutput } from "./plain-output.ts";
import { socketsPackage } from "./sockets-package.ts";
import { serveThreads, type ThreadData } from "./threads.ts";
import { writeAll } from "./write-all.ts";

const { request, files, shared, thread } = workerData as ThreadData;
const modules = new LearnerModules(new Map(files), socketsPackage);

const ended = () => {
  Atomics.store(request.state, 0, 1);
  Atomics.notify(request.state, 0);
};

/** An uncaught error ends the thread, not the program. */
function fail(thrown: unknown): void {
  noteError(thrown);
  const text =
    thrown instanceof FileFault ? thrown.message : reportError(thrown, (path) => modules.textOf(path));
  writeAll(2, Buffer.from(`Exception in thread ${JSON.stringify(request.file)}:\n${text}`));
}

installPlainOutput();
const site = modules.site();
if (site !== undefined) hideSites(site);
// process.exit() in a thread ends the thread; whoever waits in join must hear of it.
process.on("exit", ended);
process.on("uncaughtException", (thrown) => {
  fail(thrown);
  process.exit(1);
});
async function main(): Promise<void> {
  try {
    const listener = callListener(shared, thread, () => setTracer(null));
    setErrorListener(noteCode);
    setTracer(listener);
    traceNetCalls(listener);
    traceDatagramCalls(listener);
    serveThreads(new Map(files), shared);
    const file = modules.locate(request.file, request.from ?? `${homePath}/-`);
    const { default: run } = (await modules.run(file)) as { default?: unknown };
    if (typeof run !== "function") {
      const example = "export default function ...";
      throw new TypeError(
        `start_thread: ${JSON.stringify(request.file)} must export the function to run: ${example}`,
      );
    }
    const args = unpackArguments(request.args);
    const entry: unknown = Reflect.get(run, threadEntry);
    await (typeof entry === "function" ? entry.apply(run, args) : run(...args));
  } catch (thrown) {
    fail(thrown);
  } finally {
    ended();
  }
}

void main();
