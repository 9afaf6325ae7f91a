/** The oldest child of a process: in a sandbox, the program that its first process started. */
import fs from "node:fs";

/** Null when there is none, or the process itself is gone. */
export function firstChild(pid: number): number | null {
  let text: string;
  try {
    text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return null;
    throw error;
  }
  const first = text.trim().split(" ")[0];
  return first === undefined || first === "" ? null : Number(first);
}
