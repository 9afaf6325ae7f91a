import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LabPage } from "../lab-page.ts";
import { type LabServer, startLabServer } from "../lab-server.ts";

/**
 * Where attacks happen: one sandbox server, a host with something to steal, and a neighbour whose lab must not feel
 * anything. Every attack is told three times over: what the attacker got, that the host is unharmed, and that the
 * neighbour's echo still comes back in its usual range.
 */
export type Scene = {
  readonly server: LabServer;
  /** The attacker's own lab, fresh for each attack. */
  readonly page: LabPage;
  readonly host: HostTreasure;
  readonly neighbour: Neighbour;
};

/** What the host has that no program may reach. */
export type HostTreasure = {
  readonly secret: string;
  readonly file: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly unixPath: string;
  readonly abstractName: string;
  /** What reached the host's listeners: must stay empty. */
  readonly reached: string[];
  close(): void;
};

const secret = `treasure-${randomBytes(12).toString("hex")}`;
let server: LabServer;
let host: HostTreasure;
let neighbour: Neighbour;

/** Sets the scene for one test file. */
export function setScene(env: Record<string, string> = {}): void {
  beforeAll(async () => {
    host = await openHost();
    server = await startLabServer({ TREASURE: secret, ...env });
    neighbour = await Neighbour.movesIn(server.socket);
  }, 120_000);
  // What a server says last is the first thing to know when it died of an attack.
  afterEach(({ task }) => {
    if (task.result?.state !== "fail") return;
    const { exitCode, signalCode } = server.child;
    console.error(`The server (${signalCode ?? exitCode ?? "alive"}) said:\n${server.log().slice(-3_000)}`);
  });
  afterAll(async () => {
    await neighbour?.page.close();
    await server?.stop();
    host?.close();
  }, 60_000);
}

/** One hostile program or client. `body` asserts what it got; the rest is asserted here, always. */
export function attack(
  name: string,
  body: (scene: Scene) => Promise<void>,
  options: { timeoutMs?: number; address?: string; skip?: boolean } = {},
): void {
  test.skipIf(options.skip ?? false)(
    name,
    async () => {
      const page = await LabPage.open(server.socket, null, options.address ?? "192.0.2.66");
      const watch = neighbour.watch();
      try {
        await body({ server, page, host, neighbour });
      } finally {
        page.socket.terminate();
        // Before anything else can fail for want of it.
        hostIsUnharmed(page);
        await watch.stop();
      }
      await neighbour.isWell();
    },
    options.timeoutMs ?? 120_000,
  );
}

function hostIsUnharmed(page: LabPage): void {
  expect(server.child.exitCode, `the server lives; it said: ${server.log().slice(-3_000)}`).toBeNull();
  expect(readFileSync(host.file, "utf8"), "the host's file is as it was").toBe(secret);
  expect(host.reached, "nothing reached the host's own sockets").toEqual([]);
  const heard = JSON.stringify(page.messages);
  expect(heard.includes(secret), "the secret was not told").toBe(false);
  expect(existsSync(join(tmpdir(), "pwned")), "nothing was planted on the host").toBe(false);
}

async function openHost(): Promise<HostTreasure> {
  const folder = mkdtempSync(join(tmpdir(), "treasure-"));
  const file = join(folder, "secret");
  writeFileSync(file, secret, { mode: 0o644 });
  const reached: string[] = [];
  const unixPath = join(folder, "host.sock");
  const abstractName = `\0treasure-${randomBytes(4).toString("hex")}`;
  const listen = async (where: { port: number; host: string } | { path: string }, name: string) => {
    const listener = createServer((socket) => {
      reached.push(name);
      socket.destroy();
    }).listen(where);
    await once(listener, "listening");
    return listener;
  };
  const tcp = await listen({ port: 0, host: "0.0.0.0" }, "tcp");
  const unix = await listen({ path: unixPath }, "unix path");
  const abstract = await listen({ path: abstractName }, "abstract unix");
  const udp = createSocket("udp4", () => reached.push("udp"));
  udp.bind(0, "127.0.0.1");
  await once(udp, "listening");
  const address = tcp.address();
  if (address === null || typeof address === "string") throw new Error("the host's listener has no port");
  return {
    secret,
    file,
    tcpPort: address.port,
    udpPort: udp.address().port,
    unixPath,
    abstractName,
    reached,
    close() {
      for (const each of [tcp, unix, abstract, udp]) each.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A learner in the next lab: asks the echo peer over the wire whenever a line is typed, and prints what came back. */
export class Neighbour {
  readonly page: LabPage;
  private readonly run: string;
  private usualMs: number;

  private constructor(page: LabPage, run: string) {
    this.page = page;
    this.run = run;
    this.usualMs = 0;
  }

  static async movesIn(labSocket: string): Promise<Neighbour> {
    const page = await LabPage.connect(labSocket, { address: "192.0.2.7" });
    page.say({ type: "open", lesson: null, language: "en", peers: ["echo"] });
    await page.message("ready");
    const program = `
      import { connect } from "node:net";
      import { createInterface } from "node:readline";
      const socket = connect(7, "10.0.0.1");
      socket.on("data", (data) => process.stdout.write(data));
      createInterface({ input: process.stdin }).on("line", (line) => socket.write(line + "\\n"));
      socket.on("connect", () => console.log("moved in"));
    `;
    const run = page.run({ "main.ts": program });
    await page.printed(run, "moved in");
    const neighbour = new Neighbour(page, run);
    const times: number[] = [];
    for (let round = 0; round < 9; round++) times.push(await neighbour.echo());
    neighbour.usualMs = times.sort((a, b) => a - b)[4] ?? 1;
    return neighbour;
  }

  /** One round trip over the neighbour's wire, in milliseconds. */
  async echo(): Promise<number> {
    const word = randomBytes(8).toString("hex");
    const startedAt = performance.now();
    this.page.say({ type: "stdin", run: this.run, text: `${word}\n` });
    await this.page.printed(this.run, word, 30_000);
    return performance.now() - startedAt;
  }

  /** Asks the echo again and again while an attack goes on; `stop` fails when no answer was in the usual range. */
  watch(): { stop(): Promise<void> } {
    let going = true;
    const asked = (async () => {
      const times: number[] = [];
      while (going) {
        times.push(await this.echo());
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      this.#expectUsual(Math.min(...times), "during the attack");
    })();
    // Heard when it is stopped; until then it must not end the whole test run.
    asked.catch(() => {});
    return {
      stop: () => {
        going = false;
        return asked;
      },
    };
  }

  /**
   * The usual range is wide on purpose: this machine may be busy with the attack itself. What it must show is that no
   * attack starves or stops another lab; how little it slows one down is measured in the bench.
   */
  async isWell(): Promise<void> {
    const best = Math.min(await this.echo(), await this.echo(), await this.echo());
    this.#expectUsual(best, "after the attack");
  }

  #expectUsual(ms: number, when: string): void {
    expect(ms, `the neighbour's echo ${when} (usually ${this.usualMs.toFixed(1)} ms)`).toBeLessThan(
      Math.max(1_500, this.usualMs * 50),
    );
  }
}
