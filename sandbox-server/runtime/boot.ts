/**
 * The first program in a sandbox: makes everything ready, tells the lab, waits for the learner's program, becomes it.
 * All that can be done before is done before, so that a run begins at once.
 */
import { Console } from "node:console";
import { Writable } from "node:stream";
import koffi from "koffi";
import { setErrorListener, setTracer, type Tracer } from "../../sockets/src/tracer.ts";
import { homePath } from "../program/program-to-run.ts";
import { callListener } from "./call-listener.ts";
import { mapRing } from "./call-ring.ts";
import { receiveProgram, type Shared, stateWord, stateWords, tell } from "./channels.ts";
import { reportError } from "./error-report.ts";
import { FileFault, type LearnerFile, LearnerModules } from "./learner-modules.ts";
import { noteCode, noteError } from "./limits-reached.ts";
import { traceNetCalls } from "./node-tcp-calls.ts";
import { traceDatagramCalls } from "./node-udp-calls.ts";
import { hideSites } from "./own-text.ts";
import { installPlainOutput } from "./plain-output.ts";
import { socketsPackage } from "./sockets-package.ts";
import { serveThreads } from "./threads.ts";
import { writeAll } from "./write-all.ts";
import { writeHome } from "./write-home.ts";

/** Asked by everything that is put in place before the program, and its listener, are known. */
const silent: Tracer = { enter: () => 0, leave: () => {} };
let listener = silent;
/** For Node's calls, and for those of `sockets`, which cost what they cost outside when nobody listens. */
function listen(next: Tracer): void {
  listener = next;
  setTracer(next === silent ? null : next);
}
const relay: Tracer = {
  enter: (entry) => listener.enter(entry),
  leave: (token, outcome) => listener.leave(token, outcome),
  flow: (token, flow) => listener.flow?.(token, flow),
};

async function prepare() {
  installPlainOutput();
  // bwrap leaves one word of its own.
  delete process.env.PWD;
  setErrorListener(noteCode);
  traceNetCalls(relay);
  traceDatagramCalls(relay);
  await warmUp();
}

/** The first use of each of these costs milliseconds; here it costs the learner nothing. */
async function warmUp(): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  new Console(nowhere).log("warm %d", 1, { of: ["one", 2, new Map([["three", 3]])] });
  // These getters make the streams, and the console's own view of them.
  void process.stdout;
  void process.stderr;
  void console.log;
  const files = new Map([["warm.ts", { text: "", code: "export const x = 1;" }]]);
  await new LearnerModules(files, new Map()).run("warm.ts");
  new TextDecoder().decode(Buffer.from(JSON.stringify({ warm: [1] })));
  reportError(new Error("warm"), () => undefined);
}

async function main(): Promise<void> {
  const ring = mapRing();
  await prepare();
  process.chdir(homePath);
  // Many of these wait, some for hours: what booting used up goes back to the system (malloc_trim(3)).
  koffi.load("libc.so.6").func("int malloc_trim(size_t)")(0);
  tell({ t: "ready" });
  const program = receiveProgram();
  if (program === null) return;

  const shared: Shared = {
    state: new Int32Array(new SharedArrayBuffer(4 * stateWords)),
    ring,
    calls: program.calls,
  };
  shared.state[stateWord.stepping] = program.step ? 1 : 0;
  process.argv = [process.execPath, `${homePath}/${program.entry}`, ...program.args];
  process.execArgv = [];

  const files = new Map<string, LearnerFile>(program.files.map(({ path, ...file }) => [path, file]));
  const modules = new LearnerModules(files, socketsPackage);
  const site = modules.site();
  if (site !== undefined) hideSites(site);
  const fail = (thrown: unknown): never => {
    noteError(thrown);
    const text =
      thrown instanceof FileFault ? thrown.message : reportError(thrown, (path) => modules.textOf(path));
    writeAll(2, Buffer.from(text));
    process.exit(1);
  };
  process.on("exit", (code) => tell({ t: "exit", code }));
  process.on("uncaughtException", (thrown) => {
    // The learner listens too: then it is theirs to answer.
    if (process.listenerCount("uncaughtException") === 1) fail(thrown);
  });

  listen(callListener(shared, 0, () => listen(silent)));
  serveThreads(files, shared);

  let finished = false;
  // Nothing is left to do, and the program's own top level has not come to its end.
  process.once("beforeExit", () => {
    if (finished) return;
    process.exitCode = 13;
    const text = `${program.entry}: the program ended while a top-level await was still waiting\n`;
    writeAll(2, Buffer.from(text));
  });
  try {
    writeHome(homePath, files);
    await modules.run(program.entry);
  } catch (error) {
    fail(error);
  } finally {
    finished = true;
  }
}

// Not awaited: a learner's top-level await that never ends must not look like ours.
void main();
