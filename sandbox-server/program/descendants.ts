/** The processes below one, as /proc tells them. */
import fs from "node:fs";

/** The children of a process's main thread, oldest first; none when it is gone. */
function childrenOf(pid: number): number[] {
  try {
    const text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1");
    return text
      .split(" ")
      .map(Number)
      .filter((child) => child > 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return [];
    throw error;
  }
}

/** In a sandbox: the program that its first process started. Null when there is none. */
export function firstChild(pid: number): number | null {
  return childrenOf(pid)[0] ?? null;
}

/** Up to `most` processes below `pid`, nearest first. */
export function descendants(pid: number, most: number): number[] {
  const found: number[] = [];
  const queue = [pid];
  for (let next = queue.shift(); next !== undefined && found.length < most; next = queue.shift()) {
    const children = childrenOf(next);
    found.push(...children);
    queue.push(...children);
  }
  return found.slice(0, most);
}
