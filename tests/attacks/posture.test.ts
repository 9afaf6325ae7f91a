import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, type TestContext, test, vi } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { findGroup, groupFolder } from "../../scripts/control-group.js";
import { LabPage } from "../lab-page.ts";
import { type LabServer, startLabServer } from "../lab-server.ts";
import { asServer, commandOf, holderOf, sandboxProcesses, serverProcess } from "../server-process.ts";
import { leavesOf, tableIn } from "./limits-table.ts";

/**
 * An audit from outside: what the kernel itself says of a running program, of one that waits for its turn, and of the
 * server, read through /proc. It fails when any of it differs from protocol/limits.ts or from SECURITY.md.
 */
let server: LabServer;
let page: LabPage;
/** Two programs of one lab, and one of another, as this machine numbers their processes. */
let first: number;
let second: number;
let other: number;
let serverPid: number;

const read = (path: string) => readFileSync(path, "latin1");
/** Only root can give its further groups up. */
const startedAsRoot = process.getuid?.() === 0;
const namespaceOf = (pid: number | "self", kind: string) => readlinkSync(`/proc/${pid}/ns/${kind}`);

async function started(inPage: LabPage, file: string): Promise<number> {
  const run = inPage.run({
    "main.ts": `import fs from "node:fs"; fs.openSync(${JSON.stringify(file)}, "w"); console.log("up"); setInterval(() => {}, 1000);`,
  });
  await inPage.printed(run, "up");
  return holderOf(server, file);
}

beforeAll(async () => {
  server = await startLabServer();
  page = await LabPage.open(server.socket);
  const stranger = await LabPage.open(server.socket, null, "192.0.2.2");
  first = await started(page, "first-marker");
  second = await started(page, "second-marker");
  other = await started(stranger, "other-marker");
  serverPid = serverProcess(server);
  // Both labs have one more sandbox that waits.
  await vi.waitUntil(() => sandboxed().length >= 10, { timeout: 60_000, interval: 200 });
}, 120_000);
afterAll(async () => {
  await server?.stop();
}, 60_000);

/**
 * Every process of a sandbox, waiting or running: all whose command line boots the runtime, but bwrap's own outside, and
 * but those of a sandbox that is being made. There bwrap is at work still, and starts Node last.
 */
function sandboxed(): number[] {
  const home = namespaceOf(serverPid, "user");
  const inside = sandboxProcesses(server).filter((pid) => namespaceOf(pid, "user") !== home);
  const booted = inside.filter((pid) => commandOf(pid)[0] === "/usr/bin/node");
  const made = new Set(booted.map((pid) => namespaceOf(pid, "pid")));
  return inside.filter((pid) => made.has(namespaceOf(pid, "pid")));
}

const statusField = (status: string, field: string) =>
  new RegExp(`^${field}:[ \\t]*(.*)$`, "m").exec(status)?.[1]?.trim();

test("no thread of any sandbox, running or waiting, has a capability, and none can be gained", () => {
  const all = sandboxed();
  expect(all).toContain(first);
  // The three that run, each with its sandbox's first process, and at least one more that stands ready.
  expect(all.length).toBeGreaterThanOrEqual(8);
  for (const pid of all) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const status = read(`/proc/${pid}/task/${thread}/status`);
      for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
        expect(statusField(status, set), `${set} of ${pid}/${thread}`).toBe("0000000000000000");
      expect(statusField(status, "NoNewPrivs"), `NoNewPrivs of ${pid}/${thread}`).toBe("1");
      expect(statusField(status, "Seccomp"), `Seccomp of ${pid}/${thread}`).toBe("2");
      if (startedAsRoot) expect(statusField(status, "Groups"), `groups of ${pid}/${thread}`).toBe("");
    }
  }
});

test("on the host a program is an ordinary user, and inside it knows one user only", () => {
  for (const pid of [first, second, other, serverPid]) {
    const uids = statusField(read(`/proc/${pid}/status`), "Uid")?.split("\t");
    expect(new Set(uids).size).toBe(1);
    expect(uids?.[0], "never root of the host").not.toBe("0");
  }
  for (const map of ["uid_map", "gid_map"]) {
    const lines = read(`/proc/${first}/${map}`).trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trim().split(/\s+/)).toEqual(["1000", expect.stringMatching(/^[1-9]\d*$/), "1"]);
  }
  expect(read(`/proc/${first}/setgroups`).trim()).toBe("deny");
});

test("each program has namespaces of its own: not the host's, not the server's, not another program's", () => {
  for (const kind of ["user", "pid", "mnt", "ipc", "uts", "net", "cgroup"]) {
    const its = namespaceOf(first, kind);
    expect(its, `${kind}: not the host's`).not.toBe(namespaceOf("self", kind));
    expect(its, `${kind}: not the server's`).not.toBe(namespaceOf(serverPid, kind));
    expect(its, `${kind}: not another lab's`).not.toBe(namespaceOf(other, kind));
    // Programs of one lab share their host, and nothing else.
    if (kind === "net") expect(namespaceOf(second, kind)).toBe(its);
    else expect(namespaceOf(second, kind), `${kind}: not the next program's`).not.toBe(its);
  }
});

test("its network is loopback and one card", () => {
  expect(cardsOf(first)).toEqual(["eth0", "lo"]);
});

function cardsOf(pid: number): string[] {
  return read(`/proc/${pid}/net/dev`)
    .split("\n")
    .slice(2)
    .flatMap((line) => line.split(":")[0]?.trim() || [])
    .sort();
}

type Mount = { at: string; root: string; type: string; options: Set<string>; disk: Map<string, string> };

function mountsOf(pid: number): Mount[] {
  return read(`/proc/${pid}/mountinfo`)
    .trim()
    .split("\n")
    .map((line) => {
      const [own = "", disk = ""] = line.split(" - ");
      const [, , , root = "", at = "", options = ""] = own.split(" ");
      const [type = "", , superOptions = ""] = disk.split(" ");
      return {
        at,
        root,
        type,
        options: new Set(options.split(",")),
        disk: new Map(superOptions.split(",").map((each) => each.split("=") as [string, string])),
      };
    });
}

/** A size as mount(8) prints it, in bytes. */
const bytesOf = (text: string | undefined) =>
  Number(text?.replace(/[kmg]$/, "") ?? Number.NaN) *
  ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[text?.at(-1) ?? ""] ?? 1);

/** All that is mounted in a sandbox besides libraries: where, and the flags it must have. */
const promisedMounts: Record<string, string[]> = {
  "/": ["ro", "nosuid", "nodev"],
  "/usr/bin/node": ["ro", "nosuid", "nodev"],
  "/runtime": ["ro", "nosuid", "nodev"],
  "/etc": ["ro", "nosuid", "nodev"],
  "/proc": ["nosuid", "nodev", "noexec"],
  "/dev": ["ro", "nosuid", "nodev"],
  "/dev/null": ["nosuid"],
  "/dev/zero": ["nosuid"],
  "/dev/full": ["nosuid"],
  "/dev/random": ["nosuid"],
  "/dev/urandom": ["nosuid"],
  "/dev/tty": ["nosuid"],
  "/dev/pts": ["nosuid", "noexec"],
  "/dev/shm": ["rw", "nosuid", "nodev", "noexec"],
  "/tmp": ["rw", "nosuid", "nodev", "noexec"],
  "/home/you": ["rw", "nosuid", "nodev", "noexec"],
};

test("what is mounted is what SECURITY.md lists, with its flags, and nothing of the host's can be written", () => {
  for (const pid of sandboxed()) {
    const mounts = mountsOf(pid);
    const libraries = mounts.filter(({ at }) => /^\/(usr\/)?lib\S*\/[^/]+\.so(\.\d+)*$/.test(at));
    expect(libraries.length).toBeGreaterThan(0);
    for (const { at, options } of libraries)
      for (const flag of ["ro", "nosuid", "nodev"]) expect(options.has(flag), `${at} ${flag}`).toBe(true);
    const rest = mounts.filter((mount) => !libraries.includes(mount));
    expect([...new Set(rest.map(({ at }) => at))].sort()).toEqual(Object.keys(promisedMounts).sort());
    for (const { at, options } of rest)
      for (const flag of promisedMounts[at] ?? []) expect(options.has(flag), `${at} ${flag}`).toBe(true);
    // What can be written and is no device is a disk of the lab's own.
    const writable = rest.filter(({ options, at }) => options.has("rw") && !at.startsWith("/dev/"));
    for (const { at, type, root } of writable) {
      if (at === "/proc") expect(type).toBe("proc");
      else expect([type, root], at).toEqual(["tmpfs", "/"]);
    }
    expect(JSON.stringify(mounts.map(({ root }) => root))).not.toContain(process.cwd());
  }
});

test("every disk has the size and the number of files that limits.ts says, and is the lab's", () => {
  const { homeBytes, tmpBytes, shmBytes, homeInodes } = limits.lab;
  for (const [at, bytes] of [
    ["/home/you", homeBytes],
    ["/tmp", tmpBytes],
    ["/dev/shm", shmBytes],
  ] as const) {
    const mount = mountsOf(first).find((each) => each.at === at);
    expect(bytesOf(mount?.disk.get("size")), `${at} size`).toBe(bytes);
    expect(Number(mount?.disk.get("nr_inodes")), `${at} nr_inodes`).toBe(homeInodes);
  }
  for (const shared of ["first-marker", "second-marker"])
    expect(readdirSync(`/proc/${first}/root/home/you`)).toContain(shared);
  expect(readdirSync(`/proc/${other}/root/home/you`)).not.toContain("first-marker");
});

test("its file tree has the folders of a small computer and nothing else", () => {
  expect(readdirSync(`/proc/${first}/root`).sort()).toEqual(
    ["dev", "etc", "home", "lib", "lib64", "proc", "runtime", "tmp", "usr"].filter(
      (folder) => folder !== "lib64" || mountsOf(first).some(({ at }) => at.startsWith("/lib64/")),
    ),
  );
  expect(readdirSync(`/proc/${first}/root/usr`).filter((name) => name !== "lib")).toEqual(["bin"]);
  expect(readdirSync(`/proc/${first}/root/usr/bin`)).toEqual(["node"]);
  expect(readdirSync(`/proc/${first}/root/home`)).toEqual(["you"]);
});

test("every rlimit of every sandbox is the one in limits.ts", () => {
  const { dataBytes, tasks, files, fileBytes, cpuSeconds, signals } = limits.program;
  const promised: Record<string, [soft: number, hard: number]> = {
    "Max cpu time": [cpuSeconds, cpuSeconds + 1],
    "Max file size": [fileBytes, fileBytes],
    "Max data size": [dataBytes, dataBytes],
    "Max core file size": [0, 0],
    "Max processes": [tasks, tasks],
    "Max open files": [files, files],
    "Max locked memory": [64 * 1024, 64 * 1024],
    "Max pending signals": [signals, signals],
    "Max msgqueue size": [0, 0],
  };
  for (const pid of sandboxed()) {
    const table = read(`/proc/${pid}/limits`);
    for (const [name, [soft, hard]] of Object.entries(promised)) {
      const row = new RegExp(`^${name}\\s+(\\S+)\\s+(\\S+)`, "m").exec(table);
      expect([row?.[1], row?.[2]], `${name} of ${pid}`).toEqual([String(soft), String(hard)]);
    }
    expect(read(`/proc/${pid}/oom_score_adj`).trim(), "the first to go when memory is short").toBe("1000");
  }
});

test("its heap and its environment are the promised ones", () => {
  expect(commandOf(first)).toContain(`--max-old-space-size=${limits.program.heapMiB}`);
  for (const pid of sandboxed()) expect(read(`/proc/${pid}/environ`)).toMatch(/^(PWD=[^\0]*\0)?$/);
});

test("every descriptor of a waiting program is its own or one of the five that join it to its lab", async () => {
  const inUse = new Set([first, second, other]);
  const waiting = sandboxed().filter((pid) => !inUse.has(pid));
  expect(waiting.length).toBeGreaterThan(0);
  const links = (pid: number) =>
    readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  const ours = /^(socket:\[|pipe:\[|anon_inode:\[?event|\/dev\/null$)/;
  for (const pid of waiting) {
    // One that still boots reads its own files for a moment.
    await expect
      .poll(() => links(pid).filter((link) => !ours.test(link)), {
        timeout: 20_000,
        message: `open in ${pid}`,
      })
      .toEqual([]);
    expect(links(pid).filter((link) => link.startsWith("socket:")).length).toBeLessThanOrEqual(5);
  }
});

test("the server has no network of the host's, no rights there, and can write nothing but its own folder", async () => {
  expect(namespaceOf(serverPid, "net")).not.toBe(namespaceOf("self", "net"));
  for (const kind of ["user", "pid", "mnt", "ipc", "uts"])
    expect(namespaceOf(serverPid, kind), kind).not.toBe(namespaceOf("self", kind));
  // It visits a lab's namespace for a moment when it makes something there, and comes home.
  await expect.poll(() => cardsOf(serverPid), { timeout: 20_000 }).toEqual(["lo"]);
  const status = read(`/proc/${serverPid}/status`);
  expect(statusField(status, "NoNewPrivs")).toBe("1");
  if (startedAsRoot) expect(statusField(status, "Groups")).toBe("");
  // Its capabilities count in its own user namespace, which knows one user.
  expect(read(`/proc/${serverPid}/uid_map`).trim().split(/\s+/)).toEqual([
    "0",
    expect.stringMatching(/^[1-9]\d*$/),
    "1",
  ]);
  const mounts = mountsOf(serverPid);
  expect(mounts.find(({ at }) => at === "/")?.options.has("ro")).toBe(true);
  const own = mounts.filter(({ at, options }) => options.has("rw") && !/^\/(dev|proc)(\/|$)/.test(at));
  // bwrap cannot reach, and so not make read-only, what lies in a folder that is closed to it (a container engine's
  // disks, say); nor can the server.
  const reachable = own.filter(({ at }) => asServer(serverPid, ["test", "-e", at]).status === 0);
  for (const { at } of reachable) if (at !== server.cgroup) expect(at).toMatch(/^\/tmp(\/|$)/);
  expect(reachable.length).toBeGreaterThan(0);
});

/** The folder of a process's control group. */
const groupOf = (pid: number | "self") =>
  groupFolder(read(`/proc/${pid}/cgroup`), read("/proc/self/mountinfo")) ?? "";

test("where labs have no control groups, every program is in the server's: its limits hold for all", (context) => {
  context.skip(server.cgroup !== null, "labs have control groups here");
  for (const pid of sandboxed()) expect(read(`/proc/${pid}/cgroup`)).toBe(read(`/proc/${serverPid}/cgroup`));
});

test("every sandbox, running or waiting, is in its lab's control group, and nothing else is", (context) => {
  const own = dividedGroup(context);
  expect(dirname(groupOf(serverPid)), "the server's own is a leaf too").toBe(own);
  for (const pid of sandboxed()) {
    expect(dirname(groupOf(pid))).toBe(own);
    expect(groupOf(pid)).not.toBe(groupOf(serverPid));
  }
  expect(groupOf(second), "programs of one lab share it").toBe(groupOf(first));
  expect(groupOf(other), "those of another lab do not").not.toBe(groupOf(first));
  for (const name of readdirSync(own).filter((each) => each.startsWith("lab-"))) {
    const inside = read(join(own, name, "cgroup.procs"))
      .split("\n")
      .filter(Boolean)
      .map(Number);
    expect(inside.length, name).toBeGreaterThan(0);
    for (const pid of inside) expect(commandOf(pid).some((word) => word.endsWith("/boot.js"))).toBe(true);
  }
  // What started the server stands beside it, never inside.
  expect(groupOf("self").startsWith(own)).toBe(false);
});

test("every lab's control group has the limits of limits.ts", (context) => {
  const own = dividedGroup(context);
  const labs = readdirSync(own).filter((name) => name.startsWith("lab-"));
  expect(labs).toContain(basename(groupOf(first)));
  const { memoryBytes, tasks, processors } = limits.lab;
  for (const name of labs) {
    const value = (file: string) => read(join(own, name, file)).trim();
    expect(value("memory.max")).toBe(String(memoryBytes));
    expect(value("memory.swap.max")).toBe("0");
    expect(value("pids.max")).toBe(String(tasks));
    const [quota, period] = value("cpu.max").split(" ").map(Number);
    expect((quota ?? 0) / (period ?? 1)).toBe(processors);
    expect(value("cpu.weight"), "all labs weigh the same").toBe("100");
  }
  expect(Number(read(join(own, "server/cpu.weight"))), "the server weighs more").toBe(10_000);
});

test("the server may divide its control group, and change nothing above it nor its own limits", (context) => {
  const own = dividedGroup(context);
  const mount = mountsOf(serverPid).find(({ at }) => at === own);
  expect([mount?.type, mount?.options.has("rw")]).toEqual(["cgroup2", true]);
  for (const above of mountsOf(serverPid).filter(({ at }) => at !== own && /^\/sys(\/|$)/.test(at)))
    expect(above.options.has("ro"), above.at).toBe(true);
  if (!startedAsRoot) return;
  for (const file of ["memory.max", "pids.max", "cpu.max"]) expect(statSync(join(own, file)).uid).toBe(0);
});

/** The group that this server divides among its labs; without one the test is skipped, and says why. */
function dividedGroup(context: TestContext): string {
  const found = findGroup();
  context.skip(server.cgroup === null, "missing" in found ? found.missing : "the server was given no group");
  return server.cgroup ?? "";
}

test("SECURITY.md lists every limit with the number that limits.ts has", () => {
  const told = tableIn(read(new URL("../../SECURITY.md", import.meta.url).pathname));
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(leavesOf(limits)));
});

test("SECURITY.md lists every mount of a sandbox", () => {
  const text = read(new URL("../../SECURITY.md", import.meta.url).pathname);
  for (const at of Object.keys(promisedMounts).filter(
    (each) => !each.startsWith("/dev/") || each === "/dev/shm",
  ))
    expect(text, at).toContain(`\`${at}\``);
});
