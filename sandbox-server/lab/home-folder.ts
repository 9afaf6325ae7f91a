/**
 * A lab's disk: three tmpfs of its own, each with a size and a number of files, that the lab's programs share as their
 * home, /tmp and /dev/shm. Nothing in them can be executed.
 * The server neither writes nor reads there: what a program leaves in them cannot lead the server anywhere.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { limits } from "../../protocol/limits.ts";
import { MNT_DETACH, MS_NODEV, MS_NOEXEC, MS_NOSUID, mount, umount } from "../kernel/libc.ts";

/** Where the three lie, as the server sees them. */
export type HomeFolder = { readonly home: string; readonly tmp: string; readonly shm: string; close(): void };

/** Throws SystemError when nothing may be mounted here. */
export function openHomeFolder(): HomeFolder {
  const { homeBytes, tmpBytes, shmBytes } = limits.lab;
  const opened: string[] = [];
  const close = () => {
    for (const folder of opened.splice(0)) {
      // Detached: a program that is still on its way out may hold it for a moment.
      umount(folder, MNT_DETACH);
      fs.rmdirSync(folder);
    }
  };
  const open = (name: string, bytes: number) => {
    const folder = mountFolder(name, bytes);
    opened.push(folder);
    return folder;
  };
  try {
    return { home: open("home", homeBytes), tmp: open("tmp", tmpBytes), shm: open("shm", shmBytes), close };
  } catch (error) {
    close();
    throw error;
  }
}

function mountFolder(name: string, bytes: number): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  const options = `size=${bytes},nr_inodes=${limits.lab.homeInodes},mode=755`;
  try {
    mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options);
  } catch (error) {
    fs.rmdirSync(folder);
    throw error;
  }
  return folder;
}
