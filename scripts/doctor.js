/**
 * What this machine lacks, each with its fix.
 *
 *   node scripts/doctor.js            says how things stand; exit code 1 where something is missing
 *   node scripts/doctor.js --fix      as root on a Debian-like system, installs what is missing
 *   node scripts/doctor.js --tests    looks at what the tests need as well
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findGroup } from "./control-group.js";
import { stageCommand } from "./sandbox-stage.js";

/**
 * One need of the project. `present` looks; `apt` is the Debian package that brings it.
 * @typedef {{ name: string, why: string, apt?: string, fix?: string, present: () => boolean }} Need
 */

/** @param {string} program */
const onPath = (program) =>
  [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some((folder) =>
    existsSync(`${folder}/${program}`),
  );

/** @param {string} library */
const inLinker = (library) => {
  const listing = spawnSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" });
  return listing.status === 0 && listing.stdout.includes(library);
};

/** @param {string} program @param {string} apt @param {string} why @returns {Need} */
const program = (program, apt, why) => ({ name: program, apt, why, present: () => onPath(program) });

/** @type {Need[]} */
const toRun = [
  {
    name: "Linux",
    why: "programs run under the Linux kernel's own TCP/IP",
    fix: "Run it on Linux, or in a Linux virtual machine.",
    present: () => process.platform === "linux",
  },
  {
    name: "Node 20.9 or newer",
    why: "it runs the site and the programs",
    fix: "Install Node 20.9 or newer.",
    present: () => nodeIsNewEnough(process.versions.node),
  },
  program("bwrap", "bubblewrap", "it confines every program"),
  program("ip", "iproute2", "it wires the two hosts of a lab together"),
  program("setpriv", "util-linux", "it gives up root's rights before anything runs"),
  {
    name: "libseccomp.so.2",
    apt: "libseccomp2",
    why: "it filters the system calls of programs",
    present: () => inLinker("libseccomp.so.2"),
  },
];

/** @type {Need[]} */
const toTest = [
  program("chromium", "chromium", "the browser tests drive it"),
  {
    name: "Chinese fonts",
    apt: "fonts-noto-cjk",
    why: "screenshots of the Chinese pages need them",
    present: () => existsSync("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
  },
  program("tcpdump", "tcpdump", "a second capture proves the first"),
  program("tshark", "tshark", "it reads the exported captures"),
  program("nc", "netcat-openbsd", "`sockets` must talk to programs that are not ours"),
  program("curl", "curl", "`sockets` must talk to programs that are not ours"),
  program("socat", "socat", "`sockets` must talk to programs that are not ours"),
  {
    name: "PostgreSQL",
    apt: "postgresql",
    why: "shared links are kept in a real one too",
    present: () => existsSync("/usr/lib/postgresql"),
  },
  program("ethtool", "ethtool", "a card's offloads are looked at by another program"),
  program("python3", "python3", "the parity tests run each exchange in Python too"),
];

/** @param {string} version */
function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 9);
}

/**
 * The last need is looked at by doing it: a sandbox inside the server's stage, as every program will have one.
 * @returns {{ ok: true } | { ok: false, why: string, fix: string }}
 */
function trySandbox() {
  const inner = [
    "bwrap",
    "--unshare-all",
    "--unshare-user",
    "--disable-userns",
    "--ro-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "true",
  ];
  const { file, args } = stageCommand(inner);
  const tried = spawnSync(file, args, { encoding: "utf8", timeout: 20_000 });
  if (tried.status === 0) return { ok: true };
  const why = (tried.stderr || tried.error?.message || `exit code ${tried.status}`).trim();
  if (why.includes("mount: /proc:"))
    return {
      ok: false,
      why,
      fix: "Parts of /proc are covered here, as container engines do it, and then the kernel mounts no further one. SECURITY.md, section In a container, has the flags.",
    };
  if (existsSync("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"))
    return {
      ok: false,
      why,
      fix: "This system's AppArmor forbids user namespaces. SECURITY.md, section Ubuntu, has the profile that allows them for bwrap alone.",
    };
  return {
    ok: false,
    why,
    fix: "User namespaces are off. As root: sysctl -w user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1 (in a container, see SECURITY.md).",
  };
}

/**
 * Looks at the machine, and as root on a Debian-like system installs what is missing where `install` allows it.
 * @param {{ tests: boolean, install: boolean, say?: (line: string) => void }} options
 * @returns {boolean} whether everything is there
 */
export function doctor({ tests, install, say = console.log }) {
  const needs = tests ? [...toRun, ...toTest] : toRun;
  let missing = needs.filter((need) => !need.present());
  const packages = [...new Set(missing.flatMap((need) => need.apt ?? []))];
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

  if (packages.length > 0 && install && canInstall) {
    say(`Installing with apt-get: ${packages.join(" ")}`);
    aptInstall(packages);
    missing = needs.filter((need) => !need.present());
  }
  for (const need of missing) say(`missing: ${need.name} (${need.why})${need.fix ? `. ${need.fix}` : ""}`);
  const left = [...new Set(missing.flatMap((need) => need.apt ?? []))];
  if (left.length > 0)
    say(`To install it:  ${canInstall ? "" : "sudo "}apt-get install -y ${left.join(" ")}`);
  if (missing.length > 0) return false;

  const sandbox = trySandbox();
  if (!sandbox.ok) say(`A sandbox could not be made: ${sandbox.why}\n${sandbox.fix}`);
  const group = findGroup();
  if (sandbox.ok && "missing" in group)
    say(
      `note: labs get no control groups of their own, since ${group.missing}. All works; with them memory and processors are bounded for each lab, not only for each program (SECURITY.md, "Control groups").`,
    );
  return sandbox.ok;
}

/** @param {string[]} packages */
function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = {
    env,
    stdio: /** @type {["ignore", "ignore", "inherit"]} */ (["ignore", "ignore", "inherit"]),
  };
  try {
    execFileSync("apt-get", ["update", "-qq"], options);
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
  } catch (error) {
    // What is still missing is told by the second look, with the command to type.
    console.error(`apt-get failed: ${error instanceof Error ? error.message : error}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const well = doctor({ tests: process.argv.includes("--tests"), install: process.argv.includes("--fix") });
  if (well) console.log("This machine has all that is needed.");
  process.exitCode = well ? 0 : 1;
}
