/** Finds or makes what every sandbox needs, and tries one. A server that cannot confine programs must not run any. */
import { openControlGroups } from "../kernel/control-groups.ts";
import { compileSeccompFilter } from "../kernel/seccomp-filter.ts";
import { findSandboxPaths } from "./sandbox-paths.ts";
import type { SandboxKit } from "./sandbox-process.ts";

/**
 * `group`: a control group to divide among the labs, where the machine gives one.
 * Throws with words that say which layer is missing and what provides it.
 */
export async function openSandboxKit(group?: string): Promise<SandboxKit> {
  const layer = async <T>(what: string, remedy: string, make: () => T | Promise<T>): Promise<T> => {
    try {
      return await make();
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}. ${remedy}`);
    }
  };
  return {
    paths: await layer("The runtime", "Run `node scripts/build.js --server`.", findSandboxPaths),
    seccomp: await layer("The system call filter", "Install libseccomp2.", compileSeccompFilter),
    groups:
      group === undefined
        ? null
        : await layer("The control group", "It must be the server's to divide.", () =>
            openControlGroups(group),
          ),
  };
}
