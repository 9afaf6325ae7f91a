/**
 * Network namespaces as values. A namespace belongs to a thread, so entering one is a synchronous affair of the
 * main thread: go there, do one thing, come home. What is made there (a socket, a child process) stays there for good.
 *
 * Mind calls that make their socket later: `net.Server.listen` with a host name, `connect` with a name. Make the
 * descriptor inside `inNamespace` and hand it over.
 */
import fs from "node:fs";
import { CLONE_NEWNET, setns, unshare } from "./libc.ts";

/** A network namespace, alive as long as its descriptor is open, or a process or a socket is in it. */
export type Netns = { readonly fd: number; close(): void };

const threadNetns = "/proc/thread-self/ns/net";

let home: number | null = null;

/**
 * The namespace that this thread lives in. The first call opens it, so it must come before any `setns`.
 * A process without rights in the host's namespace could leave it but never return: home must be one of its own.
 */
function homeFd(): number {
  if (home === null) {
    home = fs.openSync(threadNetns, "r");
    smallTables();
  }
  return home;
}

/**
 * Gives the namespaces made from here on small hash tables of their own (Linux 6.2; before, all share the machine's).
 * Telling a namespace's sockets walks the whole table, however few are in it, and no lab can fill another's.
 */
function smallTables(): void {
  for (const [name, entries] of [
    ["tcp_child_ehash_entries", "4096"],
    ["udp_child_hash_entries", "256"],
  ] as const) {
    const file = `/proc/sys/net/ipv4/${name}`;
    if (fs.existsSync(file)) fs.writeFileSync(file, entries);
  }
}

/** Makes a network namespace with nothing in it but `lo`, down. Throws SystemError (EPERM, ENOSPC). */
export function createNetns(): Netns {
  const back = homeFd();
  unshare(CLONE_NEWNET);
  let fd: number | null = null;
  try {
    fd = fs.openSync(threadNetns, "r");
  } finally {
    setns(back, CLONE_NEWNET);
  }
  return netnsFrom(fd);
}

function netnsFrom(fd: number): Netns {
  let open = true;
  return {
    fd,
    close() {
      if (!open) return;
      open = false;
      fs.closeSync(fd);
    },
  };
}

/**
 * Runs `fn` with the main thread inside `ns`, then brings the thread home, whatever `fn` did.
 * `fn` must be synchronous: a promise that it returns would go on at home. Calls may be nested.
 */
export function inNamespace<T>(ns: Netns, fn: () => T): T {
  homeFd();
  const before = fs.openSync(threadNetns, "r");
  try {
    setns(ns.fd, CLONE_NEWNET);
    try {
      return fn();
    } finally {
      setns(before, CLONE_NEWNET);
    }
  } finally {
    fs.closeSync(before);
  }
}
