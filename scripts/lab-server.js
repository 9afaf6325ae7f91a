/**
 * A sandbox server as `npm start` starts it, without pages and gateway: whoever wants labs without a browser (tests,
 * check:lessons, bench, soak) talks to it over its Unix socket.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { findGroup, openGroup } from "./control-group.js";
import { stageCommand } from "./sandbox-stage.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * `cgroup` is the control group that it divides among its labs, where this machine has one; `log` is what it wrote to
 * stderr so far; `stop` lets it drain, as the end of `npm start` does, and waits until it is gone.
 * @typedef {{
 *   socket: string, cgroup: string | null, child: import("node:child_process").ChildProcess,
 *   log: () => string, stop: () => Promise<void>
 * }} LabServer
 */

/** A folder that the server may write to, and nobody else. @param {string} name */
export function serverFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  if (process.getuid?.() === 0) chownSync(folder, 65534, 65534);
  chmodSync(folder, 0o700);
  return folder;
}

/**
 * What starts it, with its socket in `folder`.
 * @param {string} folder
 * @param {string | null} cgroup a control group for it to divide
 * @param {string[]} [before] a command that the server's own is appended to
 * @param {string} [bundle] another server than the site's, for tests that need one
 */
export function serverCommand(folder, cgroup, before = [], bundle = ".build/server.js") {
  const socket = join(folder, "lab.sock");
  const server = [process.execPath, "--enable-source-maps", join(root, bundle), "--socket", socket];
  if (cgroup !== null) server.push("--cgroup", cgroup);
  return { socket, ...stageCommand([...before, ...server], { writable: [folder], cgroup }) };
}

/** Whether somebody listens there: the file alone appears a moment earlier. @param {string} socket */
async function listens(socket) {
  const knock = connect(socket);
  try {
    await once(knock, "connect");
    return true;
  } catch {
    // Not there, or not listening yet: the only way to know is to ask again.
    return false;
  } finally {
    knock.destroy();
  }
}

/**
 * @param {Record<string, string>} [env]
 * @param {string} [prepare] a shell line for the stage, before the server starts there: it can make the stage worse
 * @param {string} [bundle] another server than the site's
 * @returns {Promise<LabServer>}
 */
export async function startLabServer(env = {}, prepare = ":", bundle = undefined) {
  const folder = serverFolder("lab-server");
  const found = findGroup();
  const group = "path" in found ? openGroup(found.path) : null;
  const cgroup = group?.path ?? null;
  const before = ["sh", "-c", `${prepare} && exec "$@"`, "sh"];
  const { socket, file, args } = serverCommand(folder, cgroup, before, bundle);
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log = (log + chunk).slice(-4_000_000);
  });
  const closed = once(child, "close");
  while (!(await listens(socket))) {
    if (child.exitCode !== null) {
      await group?.close();
      throw new Error(`the sandbox server ended at once (${child.exitCode}):\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    socket,
    cgroup,
    child,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      const hurry = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await closed;
      clearTimeout(hurry);
      await group?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A page's connection, as it comes from the gateway.
 * @param {{ socket: string }} server
 * @param {string} address the page's
 */
export function connectToLab({ socket }, address) {
  return new WebSocket(`ws+unix://${socket}:/lab`, {
    origin: "http://localhost",
    headers: { host: "localhost", "x-forwarded-for": address },
  });
}
