import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createGateway } from "./gateway.ts";

let pages: Server;
let lab: Server;
let sockets: WebSocketServer;
let gateway: Server;
let origin: string;
let seen: IncomingMessage[];
const askedOn = new WeakMap<object, number>();
const labSocket = join(mkdtempSync(join(tmpdir(), "gateway-")), "lab.sock");

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeEach(async () => {
  seen = [];
  pages = createServer((request, response) => {
    seen.push(request);
    const made = { "/page": "text/html; charset=utf-8", "/script": "application/javascript" }[
      request.url ?? ""
    ];
    if (made) response.setHeader("content-type", made).setHeader("content-security-policy", "img-src 'self'");
    if (request.headers["if-none-match"]) {
      response.writeHead(304).end();
      return;
    }
    if (request.url === "/cut") {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
      return;
    }
    const asked = (askedOn.get(request.socket) ?? 0) + 1;
    askedOn.set(request.socket, asked);
    if (request.url === "/first-only" && asked > 1) {
      // What happens when a kept connection is given up by one end just as the other uses it once more.
      request.socket.destroy();
      return;
    }
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () =>
      response.setHeader("set-cookie", ["a=1", "b=2"]).end(`page ${request.url} ${body}`),
    );
  });
  lab = createServer((request, response) => {
    seen.push(request);
    response.end(`lab ${request.url}`);
  });
  sockets = new WebSocketServer({ server: lab, path: "/lab" });
  sockets.on("connection", (socket, request) => {
    seen.push(request);
    socket.on("message", (data) => socket.send(`echo ${data}`));
  });
  pages.listen(0, "127.0.0.1");
  lab.listen(labSocket);
  await Promise.all([once(pages, "listening"), once(lab, "listening")]);
  gateway = createGateway({ pagePort: portOf(pages), labSocket, trustProxy: false });
  gateway.listen(0, "127.0.0.1");
  await once(gateway, "listening");
  origin = `127.0.0.1:${portOf(gateway)}`;
});

afterEach(async () => {
  for (const client of sockets.clients) client.terminate();
  sockets.close();
  for (const server of [gateway, pages, lab]) {
    server.closeAllConnections();
    if (server.listening) await new Promise((closed) => server.close(closed));
  }
});

test("passes a page request on with its body, and the answer back with repeated headers", async () => {
  const response = await fetch(`http://${origin}/en/x?y=1`, { method: "POST", body: "hello" });
  expect(await response.text()).toBe("page /en/x?y=1 hello");
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
});

test("keeps the Host header that the browser sent", async () => {
  await fetch(`http://${origin}/`);
  expect(seen[0]?.headers.host).toBe(origin);
});

test("says itself who the client is and drops what the client claims", async () => {
  await fetch(`http://${origin}/`, { headers: { "x-forwarded-for": "6.6.6.6", "x-forwarded-host": "evil" } });
  expect(seen[0]?.headers["x-forwarded-for"]).toBe("127.0.0.1");
  expect(seen[0]?.headers["x-forwarded-host"]).toBeUndefined();
});

test("hands the health pages to the sandbox server", async () => {
  expect(await (await fetch(`http://${origin}/healthz`)).text()).toBe("lab /healthz");
});

test("every answer tells the browser what to refuse: a page by a policy of its own, all else by the strictest", async () => {
  const policyOf = async (path: string, asked: Record<string, string> = {}) => {
    const { headers } = await fetch(`http://${origin}${path}`, { headers: asked });
    expect([path, headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    expect([path, headers.get("x-frame-options")]).toEqual([path, "DENY"]);
    expect([path, headers.get("referrer-policy")]).toEqual([path, "same-origin"]);
    return headers.get("content-security-policy");
  };
  expect(await policyOf("/page")).toBe("img-src 'self'");
  expect(await policyOf("/script")).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(await policyOf("/data")).toMatch(/^default-src 'none';.* sandbox$/);
  expect(await policyOf("/healthz")).toMatch(/^default-src 'none';.* sandbox$/);
  // A browser would keep it with the page that has not changed.
  expect(await policyOf("/unchanged", { "if-none-match": '"1"' })).toBe(null);
  sockets.close();
  lab.closeAllConnections();
  await new Promise((closed) => lab.close(closed));
  expect(await policyOf("/healthz")).toMatch(/^default-src 'none';.* sandbox$/);
});

test("an address that cannot be read is the asker's mistake, and no page hears of it", async () => {
  for (const path of ["/%", "/%ff", "/en/%E4%B8"]) {
    const response = await fetch(`http://${origin}${path}`);
    expect([path, response.status]).toEqual([path, 400]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  }
  expect(seen).toEqual([]);
  expect((await fetch(`http://${origin}/x?y=%ff`)).status).toBe(200);
});

test("joins a WebSocket on /lab to the sandbox server, origin and address included", async () => {
  const socket = new WebSocket(`ws://${origin}/lab`, {
    origin: `http://${origin}`,
    headers: { "x-forwarded-for": "6.6.6.6" },
  });
  await once(socket, "open");
  socket.send("hi");
  const [reply] = await once(socket, "message");
  expect(String(reply)).toBe("echo hi");
  expect(seen[0]?.headers).toMatchObject({
    origin: `http://${origin}`,
    host: origin,
    "x-forwarded-for": "127.0.0.1",
  });
  socket.close();
  await once(socket, "close");
});

test("answers 503 with a time to try again while the sandbox server is away", async () => {
  sockets.close();
  lab.closeAllConnections();
  await new Promise((closed) => lab.close(closed));
  const response = await fetch(`http://${origin}/readyz`);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  const socket = new WebSocket(`ws://${origin}/lab`);
  const [, refusal] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  expect(refusal.statusCode).toBe(503);
});

test("a reply cut short by the pages is cut short for the browser too", async () => {
  const response = await fetch(`http://${origin}/cut`);
  await expect(response.text()).rejects.toThrow();
});

test("a kept connection that the pages have just given up is no failure: the page is asked for on a new one", async () => {
  for (const asks of [1, 2, 3]) {
    const response = await fetch(`http://${origin}/first-only`);
    expect([asks, response.status, await response.text()]).toEqual([asks, 200, "page /first-only "]);
  }
  // Asking twice might do twice what a page was sent for.
  await (await fetch(`http://${origin}/`)).text();
  const posted = await fetch(`http://${origin}/first-only`, { method: "POST", body: "once" });
  expect(posted.status).toBe(503);
});

test("closes the way to the sandbox server when the browser vanishes", async () => {
  const socket = new WebSocket(`ws://${origin}/lab`);
  const [inner] = await once(sockets, "connection");
  await (socket.readyState === WebSocket.OPEN ? undefined : once(socket, "open"));
  const gone = once(inner, "close");
  socket.terminate();
  await gone;
  expect(sockets.clients.size).toBe(0);
});

test("a request that is not HTTP gets 400 and harms nothing", async () => {
  const raw = connect(portOf(gateway), "127.0.0.1");
  raw.write("\x00\x01\x02 garbage\r\n\r\n");
  const [answer] = await once(raw, "data");
  expect(String(answer)).toContain("400");
  expect((await fetch(`http://${origin}/`)).status).toBe(200);
});
