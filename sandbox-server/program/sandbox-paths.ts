/** Where the parts of a sandbox lie on this machine: Node, its libraries, and the runtime that was built. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** The checkout: the nearest folder above this file that has both a package.json and the sandbox server's sources. */
function checkoutFolder(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, "package-lock.json"))) return folder;
    if (folder === "/") throw new Error(`no package-lock.json above ${import.meta.dirname}`);
  }
}

export type SandboxPaths = {
  /** The node binary. */
  node: string;
  /** Its shared libraries, each at the path where the loader looks for it. */
  libraries: string[];
  /** A copy of .build/runtime on the stage's own /tmp: the table of mounts tells a sandbox where its folders come from. */
  runtime: string;
};

/** Finds them. Throws, saying what to do, when one is missing. */
export function findSandboxPaths(): SandboxPaths {
  const built = path.join(checkoutFolder(), ".build/runtime");
  if (!fs.existsSync(path.join(built, "boot.js"))) {
    throw new Error(`${built}/boot.js is missing: run \`node scripts/build.js --server\``);
  }
  const runtime = fs.mkdtempSync(path.join(os.tmpdir(), "runtime-"));
  fs.chmodSync(runtime, 0o755);
  fs.cpSync(built, runtime, { recursive: true, dereference: true });
  const node = fs.realpathSync(process.execPath);
  const { stdout, status } = spawnSync("ldd", [node], { encoding: "utf8" });
  if (status !== 0) throw new Error(`ldd ${node} failed`);
  const libraries = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((found) => found[1] ?? "");
  return { node, libraries, runtime };
}
