import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { processTree } from "./bench/process-tree.ts";
import type { LabServer } from "./lab-server.ts";

/** The process of a sandbox server itself, below the stages that surround it. */
export function serverProcess(server: LabServer): number {
  const found = processTree(server.child.pid ?? 0).find((pid) => {
    const words = commandOf(pid);
    return /(^|\/)node$/.test(words[0] ?? "") && words.includes(server.socket);
  });
  if (found === undefined) throw new Error("no process is the server's own");
  return found;
}

/** The program that holds this file of its home open. */
export function holderOf(server: LabServer, file: string): number {
  const found = processTree(server.child.pid ?? 0).find((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some(
        (fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `/home/you/${file}`,
      );
    } catch {
      // It ended, or closed the descriptor, while we looked.
      return false;
    }
  });
  if (found === undefined) throw new Error(`no process holds ${file}`);
  return found;
}

/** All processes of the server's sandboxes, those that wait for a program and bwrap's own included. */
export function sandboxProcesses(server: LabServer): number[] {
  return processTree(server.child.pid ?? 0).filter((pid) =>
    commandOf(pid).some((word) => word.endsWith("/boot.js")),
  );
}

/** Kills each of them at once; one whose parent's end took it along is gone already. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** The words of a process's command line; none when it is gone. */
export function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** Runs a command outside the stage as the user that the process `pid` is there. */
export function asServer(pid: number, command: string[]): { status: number | null; stderr: string } {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const id = (field: string) => new RegExp(`^${field}:\\t(\\d+)`, "m").exec(status)?.[1] ?? "";
  const become =
    process.getuid?.() === 0 ? [`--reuid=${id("Uid")}`, `--regid=${id("Gid")}`, "--clear-groups"] : [];
  return spawnSync("setpriv", [...become, ...command], { encoding: "utf8" });
}

/** Sets a soft limit of the running server from outside, as its own user; undone by the returned function. */
export function limitServer(server: LabServer, limit: "nproc" | "nofile", soft: number): () => void {
  const pid = serverProcess(server);
  const name = { nproc: "Max processes", nofile: "Max open files" }[limit];
  const before = new RegExp(`^${name}\\s+(\\S+)`, "m").exec(
    readFileSync(`/proc/${pid}/limits`, "latin1"),
  )?.[1];
  const set = (value: string) => {
    const { status, stderr } = asServer(pid, ["prlimit", "--pid", String(pid), `--${limit}=${value}:`]);
    if (status !== 0) throw new Error(`prlimit: ${stderr}`);
  };
  set(String(soft));
  return () => set(before ?? "unlimited");
}
