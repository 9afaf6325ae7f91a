/**
 * The sandbox server. It is started on its stage (scripts/sandbox-stage.js) and listens on a Unix socket:
 *
 *   node .build/server.js --socket PATH
 *
 * Environment: ALLOWED_HOSTS, HOST (names the site is known by), WARM_LABS (labs kept ready), LOG_LEVEL,
 * LIMITS (single limits made smaller).
 * SIGTERM and SIGINT drain it. Without a layer of its confinement it ends at once, and says what is missing.
 */
import "./lower-limits.ts";
import fs from "node:fs";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { allowedHostsFrom } from "./connection/door.ts";
import { LabServer } from "./connection/lab-server.ts";
import { closeOnExecFrom } from "./kernel/libc.ts";
import { LabGround } from "./lab/lab-ground.ts";
import { openSandboxKit } from "./program/sandbox-kit.ts";
import { stripTypes } from "./program/strip-types.ts";

const log = pino({ level: process.env.LOG_LEVEL ?? "info", base: null }, pino.destination(2));
const { values } = parseArgs({
  options: { socket: { type: "string" } },
});
const path = values.socket ?? process.env.SANDBOX_SOCKET;

async function start(): Promise<LabServer> {
  if (path === undefined) throw new Error("where to listen: --socket PATH");
  // Whatever descriptors this process was born with, no child of it gets them.
  closeOnExecFrom(3);
  const kit = openSandboxKit();
  // The first file takes the parser's loading with it; no learner should wait for that.
  stripTypes("warm.ts", "const x: number = 1;");
  // One whole lab with a booted program, before anyone comes: what cannot be confined must not run.
  const trial = await LabGround.open(kit);
  try {
    await trial.prepare();
  } finally {
    await trial.close();
  }
  const warm = Number(process.env.WARM_LABS ?? 3);
  const server = new LabServer({ kit, allowedHosts: allowedHostsFrom(process.env), warm, log });
  fs.rmSync(path, { force: true });
  await server.listen(path);
  return server;
}

// What the start waits for (a worker's word, a child's end) does not by itself keep a process alive.
const alive = setInterval(() => {}, 60_000);
try {
  const server = await start();
  clearInterval(alive);
  log.info({ pid: process.pid }, "ready");
  let ending = false;
  const end = (signal: string) => {
    if (ending) return;
    ending = true;
    log.info({ signal }, "draining");
    void server.drain().then(() => {
      log.info("ended");
      process.exit(0);
    });
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => end(signal));
  process.on("uncaughtException", (error) => {
    // Nobody knows what state we are in: pages reconnect to a fresh server.
    log.fatal({ err: error }, "uncaught");
    process.exit(1);
  });
} catch (error) {
  log.fatal({ err: error }, "the sandbox server cannot run programs safely here, so it does not start");
  process.exit(1);
}
