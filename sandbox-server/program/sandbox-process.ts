/**
 * One sandboxed process: started inside a network namespace, held back until its limits are set, booted, and then
 * waiting for the one program that it will ever run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { limits } from "../../protocol/limits.ts";
import type { ControlGroups, LabGroup } from "../kernel/control-groups.ts";
import { memfdCreate, type RlimitName, setRlimit, socketpair } from "../kernel/libc.ts";
import { inNamespace, type Netns } from "../kernel/namespaces.ts";
import type { HomeFolder } from "../lab/home-folder.ts";
import { bwrapArguments, insideCommand } from "./bwrap-arguments.ts";
import type { SandboxPaths } from "./sandbox-paths.ts";
import { TraceRing } from "./trace-ring.ts";

/** What every sandbox of this server is made from. */
export type SandboxKit = {
  paths: SandboxPaths;
  seccomp: Uint8Array;
  /** Where labs get control groups of their own; null where this machine gives the server none to divide. */
  groups: ControlGroups | null;
};

/** Where a sandbox stands: its host's namespace, its lab's disk and control group. */
export type SandboxPlace = { ns: Netns; home: HomeFolder; group: LabGroup | null };

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
  // The kernel counts these for each user as well, and all programs are one: what one takes, the others lack.
  signals: ["sigpending", limits.program.signals, limits.program.signals],
  messageQueues: ["msgqueue", 0, 0],
};

export type SandboxExit = { code: number | null; signal: NodeJS.Signals | null };

export type SandboxProcess = {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Towards the program: what to run, then step bytes. */
  readonly control: Writable;
  /** From the program: words, one a line, "ready" the first. Its calls come through the ring. */
  readonly trace: Readable;
  /** The memory in which the program writes its calls. Whoever reads it closes it, after the end. */
  readonly ring: TraceRing;
  /** The sandbox's first process, which all others in it end with. Null until bwrap has told it, and after the end. */
  initPid(): number | null;
  /** Whether the kernel killed a process of its lab because the lab's memory was at its limit; told once for each. */
  claimOomKill(): boolean;
  /** Ends everything in the sandbox. */
  kill(): void;
  /** Resolves when bwrap has ended and all that was said has been read. Rejects when it could not be started. */
  readonly ended: Promise<SandboxExit>;
};

/** Descriptors of the sandbox's first program: its terminal, control and trace, the ring of its calls; then those that bwrap reads and closes. */
const fdOf = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  control: 3,
  trace: 4,
  ring: 5,
  args: 6,
  seccomp: 7,
  info: 8,
  block: 9,
} as const;

/** Starts one. Throws when bwrap cannot be started; a sandbox that fails later ends with an exit code. */
export function startSandbox(kit: SandboxKit, { ns, home, group }: SandboxPlace): SandboxProcess {
  const theirs: number[] = [];
  const ours: Socket[] = [];
  /** A line to the sandbox. Made at home: the host `you` would list sockets of its own namespace as the learner's. */
  const line = (): [far: number, near: Socket] => {
    const [near, far] = socketpair();
    theirs.push(far);
    const socket = new Socket({ fd: near, readable: true, writable: true });
    // The far end closes it when the sandbox ends; `ended` tells of that.
    socket.on("error", () => {});
    ours.push(socket);
    return [far, socket];
  };
  let child: ChildProcess;
  const ring = new TraceRing();
  try {
    const filter = fileOf("seccomp", kit.seccomp);
    theirs.push(filter);
    const far = Array.from({ length: 8 }, () => line()[0]) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [stdin, stdout, stderr, control, trace, args, info, block] = far;
    child = inNamespace(ns, () =>
      spawn("bwrap", ["--args", String(fdOf.args), "--", ...insideCommand], {
        // With --clearenv alone the server's environment would stay readable in /proc/1/environ.
        env: {} as NodeJS.ProcessEnv,
        cwd: "/",
        // In a session of its own: a SIGTERM to the server's group drains the server, and must not reach programs.
        detached: true,
        stdio: [stdin, stdout, stderr, control, trace, ring.fd, args, filter, info, block],
      }),
    );
  } catch (error) {
    for (const socket of ours) socket.destroy();
    ring.close();
    throw error;
  } finally {
    for (const fd of theirs) fs.closeSync(fd);
  }
  const [stdin, stdout, stderr, control, trace, args, info, block] = ours as [
    Socket,
    Socket,
    Socket,
    Socket,
    Socket,
    Socket,
    Socket,
    Socket,
  ];
  let pid: number | null = null;
  let gone = false;
  let unwanted = false;
  let failure: Error | null = null;
  const exit = new Promise<SandboxExit>((resolve, reject) => {
    child.on("error", (error) => {
      for (const socket of ours) socket.destroy();
      reject(error);
    });
    child.on("exit", (code, signal) => {
      gone = true;
      pid = null;
      if (code === null) killOrphans();
      for (const socket of [stdin, control, args, info, block]) socket.destroy();
      // What nobody reads would never come to its end.
      for (const stream of [stdout, stderr]) if (stream.listenerCount("data") === 0) stream.resume();
      // Held back or not: a program that wrote here what nobody wants must come to its end all the same.
      trace.resume();
      if (failure === null) resolve({ code, signal });
      else reject(failure);
    });
  });
  const read = [stdout, stderr, trace].map(
    (stream) => new Promise<void>((resolve) => stream.once("close", resolve)),
  );
  const ended = Promise.all([exit, ...read]).then(([how]) => how);
  // Whoever uses the sandbox waits for `ended`; unused, its failure has been told by "not ready".
  ended.catch(() => {});

  // Options go by a descriptor: a path of this machine has no place in the sandbox's /proc/1/cmdline. Until it has read
  // them all bwrap does nothing else, so that whatever it starts is born in the lab's control group.
  const words = bwrapArguments(kit.paths, home, fdOf).map((word) => `${word}\0`);
  const entered = group === null || child.pid === undefined ? Promise.resolve() : group.enter(child.pid);
  entered.then(
    () => args.end(words.join("")),
    (error: Error) => {
      failure = error;
      child.kill("SIGKILL");
    },
  );

  let told = "";
  info.setEncoding("utf8").on("data", (text: string) => {
    told += text;
    const found = /"child-pid"\s*:\s*(\d+)\s*[,}]/.exec(told);
    if (!found || pid !== null || gone) return;
    pid = Number(found[1]);
    if (unwanted) {
      killed(pid);
      return;
    }
    // RLIMIT_NPROC counts per user namespace, so it is set now, when the sandbox has its own, and not before.
    try {
      for (const [name, soft, hard] of Object.values(kernelLimits)) setRlimit(pid, name, soft, hard);
      // When the machine runs out of memory, the kernel looks for its victim here first.
      fs.writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
    } catch (error) {
      // ESRCH: it has died already. In any case, without its limits it must not go on.
      if (!killed(pid)) child.kill("SIGKILL");
      info.destroy(error instanceof Error ? error : undefined);
      return;
    }
    block.end("x");
  });

  return {
    stdin,
    stdout,
    stderr,
    control,
    trace,
    ring,
    initPid: () => pid,
    claimOomKill: () => group?.claimOomKill() ?? false,
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

/**
 * bwrap's child asks the kernel to die with its parent only at the end of its preparations. When bwrap is killed before
 * that, the child waits forever for a word that nobody will say. It is then a child of this stage's first process, as
 * nothing else called bwrap ever is.
 */
function killOrphans(): void {
  try {
    for (const name of fs.readdirSync("/proc")) {
      if (/^\d+$/.test(name) && isOrphan(name)) killed(Number(name));
    }
  } catch {
    // EMFILE or ENFILE: nothing can be looked at now. The orphan waits, and so can we.
    setTimeout(killOrphans, 1_000).unref();
  }
}

function isOrphan(pid: string): boolean {
  try {
    return /^\d+ \(bwrap\) \S 1 /.test(fs.readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch (error) {
    // It ended between the listing and the look.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return false;
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
