import { readFileSync } from "node:fs";
import { processTree } from "../bench/process-tree.ts";
import type { LabServer } from "../lab-server.ts";

/** The process of a sandbox server itself, below the stages that surround it. */
export function serverProcess(server: LabServer): number {
  const found = processTree(server.child.pid ?? 0).find((pid) => {
    const words = commandOf(pid);
    return /(^|\/)node$/.test(words[0] ?? "") && words.includes(server.socket);
  });
  if (found === undefined) throw new Error("no process is the server's own");
  return found;
}

/** The words of a process's command line; none when it is gone. */
export function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
