/**
 * A lab's disk: a tmpfs of its own, with a size and a number of files, that the lab's programs share as their home.
 * The server neither writes nor reads there: what a program leaves in it cannot lead the server anywhere.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { limits } from "../../protocol/limits.ts";
import { MNT_DETACH, MS_NODEV, MS_NOSUID, mount, umount } from "../kernel/libc.ts";

export type HomeFolder = { readonly path: string; close(): void };

/** Throws SystemError when nothing may be mounted here. */
export function openHomeFolder(): HomeFolder {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "home-"));
  const { homeBytes, homeInodes } = limits.lab;
  try {
    mount(
      "tmpfs",
      folder,
      "tmpfs",
      MS_NOSUID | MS_NODEV,
      `size=${homeBytes},nr_inodes=${homeInodes},mode=755`,
    );
  } catch (error) {
    fs.rmdirSync(folder);
    throw error;
  }
  let open = true;
  return {
    path: folder,
    close() {
      if (!open) return;
      open = false;
      // Detached: a program that is still on its way out may hold it for a moment.
      umount(folder, MNT_DETACH);
      fs.rmdirSync(folder);
    },
  };
}
