import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { bundle } from "../build.js";

/** Programs that use the package as its users do: built, imported by its name, in a Node process of their own. */

export type Result = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string };

export class Workshop {
  #folder = "";

  /** The folder of the programs. */
  get folder(): string {
    return this.#folder;
  }

  async open(): Promise<void> {
    const root = fileURLToPath(new URL("../../node_modules/", import.meta.url));
    this.#folder = mkdtempSync(join(root, ".sockets-test-"));
    const home = join(this.#folder, "node_modules/sockets");
    mkdirSync(home, { recursive: true });
    cpSync(fileURLToPath(new URL("../package.json", import.meta.url)), join(home, "package.json"));
    await bundle(join(home, "dist"));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#folder, name), text);
  }

  /** Starts `node name args`; whoever starts it waits for it. */
  start(name: string, ...args: string[]): Running {
    return new Running(spawn(process.execPath, [join(this.#folder, name), ...args], { stdio: "pipe" }));
  }

  /** Writes the files and runs the first of them to its end. */
  run(files: Record<string, string>, input = ""): Promise<Result> {
    this.write(files);
    const running = this.start(Object.keys(files)[0] as string);
    running.child.stdin?.end(input);
    return running.ended;
  }
}

/** A process that runs, with what it wrote so far. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Result>;
  out = "";
  err = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on("data", (data) => {
      this.out += data;
    });
    child.stderr?.on("data", (data) => {
      this.err += data;
    });
    this.ended = new Promise((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal, out: this.out, err: this.err }));
    });
  }

  /** Waits until it has written something that matches. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.out);
      if (found !== null) return found;
      if (this.child.exitCode !== null)
        throw new Error(`it ended without ${pattern}: ${this.out} ${this.err}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** A workshop for the tests of one file. */
export function workshop(): Workshop {
  const shop = new Workshop();
  beforeAll(() => shop.open());
  afterAll(() => shop.close());
  return shop;
}
