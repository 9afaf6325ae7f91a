import { readdirSync, readFileSync } from "node:fs";

/** A process and all that descend from it, as they are now. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** The memory of a process tree in bytes, shared pages counted once (PSS, proc_pid_smaps(5)). */
export function memoryOf(root: number): number {
  return processTree(root).reduce((sum, pid) => sum + pssOf(pid), 0);
}

function parentOf(pid: number): number | undefined {
  try {
    // "pid (name) state ppid": the name may hold anything, a parenthesis too.
    return Number(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    // It ended between the listing and the look.
    return undefined;
  }
}

function pssOf(pid: number): number {
  try {
    return (
      Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1] ?? 0) * 1024
    );
  } catch (error) {
    // It ended between the listing and the look. Anything else would pass for "no memory at all".
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return 0;
    throw error;
  }
}
