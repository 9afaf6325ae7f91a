/** Finds or makes what every sandbox needs, and tries one. A server that cannot confine programs must not run any. */
import { compileSeccompFilter } from "../kernel/seccomp-filter.ts";
import { findSandboxPaths } from "./sandbox-paths.ts";
import type { SandboxKit } from "./sandbox-process.ts";

/** Throws with words that say which layer is missing and what provides it. */
export function openSandboxKit(): SandboxKit {
  const layer = <T>(what: string, remedy: string, make: () => T): T => {
    try {
      return make();
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}. ${remedy}`);
    }
  };
  return {
    paths: layer("The runtime", "Run `node scripts/build.js --server`.", findSandboxPaths),
    seccomp: layer("The system call filter", "Install libseccomp2.", compileSeccompFilter),
  };
}
