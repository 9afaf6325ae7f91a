import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocketServer, WebSocket as Ws } from "ws";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { ServerMessage } from "../../protocol/server-message.ts";
import { backoffMs, connectLab, type LabConnection } from "./lab-connection.ts";
import type { LabStatus } from "./lab-status.ts";

/** As a browser's: an error that nobody listens for is nobody's; the close that follows tells. */
class BrowserSocket extends Ws {
  constructor(url: string) {
    super(url);
    this.on("error", () => {});
  }
}
const Socket = BrowserSocket as unknown as typeof WebSocket;
const wait = { timeout: 15_000, interval: 10 };
const ready: ServerMessage = { type: "ready", lab: "l1", ms: 3, peers: [], availablePeers: [] };

let server: WebSocketServer;
let port: number;
let heard: unknown[];
let line: LabConnection | undefined;
let seen: { status: LabStatus[]; events: LabEvent[]; errors: string[] };

async function listen(on = 0): Promise<void> {
  server = new WebSocketServer({ host: "127.0.0.1", port: on });
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
}

/** Ends the server and every line it holds, as a killed process would. */
async function kill(): Promise<void> {
  for (const client of server.clients) client.terminate();
  await new Promise((done) => server.close(done));
}

/** Answers each connection's `open` with these messages. */
function answer(...messages: ServerMessage[]): void {
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { type: string };
      heard.push(message);
      if (message.type === "open") for (const one of messages) socket.send(JSON.stringify(one));
    });
  });
}

function connect(patience?: { slowMs: number; openMs: number }): LabConnection {
  line = connectLab(
    `ws://127.0.0.1:${port}/lab`,
    { type: "open", lesson: "03-tcp-server", language: "en" },
    {
      status: (status) => seen.status.push(status),
      events: (events) => seen.events.push(...events),
      error: (error) => seen.errors.push(error.code),
    },
    Socket,
    () => 0,
    patience,
  );
  return line;
}

const last = () => seen.status.at(-1)?.kind;
const say = (message: ServerMessage) => {
  for (const client of server.clients) client.send(JSON.stringify(message));
};

beforeEach(async () => {
  heard = [];
  seen = { status: [], events: [], errors: [] };
  await listen();
});
afterEach(async () => {
  line?.close();
  line = undefined;
  await kill();
});

describe("lab connection", () => {
  test("says open, becomes ready, hands events and errors on, and sends", async () => {
    answer(ready, { type: "events", events: [{ type: "frames-unshown", at: 1, count: 2 }] });
    const connection = connect();
    expect(connection.send({ type: "ping" })).toBe(false);
    await vi.waitFor(() => expect(seen.events).toHaveLength(1), wait);
    expect(heard[0]).toEqual({ type: "open", lesson: "03-tcp-server", language: "en" });
    expect(seen.status.map((status) => status.kind)).toEqual(["connecting", "ready"]);
    expect(connection.send({ type: "signal", run: "r1", signal: "SIGINT" })).toBe(true);
    await vi.waitFor(() => expect(heard).toHaveLength(2), wait);
    say({ type: "error", code: "no-such-run", message: "r1 is not running", about: "r1" });
    await vi.waitFor(() => expect(seen.errors).toEqual(["no-such-run"]), wait);
    expect(last()).toBe("ready");
  });

  test("a server that is killed and restarted is found again, by itself", async () => {
    answer(ready);
    const connection = connect();
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    await kill();
    await vi.waitFor(() => expect(seen.status.some((status) => status.kind === "away")).toBe(true), wait);
    expect(connection.send({ type: "ping" })).toBe(false);
    await listen(port);
    answer(ready);
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    expect(seen.status.filter((status) => status.kind === "ready")).toHaveLength(2);
  });

  test("a full server is asked again after the time it named", async () => {
    answer({ type: "busy", reason: "labs", retryAfterMs: 60 });
    connect();
    await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(2), wait);
    expect(seen.status).toContainEqual(expect.objectContaining({ kind: "busy", reason: "labs" }));
    expect(seen.status.some((status) => status.kind === "away")).toBe(false);
  });

  test.each(["idle", "flooding", "not-reading"] as const)(
    "a lab closed for %s stays closed until it is wanted",
    async (reason) => {
      answer(ready);
      const connection = connect();
      await vi.waitFor(() => expect(last()).toBe("ready"), wait);
      say({ type: "closing", reason });
      await vi.waitFor(() => expect(seen.status.at(-1)).toEqual({ kind: "closed", reason }), wait);
      await vi.waitFor(() => expect(server.clients.size).toBe(0), wait);
      connection.retry();
      await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    },
  );

  test("a draining server is left and looked for again", async () => {
    answer(ready);
    connect();
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    say({ type: "closing", reason: "draining" });
    await vi.waitFor(
      () => expect(seen.status.filter((status) => status.kind === "ready")).toHaveLength(2),
      wait,
    );
    expect(seen.status).toContainEqual(expect.objectContaining({ kind: "away" }));
  });

  test("a fault names its id and is not repeated by itself", async () => {
    answer(ready, { type: "fault", id: "f-123" });
    connect();
    await vi.waitFor(
      () => expect(seen.status.at(-1)).toEqual({ kind: "closed", reason: "fault", id: "f-123" }),
      wait,
    );
  });

  const hurried = { slowMs: 50, openMs: 150 };

  test("a server that takes the call and says nothing: that it is slow is said, and it is dialled anew, with more patience", async () => {
    connect(hurried);
    await vi.waitFor(
      () => expect(seen.status.filter(({ kind }) => kind === "away").length).toBeGreaterThan(1),
      wait,
    );
    expect(seen.status.slice(0, 4)).toEqual([
      { kind: "connecting", attempt: 0, slow: false },
      { kind: "connecting", attempt: 0, slow: true },
      { kind: "away", attempt: 1, retryAt: expect.any(Number), slow: true },
      { kind: "connecting", attempt: 1, slow: false },
    ]);
    // It answers at last.
    answer(ready);
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    await new Promise((resolve) => setTimeout(resolve, 3 * hurried.openMs));
    expect(last()).toBe("ready");
  });

  test("a call that nobody takes: the same", async () => {
    await kill();
    const mute = net.createServer().listen(port, "127.0.0.1");
    await once(mute, "listening");
    const taken = new Set<net.Socket>();
    mute.on("connection", (socket) => taken.add(socket));
    connect(hurried);
    await vi.waitFor(() => expect(taken.size).toBeGreaterThan(1), wait);
    expect(seen.status).toContainEqual({ kind: "connecting", attempt: 0, slow: true });
    for (const socket of taken) socket.destroy();
    await new Promise((done) => mute.close(done));
    await listen(port);
    answer(ready);
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
  });

  test("a server that errs at each open is not taken for one that answers", async () => {
    answer({ type: "error", code: "no-such-lesson", message: "not yet" });
    connect(hurried);
    await vi.waitFor(() => expect(seen.status.filter(({ kind }) => kind === "away")).toHaveLength(1), wait);
  });

  test("a remembered peer that there is no more is left out, and the lab opens", async () => {
    server.on("connection", (socket) => {
      socket.on("message", (data) => {
        const message = JSON.parse(String(data)) as { peers?: string[] };
        heard.push(message);
        const gone = message.peers?.find((peer) => peer === "gone");
        const reply: ServerMessage = gone
          ? { type: "error", code: "no-such-peer", message: "no reference peer gone", about: gone }
          : ready;
        socket.send(JSON.stringify(reply));
      });
    });
    line = connectLab(
      `ws://127.0.0.1:${port}/lab`,
      { type: "open", lesson: null, language: "en", peers: ["echo", "gone"] },
      {
        status: (status) => seen.status.push(status),
        events: () => {},
        error: (error) => seen.errors.push(error.code),
      },
      Socket,
    );
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    expect(heard.at(-1)).toMatchObject({ peers: ["echo"] });
    expect(seen.errors).toEqual([]);
  });

  test("once closed, nothing more is said or tried", async () => {
    answer(ready);
    const connection = connect();
    await vi.waitFor(() => expect(last()).toBe("ready"), wait);
    connection.close();
    await vi.waitFor(() => expect(server.clients.size).toBe(0), wait);
    const before = seen.status.length;
    connection.retry();
    expect(connection.send({ type: "ping" })).toBe(false);
    expect(seen.status).toHaveLength(before);
    expect(server.clients.size).toBe(0);
  });

  test("waits double up to a bound, and never all at once", () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, () => 0.5))).toEqual([375, 750, 1_500, 3_000]);
    expect(backoffMs(40, () => 1)).toBe(20_000);
    expect(backoffMs(40, () => 0)).toBe(10_000);
  });
});
