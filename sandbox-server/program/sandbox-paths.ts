/** Where the parts of a sandbox lie on this machine: Node, its libraries, and the runtime that was built. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
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
  /** .build/runtime. */
  runtime: string;
};

/** Finds them. Throws, saying what to do, when one is missing. */
export function findSandboxPaths(): SandboxPaths {
  const runtime = path.join(checkoutFolder(), ".build/runtime");
  if (!fs.existsSync(path.join(runtime, "boot.js"))) {
    throw new Error(`${runtime}/boot.js is missing: run \`node scripts/build.js --server\``);
  }
  const node = fs.realpathSync(process.execPath);
  const { stdout, status } = spawnSync("ldd", [node], { encoding: "utf8" });
  if (status !== 0) throw new Error(`ldd ${node} failed`);
  const libraries = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((found) => found[1] ?? "");
  return { node, libraries, runtime };
}
