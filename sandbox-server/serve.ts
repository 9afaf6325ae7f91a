/**
 * The life of one sandbox server: looks whether programs can be confined here, listens, hears what nobody caught, and
 * drains on SIGTERM and SIGINT. Ends the process.
 */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import type { Logger } from "pino";
import { limits } from "../protocol/limits.ts";
import { allowedHostsFrom } from "./connection/door.ts";
import { LabServer } from "./connection/lab-server.ts";
import { closeOnExecFrom } from "./kernel/libc.ts";
import { LabGround } from "./lab/lab-ground.ts";
import { hearUnexpected } from "./owner.ts";
import type { Peer } from "./peers/peer-host.ts";
import { openSandboxKit } from "./program/sandbox-kit.ts";
import { Transpiler } from "./program/transpiler.ts";

export type ServeOptions = {
  /** The Unix socket to listen on. */
  path: string | undefined;
  /** A control group to divide among the labs, where the machine gives one. */
  cgroup: string | undefined;
  catalogue: readonly Peer[];
  /** Labs kept ready. */
  warm: number;
  log: Logger;
};

export async function serve(options: ServeOptions): Promise<void> {
  const { log } = options;
  // What the start waits for (a worker's word, a child's end) does not by itself keep a process alive.
  const alive = setInterval(() => {}, 60_000);
  let server: LabServer;
  try {
    server = await start(options);
  } catch (error) {
    log.fatal({ err: error }, "the sandbox server cannot run programs safely here, so it does not start");
    process.exit(1);
  }
  clearInterval(alive);
  log.info({ pid: process.pid, controlGroups: options.cgroup !== undefined }, "ready");
  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    const leave = () => {
      log.info("ended");
      process.exit(code);
    };
    // What does not close by itself then ends with the process.
    setTimeout(leave, limits.server.drainMs + closeMs).unref();
    server.drain().then(leave, (error: unknown) => {
      log.fatal({ err: error }, "could not drain");
      process.exit(1);
    });
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      log.info({ signal }, "draining");
      end(0);
    });
  hearUnexpected((error) => {
    // No lab's and no page's: nobody knows what state we are in. Pages are told, and reconnect to a fresh server.
    log.fatal({ fault: randomUUID(), err: error }, "uncaught: draining");
    if (ending) process.exit(1);
    end(1);
  });
}

/** Draining, labs may take so long to close after their programs have ended, in ms. */
const closeMs = 3_000;

async function start({ path, cgroup, catalogue, warm, log }: ServeOptions): Promise<LabServer> {
  if (path === undefined) throw new Error("where to listen: --socket PATH");
  // Whatever descriptors this process was born with, no child of it gets them.
  closeOnExecFrom(3);
  const kit = await openSandboxKit(cgroup);
  // The thread that reads files is there before the first of them.
  await new Transpiler().filesToRun({});
  // One whole lab with a booted program, before anyone comes: what cannot be confined must not run.
  const trial = await LabGround.open(kit);
  try {
    await trial.prepare();
  } finally {
    await trial.close();
  }
  const server = new LabServer({ kit, catalogue, allowedHosts: allowedHostsFrom(process.env), warm, log });
  fs.rmSync(path, { force: true });
  await server.listen(path);
  return server;
}
