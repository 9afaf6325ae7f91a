/** A sandbox that has come up and waits for its program: used once, or killed unused. */
import { limits } from "../../protocol/limits.ts";
import { LineReader } from "./line-reader.ts";
import { parseTraceWord } from "./parse-trace-word.ts";
import { type SandboxKit, type SandboxPlace, type SandboxProcess, startSandbox } from "./sandbox-process.ts";
import { type TracedEvent, TraceReader } from "./trace-reader.ts";
import type { TraceWord } from "./trace-word.ts";

/** Characters of one line on the trace descriptor. */
const lineMost = 200;

export class BootedSandbox {
  readonly process: SandboxProcess;
  /** Hears every word after "ready". */
  onWord: (word: TraceWord) => void = () => {};
  /** Hears what becomes of each call. */
  onCall: (event: TracedEvent) => void = () => {};

  private constructor(process: SandboxProcess) {
    this.process = process;
  }

  /**
   * Starts one and waits until it stands ready. Rejects, with what it said, when it ends before, or takes so long that
   * it never will.
   */
  static async boot(kit: SandboxKit, place: SandboxPlace, onStart: (started: SandboxProcess) => void) {
    const process = startSandbox(kit, place);
    onStart(process);
    const booted = new BootedSandbox(process);
    const last = () => process.ring.close();
    process.ended.then(last, last);
    await booted.#ready();
    return booted;
  }

  /** Whether what the program tells is read. One that tells on meanwhile fills the ring and then waits. */
  pace(on: boolean): void {
    const { trace, ring } = this.process;
    if (on) trace.resume();
    else trace.pause();
    ring.pace(on);
  }

  /** Nothing that it tells is wanted any more. */
  deafen(): void {
    this.onWord = () => {};
    this.onCall = () => {};
    this.pace(false);
  }

  #ready(): Promise<void> {
    const { trace, ring, stderr, stdout, ended } = this.process;
    const lines = new LineReader(lineMost);
    const calls = new TraceReader();
    let said = "";
    const hear = (bytes: Buffer) => {
      said += bytes.toString("utf8").slice(0, 2_000);
    };
    stderr.on("data", hear);
    return new Promise((resolve, reject) => {
      let ready = false;
      const { makingMs } = limits.lab;
      const late = setTimeout(() => {
        this.process.kill();
        reject(new Error(`a sandbox was not ready after ${makingMs} ms: ${said.trim()}`));
      }, makingMs);
      ring.onBytes = (bytes) => calls.read(bytes, (event) => this.onCall(event));
      trace.on("data", (bytes: Buffer) => {
        // Calls that the program made before it wrote this.
        ring.heard();
        for (const line of lines.push(bytes)) {
          const word = parseTraceWord(line);
          if (word === null) continue;
          if (ready) this.onWord(word);
          else if (word.t === "ready") {
            ready = true;
            clearTimeout(late);
            stderr.off("data", hear);
            stderr.pause();
            stdout.pause();
            resolve();
          }
        }
      });
      const over = (error: unknown) => {
        clearTimeout(late);
        reject(error);
      };
      ended.then(
        ({ code, signal }) =>
          over(new Error(`a sandbox ended (${signal ?? code}) before it was ready: ${said.trim()}`)),
        over,
      );
    });
  }
}
