/** A sandbox that has come up and waits for its program: used once, or killed unused. */
import type { Netns } from "../kernel/namespaces.ts";
import type { HomeFolder } from "../lab/home-folder.ts";
import { LineReader } from "./line-reader.ts";
import { parseTraceLine } from "./parse-trace-line.ts";
import { type SandboxKit, type SandboxProcess, startSandbox } from "./sandbox-process.ts";
import type { TraceMessage } from "./trace-message.ts";

/** Characters of one trace line: a call's shown bytes in base64, and room for the rest. */
const lineMost = 12_000;

export class BootedSandbox {
  readonly process: SandboxProcess;
  /** Hears every trace message after "ready". */
  onTrace: (message: TraceMessage) => void = () => {};

  private constructor(process: SandboxProcess) {
    this.process = process;
  }

  /** Starts one and waits until it stands ready. Rejects, with what it said, when it ends before. */
  static async boot(
    kit: SandboxKit,
    ns: Netns,
    home: HomeFolder,
    onStart: (started: SandboxProcess) => void,
  ) {
    const process = startSandbox(kit, ns, home);
    onStart(process);
    const booted = new BootedSandbox(process);
    await booted.#ready();
    return booted;
  }

  #ready(): Promise<void> {
    const { trace, stderr, stdout, ended } = this.process;
    const lines = new LineReader(lineMost);
    let said = "";
    const hear = (bytes: Buffer) => {
      said += bytes.toString("utf8").slice(0, 2_000);
    };
    stderr.on("data", hear);
    return new Promise((resolve, reject) => {
      let ready = false;
      trace.on("data", (bytes: Buffer) => {
        for (const line of lines.push(bytes)) {
          const message = parseTraceLine(line);
          if (message === null) continue;
          if (ready) this.onTrace(message);
          else if (message.t === "ready") {
            ready = true;
            stderr.off("data", hear);
            stderr.pause();
            stdout.pause();
            resolve();
          }
        }
      });
      ended.then(
        ({ code, signal }) =>
          reject(new Error(`a sandbox ended (${signal ?? code}) before it was ready: ${said.trim()}`)),
        reject,
      );
    });
  }
}
