import { once } from "node:events";
import fs from "node:fs";
import type net from "node:net";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type LabEventOf, type SocketRow, socketsEventSchema } from "../../protocol/lab-event.ts";
import type { Host } from "../../protocol/names.ts";
import { inNamespace } from "../kernel/namespaces.ts";
import { rawSocket } from "../peers/raw-socket.ts";
import { openTestLab, type TestLab, until } from "../wire/wire-test-lab.ts";
import { stopWireThread } from "../wire/wire-thread.ts";
import { socketInodes } from "./socket-inodes.ts";
import type { SocketOwner } from "./socket-rows.ts";
import { type SocketsWatch, watchSockets } from "./watch-sockets.ts";

let lab: TestLab;
let watch: SocketsWatch;
let told: LabEventOf<"sockets">[];
let asked: number;

beforeEach(async () => {
  lab = await openTestLab();
  told = [];
  asked = 0;
  watch = watchSockets({
    ...lab.topology,
    now: lab.now,
    emit: (events) => {
      for (const event of events) if (event.type === "sockets") told.push(event);
    },
    ownersOf(host, inodes) {
      asked++;
      const mine = socketInodes("self");
      const owners = new Map<number, SocketOwner>();
      for (const inode of inodes) {
        const fd = mine.get(inode);
        if (fd !== undefined) owners.set(inode, { actor: host === "you" ? "r1" : "peer:echo", fd });
      }
      return owners;
    },
    failed(error) {
      throw error;
    },
  });
  watch.setBusy(true);
});
afterEach(async () => {
  watch.close();
  await lab.close();
});
afterAll(stopWireThread);

const rows = (host: Host): SocketRow[] => told.filter((event) => event.host === host).at(-1)?.rows ?? [];
const row = (host: Host, test: Partial<SocketRow>): Promise<SocketRow> =>
  until(
    () =>
      rows(host).find((each) =>
        Object.entries(test).every(([key, value]) => each[key as keyof SocketRow] === value),
      ),
    () => [test, rows(host)],
  );

test("a listener shows its accept queue against its backlog", async () => {
  const fd = inNamespace(lab.topology.you, () => rawSocket("tcp", { local: ["0.0.0.0", 4320], backlog: 5 }));
  const listener = await row("you", { state: "LISTEN" });
  expect(listener).toMatchObject({
    protocol: "tcp",
    local: ["0.0.0.0", 4320],
    remote: null,
    recvQ: 0,
    sendQ: 5,
    owner: { actor: "r1", fd },
  });
  const clients = [1, 2, 3].map(() => lab.connect("lab", 4320));
  await Promise.all(clients.map((client) => once(client, "connect")));
  await row("you", { state: "LISTEN", recvQ: 3 });
  // Not yet accepted, a connection belongs to nobody.
  expect(rows("you").filter((each) => each.state === "ESTABLISHED")).toHaveLength(3);
  expect(rows("you").find((each) => each.state === "ESTABLISHED")?.owner).toBeUndefined();
  for (const client of clients) client.destroy();
  fs.closeSync(fd);
});

test("bytes that wait, the round trip, the window and the owner of a connection are told", async () => {
  const accepted: net.Socket[] = [];
  const server = lab.listen("lab", 4321, (socket) => accepted.push(socket.pause()));
  const client = lab.connect("you", 4321);
  await once(client, "connect");
  client.write("0123456789");
  const here = await row("you", { state: "ESTABLISHED" });
  expect(here.owner).toMatchObject({ actor: "r1" });
  expect(here.cwnd).toBeGreaterThan(0);
  expect(here.rttMicros).toBeGreaterThan(0);
  expect(here.remote).toEqual(["10.0.0.1", 4321]);
  await lab.set({ lab: { cut: true } });
  client.write("lost on its way back: no acknowledgment comes");
  const waiting = await until(() => rows("you").find((each) => each.sendQ > 0 && each.retransmits > 0));
  expect(waiting.sendQ).toBe(45);
  await lab.set({});
  await row("you", { state: "ESTABLISHED", sendQ: 0 });
  client.destroy();
  server.close();
});

test("bytes that nobody reads fill Recv-Q", async () => {
  const fd = inNamespace(lab.topology.you, () => rawSocket("tcp", { local: ["0.0.0.0", 4322], backlog: 5 }));
  const client = lab.connect("lab", 4322);
  await once(client, "connect");
  client.write("unread");
  await row("you", { state: "ESTABLISHED", recvQ: 6 });
  client.destroy();
  fs.closeSync(fd);
});

test("the states of a close: CLOSE_WAIT and FIN_WAIT2, LAST_ACK gone, TIME_WAIT stays", async () => {
  const accepted: net.Socket[] = [];
  const server = lab.listen("lab", 4323, (socket) => {
    accepted.push(socket);
    socket.resume();
  });
  const client = lab.connect("you", 4323);
  await once(client, "connect");
  client.resume().end();
  await row("you", { state: "FIN_WAIT2" });
  await row("lab", { state: "CLOSE_WAIT" });
  accepted[0]?.end();
  const timeWait = await row("you", { state: "TIME_WAIT" });
  expect(timeWait).toMatchObject({ protocol: "tcp", remote: ["10.0.0.1", 4323], recvQ: 0, sendQ: 0 });
  expect(timeWait.owner).toBeUndefined();
  await until(() => rows("lab").every((each) => each.state === "LISTEN"));
  server.close();
});

test("a handshake that is held shows SYN_SENT, then SYN_RECV at the other end", async () => {
  await lab.set({ you: { hold: true }, lab: { hold: true } });
  const server = lab.listen("lab", 4324, () => {});
  const client = lab.connect("you", 4324);
  await row("you", { state: "SYN_SENT" });
  lab.wire.release((await until(() => lab.tcp()[0])).frame);
  await row("lab", { state: "SYN_RECV" });
  client.destroy();
  server.close();
});

test("UDP, bound and connected; raw ICMP; Unix by path and by abstract name", async () => {
  const udp = inNamespace(lab.topology.you, () => rawSocket("udp", { local: ["0.0.0.0", 4325] }));
  const bound = await row("you", { protocol: "udp" });
  expect(bound).toMatchObject({ local: ["0.0.0.0", 4325], remote: null, state: "UNCONN" });
  const child = lab.spawn("you", "/usr/bin/python3", [
    "-c",
    `import socket, time
a = socket.socket(socket.AF_UNIX); a.bind("\\0playground"); a.listen(3)
b = socket.socket(socket.AF_UNIX); b.connect("\\0playground")
c = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); c.bind("/tmp/socket-table-test")
d = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); d.connect(("10.0.0.1", 9)); d.send(b"x")
e = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
f = socket.socket(socket.AF_INET6); f.bind(("::", 4326)); f.listen(7)
time.sleep(1000)`,
  ]);
  await row("you", { protocol: "udp", state: "ESTABLISHED" });
  const listener = await until(() => rows("you").find((each) => each.local === "@playground"));
  expect(listener).toMatchObject({ protocol: "unix", state: "LISTEN", recvQ: 1, sendQ: 3 });
  expect(rows("you").find((each) => each.local === "/tmp/socket-table-test")).toMatchObject({
    state: "UNCONN",
  });
  expect(rows("you").find((each) => each.protocol === "raw")).toMatchObject({ local: ["0.0.0.0", 1] });
  expect(rows("you").find((each) => each.protocol === "tcp6")).toMatchObject({
    local: ["::", 4326],
    sendQ: 7,
  });
  const gone = once(child, "close");
  child.kill();
  await gone;
  fs.rmSync("/tmp/socket-table-test", { force: true });
  await until(
    () => rows("you").length === 1,
    () => rows("you"),
  );
  fs.closeSync(udp);
});

test("only what changed is told, each event parses, owners are asked once, and an idle lab is left alone", async () => {
  const fd = inNamespace(lab.topology.lab, () => rawSocket("tcp", { local: ["0.0.0.0", 4327], backlog: 1 }));
  await row("lab", { state: "LISTEN" });
  const before = told.length;
  const askedBefore = asked;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(told.length).toBe(before);
  expect(asked).toBe(askedBefore);
  watch.tell();
  expect(told.length).toBe(before + 2);
  for (const event of told) expect(socketsEventSchema.parse(event)).toEqual(event);
  fs.closeSync(fd);
});

test("watches opened and closed leave no descriptor", () => {
  const count = () => fs.readdirSync("/proc/self/fd").length;
  const before = count();
  for (let i = 0; i < 50; i++) {
    const more = watchSockets({
      ...lab.topology,
      now: lab.now,
      emit() {},
      ownersOf: () => new Map(),
      failed() {},
    });
    more.tell();
    more.close();
  }
  expect(count()).toBe(before);
});
