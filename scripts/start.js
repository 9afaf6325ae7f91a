/**
 * Starts the whole site on one port and ends all of it again.
 *
 *   npm start            checks the machine, builds once, serves at http://127.0.0.1:3000
 *   npm run dev          the same with pages that reload as you edit them
 *
 * Environment: PORT (3000), HOST (127.0.0.1), ALLOWED_HOSTS (names the site is known by, with commas),
 * TRUST_PROXY=1 (a proxy of yours stands in front), DATABASE_URL (PostgreSQL for shared links).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.js";
import { findGroup, openGroup } from "./control-group.js";
import { doctor } from "./doctor.js";
import { serverCommand, serverFolder } from "./lab-server.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const dev = process.argv.includes("--dev");
const host = process.env.HOST ?? "127.0.0.1";
const port = portFrom(process.env.PORT ?? "3000");

if (!doctor({ tests: false, install: true })) process.exit(1);
await build({ pages: !dev, say: console.log });

const { createGateway } = await import("../.build/gateway.js");
const folder = serverFolder("socket-playground");
const group = controlGroup();
const { socket: labSocket, ...labServer } = serverCommand(folder, group?.path ?? null);
const pagePort = await freePort();

/**
 * Everything that was started, so that everything is ended.
 * @type {Set<import("node:child_process").ChildProcess>}
 */
const children = new Set();
let ending = false;

/** @typedef {{ name: string, file: string, args: string[] }} Part */

const next = join(root, "node_modules/next/dist/bin/next");
const pages = [process.execPath, next, dev ? "dev" : "start", "-H", "127.0.0.1", "-p", String(pagePort)];
// Both end with this process, however it ends: the stage sees to that for the sandbox server.
start({ name: "pages", file: "setpriv", args: ["--pdeathsig", "TERM", "--", ...pages] });
start({ name: "sandbox server", ...labServer });

const gateway = createGateway({ pagePort, labSocket, trustProxy: process.env.TRUST_PROXY === "1" });
gateway.on("error", (error) => {
  console.error(
    error.code === "EADDRINUSE"
      ? `Port ${port} is taken. Choose another: PORT=3001 npm start`
      : `Cannot listen on ${host}:${port}: ${error.message}`,
  );
  void end(1);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));

await Promise.all([answers(() => fetch(`http://127.0.0.1:${pagePort}/en`)), appears(labSocket)]);
if (!ending) {
  gateway.listen(port, host);
  await once(gateway, "listening");
  console.log(
    `Socket Playground is at http://${host.includes(":") ? `[${host}]` : host}:${gateway.address().port}`,
  );
}

/**
 * Starts one part and keeps it up: what dies while the site stands is started again, more slowly each time.
 * @param {Part} part
 */
function start(part, failures = 0) {
  const startedAt = Date.now();
  const child = spawn(part.file, part.args, {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "inherit", "inherit"],
    // A group of its own: Ctrl+C reaches this process alone, which then ends them all.
    detached: true,
  });
  children.add(child);
  child.on("error", (error) => console.error(`The ${part.name} cannot be started: ${error.message}`));
  child.on("close", (code, signal) => {
    children.delete(child);
    if (ending) return;
    const again = Date.now() - startedAt > 30_000 ? 1 : failures + 1;
    const how = signal ?? `exit code ${code}`;
    if (again > 5) {
      console.error(`The ${part.name} ended ${again} times in a row (${how}); giving up.`);
      return void end(1);
    }
    console.error(`The ${part.name} ended (${how}); starting it again.`);
    setTimeout(() => !ending && start(part, again), 100 * 2 ** again);
  });
}

/** Ends everything: SIGTERM lets the sandbox server drain; what is left after a while is killed. */
async function end(code) {
  if (ending) return;
  ending = true;
  gateway.close();
  gateway.closeIdleConnections();
  const gone = [...children].map((child) => once(child, "close"));
  for (const child of children) child.kill("SIGTERM");
  const hurry = setTimeout(() => {
    for (const child of children) process.kill(-child.pid, "SIGKILL");
  }, 15_000);
  await Promise.all(gone);
  clearTimeout(hurry);
  await group?.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

/** The group that labs are given parts of; what is in the way, where there is none, the doctor has said. */
function controlGroup() {
  const found = findGroup();
  if ("missing" in found) return null;
  try {
    return openGroup(found.path);
  } catch (error) {
    console.error(
      `Labs get no control groups of their own: ${error instanceof Error ? error.message : error}`,
    );
    return null;
  }
}

/** @param {string} text */
function portFrom(text) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  console.error(`PORT must be a number from 0 to 65535, not "${text}".`);
  process.exit(1);
}

/** A port that was free a moment ago, for the pages behind the gateway. @returns {Promise<number>} */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port: found } = /** @type {import("node:net").AddressInfo} */ (probe.address());
  await new Promise((closed) => probe.close(closed));
  return found;
}

/** Waits until something answers at all. @param {() => Promise<unknown>} ask */
async function answers(ask) {
  while (!ending) {
    try {
      await ask();
      return;
    } catch {
      // Not listening yet: the only way to know is to ask again.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** @param {string} path */
async function appears(path) {
  while (!ending && !existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
}
