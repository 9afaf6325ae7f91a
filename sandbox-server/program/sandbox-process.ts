/**
 * One sandboxed process: started inside a network namespace, held back until its limits are set, booted, and then
 * waiting for the one program that it will ever run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import type { Duplex, Readable, Writable } from "node:stream";
import { limits } from "../../protocol/limits.ts";
import { memfdCreate, type RlimitName, setRlimit } from "../kernel/libc.ts";
import { inNamespace, type Netns } from "../kernel/namespaces.ts";
import { bwrapArguments, insideCommand } from "./bwrap-arguments.ts";
import type { SandboxPaths } from "./sandbox-paths.ts";

/** What every sandbox of this server is made from. */
export type SandboxKit = { paths: SandboxPaths; seccomp: Uint8Array };

/** The limits that the kernel itself holds a process to: soft and hard. */
export const kernelLimits: Readonly<Record<string, [name: RlimitName, soft: number, hard: number]>> = {
  data: ["data", limits.program.dataBytes, limits.program.dataBytes],
  tasks: ["nproc", limits.program.tasks, limits.program.tasks],
  files: ["nofile", limits.program.files, limits.program.files],
  fileBytes: ["fsize", limits.program.fileBytes, limits.program.fileBytes],
  // SIGXCPU at the first, SIGKILL a second later.
  cpu: ["cpu", limits.program.cpuSeconds, limits.program.cpuSeconds + 1],
  core: ["core", 0, 0],
  memlock: ["memlock", 64 * 1024, 64 * 1024],
};

export type SandboxExit = { code: number | null; signal: NodeJS.Signals | null };

export type SandboxProcess = {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Towards the program: what to run, then step bytes. */
  readonly control: Writable;
  /** From the program: lines of trace messages, "ready" the first. */
  readonly trace: Readable;
  /** The sandbox's first process, which all others in it end with. Null until bwrap has told it, and after the end. */
  initPid(): number | null;
  /** Ends everything in the sandbox. */
  kill(): void;
  /** Resolves when bwrap has ended and every stream of it is closed. */
  readonly ended: Promise<SandboxExit>;
};

/** Starts one. Throws when bwrap cannot be started; a sandbox that fails later ends with an exit code. */
export function startSandbox(kit: SandboxKit, ns: Netns, home: string): SandboxProcess {
  // Options go by a descriptor: a path of this machine has no place in the sandbox's /proc/1/cmdline.
  const fds = { args: 5, seccomp: 6, info: 7, block: 8 };
  const words = bwrapArguments(kit.paths, home, fds);
  const args = fileOf("arguments", Buffer.from(words.map((word) => `${word}\0`).join("")));
  const filter = fileOf("seccomp", kit.seccomp);
  let child: ChildProcess;
  try {
    child = inNamespace(ns, () =>
      spawn("bwrap", ["--args", String(fds.args), "--", ...insideCommand], {
        // With --clearenv alone the server's environment would stay readable in /proc/1/environ.
        env: {} as NodeJS.ProcessEnv,
        cwd: "/",
        stdio: ["pipe", "pipe", "pipe", "pipe", "pipe", args, filter, "pipe", "pipe"],
      }),
    );
  } finally {
    fs.closeSync(args);
    fs.closeSync(filter);
  }
  const stream = (fd: number) => child.stdio[fd] as Duplex;
  let pid: number | null = null;
  let unwanted = false;
  const ended = new Promise<SandboxExit>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      pid = null;
      resolve({ code, signal });
    });
  });
  child.on("exit", () => {
    pid = null;
  });
  // The far end closes these when the sandbox ends; `ended` tells of that.
  for (const fd of [0, 3, 8]) stream(fd).on("error", () => {});

  let told = "";
  stream(fds.info).setEncoding("utf8");
  stream(fds.info).on("data", (text: string) => {
    told += text;
    const found = /"child-pid"\s*:\s*(\d+)/.exec(told);
    if (!found || pid !== null || child.exitCode !== null) return;
    pid = Number(found[1]);
    if (unwanted) {
      killed(pid);
      return;
    }
    // RLIMIT_NPROC counts per user namespace, so it is set now, when the sandbox has its own, and not before.
    for (const [name, soft, hard] of Object.values(kernelLimits)) setRlimit(pid, name, soft, hard);
    stream(fds.block).end("x");
  });

  return {
    stdin: stream(0) as Writable,
    stdout: stream(1) as Readable,
    stderr: stream(2) as Readable,
    control: stream(3) as Writable,
    trace: stream(4) as Readable,
    initPid: () => pid,
    kill() {
      unwanted = true;
      if (pid === null || !killed(pid)) child.kill("SIGKILL");
    },
    ended,
  };
}

/** False when it is gone already. */
function killed(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** A nameless file with these bytes, open for reading from its start. */
function fileOf(name: string, bytes: Uint8Array): number {
  const fd = memfdCreate(name);
  try {
    fs.writeFileSync(fd, bytes);
    return fs.openSync(`/proc/self/fd/${fd}`, "r");
  } finally {
    fs.closeSync(fd);
  }
}
