import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stageCommand } from "../scripts/sandbox-stage.js";

/**
 * A sandbox server as `npm start` starts it, without pages and gateway: tests talk to it over its Unix socket.
 * `log` holds what it wrote to stderr.
 */
export type LabServer = {
  readonly socket: string;
  readonly child: ChildProcess;
  readonly log: () => string;
  /** Lets it drain, as `npm start` does when it ends, and waits until it is gone. */
  stop(): Promise<void>;
};

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param prepare a shell line for the stage, before the server starts there: it can make the stage worse */
export async function startLabServer(env: Record<string, string> = {}, prepare = ":"): Promise<LabServer> {
  const folder = mkdtempSync(join(tmpdir(), "lab-server-"));
  if (process.getuid?.() === 0) chownSync(folder, 65534, 65534);
  chmodSync(folder, 0o700);
  const socket = join(folder, "lab.sock");
  const { file, args } = stageCommand(
    [
      ...["sh", "-c", `${prepare} && exec "$@"`, "sh"],
      process.execPath,
      "--enable-source-maps",
      join(root, ".build/server.js"),
      "--socket",
      socket,
      "--drain-on-stdin-end",
    ],
    { writable: [folder] },
  );
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["pipe", "inherit", "pipe"],
  });
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log = (log + chunk).slice(-4_000_000);
  });
  const closed = once(child, "close");
  while (!existsSync(socket)) {
    if (child.exitCode !== null)
      throw new Error(`the sandbox server ended at once (${child.exitCode}):\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    socket,
    child,
    log: () => log,
    async stop() {
      child.stdin?.end();
      const hurry = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await closed;
      clearTimeout(hurry);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
