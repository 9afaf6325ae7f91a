import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real PostgreSQL of its own for a test: a fresh cluster in a temporary folder, on 127.0.0.1. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const version = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a))[0];
  const program = (name: string) => `/usr/lib/postgresql/${version}/bin/${name}`;
  // PostgreSQL refuses to run as root.
  const drop =
    process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  if (drop.length > 0) chownSync(folder, 65534, 65534);
  const data = join(folder, "data");
  const run = (command: string[]) => [...drop, ...command] as [string, ...string[]];

  const [initFile, ...initArgs] = run([
    program("initdb"),
    "-D",
    data,
    "-U",
    "playground",
    "-A",
    "trust",
    "--no-sync",
  ]);
  const made = spawnSync(initFile, initArgs, { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);

  const port = await freePort();
  const settings = ["-h", "127.0.0.1", "-p", String(port), "-k", folder, "-F"];
  const [file, ...args] = run([program("postgres"), "-D", data, ...settings]);
  const server = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(server, "close");
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("ready to accept connections")) resolve();
    });
    void closed.then(() => reject(new Error(`postgres ended at once:\n${log}`)));
  });
  return {
    url: `postgres://playground@127.0.0.1:${port}/postgres`,
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown.
      server.kill("SIGINT");
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
