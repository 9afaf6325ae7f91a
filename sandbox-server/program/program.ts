/**
 * One run of one file of the learner's, from its start to its exit: terminal, signals, stepping, limits.
 * Hands on lab events; holds nothing that outlives the sandbox.
 */
import os from "node:os";
import { StringDecoder } from "node:string_decoder";
import type { Exit, LabEvent, LabEventOf, Notice } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { RunId } from "../../protocol/names.ts";
import type { BootedSandbox } from "./booted-sandbox.ts";
import { descendants, firstChild } from "./descendants.ts";
import { limitNotice } from "./limit-notice.ts";
import { ProcessorTime } from "./processor-time.ts";
import { continueByte, type FileToRun, type ProgramToRun, pressBytes, stepByte } from "./program-to-run.ts";
import type { TracedEvent } from "./trace-reader.ts";
import type { TraceWord } from "./trace-word.ts";

export type ProgramOptions = {
  run: RunId;
  entry: string;
  args: string[];
  step: boolean;
  files: FileToRun[];
  /** Microseconds since the lab opened. */
  now(): number;
  /** The same for a reading of CLOCK_MONOTONIC in microseconds. */
  since(clock: number): number;
  emit(event: LabEvent): void;
  /** The first byte of output arrived, this many milliseconds after the start. */
  firstByte(ms: number): void;
};

/** Trace messages that a run may send at all: two a call, a pause before each, and a few words. */
const traceMost = limits.program.calls * 3 + 100;
const stdinWaiting = 4 * limits.connection.stdinBytes;
/** What V8 and the C++ runtime print when memory is gone, before they abort. */
const lastWords = /\n?<--- Last few GCs --->|FATAL ERROR: |#\n# Fatal |terminate called after throwing/;
/** SIGABRT comes before its other name, SIGIOT: the first of a number is the one people know. */
const signalNames = new Map(
  Object.entries(os.constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

export class Program {
  readonly run: RunId;
  /** Resolves when nothing of it is left and its last event has been handed on. */
  readonly ended: Promise<void>;
  readonly #options: ProgramOptions;
  readonly #booted: BootedSandbox;
  readonly #startedAt = performance.now();
  readonly #noticed = new Set<string>();
  readonly #wall: NodeJS.Timeout;
  readonly #processor: ProcessorTime;
  #grace: NodeJS.Timeout | null = null;
  #output = 0;
  #sawOutput = false;
  #trace = 0;
  /** Threads that stand before a call, who has stood longest first. */
  readonly #paused = new Set<number>();
  #continued = false;
  #exitTold: number | null = null;
  #lastWords = "";
  #killedFor: Notice["code"] | null = null;
  /** Whether we sent the SIGKILL, on whoever's wish. */
  #killed = false;
  #paces = true;

  constructor(booted: BootedSandbox, options: ProgramOptions) {
    this.run = options.run;
    this.#booted = booted;
    this.#options = options;
    const { process: sandbox } = booted;
    this.#emit({
      type: "program-started",
      at: options.now(),
      run: options.run,
      file: options.entry,
      args: options.args,
      pid: 2,
      step: options.step,
    });
    booted.onWord = (word) => this.#hear(word);
    booted.onCall = (event) => this.#show(event);
    const drained = [this.#read("stdout"), this.#read("stderr")];
    sandbox.control.write(frameOf(options));
    this.#wall = setTimeout(() => this.#limit("limit-wall"), limits.program.wallMs);
    this.#processor = new ProcessorTime(limits.program.cpuSeconds, () => {
      const pid = sandbox.initPid();
      return pid === null ? null : firstChild(pid);
    });
    this.ended = Promise.all([sandbox.ended, ...drained]).then(([{ code, signal }]) =>
      this.#end(code, signal),
    );
  }

  /**
   * What is typed is told when the kernel has it for the program, and so before anything that the program answers. Its
   * time is that of the handing over: a program that waits for it makes its next call before we hear that it was taken.
   */
  stdin(text: string): void {
    const { stdin } = this.#booted.process;
    const at = this.#options.now();
    if (stdin.writableLength > stdinWaiting) this.#notice("limit-stdin");
    else if (stdin.writable) {
      stdin.write(text, (error) => {
        if (!error) this.#typed(at, { text: text.slice(0, limits.connection.stdinBytes) });
      });
    }
  }

  /** Ends it once. */
  endStdin(): void {
    const { stdin } = this.#booted.process;
    if (!stdin.writable) return;
    const at = this.#options.now();
    stdin.once("finish", () => this.#typed(at, { text: "", key: "end" }));
    stdin.end();
  }

  /** SIGTERM is followed by SIGKILL when it does not help. */
  signal(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    const pid = this.#booted.process.initPid();
    const target = signal === "SIGKILL" || pid === null ? null : firstChild(pid);
    if (target === null) {
      this.kill();
      return;
    }
    const at = this.#options.now();
    try {
      process.kill(target, signal);
      if (signal === "SIGINT") this.#typed(at, { text: "", key: "interrupt" });
    } catch (error) {
      // It ended between the look and the signal: its exit is on the way.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
    if (signal === "SIGTERM") this.#grace ??= setTimeout(() => this.kill(), limits.program.graceMs);
  }

  /** Its processes as this server sees them, the program itself first; none after the end. */
  processes(): number[] {
    const pid = this.#booted.process.initPid();
    return pid === null ? [] : descendants(pid, 8);
  }

  kill(): void {
    this.#killed = true;
    this.#booted.process.kill();
  }

  /**
   * One call of a thread, then it stops before the next; without a thread, of the one that has stood longest. Where
   * nobody stands there is nothing to do.
   */
  step(thread: number | undefined): void {
    const [longest] = this.#paused;
    const chosen = thread ?? longest;
    if (chosen === undefined || !this.#paused.delete(chosen)) return;
    this.#press(stepByte, chosen);
  }

  /** It stops no more. Pressed while it is in a call, it is found where the program would stop next. */
  continue(): void {
    if (!this.#options.step || this.#continued) return;
    this.#continued = true;
    this.#paused.clear();
    this.#press(continueByte, 0);
  }

  #press(button: number, thread: number): void {
    const press = Buffer.alloc(pressBytes);
    press[0] = button;
    press.writeUInt32LE(thread, 1);
    this.#booted.process.control.write(press);
  }

  /** Whether its output is read. A program that prints on meanwhile fills its pipes and then blocks. */
  pace(on: boolean): void {
    if (on === this.#paces) return;
    this.#paces = on;
    const { stdout, stderr } = this.#booted.process;
    for (const stream of [stdout, stderr]) {
      if (on) stream.resume();
      else stream.pause();
    }
    if (this.#trace <= traceMost) this.#booted.pace(on);
  }

  #emit(event: LabEvent): void {
    this.#options.emit(event);
  }

  #typed(at: number, input: Pick<LabEventOf<"input">, "text" | "key">): void {
    this.#emit({ type: "input", at, run: this.run, ...input });
  }

  #notice(code: Notice["code"]): void {
    if (this.#noticed.has(code)) return;
    this.#noticed.add(code);
    this.#emit({ type: "notice", at: this.#options.now(), run: this.run, notice: limitNotice(code) });
  }

  #limit(code: Notice["code"]): void {
    this.#killedFor ??= code;
    this.kill();
  }

  /** Resolves when the stream has been read to its end, or was destroyed. */
  #read(name: "stdout" | "stderr"): Promise<void> {
    const stream = this.#booted.process[name];
    const decoder = new StringDecoder("utf8");
    stream.on("data", (bytes: Buffer) => this.#print(name, decoder.write(bytes), bytes.length));
    stream.resume();
    return new Promise((resolve) => {
      stream.once("close", () => {
        this.#print(name, decoder.end(), 0);
        resolve();
      });
    });
  }

  #print(stream: "stdout" | "stderr", decoded: string, bytes: number): void {
    let text = decoded;
    if (!this.#sawOutput && bytes > 0) {
      this.#sawOutput = true;
      this.#options.firstByte(performance.now() - this.#startedAt);
    }
    if (stream === "stderr") {
      // Held back until the exit tells whether these really were the last words.
      const at = this.#lastWords === "" ? text.search(lastWords) : 0;
      if (at >= 0) {
        this.#lastWords += text.slice(at);
        text = text.slice(0, at);
      }
    }
    const room = Math.max(0, limits.program.outputBytes - this.#output);
    this.#output += bytes;
    if (bytes > room) text = text.slice(0, room);
    if (text !== "") this.#emit({ type: "output", at: this.#options.now(), run: this.run, stream, text });
    if (bytes > room) this.#limit("limit-output");
  }

  /** The runtime says less than this: the program writes there by itself. Unread, it blocks itself. */
  #tooMuch(): boolean {
    if (++this.#trace <= traceMost) return false;
    this.#booted.deafen();
    return true;
  }

  #hear(word: TraceWord): void {
    if (this.#tooMuch()) return;
    if (word.t === "unshown") this.#notice("limit-calls");
    else if (word.t === "limit") this.#notice(`limit-${word.what}`);
    else if (word.t === "exit") this.#exitTold = word.code;
  }

  #show(event: TracedEvent): void {
    if (this.#tooMuch()) return;
    // No more than there can be: what a program writes into its ring by itself is not believed.
    if (event.type === "paused" && event.thread >= 0 && this.#paused.size < limits.program.tasks)
      this.#paused.add(event.thread);
    // Nobody else has it; a copy would cost several times what reading it did.
    this.#emit(Object.assign(event, { at: this.#options.since(event.at), actor: this.run }));
  }

  #end(code: number | null, signal: string | null): void {
    clearTimeout(this.#wall);
    this.#processor.stop();
    if (this.#grace !== null) clearTimeout(this.#grace);
    const exit = this.#exitOf(code, signal);
    const aborted = "signal" in exit && ["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV"].includes(exit.signal);
    if (this.#lastWords !== "") {
      if (aborted) this.#notice("limit-memory");
      else {
        const text = this.#lastWords.slice(0, Math.max(0, limits.program.outputBytes - this.#output));
        this.#emit({ type: "output", at: this.#options.now(), run: this.run, stream: "stderr", text });
      }
    }
    // Not by us: then by itself, or by the kernel, which counts whom it killed for memory.
    const unasked = "signal" in exit && exit.signal === "SIGKILL" && !this.#killed;
    const starved = unasked && this.#booted.process.claimOomKill();
    if (starved) this.#notice("limit-lab-memory");
    // Who catches SIGXCPU is killed a little later, without a word from the kernel.
    const spent = unasked && !starved && this.#processor.mayBeSpent;
    if (spent || ("signal" in exit && exit.signal === "SIGXCPU")) this.#notice("limit-cpu");
    if ("signal" in exit && exit.signal === "SIGXFSZ") this.#notice("limit-disk");
    if (this.#killedFor !== null) this.#notice(this.#killedFor);
    this.#emit({ type: "program-ended", at: this.#options.now(), run: this.run, exit });
  }

  /** bwrap ends with 128 + n for a program that died of signal n; so does a program by `process.exit(128 + n)`. */
  #exitOf(code: number | null, signal: string | null): Exit {
    // Only a kill of ours ends bwrap itself by a signal.
    if (code === null) return { signal: signal ?? "SIGKILL" };
    if (this.#exitTold === code) return { code };
    const name = code > 128 ? signalNames.get(code - 128) : undefined;
    return name === undefined ? { code } : { signal: name };
  }
}

function frameOf({ entry, args, step, files }: ProgramOptions): Buffer {
  const program: ProgramToRun = { entry, args, step, calls: limits.program.calls, files };
  const body = Buffer.from(JSON.stringify(program));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}
