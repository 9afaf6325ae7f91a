/**
 * The server's one socket: WebSockets at /lab, and the pages that machines read (/healthz, /readyz, /metrics).
 * Owns every page's connection, and their draining. What goes wrong with one request is that request's end alone.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import { limits } from "../../protocol/limits.ts";
import { LabPool } from "../lab/lab-pool.ts";
import { owned, workOf } from "../owner.ts";
import type { Peer } from "../peers/peer-host.ts";
import type { SandboxKit } from "../program/sandbox-process.ts";
import { Admission } from "./admission.ts";
import { addressOf, refuseAtDoor } from "./door.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { PageConnection } from "./page-connection.ts";

export type LabServerOptions = {
  kit: SandboxKit;
  /** The reference peers that labs may choose from. */
  catalogue: readonly Peer[];
  allowedHosts: readonly string[];
  /** Labs kept ready. */
  warm: number;
  log: Logger;
};

/** Connections that may be open beyond those that have a lab: pages that are coming, or being told that it is full. */
const spareConnections = { all: 200, address: 20 };
const lagEveryMs = 100;

export class LabServer {
  readonly #options: LabServerOptions;
  readonly #admission = new Admission();
  readonly #pages = new Set<PageConnection>();
  readonly #byAddress = new Map<string, number>();
  readonly #pool: LabPool;
  readonly #metrics: Metrics;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Above messageBytes a message gets a typed error; above this its connection ends before it is read whole.
    maxPayload: 2 * limits.connection.messageBytes,
  });
  readonly #http = createServer(
    {
      headersTimeout: limits.connection.openMs,
      requestTimeout: limits.connection.openMs,
      // How often Node looks for those that are late; its own 30 s would let them wait that long.
      connectionsCheckingInterval: limits.connection.openMs / 4,
      maxHeaderSize: 16_384,
    },
    (request, response) =>
      this.#alone(response, () => {
        void this.#answer(request, response);
      }),
  );
  readonly #lag: NodeJS.Timeout;

  constructor(options: LabServerOptions) {
    this.#options = options;
    this.#metrics = createMetrics({
      labs: () => this.#admission.labs,
      warm: () => this.#pool.ready,
      grouped: options.kit.groups !== null,
    });
    this.#pool = new LabPool({
      kit: options.kit,
      size: options.warm,
      failed: (error) => options.log.error({ err: error }, "a lab could not be made ahead"),
    });
    this.#http.on("upgrade", (request, socket, head) =>
      this.#alone(socket, () => this.#upgrade(request, socket, head)),
    );
    let due = performance.now() + lagEveryMs;
    this.#lag = setInterval(() => {
      const now = performance.now();
      this.#metrics.loopLag.observe(Math.max(0, now - due) / 1000);
      due = now + lagEveryMs;
    }, lagEveryMs);
  }

  /** Resolves when the first lab stands ready and the socket listens. Rejects when a lab cannot be made here. */
  async listen(path: string): Promise<void> {
    await this.#pool.warm();
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(path, resolve);
    });
  }

  /** Says goodbye, gives programs time to end, then ends everything. Resolves when nothing is left. */
  async drain(): Promise<void> {
    this.#admission.drain();
    this.#http.close();
    for (const page of this.#pages) page.drain();
    const until = performance.now() + limits.server.drainMs;
    while (performance.now() < until && [...this.#pages].some((page) => !page.quiet)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.close();
  }

  async close(): Promise<void> {
    clearInterval(this.#lag);
    this.#http.close();
    const pages = [...this.#pages];
    for (const page of pages) page.close();
    this.#http.closeIdleConnections();
    await Promise.all([...pages.map((page) => page.ended), this.#pool.close()]);
  }

  /** Does what one connection asks for; an error there ends that connection, with an id in the log. */
  #alone(connection: { destroy(): void }, work: () => void): void {
    const failed = (error: unknown) => {
      this.#metrics.faults.inc();
      this.#options.log.error({ fault: randomUUID(), where: "request", err: error }, "fault");
      connection.destroy();
    };
    workOf({ failed }, () => owned(work)());
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until the WebSocket takes over, a connection that breaks has nobody else to hear of it.
    socket.on("error", () => socket.destroy());
    const refusal = refuseAtDoor(request, this.#options);
    if (refusal) {
      this.#metrics.refusals.inc({ reason: refusal.why });
      turnAway(socket, refusal.status);
      return;
    }
    const address = addressOf(request);
    const count = this.#byAddress.get(address) ?? 0;
    if (
      this.#pages.size >= limits.server.labs + spareConnections.all ||
      count >= limits.server.labsPerAddress + spareConnections.address
    ) {
      this.#metrics.refusals.inc({ reason: "connections" });
      turnAway(socket, 503);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (websocket) => {
      const page = new PageConnection({
        socket: websocket,
        address,
        pool: this.#pool,
        catalogue: this.#options.catalogue,
        admission: this.#admission,
        metrics: this.#metrics,
        log: this.#options.log,
      });
      this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
      this.#pages.add(page);
      void page.ended.then(() => {
        this.#pages.delete(page);
        const left = (this.#byAddress.get(address) ?? 1) - 1;
        if (left === 0) this.#byAddress.delete(address);
        else this.#byAddress.set(address, left);
      });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?", 1)[0];
    const say = (status: number, text: string, type = "text/plain; charset=utf-8") => {
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
      response.end(request.method === "HEAD" ? undefined : text);
    };
    if (request.method !== "GET" && request.method !== "HEAD") say(405, "GET only\n");
    else if (path === "/healthz") say(200, "ok\n");
    else if (path === "/readyz") {
      if (this.#admission.draining) say(503, "draining\n");
      else if (this.#admission.labs >= limits.server.labs) say(503, "full\n");
      else if (!this.#pool.able) say(503, "no lab can be made\n");
      else say(200, "ready\n");
    } else if (path === "/metrics") {
      const { registry } = this.#metrics;
      say(200, await registry.metrics(), registry.contentType);
    } else if (path === "/lab") say(426, "This is a WebSocket.\n");
    else say(404, "not here\n");
  }
}

const reasons: Record<number, string> = {
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  503: "Service Unavailable",
};

function turnAway(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? ""}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
