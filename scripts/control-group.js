/**
 * The control group (version 2, cgroups(7)) that a sandbox server divides among its labs: finds whether this process
 * stands in one that may be divided, and makes a part of it the server's. Where there is none the site works without.
 *
 * Below the group in which this process was started:
 *   playground-site/         this process and all else that was there: a group that is divided holds no process itself
 *   sandbox-server-XXXXXX/   the server's, to divide as it likes: server/ for itself, lab-N/ for each lab
 */
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const controllers = ["cpu", "memory", "pids"];
const siteName = "playground-site";
/** Nobody, which the server is on the host when root started it. */
const nobody = 65534;

/**
 * `path` is the group that the server may divide, or `missing` says what is in the way.
 * @typedef {{ path: string } | { missing: string }} FoundGroup
 * `path` is the server's own group; `close` gives it back, whatever is left in it.
 * @typedef {{ path: string, close: () => Promise<void> }} OpenGroup
 */

/** Looks, and changes nothing. @returns {FoundGroup} */
export function findGroup() {
  const place = groupFolder(
    readFileSync("/proc/self/cgroup", "utf8"),
    readFileSync("/proc/self/mountinfo", "utf8"),
  );
  if (place === null) return { missing: "no control groups of version 2 are mounted here" };
  // An earlier server of this process has moved it aside already.
  const path = basename(place) === siteName ? dirname(place) : place;
  const there = controllersIn(join(path, "cgroup.controllers"));
  const lacking = controllers.filter((name) => !there.includes(name));
  if (lacking.length > 0) return { missing: `its control group has no controller for ${lacking.join(", ")}` };
  if (existsSync("/run/systemd/system") && !isDelegated(path))
    return { missing: "systemd has not handed down its control group (Delegate=yes in the unit)" };
  try {
    for (const file of ["", "cgroup.procs", "cgroup.subtree_control"])
      accessSync(join(path, file), constants.W_OK);
  } catch {
    return { missing: "it may not divide its control group" };
  }
  return { path };
}

/**
 * Makes the server's group. Throws when the kernel refuses, which `findGroup` cannot always foresee.
 * @param {string} path what `findGroup` found
 * @returns {OpenGroup}
 */
export function openGroup(path) {
  // The machine's root group alone may be divided and hold processes too. Only it has no type.
  if (existsSync(join(path, "cgroup.type"))) moveAside(path);
  divide(path);
  const own = mkdtempSync(join(path, "sandbox-server-"));
  divide(own);
  const server = join(own, "server");
  mkdirSync(server);
  // It carries the wires of all labs: however many spin, it gets what it needs.
  writeFileSync(join(server, "cpu.weight"), "10000");
  // Whoever may write these three may divide the group and move processes inside it, but neither change its own limits
  // nor take a process in from outside.
  if (process.getuid?.() === 0)
    for (const file of ["", "cgroup.procs", "cgroup.subtree_control"])
      chownSync(join(own, file), nobody, nobody);
  return { path: own, close: () => remove(own) };
}

/** Moves every process that stands in the group itself into a leaf below it. @param {string} path */
function moveAside(path) {
  const site = join(path, siteName);
  mkdirSync(site, { recursive: true });
  // Again, for those that were forked meanwhile.
  for (let round = 0; round < 10; round++) {
    const pids = readFileSync(join(path, "cgroup.procs"), "utf8").split("\n").filter(Boolean);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        writeFileSync(join(site, "cgroup.procs"), pid);
      } catch (error) {
        // It ended between the listing and the move.
        if (codeOf(error) !== "ESRCH") throw error;
      }
    }
  }
  throw new Error(`processes keep appearing in ${path}`);
}

/** Lets groups below `path` have limits of their own. @param {string} path */
function divide(path) {
  const file = join(path, "cgroup.subtree_control");
  const have = controllersIn(file);
  const wanted = controllers.filter((name) => !have.includes(name));
  if (wanted.length > 0) writeFileSync(file, wanted.map((name) => `+${name}`).join(" "));
}

/** Ends what is left in a group and in those below it, and removes them. @param {string} path */
async function remove(path) {
  if (!existsSync(path)) return;
  // Linux 5.14; before, what is left ends with the stage.
  if (existsSync(join(path, "cgroup.kill"))) writeFileSync(join(path, "cgroup.kill"), "1");
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) await removeLeaf(join(path, entry.name));
  await removeLeaf(path);
}

/** @param {string} path */
async function removeLeaf(path) {
  for (let tries = 0; ; tries++) {
    try {
      rmdirSync(path);
      return;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      // Whoever was killed in it is on the way out.
      if (codeOf(error) !== "EBUSY" || tries === 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/**
 * Where the process's own group lies in the file system. Null where there is no group of version 2 in sight.
 * @param {string} ownGroups /proc/self/cgroup
 * @param {string} mounts /proc/self/mountinfo
 */
export function groupFolder(ownGroups, mounts) {
  const own = /^0::(\/.*)$/m.exec(ownGroups)?.[1];
  for (const line of mounts.split("\n")) {
    const [, , , root = "", at = ""] = line.split(" ");
    if (own === undefined || !line.includes(" - cgroup2 ")) continue;
    // A container may see a part of the tree only.
    if (root === "/") return join(at, own);
    if (own === root || own.startsWith(`${root}/`)) return join(at, own.slice(root.length));
  }
  return null;
}

/** @param {string} file */
function controllersIn(file) {
  try {
    return readFileSync(file, "utf8").trim().split(" ");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/**
 * systemd marks what it has handed down (systemd.io/CGROUP_DELEGATION); elsewhere it would undo what others set.
 * @param {string} path
 */
export function isDelegated(path) {
  // Loaded here: the doctor looks at machines where no package is installed yet, and few get as far as this.
  const getxattr = createRequire(import.meta.url)("koffi")
    .load("libc.so.6")
    .func("long getxattr(const char *path, const char *name, _Out_ uint8_t *value, size_t size)");
  return ["user.delegate", "trusted.delegate"].some((name) => {
    const value = new Uint8Array(1);
    return getxattr(path, name, value, 1) === 1 && value[0] === 0x31;
  });
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
