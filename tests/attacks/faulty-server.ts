/**
 * The sandbox server with some more reference peers, each of which is a fault of ours: what no learner can bring about
 * by any message, so that tests can see what it does to the others. Everything else is the site's own server.
 */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { parseArgs } from "node:util";
import type { Worker } from "node:worker_threads";
import { pino } from "pino";
import "../../sandbox-server/lower-limits.ts";
import { catalogue } from "../../sandbox-server/peers/catalogue.ts";
import type { Peer, PeerHost } from "../../sandbox-server/peers/peer-host.ts";
import { serve } from "../../sandbox-server/serve.ts";

/** Node tells of each thread that it starts; the server has one, the wire's. */
let wireWorker: Worker | null = null;
process.on("worker", (worker) => {
  wireWorker = worker;
});

const faulty = (id: string, run: (host: PeerHost) => Promise<void>): Peer => ({
  id,
  title: { en: id, zh: id },
  address: "10.0.0.1 tcp",
  encoding: "utf-8",
  run,
});

const forever = (host: PeerHost) => host.sleep(600_000);
let sockets = 0;

const faults: Peer[] = [
  faulty("throws-in-callback", async (host) => {
    // A listener and a connection of the peer's own: data comes from the kernel, to a callback that nobody awaits.
    const path = `${process.env.TMPDIR ?? "/tmp"}/faulty-${++sockets}.sock`;
    const listener = createServer((client) => client.end("x")).listen(path);
    await once(listener, "listening");
    connect(path).on("data", () => {
      listener.close();
      throw new Error("thrown in a socket callback");
    });
    await forever(host);
  }),
  faulty("throws-on-accepted", async (host) => {
    await host.listenTcp(99, async (client) => {
      const word = await client.receive();
      setTimeout(() => {
        throw new Error(`thrown over ${word.length} bytes`);
      }, 1);
      await forever(host);
    });
  }),
  faulty("rejects", async (host) => {
    void Promise.reject(new Error("rejected, and nobody listens"));
    await forever(host);
  }),
  faulty("never-returns", async () => {
    await new Promise(() => {});
  }),
  faulty("breaks-the-telling", async (host) => {
    // JSON has no word for it: the event fails on its way to the page.
    host.log({ en: 1n as unknown as string, zh: "" });
    await forever(host);
  }),
  faulty("ends-the-wire", async (host) => {
    await wireWorker?.terminate();
    await forever(host);
  }),
];
/** A signal from the test: an error that is no lab's and no page's. */
process.on("SIGUSR2", () => {
  throw new Error("nobody's");
});

const { values } = parseArgs({ options: { socket: { type: "string" }, cgroup: { type: "string" } } });
await serve({
  path: values.socket,
  cgroup: values.cgroup,
  catalogue: [...catalogue, ...faults],
  warm: Number(process.env.WARM_LABS ?? 3),
  log: pino({ level: "info", base: null }, pino.destination(2)),
});
