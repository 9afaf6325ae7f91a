import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { processTree } from "../bench/process-tree.ts";
import { LabPage } from "../lab-page.ts";
import { type LabServer, startLabServer } from "../lab-server.ts";
import { commandOf, killAll, limitServer, sandboxProcesses } from "../server-process.ts";
import { labsFall, loggedFault } from "./fault-signs.ts";
import { Neighbour } from "./neighbourhood.ts";
import { ownServers } from "./own-servers.ts";

/**
 * What happens when the machine itself fails: no process, no descriptor, no disk. Each on a server of its own. The lab
 * that it hits ends with an id that is in the log; the neighbour goes on; and when the need is over, so does all else.
 */
const started = ownServers();

/** Runs programs until the lab ends with a fault: a booted sandbox or two may still have been ready. */
async function runsUntilFault(page: LabPage): Promise<string> {
  for (let n = 0; n < 8; n++) {
    page.run({ "main.ts": "setInterval(() => {}, 1000);" });
    const fault = await page
      .message("fault", () => true, 4_000)
      .catch((error) => {
        if (page.socket.readyState === page.socket.OPEN) return null;
        throw error;
      });
    if (fault !== null) return fault.id;
  }
  throw new Error("eight programs ran though none could be started");
}

async function opensUntilRefused(server: LabServer): Promise<{ fault: string; pages: LabPage[] }> {
  const pages: LabPage[] = [];
  for (let n = 0; n < 12; n++) {
    const page = await LabPage.connect(server.socket, { address: `192.0.2.${100 + n}` });
    pages.push(page);
    page.say({ type: "open", lesson: null, language: "en" });
    const answer = await page.until(
      () => page.messages.find(({ type }) => type === "ready" || type === "fault"),
      "ready or fault",
    );
    if (answer.type === "fault") return { fault: answer.id, pages };
  }
  throw new Error("twelve labs opened though there was no room for them");
}

test("no process can be started: that lab ends with an id in the log, the neighbour and later labs go on", async () => {
  const server = await started({ WARM_LABS: "1" });
  const neighbour = await Neighbour.movesIn(server.socket);
  const page = await LabPage.open(server.socket, null, "192.0.2.66");
  const undo = limitServer(server, "nproc", 1);
  const id = await runsUntilFault(page);
  const entry = await loggedFault(server, id);
  expect(entry).toMatchObject({ level: 50, where: "program", lab: expect.any(String) });
  expect(JSON.stringify(entry)).toContain("EAGAIN");
  if (page.socket.readyState !== page.socket.CLOSED) await once(page.socket, "close");
  await neighbour.isWell();
  undo();
  const later = await LabPage.open(server.socket, null, "192.0.2.67");
  expect((await later.toEnd({ "main.ts": `console.log("again")` })).stdout).toBe("again\n");
  await neighbour.isWell();
}, 180_000);

test("no descriptor is left: that lab ends with an id in the log, the neighbour and later labs go on", async () => {
  const server = await started({ WARM_LABS: "1" });
  const neighbour = await Neighbour.movesIn(server.socket);
  const page = await LabPage.open(server.socket, null, "192.0.2.66");
  // Below what is open already: nothing new can be opened, what is open stays.
  const undo = limitServer(server, "nofile", 20);
  const id = await runsUntilFault(page);
  expect(JSON.stringify(await loggedFault(server, id))).toMatch(/EMFILE|EBADF/);
  await neighbour.isWell();
  undo();
  const later = await LabPage.open(server.socket, null, "192.0.2.67");
  expect((await later.toEnd({ "main.ts": `console.log("again")` })).stdout).toBe("again\n");
  await neighbour.isWell();
}, 180_000);

/** A shell line that gives the server a small disk of its own for its temporary files. */
const smallDisk = (options: string) =>
  `mkdir /tmp/small && mount -t tmpfs -o ${options} tmpfs /tmp/small && export TMPDIR=/tmp/small`;

test("a disk that is full before the start keeps the server from starting, in words", async () => {
  await expect(startLabServer({}, smallDisk("size=64k"))).rejects.toThrow(
    /ended at once \(1\)[\s\S]*ENOSPC[\s\S]*does not start/,
  );
}, 60_000);

test("a disk that fills up later: the next lab ends with an id in the log, those that are open go on", async () => {
  const runtime = readdirSync(new URL("../../.build/runtime", import.meta.url), { recursive: true }).length;
  // Room for what the server itself needs and for some labs, each of which takes three.
  const server = await started({ WARM_LABS: "1" }, smallDisk(`size=100m,nr_inodes=${runtime + 2 + 4 * 3}`));
  const neighbour = await Neighbour.movesIn(server.socket);
  const { fault, pages } = await opensUntilRefused(server);
  expect(pages.length).toBeGreaterThan(1);
  expect(JSON.stringify(await loggedFault(server, fault))).toContain("ENOSPC");
  await neighbour.isWell();
  await Promise.all(pages.map((page) => page.close()));
  await labsFall(server, 1);
  const later = await LabPage.open(server.socket, null, "192.0.2.67");
  expect((await later.toEnd({ "main.ts": `console.log("again")` })).stdout).toBe("again\n");
  await neighbour.isWell();
}, 180_000);

test("a run longer than it may last is ended, and told why", async () => {
  const server = await started({ LIMITS: "program.wallMs=1500" });
  const page = await LabPage.open(server.socket);
  const ended = await page.toEnd({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
  expect(ended.exit).toEqual({ signal: "SIGKILL" });
  expect(ended.notices).toEqual(["limit-wall"]);
  const short = await page.toEnd({ "main.ts": `console.log("short")` });
  expect(short).toMatchObject({ exit: { code: 0 }, notices: [] });
});

test("processor time beyond its limit ends a program by the kernel's own hand, in words", async () => {
  const server = await started({ LIMITS: "program.cpuSeconds=1" });
  const page = await LabPage.open(server.socket);
  const ended = await page.toEnd({ "main.ts": "for (;;) {}" });
  expect(ended.exit).toEqual({ signal: "SIGXCPU" });
  expect(ended.notices).toEqual(["limit-cpu"]);
}, 120_000);

const catches = `process.on("SIGXCPU", () => console.log("warned"));`;
for (const [who, spin] of [
  ["its main thread", `setInterval(() => { for (let i = 0; i < 1e7; i++); }, 0);`],
  [
    "another thread alone",
    `import { Worker } from "node:worker_threads"; new Worker("for (;;) {}", { eval: true });`,
  ],
] as const)
  test(`a program that catches SIGXCPU is killed a second later, and told why: ${who} spins`, async () => {
    const server = await started({ LIMITS: "program.cpuSeconds=1" });
    const page = await LabPage.open(server.socket);
    const ended = await page.toEnd({ "main.ts": `${catches} ${spin}` });
    expect(ended.stdout).toMatch(/^warned\n/);
    expect(ended.exit).toEqual({ signal: "SIGKILL" });
    expect(ended.notices).toEqual(["limit-cpu"]);
  }, 120_000);

test("a program that is killed for another reason is not told of its processor time", async () => {
  const server = await started({ LIMITS: "program.cpuSeconds=20" });
  const page = await LabPage.open(server.socket);
  const suicide = await page.toEnd({
    "main.ts": `const until = Date.now() + 500; while (Date.now() < until); process.kill(process.pid, "SIGKILL");`,
  });
  expect(suicide).toMatchObject({ exit: { signal: "SIGKILL" }, notices: [] });
  const run = page.run({ "main.ts": `console.log("up"); for (;;) {}` });
  await page.printed(run, "up");
  page.say({ type: "signal", run, signal: "SIGKILL" });
  expect(await page.ended(run)).toMatchObject({ exit: { signal: "SIGKILL" }, notices: [] });
}, 120_000);

test("a page that answers no ping is gone, and its programs with it", async () => {
  const server = await started({ LIMITS: "connection.silentMs=2000" });
  const silent = await LabPage.open(server.socket);
  const run = silent.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
  await silent.printed(run, "up");
  const answering = await LabPage.open(server.socket, null, "192.0.2.2");
  // A half-open connection: nothing is read any more, so no ping is answered.
  silent.socket.pause();
  await labsFall(server, 1);
  expect(answering.socket.readyState).toBe(answering.socket.OPEN);
  expect((await answering.toEnd({ "main.ts": `console.log("here")` })).stdout).toBe("here\n");
  silent.socket.terminate();
});

test("a lab in which nothing happens is closed, in words; one with a program running is not", async () => {
  const server = await started({ LIMITS: "lab.idleMs=2000,connection.silentMs=4000" });
  const idle = await LabPage.open(server.socket);
  const busy = await LabPage.open(server.socket, null, "192.0.2.2");
  const run = busy.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
  await busy.printed(run, "up");
  await idle.message("closing", ({ reason }) => reason === "idle");
  await labsFall(server, 1);
  expect(busy.socket.readyState).toBe(busy.socket.OPEN);
});

test("a lab in which nothing happens gives its waiting sandbox back, and another waits once somebody is there", async () => {
  const server = await started({ WARM_LABS: "0", LIMITS: "lab.restMs=1000,connection.silentMs=2000" });
  const waiting = () =>
    processTree(server.child.pid ?? 0)
      .map(commandOf)
      .filter((words) => words[0] === "/usr/bin/node" && words.includes("/runtime/boot.js"));
  const becomes = async (count: number) => {
    await expect.poll(() => waiting().length, { timeout: 30_000 }).toBe(count);
  };
  const page = await LabPage.open(server.socket);
  await becomes(1);
  await becomes(0);
  page.say({ type: "awake" });
  await becomes(1);
  await becomes(0);
  expect((await page.toEnd({ "main.ts": `console.log("still here")` })).stdout).toBe("still here\n");
}, 120_000);

test("LIMITS that raise a limit, or name none, keep the server from starting", async () => {
  await expect(startLabServer({ LIMITS: "program.tasks=65" })).rejects.toThrow(
    /program\.tasks is 64 at most/,
  );
  await expect(startLabServer({ LIMITS: "program.nothing=1" })).rejects.toThrow(/names no limit/);
});

test("the server dies of nothing that its labs' processes die of: each is killed in turn from outside", async () => {
  const server = await started();
  const neighbour = await Neighbour.movesIn(server.socket);
  const page = await LabPage.open(server.socket, null, "192.0.2.66");
  const run = page.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
  await page.printed(run, "up");
  const boots = sandboxProcesses(server);
  const namespace = (pid: number) => readlinkSync(`/proc/${pid}/ns/net`);
  // The neighbour alone has a connection to the echo peer, 10.0.0.1:7, in the state ESTABLISHED (01).
  const talking = boots.find((pid) =>
    readFileSync(`/proc/${pid}/net/tcp`, "latin1").includes("0100000A:0007 01 "),
  );
  if (talking === undefined) throw new Error("the neighbour is not connected");
  const mine = boots.filter((pid) => namespace(pid) !== namespace(talking));
  expect(mine.length).toBeGreaterThan(3);
  killAll(mine);
  await page.event("program-ended", (event) => event.run === run);
  await neighbour.isWell();
  expect((await page.toEnd({ "main.ts": `console.log("next")` })).stdout).toBe("next\n");
  expect(server.child.exitCode).toBeNull();
});
