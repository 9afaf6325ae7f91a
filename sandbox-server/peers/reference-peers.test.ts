import dgram from "node:dgram";
import { once } from "node:events";
import net from "node:net";
import { afterEach, expect, test } from "vitest";
import { type LabEvent, labEventSchema } from "../../protocol/lab-event.ts";
import { celsiusClient } from "./celsius-client.ts";
import { celsiusServer } from "./celsius-server.ts";
import { echo } from "./echo.ts";
import { gbkGreeter } from "./gbk-greeter.ts";
import { greeterClient } from "./greeter-client.ts";
import type { Peer } from "./peer-host.ts";
import { PeerSockets } from "./peer-sockets.ts";
import { ReferencePeers } from "./reference-peers.ts";
import { selectClients } from "./select-clients.ts";
import { decode, encode } from "./text-encoding.ts";

/** The peers over real sockets of this machine's loopback: the learner's host is 127.0.0.1 too. */

const started: ReferencePeers[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((peers) => peers.stopAll()));
});

function shelf(...catalogue: Peer[]) {
  const events: LabEvent[] = [];
  const faults: unknown[] = [];
  const peers = new ReferencePeers({
    place: {
      inside: (make) => make(),
      address: "127.0.0.1",
      learner: "127.0.0.1",
      sockets: new PeerSockets(),
    },
    insideLearner: (look) => look(),
    catalogue,
    language: "en",
    now: () => performance.now() * 1000,
    emit: (event) => events.push(labEventSchema.parse(event)),
    fault: (_, error) => `fault ${faults.push(error)}`,
  });
  started.push(peers);
  return { peers, events, faults };
}

/** A port that nobody had a moment ago. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function dial(port: number): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("the GBK greeter answers in GBK what it read, and its calls and log are told", async () => {
  const port = await freePort();
  const { peers, events } = shelf(gbkGreeter(port));
  peers.start("gbk-greeter");
  const client = await dial(port);
  const { localPort } = client;
  client.write(encode("你好", "gbk"));
  const [answer] = (await once(client, "data")) as [Buffer];
  expect(decode(answer, "gbk")).toContain("我读到的是：你好");
  client.end();
  await once(client, "close");
  const calls = events.filter((event) => event.type === "call").map((event) => event.name);
  for (const name of ["listen", "accept", "recv", "sendall", "close"]) expect(calls).toContain(name);
  const received = events.find((event) => event.type === "return" && event.moved?.way === "received");
  expect(received).toMatchObject({
    actor: "peer:gbk-greeter",
    moved: { bytes: 4, data: Buffer.from([0xc4, 0xe3, 0xba, 0xc3]).toString("base64") },
    flow: { protocol: "tcp", local: ["127.0.0.1", port], remote: ["127.0.0.1", localPort] },
  });
  expect(events).toContainEqual(
    expect.objectContaining({ type: "peer-log", kind: "in", text: "你好", peer: "gbk-greeter" }),
  );
});

test("a client that resets ends its own turn, and the next is served", async () => {
  const port = await freePort();
  const { peers, events, faults } = shelf(echo(port));
  peers.start("echo");
  const rude = await dial(port);
  rude.write("x");
  await once(rude, "data");
  rude.resetAndDestroy();
  await until(() => events.some((event) => event.type === "peer-log" && event.kind === "error"));
  const next = await dial(port);
  next.write("still there?");
  expect(String((await once(next, "data"))[0])).toBe("still there?");
  next.destroy();
  expect(faults).toEqual([]);
  expect(peers.running).toEqual(["echo"]);
});

test("a peer's own exception ends that peer only, and is told", async () => {
  const port = await freePort();
  const broken: Peer = {
    ...echo(),
    id: "broken",
    run: async () => {
      throw new Error("a bug of ours");
    },
  };
  const { peers, events, faults } = shelf(broken, echo(port));
  peers.start("echo");
  peers.start("broken");
  await until(() => events.some((event) => event.type === "peer-ended"));
  expect(faults).toHaveLength(1);
  expect(events.find((event) => event.type === "peer-ended")).toMatchObject({
    peer: "broken",
    error: "a bug of ours (fault 1)",
  });
  expect(peers.running).toEqual(["echo"]);
});

test("stop frees the port at once and start takes it again; calls go on counting", async () => {
  const port = await freePort();
  const { peers, events } = shelf(echo(port));
  for (let round = 0; round < 3; round++) {
    peers.start("echo");
    const client = await dial(port);
    client.write("hi");
    expect(String((await once(client, "data"))[0])).toBe("hi");
    const closed = once(client, "close");
    client.on("error", () => {});
    await peers.stop("echo");
    client.end();
    await closed;
  }
  const numbers = events.filter((event) => event.type === "call").map((event) => event.call);
  expect(numbers).toEqual(numbers.map((_, index) => index));
  expect(events.filter((event) => event.type === "peer-ended" && event.error === undefined)).toHaveLength(3);
});

test("the Celsius server converts, and answers nonsense with an error", async () => {
  const port = await freePort();
  const { peers } = shelf(celsiusServer(port));
  peers.start("celsius-server");
  const socket = dgram.createSocket("udp4");
  const ask = async (text: string) => {
    socket.send(text, port, "127.0.0.1");
    return String((await once(socket, "message"))[0]);
  };
  expect(await ask("36.6")).toBe("36.6 °C is 97.9 °F");
  for (const nonsense of ["abc", "", "1e400", "9".repeat(2_000)]) {
    expect(await ask(nonsense)).toMatch(/^error/);
  }
  socket.close();
});

test("the client for 8989 waits for a server without a packet, talks, and comes again after a restart", async () => {
  const port = await freePort();
  const { peers, events } = shelf(greeterClient(port));
  peers.start("greeter-client");
  const heard: string[] = [];
  for (let round = 0; round < 2; round++) {
    const server = net.createServer().listen(port, "127.0.0.1");
    const [client] = (await once(server, "connection")) as [net.Socket];
    heard.push(decode((await once(client, "data"))[0], "gbk"));
    client.end(encode("好的\n", "gbk"));
    server.close();
    await once(server, "close");
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(heard).toEqual(["你好，我是客户端。\n", "吃了吗？\n"]);
  expect(events.some((event) => event.type === "return" && !event.outcome.ok)).toBe(false);
});

test("the Celsius client asks a server as soon as it is bound", async () => {
  const port = await freePort();
  const { peers } = shelf(celsiusClient(port));
  peers.start("celsius-client");
  const server = dgram.createSocket("udp4");
  const asked: string[] = [];
  server.on("message", (message, from) => {
    asked.push(String(message));
    server.send("answer", from.port, from.address);
  });
  server.bind(port, "127.0.0.1");
  await until(() => asked.length === 3);
  expect(asked).toEqual(["100", "36.6", "-40"]);
  server.close();
});

test("five clients speak out of turn to both ports and leave", { timeout: 30_000 }, async () => {
  const [port, second] = [await freePort(), await freePort()];
  const { peers } = shelf(selectClients(port, second));
  const said: string[] = [];
  const leave = (client: net.Socket) => {
    client.on("data", (data) => {
      said.push(String(data));
      client.write(`${data} received`);
    });
    client.on("end", () => left++);
  };
  let left = 0;
  const servers = [net.createServer(leave).listen(port, "127.0.0.1")];
  servers.push(net.createServer(leave).listen(second, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  peers.start("select-clients");
  await until(() => left === 5);
  expect(said).toHaveLength(10);
  expect(new Set(said.map((word) => word.split(" ")[0])).size).toBe(5);
  for (const server of servers) server.close();
});
