import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { afterEach, expect, test } from "vitest";
import { type LabEvent, type LabEventOf, labEventSchema } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { PeerSockets } from "../peers/peer-sockets.ts";
import { fetchPreview } from "./preview.ts";

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function preview(port: number, request: string): Promise<LabEventOf<"preview"> & { text: string }> {
  const events: LabEvent[] = [];
  await fetchPreview({
    place: {
      inside: (make) => make(),
      address: "127.0.0.1",
      learner: "127.0.0.1",
      sockets: new PeerSockets(),
    },
    preview: "p1",
    port,
    request: Buffer.from(request),
    now: () => performance.now() * 1000,
    emit: (event) => events.push(labEventSchema.parse(event)),
    signal: new AbortController().signal,
  });
  const told = events.find((event) => event.type === "preview");
  if (told === undefined) throw new Error("no preview event");
  return { ...told, text: Buffer.from(told.response, "base64").toString() };
}

async function listening(server: net.Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as net.AddressInfo).port;
}

const get = "GET /?q=1 HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n";

test("a response that keeps the connection open is told as soon as it is whole", async () => {
  const port = await listening(
    http.createServer((request, response) => response.end(`you asked ${request.url}`)),
  );
  const { text, ended } = await preview(port, get);
  expect(text).toContain("HTTP/1.1 200 OK");
  expect(text).toContain("you asked /?q=1");
  expect(ended).toBe("close");
});

test("a chunked response too", async () => {
  const port = await listening(
    http.createServer((_, response) => {
      response.write("one ");
      setTimeout(() => response.end("two"), 50);
    }),
  );
  expect((await preview(port, get)).text).toMatch(/one [\s\S]*two[\s\S]*\r\n0\r\n\r\n$/);
});

test("a by-hand response that ends with the connection", async () => {
  const port = await listening(
    net.createServer((client) => client.end("HTTP/1.1 200 OK\r\n\r\nhello world")),
  );
  expect(await preview(port, get)).toMatchObject({
    ended: "close",
    text: "HTTP/1.1 200 OK\r\n\r\nhello world",
  });
});

test("refused, reset and too long are each told as what they are", async () => {
  const closed = await listening(net.createServer());
  servers.pop()?.close();
  expect(await preview(closed, get)).toMatchObject({ ended: "refused", text: "" });
  const rude = await listening(
    net.createServer((client) => client.once("data", () => client.resetAndDestroy())),
  );
  expect((await preview(rude, get)).ended).toBe("reset");
  const endless = await listening(
    net.createServer((client) => {
      client.on("error", () => {});
      client.write(Buffer.alloc(1024 * 1024));
    }),
  );
  const long = await preview(endless, get);
  expect(long.ended).toBe("too-long");
  expect(long.text.length).toBe(limits.preview.answerBytes);
});
