/** Puts the learner's files into the home that the lab's programs share, each whole or not at all. */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * Writes the files as they were sent, in place of whatever stands there. Programs that start at the same moment may
 * bring different texts of one file: the last one stays, and none is ever seen half written.
 * Throws what the file system says (ENOSPC: the disk is full).
 */
export function writeHome(home: string, files: Iterable<[path: string, file: { text: string }]>): void {
  for (const [name, { text }] of files) {
    const target = path.posix.join(home, name);
    fs.mkdirSync(path.posix.dirname(target), { recursive: true });
    if (!holds(target, text)) put(target, text);
  }
}

/** Only what changed is touched: another program of this lab may have the file open. */
function holds(target: string, text: string): boolean {
  try {
    return fs.lstatSync(target).isFile() && fs.readFileSync(target, "utf8") === text;
  } catch {
    // Not there yet, or unreadable: it is written.
    return false;
  }
}

/** A name takes the place of a file, a link or a FIFO in one step, and nothing is written through any of them. */
function put(target: string, text: string): void {
  const fresh = path.posix.join(path.posix.dirname(target), `.${randomUUID()}`);
  try {
    writeNew(fresh, text, target);
    // rename(2) replaces everything but a folder.
    if (fs.lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) remove(target);
    fs.renameSync(fresh, target);
  } catch (error) {
    remove(fresh);
    throw error;
  }
}

/** On a disk without room for both, what it is to replace makes room. */
function writeNew(fresh: string, text: string, replaced: string): void {
  try {
    fs.writeFileSync(fresh, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    remove(fresh);
    remove(replaced);
    fs.writeFileSync(fresh, text, { flag: "wx" });
  }
}

const remove = (target: string) => fs.rmSync(target, { recursive: true, force: true });
