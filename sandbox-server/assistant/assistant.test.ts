import dgram from "node:dgram";
import { once } from "node:events";
import net from "node:net";
import { afterEach, expect, test } from "vitest";
import { type AssistantAct, assistantActSchema } from "../../protocol/client-message.ts";
import { type LabEvent, type LabEventOf, labEventSchema } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { PeerSockets } from "../peers/peer-sockets.ts";
import { Assistant } from "./assistant.ts";

/** The assistant over real sockets of this machine's loopback: the learner's host is 127.0.0.1 too. */

const opened: Assistant[] = [];
const servers: net.Server[] = [];
afterEach(() => {
  for (const assistant of opened.splice(0)) assistant.quit();
  for (const server of servers.splice(0)) server.close();
});

function assistantHere() {
  const events: LabEvent[] = [];
  const faults: unknown[] = [];
  const assistant = new Assistant({
    place: {
      inside: (make) => make(),
      address: "127.0.0.1",
      learner: "127.0.0.1",
      sockets: new PeerSockets(),
    },
    language: "en",
    now: () => performance.now() * 1000,
    emit: (event) => events.push(labEventSchema.parse(event)),
    fault: (error) => faults.push(error),
  });
  opened.push(assistant);
  return {
    events,
    faults,
    act: (act: AssistantAct) => assistant.act(assistantActSchema.parse(act)),
    standing: () => events.findLast((event): event is LabEventOf<"assistant"> => event.type === "assistant"),
    log: (kind: string) =>
      events.flatMap((event) => (event.type === "peer-log" && event.kind === kind ? [event.text] : [])),
  };
}

const send = (text: string, more: Partial<Extract<AssistantAct, { act: "send" }>> = {}): AssistantAct => ({
  act: "send",
  to: null,
  data: Buffer.from(text).toString("base64"),
  split: 0,
  gapMs: 0,
  times: 1,
  everyMs: 0,
  ...more,
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A server of the learner's that keeps what came on each connection. */
async function serverHere(serve: (client: net.Socket) => void, options: net.ServerOpts = {}) {
  const server = net.createServer(options, serve).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as net.AddressInfo).port;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a TCP server by hand: two clients, an answer to one, to both, and each kind of end", async () => {
  const { act, standing, log } = assistantHere();
  const port = await freePort();
  await act({ act: "listen", protocol: "tcp", port, encoding: "gbk" });
  expect(standing()?.listening).toEqual({ protocol: "tcp", port });
  const clients = [net.connect(port, "127.0.0.1"), net.connect(port, "127.0.0.1")] as const;
  const heard: string[][] = [[], []];
  const ends: string[] = [];
  for (const [index, client] of clients.entries()) {
    client.on("data", (data) => heard[index]?.push(String(data)));
    client.on("end", () => ends.push(`${index} end`));
    client.on("error", (error: NodeJS.ErrnoException) => ends.push(`${index} ${error.code}`));
  }
  await until(() => standing()?.connections.length === 2);
  const ids = clients.map((client) => `127.0.0.1:${client.localPort}`);
  clients[0].write(Buffer.from([0xc4, 0xe3, 0xba, 0xc3]));
  await until(() => log("in").includes("你好"));
  await act(send("one", { to: ids[0] ?? "" }));
  await until(() => heard[0]?.join("") === "one");
  await act(send("all"));
  await until(() => heard[0]?.join("") === "oneall" && heard[1]?.join("") === "all");

  await act({ act: "half-close", to: ids[0] ?? "" });
  await until(() => ends.includes("0 end"));
  await act({ act: "reset", to: ids[1] ?? "" });
  await until(() => ends.includes("1 ECONNRESET"));
  await act({ act: "quit" });
  expect(standing()).toMatchObject({ listening: null, connections: [] });
  const refused = net.connect(port, "127.0.0.1");
  const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ECONNREFUSED");
});

test("as much as a file may have, sent at once with a half-close behind it, arrives whole at a server that is slow to read", async () => {
  const { act, log, standing } = assistantHere();
  let came = 0;
  let ended = false;
  const port = await serverHere(
    (client) => {
      client.pause();
      setTimeout(() => client.resume(), 300);
      client.on("data", (data) => {
        came += data.length;
      });
      client.on("end", () => {
        ended = true;
        client.end();
      });
    },
    { allowHalfOpen: true },
  );
  await act({ act: "connect", protocol: "tcp", port, encoding: "utf-8" });
  const piece = 48 * 1024;
  const { fileBytes } = limits.assistant;
  const acts: Promise<void>[] = [];
  for (let at = 0; at < fileBytes; at += piece)
    acts.push(act(send("x".repeat(Math.min(piece, fileBytes - at)))));
  acts.push(act({ act: "half-close", to: null }));
  await Promise.all(acts);
  await until(() => ended);
  expect(came).toBe(fileBytes);
  expect(log("error")).toEqual([]);
  await until(() => standing()?.connections.length === 0);
});

test("more than it may do at once is refused in words, and what came before is sent", async () => {
  const { act, log } = assistantHere();
  let came = 0;
  const port = await serverHere((client) => {
    client.pause();
    setTimeout(() => client.resume(), 300);
    client.on("data", (data) => {
      came += data.length;
    });
  });
  await act({ act: "connect", protocol: "tcp", port, encoding: "utf-8" });
  const { acts } = limits.assistant;
  const piece = 48 * 1024;
  await Promise.all(Array.from({ length: acts + 1 }, () => act(send("x".repeat(piece)))));
  expect(log("error")).toEqual([`not done, since ${acts} things are still under way; wait, or stop all`]);
  await until(() => came === acts * piece);
  await act(send("and on"));
  await until(() => came === acts * piece + 6);
});

test("a client by hand: split, repeated, and told when nobody listens", async () => {
  const { act, standing, log } = assistantHere();
  await act({ act: "connect", protocol: "tcp", port: await freePort(), encoding: "utf-8" });
  expect(log("error")[0]).toContain("ECONNREFUSED");
  const pieces: string[] = [];
  const port = await serverHere((client) => {
    client.setNoDelay(true);
    client.on("data", (data) => pieces.push(String(data)));
  });
  await act({ act: "connect", protocol: "tcp", port, encoding: "utf-8" });
  await act({ act: "connect", protocol: "tcp", port, encoding: "utf-8" });
  expect(standing()?.connections.map(({ id }) => id)).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port} #2`]);
  await act(send("abcdef", { to: `127.0.0.1:${port}`, split: 2, gapMs: 40, times: 2, everyMs: 40 }));
  await until(() => pieces.join("") === "abcdefabcdef");
  expect(pieces.length).toBeGreaterThan(2);
});

test("answers by itself, over UDP too", async () => {
  const { act, standing } = assistantHere();
  const port = await freePort();
  await act({ act: "listen", protocol: "udp", port, encoding: "utf-8" });
  await act({ act: "answer", how: "fixed", data: Buffer.from("yes").toString("base64") });
  const socket = dgram.createSocket("udp4");
  socket.send("are you there?", port, "127.0.0.1");
  expect(String((await once(socket, "message"))[0])).toBe("yes");
  await act({ act: "answer", how: "echo", data: "" });
  socket.send("again", port, "127.0.0.1");
  expect(String((await once(socket, "message"))[0])).toBe("again");
  expect(standing()?.connections).toMatchObject([{ protocol: "udp" }]);
  socket.close();
});

test("a taken port is told and nothing else happens", async () => {
  const { act, log, faults } = assistantHere();
  const port = await serverHere(() => {});
  await act({ act: "listen", protocol: "tcp", port, encoding: "utf-8" });
  expect(log("error")[0]).toContain("EADDRINUSE");
  expect(faults).toEqual([]);
});

test("difficult peers do what they say", { timeout: 30_000 }, async () => {
  const { act, standing, faults } = assistantHere();
  const talks: { bytes: number; end: string }[] = [];
  const port = await serverHere(
    (client) => {
      const talk = { bytes: 0, end: "" };
      talks.push(talk);
      client.on("data", (data) => {
        talk.bytes += data.length;
      });
      client.on("end", () => {
        talk.end = "FIN";
        client.end("done");
      });
      client.on("error", (error: NodeJS.ErrnoException) => {
        talk.end = String(error.code);
      });
    },
    { allowHalfOpen: true },
  );
  const difficult = (peer: Extract<AssistantAct, { act: "difficult" }>["peer"]) =>
    act({ act: "difficult", port, peer });
  await difficult("half-closes");
  expect(talks.at(-1)).toEqual({ bytes: 26, end: "FIN" });
  await difficult("resets");
  await until(() => talks.at(-1)?.end === "ECONNRESET");
  await difficult("drip");
  expect(talks.at(-1)).toEqual({ bytes: 26, end: "FIN" });
  await difficult("garbage");
  expect(talks.at(-1)).toEqual({ bytes: 2000, end: "FIN" });
  const before = talks.length;
  await difficult("hundred");
  expect(talks.length - before).toBe(100);
  expect(standing()?.connections).toEqual([]);
  expect(faults).toEqual([]);
});

test("one that never reads fills the buffers of a server that answers, and quit ends it", async () => {
  const { act, standing } = assistantHere();
  let stuck: net.Socket | null = null;
  const port = await serverHere((client) => {
    stuck = client;
    client.on("data", (data) => {
      if (!client.write(data)) client.pause();
    });
    client.on("drain", () => client.resume());
    client.on("error", () => {});
  });
  const done = act({ act: "difficult", port, peer: "never-reads" });
  await until(() => (stuck?.writableLength ?? 0) > 0 && standing()?.connections.length === 1);
  await act({ act: "quit" });
  await done;
});
