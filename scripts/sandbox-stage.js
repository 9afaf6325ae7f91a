/**
 * The stage on which the sandbox server lives, from its first instruction: a user namespace in which it has every
 * capability, no network of the host's, a process namespace that ends with it, and a read-only view of the disk.
 * On the host it is an ordinary user at most, even when root started it.
 *
 *   node scripts/sandbox-stage.js -- command args...     runs a command there, with its exit code
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const checkout = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Nobody: on the host the server owns nothing. */
const nobody = 65534;

/**
 * The command line that runs `command` on the stage.
 * @param {readonly string[]} command
 * @param {{ writable?: readonly string[], readable?: readonly string[], cgroup?: string | null }} [options]
 *   `writable`: folders that stay writable there (as root they must belong to user 65534); `readable`: further paths
 *   the command needs to see; `cgroup`: a control group of scripts/control-group.js, which the command may divide.
 * @returns {{ file: string, args: string[] }}
 */
export function stageCommand(command, { writable: folders = [], readable = [], cgroup = null } = {}) {
  const writable = cgroup === null ? folders : [...folders, cgroup];
  const needed = [checkout, path.resolve(process.execPath), ...readable.map((each) => path.resolve(each))];
  const binds = writable.flatMap((folder) => ["--bind", path.resolve(folder), path.resolve(folder)]);
  // /tmp is fresh there; what the command needs may lie in it.
  const inTmp = needed
    .filter((each) => each.startsWith("/tmp/"))
    .flatMap((each) => ["--ro-bind", each, each]);
  const stage = [
    "bwrap",
    ...["--unshare-user", "--uid", "0", "--gid", "0", "--cap-add", "ALL"],
    ...["--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"],
    // The host's /proc stays in sight under the new one: without it the kernel lets nobody mount a /proc in here.
    ...["--ro-bind", "/", "/", "--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev", "--tmpfs", "/tmp"],
    ...inTmp,
    ...binds,
    ...["--chdir", process.cwd(), "--"],
    ...["sh", "-c", 'mount -t proc proc /proc && exec "$@"', "sh"],
    ...command,
  ];
  if (process.getuid?.() !== 0) return split(stage, cgroup);
  const drop = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", ...stage];
  const closed = closedFolders([...needed, ...writable.map((folder) => path.resolve(folder)), process.cwd()]);
  if (closed.length === 0) return split(drop, cgroup);
  // Some of it lies in a folder that only root may enter (/root, say): cover that folder by an empty one, and show
  // in it, at the same paths, only what is needed.
  return split(
    [
      // A process namespace, since this bwrap, root without capabilities, may send no signal to what nobody started
      // below it: the kernel ends everything in there with the namespace's first process.
      ...["bwrap", "--cap-add", "ALL", "--dev-bind", "/", "/", "--unshare-pid", "--die-with-parent"],
      ...closed.flatMap((folder) => ["--tmpfs", folder]),
      ...needed
        .filter((each) => closed.some((folder) => inside(each, folder)))
        .flatMap((each) => ["--ro-bind", each, each]),
      ...writable
        .map((folder) => path.resolve(folder))
        .filter((each) => closed.some((folder) => inside(each, folder)))
        .flatMap((each) => ["--bind", each, each]),
      ...["--chdir", process.cwd(), "--"],
      ...drop,
    ],
    cgroup,
  );
}

/**
 * bwrap hands no signal on, so a SIGTERM would end it and with it, at once, all inside. Here bwrap ignores SIGTERM, in
 * a session of its own, and a shell before it sends what it gets to everyone there: to the command, which may listen.
 */
const forward = `exec 3<&0
setsid env --ignore-signal=TERM "$@" <&3 3<&- &
child=$!
exec 3<&-
trap 'kill -s TERM -- -$child 2>/dev/null' TERM INT HUP
while :; do
  wait $child
  status=$?
  kill -0 $child 2>/dev/null || exit $status
done`;

/** @param {string[]} words @param {string | null} cgroup */
function split(words, cgroup) {
  // Before it starts anything: what it starts is then born there.
  const enter = cgroup === null ? "" : `echo 0 > '${cgroup}/server/cgroup.procs' || exit 1\n`;
  // The shell ends with whoever started it, and bwrap with the shell.
  return {
    file: "setpriv",
    args: ["--pdeathsig", "KILL", "--", "sh", "-c", enter + forward, "sh", ...words],
  };
}

/** @param {string} each @param {string} folder */
function inside(each, folder) {
  return each === folder || each.startsWith(`${folder}/`);
}

/**
 * The outermost folders on the way to `paths` that user nobody may not pass through.
 * @param {readonly string[]} paths
 */
function closedFolders(paths) {
  const found = new Set();
  for (const each of paths) {
    // A link on the way (nvm's "current", say) leads elsewhere; both ways must be passable.
    for (const way of new Set([each, fs.realpathSync(each)])) {
      const parts = way.split("/").slice(1);
      for (let depth = 1; depth <= parts.length; depth++) {
        const folder = `/${parts.slice(0, depth).join("/")}`;
        const stat = fs.statSync(folder);
        const passable = (stat.mode & (stat.uid === nobody ? 0o100 : 0o001)) !== 0;
        if (stat.isDirectory() && !passable) {
          found.add(folder);
          break;
        }
      }
    }
  }
  const all = [...found];
  return all.filter((folder) => !all.some((other) => other !== folder && inside(folder, other)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const command = process.argv.slice(process.argv.indexOf("--") + 1);
  const { file, args } = stageCommand(command);
  const child = spawn(file, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`cannot start ${file}: ${error.message}`);
    process.exitCode = 127;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal === "SIGKILL" ? 9 : 15);
  });
}
