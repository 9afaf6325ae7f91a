import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { findGroup, groupFolder } from "../../scripts/control-group.js";
import { LabPage } from "../lab-page.ts";
import { type LabServer, startLabServer } from "../lab-server.ts";
import { holderOf } from "../server-process.ts";
import { attack, setScene } from "./neighbourhood.ts";

/** What only a lab's control group can hold: several programs of one lab, taking together. */
const found = findGroup();
const missing = "missing" in found ? found.missing : null;
if (missing !== null) console.warn(`Attacks on control groups are skipped: ${missing}.`);
const grouped = { skip: missing !== null };
/** Programs that are many, large or busy need time to start where processors are slow or emulated. */
const patienceMs = 300_000;

setScene();

/** The control group of the lab in which a program holds this file open. */
function groupHolding(server: LabServer, file: string): string {
  const mounts = readFileSync("/proc/self/mountinfo", "latin1");
  const group = groupFolder(readFileSync(`/proc/${holderOf(server, file)}/cgroup`, "latin1"), mounts);
  if (group === null) throw new Error(`no control group in sight holds ${file}`);
  return group;
}

const labsOf = (server: LabServer) =>
  readdirSync(server.cgroup ?? "").filter((name) => name.startsWith("lab-"));

attack(
  "programs that each keep to their memory are stopped where their lab's ends, in words, and the next one runs",
  async ({ page }) => {
    const bytes = Math.floor(limits.program.dataBytes * 0.6);
    expect(3 * bytes).toBeGreaterThan(limits.lab.memoryBytes);
    const hungry = {
      "main.ts": `
        const all: Buffer[] = [];
        console.log("waits");
        process.stdin.once("data", () => {
          for (let taken = 0; taken < ${bytes}; taken += 1 << 22) all.push(Buffer.alloc(1 << 22, 1));
          console.log("holds it");
          setInterval(() => all.length, 1000);
        });`,
    };
    const runs = [1, 2, 3].map(() => page.run(hungry));
    for (const run of runs) await page.printed(run, "waits", patienceMs);
    for (const run of runs) page.say({ type: "stdin", run, text: "go\n" });
    const told = await page.event("notice", ({ notice }) => notice.code === "limit-lab-memory", 100_000);
    const victim = told.run ?? "";
    expect(runs).toContain(victim);
    expect((await page.ended(victim)).exit).toEqual({ signal: "SIGKILL" });
    // Those that are left have room now.
    for (const run of runs.filter((each) => each !== victim)) await page.printed(run, "holds it", patienceMs);
    const next = await page.toEnd({ "main.ts": `console.log("still runs")` });
    expect(next.stdout).toBe("still runs\n");
  },
  { timeoutMs: 2 * patienceMs, ...grouped },
);

attack(
  "a program that kills itself is not told that memory was short",
  async ({ page }) => {
    const ended = await page.toEnd({ "main.ts": `process.kill(process.pid, "SIGKILL");` });
    expect(ended.exit).toEqual({ signal: "SIGKILL" });
    expect(ended.notices).toEqual([]);
  },
  grouped,
);

attack(
  "four programs that spin take no more of the processors from a lab with one than one would",
  async ({ page, server }) => {
    const spin = (file: string) => ({
      "main.ts": `
        import fs from "node:fs";
        fs.openSync("${file}", "w");
        console.log("waits");
        process.stdin.once("data", () => { for (;;) {} });`,
    });
    const fair = await LabPage.open(server.socket, null, "192.0.2.88");
    const spinning = [
      ...[1, 2, 3, 4].map(() => ({ at: page, run: page.run(spin("greedy-marker")) })),
      { at: fair, run: fair.run(spin("fair-marker")) },
    ];
    for (const { at, run } of spinning) await at.printed(run, "waits", patienceMs);
    const groups = ["fair-marker", "greedy-marker"].map((file) => groupHolding(server, file));
    const used = () =>
      groups.map((group) =>
        Number(/^usage_usec (\d+)/m.exec(readFileSync(join(group, "cpu.stat"), "latin1"))?.[1]),
      ) as [fair: number, greedy: number];
    for (const { at, run } of spinning) at.say({ type: "stdin", run, text: "go\n" });
    const before = used();
    // The kernel's own account of processor time: how long the clock took meanwhile does not matter.
    await expect
      .poll(() => used()[0] - before[0], { timeout: patienceMs, interval: 100 })
      .toBeGreaterThan(3_000_000);
    const after = used();
    // One thread against four: without groups it would get a quarter of what they get. With them it gets as much, or
    // what one thread can use, and they get so many processors at most.
    const share = (after[0] - before[0]) / (after[1] - before[1]);
    expect(share).toBeGreaterThan(0.8 / limits.lab.processors);
    await fair.close();
  },
  { timeoutMs: 2 * patienceMs, ...grouped },
);

attack(
  "a program sees no name of its control group, and no file system of them",
  async ({ page }) => {
    const ended = await page.toEnd({
      "main.ts": `
        import fs from "node:fs";
        console.log(fs.readFileSync("/proc/self/cgroup", "utf8").trim());
        console.log(fs.existsSync("/sys"), /cgroup/.test(fs.readFileSync("/proc/self/mountinfo", "utf8")));`,
    });
    expect(ended.stdout).toBe("0::/\nfalse false\n");
  },
  grouped,
);

attack(
  "a lab's control group goes with its page",
  async ({ server }) => {
    const page = await LabPage.open(server.socket, null, "192.0.2.89");
    const run = page.run({
      "main.ts": `
        import { spawn } from "node:child_process";
        import fs from "node:fs";
        const stdio = ["ignore", "ignore", "ignore", fs.openSync("leaving-marker", "w")];
        spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio }).unref();
        console.log("forked"); setInterval(() => {}, 1000);`,
    });
    await page.printed(run, "forked", patienceMs);
    const group = groupHolding(server, "leaving-marker");
    expect(labsOf(server)).toContain(basename(group));
    page.socket.terminate();
    await expect.poll(() => existsSync(group), { timeout: 30_000 }).toBe(false);
  },
  grouped,
);

test.skipIf(missing !== null)(
  "a server that is killed takes its programs along, and its control group can be removed",
  async () => {
    const server = await startLabServer({ WARM_LABS: "1" });
    const page = await LabPage.open(server.socket);
    const run = page.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
    await page.printed(run, "up", patienceMs);
    expect(labsOf(server).length).toBeGreaterThan(0);
    server.child.kill("SIGKILL");
    await server.stop();
    expect(existsSync(server.cgroup ?? "")).toBe(false);
  },
  patienceMs,
);
