import { once } from "node:events";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { nodeBundle } from "../../scripts/node-bundle.js";
import { LabPage } from "../lab-page.ts";
import type { LabServer } from "../lab-server.ts";
import { serverProcess } from "../server-process.ts";
import { labsFall, loggedFault, readiness, settled } from "./fault-signs.ts";
import { Neighbour } from "./neighbourhood.ts";
import { ownServers } from "./own-servers.ts";

/**
 * What happens when the server itself is wrong: an error that nobody caught, in a peer, in a lab, in the thread that
 * carries the wires. It ends what it belongs to, with an id that is in the log; the neighbour's echo and program go on,
 * and nothing is left behind.
 */
const bundle = ".build/faulty-server.js";
beforeAll(async () => {
  await build({
    ...nodeBundle,
    entryPoints: ["tests/attacks/faulty-server.ts"],
    // Beside the site's own server, since the wire's thread is looked for there.
    outfile: bundle,
  });
});

const startServer = ownServers();
const started = (env: Record<string, string> = {}, prepare?: string) =>
  startServer({ WARM_LABS: "1", ...env }, prepare, bundle);

async function visit(server: LabServer, ...peers: string[]): Promise<LabPage> {
  const page = await LabPage.connect(server.socket, { address: "192.0.2.66" });
  page.say({ type: "open", lesson: null, language: "en", peers });
  await page.message("ready");
  return page;
}

const greets = { "main.ts": `console.log("hello")` };

for (const [peer, message] of [
  ["throws-in-callback", "thrown in a socket callback"],
  ["rejects", "rejected, and nobody listens"],
] as const)
  test(`a peer that ${peer.replaceAll("-", " ")} ends alone, with an id in the log; its lab and the neighbour go on`, async () => {
    const server = await started();
    const neighbour = await Neighbour.movesIn(server.socket);
    const before = await settled(server, 1);
    const page = await visit(server, "echo", peer);
    const { error } = await page.event("peer-ended", (event) => event.peer === peer);
    expect(error).toContain(message);
    const id = /\(([0-9a-f-]{36})\)$/.exec(error ?? "")?.[1] ?? "no id";
    expect(await loggedFault(server, id)).toMatchObject({ where: `peer ${peer}`, err: { message } });
    await neighbour.isWell();
    expect((await page.toEnd(greets)).stdout).toBe("hello\n");
    expect(page.eventsOf("peer-ended").map((event) => event.peer)).toEqual([peer]);
    await page.close();
    expect(await settled(server, 1)).toEqual(before);
  }, 120_000);

test("a peer that throws over what an accepted client sent ends alone, and may be started again", async () => {
  const server = await started();
  const neighbour = await Neighbour.movesIn(server.socket);
  const page = await visit(server, "throws-on-accepted");
  const program = {
    "main.ts": `import { connect } from "node:net"; const s = connect(99, "10.0.0.1", () => s.write("four")); s.on("error", () => {}).on("close", () => console.log("closed"));`,
  };
  for (let round = 1; round <= 2; round++) {
    const run = page.run(program);
    await page.printed(run, "closed");
    await page.until(() => page.eventsOf("peer-ended")[round - 1], `end ${round} of the peer`);
    page.say({ type: "peer", peer: "throws-on-accepted", action: "start" });
    await page.until(() => page.eventsOf("peer-started")[round], `start ${round + 1} of the peer`);
  }
  expect(page.eventsOf("peer-ended")[0]?.error).toContain("thrown over 4 bytes");
  await neighbour.isWell();
}, 120_000);

test("a peer that does not return when it is stopped keeps no lab from closing", async () => {
  const server = await started();
  const page = await visit(server, "never-returns");
  page.say({ type: "peer", peer: "never-returns", action: "stop" });
  await page.event("peer-ended", ({ peer }) => peer === "never-returns");
  page.say({ type: "peer", peer: "never-returns", action: "start" });
  await page.until(() => page.eventsOf("peer-started")[1], "a second start");
  await page.close();
  await labsFall(server, 0);
}, 120_000);

test("an error while a lab tells what happened ends that lab with an id in the log, and no other", async () => {
  const server = await started();
  const neighbour = await Neighbour.movesIn(server.socket);
  const before = await settled(server, 1);
  const page = await visit(server);
  const run = page.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
  await page.printed(run, "up");
  page.say({ type: "peer", peer: "breaks-the-telling", action: "start" });
  const { id } = await page.message("fault");
  expect(await loggedFault(server, id)).toMatchObject({
    where: "unexpected",
    lab: expect.any(String),
    err: { message: expect.stringContaining("BigInt") },
  });
  if (page.socket.readyState !== page.socket.CLOSED) await once(page.socket, "close");
  await neighbour.isWell();
  expect(await settled(server, 1)).toEqual(before);
  const later = await visit(server);
  expect((await later.toEnd(greets)).stdout).toBe("hello\n");
}, 120_000);

test("a page that does not let go of its connection keeps no faulted lab alive", async () => {
  const server = await started();
  const page = await visit(server);
  const run = page.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
  await page.printed(run, "up");
  page.say({ type: "peer", peer: "breaks-the-telling", action: "start" });
  page.socket.pause();
  await labsFall(server, 0);
  page.socket.terminate();
}, 120_000);

test("when the wires' thread dies, every lab on it is told with an id of its own, and new labs have a new thread", async () => {
  const server = await started();
  const pages = [await visit(server, "echo"), await visit(server, "echo"), await visit(server, "echo")];
  const before = await settled(server, 3);
  for (const page of pages) {
    const run = page.run({ "main.ts": `console.log("up"); setInterval(() => {}, 1000);` });
    await page.printed(run, "up");
  }
  pages[0]?.say({ type: "peer", peer: "ends-the-wire", action: "start" });
  const ids = await Promise.all(pages.map(async (page) => (await page.message("fault")).id));
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(await loggedFault(server, id)).toMatchObject({ where: "wire" });
  // The pool's own labs had their wires on that thread too: what is handed out next is whole.
  expect(await readiness(server)).toBe(200);
  await labsFall(server, 0);
  const neighbour = await Neighbour.movesIn(server.socket);
  await neighbour.isWell();
  const others = [await visit(server, "echo"), await visit(server, "echo")];
  for (const page of others) expect((await page.toEnd(greets)).stdout).toBe("hello\n");
  const after = await settled(server, 3);
  // The neighbour's program: bwrap twice, Node, and what it holds.
  await neighbour.page.close();
  for (const page of others) await page.close();
  expect(after.networkNamespaces).toBe(before.networkNamespaces);
  await labsFall(server, 0);
  const empty = await settled(server, 0);
  const last = [await visit(server, "echo"), await visit(server, "echo"), await visit(server, "echo")];
  expect(await settled(server, 3)).toEqual(before);
  for (const page of last) await page.close();
  expect(await settled(server, 0)).toEqual(empty);
}, 180_000);

test("an error that is no lab's drains the server: pages are told, and it ends with an id in the log", async () => {
  const server = await started();
  const page = await visit(server);
  process.kill(serverProcess(server), "SIGUSR2");
  await page.message("closing", ({ reason }) => reason === "draining");
  const [code] = await once(server.child, "exit");
  expect(code).toBe(1);
  expect(server.log()).toMatch(/"fault":"[0-9a-f-]{36}".*nobody's.*uncaught: draining/);
}, 60_000);
