import fs from "node:fs";

/**
 * The sockets that a process holds: inode -> descriptor, from /proc/<pid>/fd. Empty for a process that is gone
 * or that may not be looked into; a process may end at any moment.
 */
export function socketInodes(pid: number | "self"): Map<number, number> {
  const found = new Map<number, number>();
  let names: string[];
  try {
    names = fs.readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    if (isGone(error)) return found;
    throw error;
  }
  for (const name of names) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${name}`))?.[1];
      if (inode !== undefined && !found.has(Number(inode))) found.set(Number(inode), Number(name));
    } catch (error) {
      // Closed since the folder was read.
      if (!isGone(error)) throw error;
    }
  }
  return found;
}

const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  ["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(String(error.code));
