/** The words by which bubblewrap makes one sandbox. What is not named here does not exist inside. */
import path from "node:path";
import { limits } from "../../protocol/limits.ts";
import type { HomeFolder } from "../lab/home-folder.ts";
import { homePath } from "./program-to-run.ts";
import type { SandboxPaths } from "./sandbox-paths.ts";

/** Where things lie inside. */
export const inside = { node: "/usr/bin/node", runtime: "/runtime", boot: "/runtime/boot.js" } as const;

/** Descriptors that bwrap itself reads or writes; the program never sees them. */
export type BwrapFds = { seccomp: number; info: number; block: number };

export function bwrapArguments(paths: SandboxPaths, home: HomeFolder, fds: BwrapFds): string[] {
  const libraryFolders = new Set(paths.libraries.map((file) => path.dirname(file)));
  return [
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
    ...["--uid", "1000", "--gid", "1000", "--hostname", "you"],
    ...["--disable-userns", "--new-session", "--die-with-parent"],
    ...["--seccomp", String(fds.seccomp), "--info-fd", String(fds.info), "--block-fd", String(fds.block)],
    ...[...libraryFolders].flatMap((folder) => ["--dir", folder]),
    ...paths.libraries.flatMap((file) => ["--ro-bind", file, file]),
    ...["--ro-bind", paths.node, inside.node],
    ...["--ro-bind", paths.runtime, inside.runtime],
    ...["--ro-bind", path.join(paths.runtime, "etc"), "/etc"],
    ...["--proc", "/proc"],
    ...["--dev", "/dev"],
    // A shared mapping of /dev/zero is memory that no limit counts. /dev/full reads the same and cannot be mapped.
    ...["--dev-bind", "/dev/full", "/dev/zero"],
    ...["--bind", home.shm, "/dev/shm", "--bind", home.tmp, "/tmp", "--bind", home.home, homePath],
    // Each of these is a tmpfs of bwrap's own, as large as half the machine's memory.
    ...["--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", homePath, "--cap-drop", "ALL"],
  ];
}

/** The program inside: Node, with what a small sandbox needs. */
export const insideCommand: readonly string[] = [
  inside.node,
  `--max-old-space-size=${limits.program.heapMiB}`,
  // Fewer helper threads of V8: each counts as a task, and a program here is small.
  "--v8-pool-size=1",
  // Room for all that booting allocates: a collection on the way would leave both halves of the young space in use
  // while the sandbox waits.
  "--min-semi-space-size=2",
  // Asking where a call was made takes microseconds in code of V8's baseline compiler, and it is asked at every call.
  "--no-sparkplug",
  "--experimental-vm-modules",
  "--no-warnings",
  // The engine keeps the place of a syntax error where only Node's own `decorateErrorStack` finds it.
  "--expose-internals",
  inside.boot,
];
