import { spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import type net from "node:net";
import { afterAll, afterEach, expect, test } from "vitest";
import { frameEventSchema, labEventSchema } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { TcpConnections } from "../../protocol/packet/tcp-connections.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import { inNamespace } from "../kernel/namespaces.ts";
import { rawSocket } from "../peers/raw-socket.ts";
import { isOwnAddressReport } from "./frame-kinds.ts";
import { decodeFrame, openTestLab, sayFrame, type TestLab, until } from "./wire-test-lab.ts";
import { stopWireThread } from "./wire-thread.ts";

let lab: TestLab | null = null;
const open = async (options: { seed?: number } = {}): Promise<TestLab> => {
  lab = await openTestLab(options);
  return lab;
};
afterEach(async () => {
  await lab?.close();
  lab = null;
});
afterAll(stopWireThread);

const said = (lab: TestLab) => lab.tcp().map(sayFrame);
const echo = (socket: net.Socket) => void socket.pipe(socket);
const hello = async (lab: TestLab, socket: net.Socket, text = "hello") => {
  await once(socket, "connect");
  socket.write(text);
  let back = "";
  for await (const chunk of socket.setEncoding("utf8")) {
    back += chunk;
    if (back.length >= text.length) break;
  }
  const ends = () => lab.tcp().filter((frame) => decodeFrame(frame).tcp?.flags.fin);
  await until(() => new Set(ends().map((frame) => frame.from)).size === 2);
  return back;
};

test("a plain client run is ARP, handshake, data and close, exactly as a second capture on the host sees it", async () => {
  const lab = await open();
  // tcpdump would change its user first, which no user namespace of one user allows; dumpcap is Wireshark's own.
  const dump = lab.spawn("lab", "dumpcap", ["-i", "eth0", "-P", "-w", "-"]);
  let dumped = Buffer.alloc(0);
  let ready = "";
  dump.stdout?.on("data", (data) => {
    dumped = Buffer.concat([dumped, data]);
  });
  dump.stderr?.setEncoding("utf8").on("data", (text) => {
    ready += text;
  });
  await until(
    () => dumped.length >= 24,
    () => ready,
  );
  const server = lab.listen("lab", 4300, echo);
  expect(await hello(lab, lab.connect("you", 4300))).toBe("hello");
  server.close();
  const closed = () => said(lab).at(-1)?.endsWith(" ACK");
  await until(closed, () => said(lab));
  expect(lab.frames().map(sayFrame).slice(0, 5)).toEqual([
    "you ARP who has 10.0.0.1? tell 10.0.0.2",
    "lab ARP 10.0.0.1 is at 02:00:00:00:00:01",
    "you SYN",
    "lab SYN ACK",
    "you ACK",
  ]);
  const seen = lab.frames().map((frame) => Buffer.from(frame.data, "base64").toString("hex"));
  const packets = () => {
    const found: string[] = [];
    // A pcap file: a header of 24 bytes, then packets with 16 bytes before each, their captured length the third number.
    for (let at = 24; at + 16 <= dumped.length; ) {
      const end = at + 16 + dumped.readUInt32LE(at + 8);
      if (end > dumped.length) break;
      // A report of the host's own IPv6 address may fall into the second after the lab opened; nobody caused it.
      if (!isOwnAddressReport(dumped.subarray(at + 16, end), 0))
        found.push(dumped.toString("hex", at + 16, end));
      at = end;
    }
    return found;
  };
  await until(() => packets().length >= seen.length, packets);
  expect(packets().sort()).toEqual([...seen].sort());
  for (const frame of lab.frames()) {
    expect(frameEventSchema.parse(frame)).toEqual(frame);
    const { tcp, ip } = decodeFrame(frame);
    expect(frame.fate?.kind).toBe("delivered");
    if (frame.fate) expect(frame.fate.at).toBeGreaterThanOrEqual(frame.at);
    if (tcp) expect(tcp.checksum.state).toBe("ok");
    if (ip?.layer === "ipv4") expect(ip.checksum.state).toBe("ok");
  }
});

test("the kernel sends a lost SYN again after a second, and the resend is known as a retransmission", async () => {
  const lab = await open();
  await lab.set({ you: { loss: 100 } });
  const server = lab.listen("lab", 4301, echo);
  // The address must be known, or the question for it is what gets lost.
  const arp = lab.spawn("you", "ip", [
    ..."neigh replace 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0".split(" "),
  ]);
  await once(arp, "close");
  const client = lab.connect("you", 4301);
  const first = await until(() => lab.tcp()[0]);
  expect(first.fate).toMatchObject({ kind: "lost", why: "loss" });
  await lab.set({});
  expect(await hello(lab, client)).toBe("hello");
  server.close();
  const second = lab.tcp()[1];
  expect(said(lab).slice(0, 4)).toEqual(["you SYN", "you SYN", "lab SYN ACK", "you ACK"]);
  expect((second?.at ?? 0) - first.at).toBeGreaterThan(900_000);
  const connections = new TcpConnections();
  const facts = lab.tcp().map((frame) => connections.follow(frame.frame, frame.link, decodeFrame(frame)));
  expect(facts[1]).toMatchObject({ marks: ["retransmission"], first: first.frame, seq: 0 });
  expect(connections.count).toBe(1);
});

test("held, a handshake is walked packet by packet; ARP passes", async () => {
  const lab = await open();
  await lab.set({ you: { hold: true }, lab: { hold: true } });
  const server = lab.listen("lab", 4302, echo);
  const client = lab.connect("you", 4302);
  let connected = false;
  client.once("connect", () => {
    connected = true;
  });
  const syn = await until(() => lab.tcp()[0]);
  expect(syn).toMatchObject({ held: true });
  expect(syn.fate).toBeUndefined();
  expect(lab.tcp()).toHaveLength(1);
  expect(lab.wire.release(999)).toBe(false);
  expect(lab.wire.release(syn.frame)).toBe(true);
  expect(lab.wire.release(syn.frame)).toBe(false);
  const synAck = await until(() => lab.tcp().find((frame) => sayFrame(frame) === "lab SYN ACK"));
  expect(lab.fate(syn)).toMatchObject({ kind: "delivered" });
  expect(connected).toBe(false);
  lab.wire.release(synAck.frame);
  await until(() => connected);
  const ack = await until(() => lab.tcp().find((frame) => sayFrame(frame) === "you ACK"));
  lab.wire.drop(ack.frame);
  await until(() => lab.fate(ack));
  expect(lab.fate(ack)).toMatchObject({ kind: "lost", why: "dropped" });
  // Everything that waits comes through, in order, when hold is let go.
  client.write("late");
  await until(() => said(lab).includes("you PSH ACK 4"));
  await lab.set({});
  const [text] = await once(client.setEncoding("utf8"), "data");
  expect(text).toBe("late");
  client.destroy();
  server.close();
});

test("over IPv6 neighbour discovery passes and the SYN is held, as with ARP", async () => {
  const lab = await open();
  await lab.set({ you: { hold: true }, lab: { hold: true } });
  lab.spawn("you", "/usr/bin/python3", [
    "-c",
    "import socket\ns=socket.socket(socket.AF_INET6)\ns.connect(('fe80::1',4317,0,socket.if_nametoindex('eth0')))",
  ]);
  const syn = await until(() => lab.tcp()[0]);
  expect(syn.held).toBe(true);
  expect(decodeFrame(syn).tcp?.checksum.state).toBe("ok");
  expect(lab.frames().map(sayFrame)).toEqual([
    "you ICMPv6 neighbor solicitation fe80::1",
    "lab ICMPv6 neighbor advertisement fe80::1",
    "you SYN",
  ]);
  lab.wire.releaseAll("you");
  const reset = await until(() => lab.tcp()[1]);
  expect(sayFrame(reset)).toBe("lab RST ACK");
  expect(reset.held).toBe(true);
});

test("a held datagram can be altered: the kernel delivers what was put in its stead", async () => {
  const lab = await open();
  await lab.set({ you: { hold: true } });
  const fd = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4303] }));
  const said = lab.spawn("you", "sh", ["-c", "printf 20 | nc -u -w 1 10.0.0.1 4303"]);
  const held = await until(() => lab.frames().find((frame) => decodeFrame(frame).udp !== null));
  const bytes = Buffer.from(held.data, "base64");
  const at = decodeFrame(held).payload?.start ?? 0;
  bytes.write("99", at);
  // No checksum: IPv4 allows it, and ours no longer fits.
  bytes.writeUInt16BE(0, (decodeFrame(held).udp?.start ?? 0) + 6);
  expect(lab.wire.alter(held.frame, bytes)).toBe(true);
  await until(() => lab.fate(held));
  expect(lab.fate(held)).toMatchObject({ kind: "delivered", altered: true, data: bytes.toString("base64") });
  const got = Buffer.alloc(10);
  expect(fs.readSync(fd, got)).toBe(2);
  expect(got.toString("utf8", 0, 2)).toBe("99");
  fs.closeSync(fd);
  said.kill();
});

test("an altered frame that no card would send is lost, and the wire goes on", async () => {
  const lab = await open();
  await lab.set({ you: { hold: true } });
  lab.connect("you", 4304).on("error", () => {});
  const syn = await until(() => lab.tcp()[0]);
  lab.wire.alter(syn.frame, new Uint8Array(3));
  await until(() => lab.fate(syn));
  expect(lab.fate(syn)).toMatchObject({ kind: "lost", why: "dropped" });
  const again = await until(() => lab.tcp()[1]);
  lab.wire.release(again.frame);
  await until(() => said(lab).some((each) => each.startsWith("lab RST")));
});

test("duplicates are frames of their own that name the first, and the kernel takes the data once", async () => {
  const lab = await open();
  await lab.set({ you: { duplicate: 100 } });
  const server = lab.listen("lab", 4305, echo);
  expect(await hello(lab, lab.connect("you", 4305))).toBe("hello");
  server.close();
  const copies = lab.tcp().filter((frame) => frame.duplicateOf !== undefined);
  const mine = lab.tcp().filter((frame) => frame.from === "you" && frame.duplicateOf === undefined);
  expect(copies.map((frame) => frame.duplicateOf)).toEqual(mine.map((frame) => frame.frame));
  for (const copy of copies) {
    expect(copy.data).toBe(mine.find((frame) => frame.frame === copy.duplicateOf)?.data);
    await until(() => lab.fate(copy)?.kind === "delivered");
  }
});

test("an overtaken datagram arrives after the one behind it", async () => {
  const lab = await open({ seed: 4 });
  const receiver = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4306] }));
  await lab.set({ you: { reorder: 50 } });
  const sender = lab.spawn("you", "/usr/bin/python3", [
    "-c",
    "import socket\ns=socket.socket(2,2)\nfor i in range(40): s.sendto(b'%02d'%i,('10.0.0.1',4306))",
  ]);
  await once(sender, "close");
  const mine = () => lab.frames().filter((frame) => decodeFrame(frame).udp !== null);
  await until(
    () => mine().length === 40 && mine().every((frame) => lab.fate(frame)),
    () => mine().length,
  );
  const got: number[] = [];
  const bytes = Buffer.alloc(10);
  for (let i = 0; i < 40; i++) got.push(Number(bytes.toString("utf8", 0, fs.readSync(receiver, bytes))));
  fs.closeSync(receiver);
  const sorted = [...got].sort((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: 40 }, (_, i) => i));
  expect(got).not.toEqual(sorted);
});

test("delayed and overtaken, no frame arrives before its delay is over", async () => {
  const lab = await open({ seed: 9 });
  const receiver = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4315] }));
  await lab.set({ you: { delay: 80, reorder: 30 } });
  const sender = lab.spawn("you", "/usr/bin/python3", [
    "-c",
    "import socket,time\ns=socket.socket(2,2)\nfor i in range(60): s.sendto(b'x',('10.0.0.1',4315)); time.sleep(0.003)",
  ]);
  await once(sender, "close");
  const mine = () => lab.frames().filter((frame) => decodeFrame(frame).udp !== null);
  await until(() => mine().length === 60 && mine().every((frame) => lab.fate(frame)));
  const arrived = mine().map((frame) => lab.fate(frame)?.at ?? 0);
  mine().forEach((frame, i) => {
    expect((arrived[i] ?? 0) - frame.at).toBeGreaterThanOrEqual(79_000);
  });
  expect(arrived).not.toEqual([...arrived].sort((a, b) => a - b));
  fs.closeSync(receiver);
});

test("jitter alone keeps the order, and delay is felt", async () => {
  const lab = await open({ seed: 7 });
  const receiver = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4307] }));
  await lab.set({ you: { delay: 60, jitter: 50 } });
  const sender = lab.spawn("you", "/usr/bin/python3", [
    "-c",
    "import socket\ns=socket.socket(2,2)\nfor i in range(40): s.sendto(b'%02d'%i,('10.0.0.1',4307))",
  ]);
  await once(sender, "close");
  const mine = () => lab.frames().filter((frame) => decodeFrame(frame).udp !== null);
  await until(() => mine().length === 40 && mine().every((frame) => lab.fate(frame)));
  const got: number[] = [];
  const bytes = Buffer.alloc(10);
  for (let i = 0; i < 40; i++) got.push(Number(bytes.toString("utf8", 0, fs.readSync(receiver, bytes))));
  fs.closeSync(receiver);
  expect(got).toEqual(Array.from({ length: 40 }, (_, i) => i));
  const flights = mine().map((frame) => (lab.fate(frame)?.at ?? 0) - frame.at);
  expect(Math.min(...flights)).toBeGreaterThan(9_000);
  expect(Math.max(...flights)).toBeGreaterThan(60_000);
});

test("a damaged segment fails its checksum, is ignored by the kernel, and comes again", async () => {
  const lab = await open();
  const server = lab.listen("lab", 4308, echo);
  const client = lab.connect("you", 4308);
  await once(client, "connect");
  await lab.set({ you: { corrupt: 100 } });
  client.write("precious");
  const first = await until(() => lab.tcp().find((frame) => sayFrame(frame) === "you PSH ACK 8"));
  await until(() => lab.fate(first));
  const fate = lab.fate(first);
  expect(fate).toMatchObject({ kind: "delivered", corrupted: true });
  await lab.set({});
  const [text] = await once(client.setEncoding("utf8"), "data");
  expect(text).toBe("precious");
  const arrived = decodeFrame({ ...first, data: (fate?.kind === "delivered" && fate.data) || "" });
  expect(arrived.tcp?.checksum.state).toBe("bad");
  expect(decodeFrame(first).tcp?.checksum.state).toBe("ok");
  await until(() => said(lab).filter((each) => each === "you PSH ACK 8").length > 1);
  client.destroy();
  server.close();
});

test("cut, nothing passes; mended, the connection goes on where it was", async () => {
  const lab = await open();
  const server = lab.listen("lab", 4309, echo);
  const client = lab.connect("you", 4309);
  await once(client, "connect");
  await lab.set({ you: { cut: true }, lab: { cut: true } });
  client.write("through");
  const lost = await until(() => lab.tcp().find((frame) => sayFrame(frame) === "you PSH ACK 7"));
  expect(lost.fate).toMatchObject({ kind: "lost", why: "cut" });
  await lab.set({});
  const [text] = await once(client.setEncoding("utf8"), "data");
  expect(text).toBe("through");
  client.destroy();
  server.close();
});

test("a slow line takes its time, and its queue is bounded", async () => {
  const lab = await open();
  const receiver = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4310] }));
  // 1042 bytes each on the line: 83 ms at 100 kbit/s.
  await lab.set({ you: { rate: 100_000 } });
  const sender = lab.spawn("you", "/usr/bin/python3", [
    "-c",
    "import socket\ns=socket.socket(2,2)\nfor i in range(60): s.sendto(b'x'*1000,('10.0.0.1',4310))",
  ]);
  await once(sender, "close");
  const mine = () => lab.frames().filter((frame) => decodeFrame(frame).udp !== null);
  await until(() => mine().length === 60 && mine().every((frame) => lab.fate(frame)));
  const fates = mine().map((frame) => lab.fate(frame));
  const delivered = fates.filter((fate) => fate?.kind === "delivered");
  expect(delivered.length).toBeGreaterThanOrEqual(20);
  expect(delivered.length).toBeLessThan(40);
  expect(fates.filter((fate) => fate?.kind === "lost" && fate.why === "full")).toHaveLength(
    60 - delivered.length,
  );
  const span = (delivered.at(-1)?.at ?? 0) - (delivered[0]?.at ?? 0);
  expect(span).toBeGreaterThan((delivered.length - 1) * 83_000 * 0.9);
  fs.closeSync(receiver);
});

test("you's loopback is shown too, each packet once", async () => {
  const lab = await open();
  const server = lab.listen("you", 4311, echo);
  const client = lab.connect("you", 4311, "127.0.0.1");
  await once(client, "connect");
  client.end("to myself");
  await until(() => said(lab).filter((each) => each.includes("FIN")).length === 2);
  server.close();
  expect(lab.tcp().every((frame) => frame.link === "lo" && frame.fate?.kind === "delivered")).toBe(true);
  const text = said(lab);
  expect(text.slice(0, 4)).toEqual(["you SYN", "you SYN ACK", "you ACK", "you PSH ACK 9"].slice(0, 4));
  expect(text.filter((each) => each === "you SYN")).toHaveLength(1);
  const connections = new TcpConnections();
  const facts = lab.tcp().map((frame) => connections.follow(frame.frame, frame.link, decodeFrame(frame)));
  expect(facts.map((each) => each?.direction).slice(0, 3)).toEqual([0, 1, 0]);
});

test("a flood is carried at the limit, shown at the limit, and the rest is counted", async () => {
  const lab = await open();
  const fd = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4312] }));
  const sent = 30_000;
  const sender = lab.spawn("you", "/usr/bin/python3", [
    "-c",
    `import socket\ns=socket.socket(2,2)\nfor i in range(${sent}): s.sendto(b'x',('10.0.0.1',4312))`,
  ]);
  await once(sender, "close");
  const total = () =>
    lab.of("frames-unshown").reduce((sum, event) => sum + event.count, 0) +
    lab.frames().filter((frame) => decodeFrame(frame).udp !== null).length;
  // What the sender's own queue could not hold never reached the wire, so nearly all, not all.
  await until(() => total() > sent * 0.5 && total(), total);
  expect(lab.of("frames-unshown").length).toBeGreaterThan(0);
  const seconds = lab.now() / 1e6 + 1;
  expect(lab.frames().length).toBeLessThanOrEqual(limits.lab.framesShownPerSecond * (seconds + 1));
  fs.closeSync(fd);
});

test("while one lab floods its wire and its loopback, its neighbour's echo goes on", async () => {
  const lab = await open();
  const neighbour = await openTestLab();
  try {
    const flood = (address: string) =>
      lab.spawn("you", "/usr/bin/python3", [
        "-c",
        `import socket\ns=socket.socket(2,2)\nwhile True:\n try: s.sendto(b'x'*1400,('${address}',4316))\n except OSError: pass`,
      ]);
    const floods = [flood("10.0.0.1"), flood("127.0.0.1")];
    await until(() => lab.of("frames-unshown").length > 0);
    const server = neighbour.listen("lab", 4316, echo);
    const client = neighbour.connect("you", 4316);
    await once(client, "connect");
    for (let i = 0; i < 50; i++) {
      client.write(`${i}`);
      const [back] = await once(client, "data");
      expect(String(back)).toBe(`${i}`);
    }
    expect(floods.map(({ exitCode }) => exitCode)).toEqual([null, null]);
    const mine = neighbour.tcp().map(sayFrame);
    expect(mine.slice(0, 3)).toEqual(["you SYN", "lab SYN ACK", "you ACK"]);
    client.destroy();
    server.close();
  } finally {
    await neighbour.close();
  }
});

test("while nobody reads what the wire tells, more frames than its log holds are kept, in their order", async () => {
  const lab = await open();
  const fd = inNamespace(lab.topology.lab, () => rawSocket("udp", { local: ["0.0.0.0", 4317] }));
  const sent = 6_000;
  const send = `import socket,time\ns=socket.socket(2,2)\nfor i in range(${sent}):\n s.sendto(b'%d' % i,('10.0.0.1',4317)); time.sleep(0.0003)`;
  // This thread stands still until all are sent.
  const { status } = inNamespace(lab.topology.you, () => spawnSync("/usr/bin/python3", ["-c", send]));
  expect(status).toBe(0);
  expect(lab.events).toEqual([]);
  const numbers = () =>
    lab.frames().flatMap((frame) => {
      const { udp, payload } = decodeFrame(frame);
      const bytes = Buffer.from(frame.data, "base64");
      return udp === null || payload === null ? [] : [Number(bytes.subarray(payload.start, payload.end))];
    });
  const unshown = () => lab.of("frames-unshown").reduce((sum, event) => sum + event.count, 0);
  await until(
    () => numbers().at(-1) === sent - 1,
    () => [numbers().length, unshown()],
  );
  expect(numbers()).toEqual(Array.from({ length: sent }, (_, i) => i));
  expect(lab.frames().map(({ frame }) => frame)).toEqual(lab.frames().map((_, i) => i + 1));
  fs.closeSync(fd);
});

test("every event parses as the protocol's, with times that fit its frame", async () => {
  const lab = await open({ seed: 1 });
  await lab.set({
    you: { loss: 10, duplicate: 20, reorder: 20, delay: 2, jitter: 2 },
    lab: { corrupt: 10, delay: 1 },
  });
  const server = lab.listen("lab", 4313, echo);
  const client = lab.connect("you", 4313);
  await once(client, "connect");
  client.end("x".repeat(100_000));
  let got = 0;
  for await (const chunk of client) got += chunk.length;
  expect(got).toBe(100_000);
  server.close();
  await lab.set({});
  expect(lab.events.length).toBeGreaterThan(100);
  for (const event of lab.events) expect(labEventSchema.parse(event)).toEqual(event);
  const numbers = lab.frames().map((frame) => frame.frame);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const { frame, fate } of lab.of("fate")) {
    const taken = lab.frames().find((each) => each.frame === frame);
    expect(taken).toBeDefined();
    expect(fate.at).toBeGreaterThanOrEqual(taken?.at ?? Number.POSITIVE_INFINITY);
  }
});

test("a hundred labs' wires opened and closed leave no descriptor, and other labs' frames go on", async () => {
  const lab = await open();
  const server = lab.listen("lab", 4314, echo);
  const client = lab.connect("you", 4314);
  client.write("ready");
  await once(client, "data");
  const descriptors = () => fs.readdirSync("/proc/self/fd").length;
  const before = descriptors();
  for (let round = 0; round < 10; round++) {
    const labs = await Promise.all(Array.from({ length: 10 }, () => openTestLab()));
    client.write(`${round}`);
    const [back] = await once(client, "data");
    expect(String(back)).toBe(`${round}`);
    await Promise.all(labs.map((each) => each.close()));
  }
  await until(
    () => descriptors() <= before,
    () => [descriptors(), before],
  );
  client.destroy();
  server.close();
});

test("a wire that fails is told and ends alone: its neighbour's frames go on, and no descriptor is left", async () => {
  const neighbour = await open();
  const before = fs.readdirSync("/proc/self/fd").length;
  const errors: Error[] = [];
  const failing = await openTestLab({ failed: (error) => errors.push(error) });
  // What no message of a page's can be: settings that are none, for which the thread's code is not made.
  failing.wire.set(null as unknown as WireSettings);
  await until(() => errors[0]);
  expect(errors.map(({ name }) => name)).toEqual(["TypeError"]);
  const server = neighbour.listen("lab", 4301, echo);
  expect(await hello(neighbour, neighbour.connect("you", 4301))).toBe("hello");
  server.close();
  await failing.close();
  expect(errors).toHaveLength(1);
  await until(() => fs.readdirSync("/proc/self/fd").length <= before);
});
