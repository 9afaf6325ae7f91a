import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { processTree } from "../bench/process-tree.ts";
import { scrape } from "../bench/server-metrics.ts";
import { LabPage } from "../lab-page.ts";
import type { LabServer } from "../lab-server.ts";
import { commandOf, killAll, sandboxProcesses } from "../server-process.ts";
import { labsFall, loggedFault, readiness, settled } from "./fault-signs.ts";
import { Neighbour } from "./neighbourhood.ts";
import { ownServers } from "./own-servers.ts";

/**
 * A lab that cannot be made, or whose making hangs: no page waits for ever. On these stages `ip` and `bwrap` are the
 * machine's own, but one of them can be told to hang or to fail the next time, as a machine out of something does.
 */
const tool = (name: string) => `
real=$(readlink -f "$(command -v ${name})")
cp "$real" /tmp/real-${name}
cat > /tmp/false-${name} <<END
#!/bin/sh
if [ -e $folder/${name}-hangs ]; then rm -f $folder/${name}-hangs; exec sleep 1000; fi
if [ -e $folder/${name}-fails ]; then rm -f $folder/${name}-fails; echo "no luck" >&2; exit 1; fi
exec /tmp/real-${name} "\\$@"
END
chmod 755 /tmp/false-${name}
mount --bind /tmp/false-${name} "$real"`;
/** The folder of the server's socket, the last word of its command, is the one place that both sides can write. */
const tools = `for last; do :; done
folder=$(dirname "$last")
${tool("ip")}
${tool("bwrap")} && :`;

const startServer = ownServers();
const started = (env: Record<string, string> = {}) =>
  startServer({ LIMITS: "lab.makingMs=2500", ...env }, tools);

const switchOf = (server: LabServer, what: string) => join(dirname(server.socket), what);
/** Lets the tool misbehave once. */
const plant = (server: LabServer, what: string) => writeFileSync(switchOf(server, what), "");
const planted = (server: LabServer, what: string) => existsSync(switchOf(server, what));

async function until(holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const late = Date.now() + ms; !(await holds()); ) {
    if (Date.now() > late) throw new Error(`never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const hello = { "main.ts": `console.log("hello")` };

for (const how of ["hangs", "fails"] as const)
  test(`a lab whose network ${how} while it is made: the page is told with an id in the log, the next one has its lab`, async () => {
    const server = await started({ WARM_LABS: "0" });
    const neighbour = await Neighbour.movesIn(server.socket);
    const before = await settled(server, 1, 0);
    plant(server, `ip-${how}`);
    const page = await LabPage.connect(server.socket);
    page.say({ type: "open", lesson: null, language: "en" });
    const { id } = await page.message("fault");
    expect(await loggedFault(server, id)).toMatchObject({ where: "open" });
    expect(planted(server, `ip-${how}`)).toBe(false);
    expect(await readiness(server)).toBe(503);
    await neighbour.isWell();
    const next = await LabPage.open(server.socket);
    expect(await readiness(server)).toBe(200);
    expect((await next.toEnd(hello)).stdout).toBe("hello\n");
    await next.close();
    expect(await settled(server, 1, 0)).toEqual(before);
  }, 120_000);

test("a pool whose next lab hangs is filled all the same, and nobody waits for the one that hangs", async () => {
  const server = await started({ WARM_LABS: "1" });
  await until(async () => (await scrape(server.socket)).get("playground_labs_warm") === 1);
  plant(server, "ip-hangs");
  const first = await LabPage.open(server.socket);
  await until(() => !planted(server, "ip-hangs"));
  // The pool's own is hanging now.
  const second = await LabPage.open(server.socket);
  for (const page of [first, second]) expect((await page.toEnd(hello)).stdout).toBe("hello\n");
  await until(async () => (await scrape(server.socket)).get("playground_labs_warm") === 1);
  expect(server.log()).toContain("a lab could not be made ahead");
}, 120_000);

for (const how of ["hangs", "fails"] as const)
  test(`a sandbox that ${how} while it boots is given up, and the program runs in the next`, async () => {
    const server = await started({ WARM_LABS: "0" });
    plant(server, `bwrap-${how}`);
    const page = await LabPage.open(server.socket);
    const ended = await page.toEnd(hello);
    expect(ended).toMatchObject({ stdout: "hello\n", exit: { code: 0 } });
    expect(planted(server, `bwrap-${how}`)).toBe(false);
    await page.close();
    await labsFall(server, 0);
  }, 120_000);

test("a sandbox that is stopped while it boots is given up too", async () => {
  const server = await started({ WARM_LABS: "0" });
  plant(server, "bwrap-hangs");
  const page = await LabPage.open(server.socket);
  // Stopped, it obeys no SIGTERM.
  await until(() => !planted(server, "bwrap-hangs"));
  const stuck = processTree(server.child.pid ?? 0).find((pid) => commandOf(pid)[0] === "sleep");
  if (stuck === undefined) throw new Error("nothing hangs");
  process.kill(stuck, "SIGSTOP");
  expect((await page.toEnd(hello)).stdout).toBe("hello\n");
  await until(() => !existsSync(`/proc/${stuck}`));
}, 120_000);

test("waiting sandboxes of pooled labs that are killed are not handed out: the next pages run their programs", async () => {
  const server = await started({ WARM_LABS: "3" });
  await until(async () => (await scrape(server.socket)).get("playground_labs_warm") === 3);
  const waiting = sandboxProcesses(server);
  expect(waiting.length).toBeGreaterThanOrEqual(3);
  killAll(waiting);
  const pages = await Promise.all([1, 2, 3].map((n) => LabPage.open(server.socket, null, `192.0.2.${n}`)));
  const ended = await Promise.all(pages.map((page) => page.toEnd(hello)));
  expect(ended.map(({ stdout }) => stdout)).toEqual(["hello\n", "hello\n", "hello\n"]);
}, 120_000);
