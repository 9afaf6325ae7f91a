import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import type { CallEvent, ReturnEvent } from "../../protocol/lab-event.ts";
import { perfectConditions } from "../../protocol/perfect-wire.ts";
import { forgedCall, forgingProgram } from "../../tests/forged-records.ts";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** Programs of both idioms as the timeline sees them: calls with their lines, steps, threads. */

const socket = stageServer();

const withPage = async (use: (page: LabPage) => Promise<void>) => {
  const page = await LabPage.open(socket);
  try {
    await use(page);
  } finally {
    await page.close();
  }
};

type Told = { name: string; line: number | null; args: string[]; outcome: ReturnEvent["outcome"] | null };

/** A run's calls in their order, each with what came of it. */
function callsOf(page: LabPage, run: string): (Told & { call: CallEvent; done: ReturnEvent | undefined })[] {
  return page.eventsOf("call").flatMap((call) => {
    if (call.actor !== run) return [];
    const done = page.eventsOf("return").find((each) => each.actor === run && each.call === call.call);
    const { name, source, args } = call;
    return [{ name, line: source?.line ?? null, args, outcome: done?.outcome ?? null, call, done }];
  });
}

const berkeley = {
  "server.ts": `import { Socket } from "sockets";
const listener = new Socket();
listener.bind(["", 8989]);
listener.listen(1);
console.log("up");
const [conn] = listener.accept();
const data = conn.recv(100);
conn.sendall(data);
conn.close();
listener.close();
`,
  "client.ts": `import { Socket } from "sockets";
const s = new Socket();
s.connect(["10.0.0.2", 8989]);
s.send(Buffer.from("ping"));
console.log(s.recv(10).toString());
s.close();
`,
};

test("blocking programs: every call with its line, its result, its bytes and its flow", () =>
  withPage(async (page) => {
    const serving = page.run(berkeley, "server.ts");
    await page.printed(serving, "up");
    expect((await page.toEnd(berkeley, "client.ts")).stdout).toBe("ping\n");
    await page.ended(serving);
    const calls = callsOf(page, serving);
    expect(calls.map(({ name, line }) => [name, line])).toEqual([
      ["socket", 2],
      ["bind", 3],
      ["listen", 4],
      ["accept", 6],
      ["recv", 7],
      ["sendall", 8],
      ["close", 9],
      ["close", 10],
    ]);
    expect(calls.every(({ outcome }) => outcome?.ok)).toBe(true);
    const recv = calls[4];
    expect(recv?.done?.moved).toMatchObject({
      way: "received",
      bytes: 4,
      data: Buffer.from("ping").toString("base64"),
    });
    expect(recv?.done?.flow).toMatchObject({ protocol: "tcp", local: ["10.0.0.2", 8989] });
    const accept = calls[3];
    expect(accept?.done?.newFd).toBe(recv?.call.fd);
    // The call was told while it blocked, and not after.
    expect(
      page.events.findIndex(
        (event) => event.type === "call" && event.name === "accept" && event.actor === serving,
      ),
    ).toBeLessThan(
      page.events.findIndex((event) => event.type === "program-started" && event.file === "client.ts"),
    );
    for (const { call, done } of calls) expect(done?.at).toBeGreaterThanOrEqual(call.at);
  }));

test("step mode: a program stops before each call; two are stepped apart; Continue lets one run", () =>
  withPage(async (page) => {
    const paused = (run: string, count: number) =>
      page.until(() => {
        const all = page.eventsOf("paused").filter(({ actor }) => actor === run);
        return all.length === count ? all.at(-1) : undefined;
      }, `pause ${count} of ${run}`);
    const serving = page.run(berkeley, "server.ts", { step: true });
    expect(await paused(serving, 1)).toMatchObject({
      name: "socket",
      source: { file: "server.ts", line: 2 },
    });
    expect(callsOf(page, serving)).toEqual([]);
    const client = page.run(berkeley, "client.ts", { step: true });
    expect(await paused(client, 1)).toMatchObject({ name: "socket" });
    for (const [count, name] of [
      [2, "bind"],
      [3, "listen"],
      [4, "accept"],
    ] as const) {
      page.say({ type: "step", run: serving });
      expect(await paused(serving, count)).toMatchObject({ name });
    }
    page.say({ type: "step", run: serving });
    // It blocks in accept while the client is stepped to it.
    await page.event("call", ({ actor, name }) => actor === serving && name === "accept");
    page.say({ type: "step", run: client });
    expect(await paused(client, 2)).toMatchObject({ name: "connect" });
    page.say({ type: "step", run: client });
    expect(await paused(client, 3)).toMatchObject({ name: "send" });
    expect(await paused(serving, 5)).toMatchObject({ name: "recv" });
    page.say({ type: "continue", run: serving });
    page.say({ type: "continue", run: client });
    expect((await page.ended(client)).stdout).toBe("ping\n");
    expect((await page.ended(serving)).exit).toEqual({ code: 0 });
  }));

test("programs for Node's net: the same kind of calls, with their lines, unchanged", () =>
  withPage(async (page) => {
    const files = {
      "main.ts": `import net from "node:net";
const server = net.createServer((socket) => {
  socket.on("data", (data) => {
    socket.write("echo " + data);
  });
});
server.listen(7000, () => {
  const client = net.connect(7000, "10.0.0.2", () => {
    client.write("hi");
  });
  client.on("data", (data) => {
    console.log(String(data));
    client.end();
    server.close();
  });
});
`,
    };
    const ended = await page.toEnd(files);
    expect(ended).toMatchObject({ stdout: "echo hi\n", stderr: "", exit: { code: 0 } });
    const calls = callsOf(page, ended.run);
    const has = (name: string, line: number) =>
      calls.find((call) => call.name === name && call.line === line);
    expect(has("listen", 7)?.outcome).toMatchObject({ ok: true });
    expect(has("connect", 8)?.outcome).toEqual({ ok: true, text: "connected" });
    expect(has("accept", 2)?.outcome).toMatchObject({ ok: true });
    expect(has("write", 9)?.done?.moved).toMatchObject({ way: "sent", bytes: 2 });
    expect(has("data", 3)?.done?.moved).toMatchObject({ way: "received", bytes: 2 });
    expect(has("write", 4)?.done?.flow).toMatchObject({ local: ["10.0.0.2", 7000] });
    expect(has("data", 11)?.done?.moved).toMatchObject({ way: "received", bytes: 7 });
    expect(has("end", 13)).toBeDefined();
    expect(has("close", 14)?.outcome).toMatchObject({ ok: true });
  }));

test("node:http shows its requests' bytes, node:dgram its datagrams", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import http from "node:http";
import dgram from "node:dgram";
const server = http.createServer((request, response) => {
  response.end("for " + request.url);
});
server.listen(8000, async () => {
  console.log(await (await fetch("http://10.0.0.2:8000/a")).text());
  server.close();
  server.closeAllConnections();
});
const socket = dgram.createSocket("udp4");
socket.on("message", (message) => {
  console.log(String(message));
  socket.close();
});
socket.bind(8001, () => {
  socket.send("one", 8001, "10.0.0.2");
});
`,
    });
    expect(ended.stderr).toBe("");
    expect(ended.stdout.split("\n").sort()).toEqual(["", "for /a", "one"]);
    const calls = callsOf(page, ended.run);
    const text = (at: number) => Buffer.from(calls[at]?.done?.moved?.data ?? "", "base64").toString();
    const read = calls.findIndex(({ name, done }) => name === "data" && done?.flow?.local[1] === 8000);
    expect(text(read)).toMatch(/^GET \/a HTTP\/1\.1\r\n/);
    const written = calls.findIndex(({ name, line }) => name === "write" && line === 4);
    expect(text(written)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*for \/a$/);
    const find = (name: string, line: number) =>
      calls.find((call) => call.name === name && call.line === line);
    expect(find("bind", 16)?.outcome).toEqual({ ok: true, text: "bound to 0.0.0.0:8001" });
    expect(find("send", 17)?.done?.moved).toMatchObject({ way: "sent", bytes: 3 });
    expect(find("message", 12)?.done?.moved).toMatchObject({ way: "received", bytes: 3 });
  }));

test("a failure of Node's that no line of the program threw points at the call it came from", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": 'import net from "node:net";\nnet.connect(9, "10.0.0.1");\n',
    });
    expect(ended.stderr).toMatch(/^main\.ts:2:5 Error: connect ECONNREFUSED 10\.0\.0\.1:9\n/);
    expect(callsOf(page, ended.run)[0]).toMatchObject({
      name: "connect",
      outcome: { ok: false, code: "ECONNREFUSED" },
    });
  }));

test("step mode: of threads that stand before a call the one goes on that Step names, else who stands longest", () =>
  withPage(async (page) => {
    const run = page.run(
      {
        "main.ts":
          'import { start_thread } from "sockets/threading";\nfor (let i = 0; i < 3; i++) start_thread("./thread.ts");\n',
        "thread.ts":
          'import { gethostname } from "sockets";\nexport default () => {\n  for (let i = 0; i < 4; i++) gethostname();\n};\n',
      },
      "main.ts",
      { step: true },
    );
    const pauses = () => page.eventsOf("paused").filter(({ actor }) => actor === run);
    const stood = (count: number) =>
      page.until(() => (pauses().length >= count ? pauses() : undefined), `${count} pauses`);
    // Main stands before each start_thread, and each thread soon stands before its first call.
    for (let started = 0; started < 3; started++) {
      await stood(started * 2 + 1);
      page.say({ type: "step", run, thread: 0 });
      await page.until(
        () => pauses().some(({ thread }) => thread === started + 1) || undefined,
        `thread ${started + 1} stands`,
      );
    }
    await stood(6);
    const named = [3, 1, 2, 2, 3, 1, 1, 2];
    for (const [n, thread] of named.entries()) {
      page.say({ type: "step", run, thread });
      await stood(6 + n + 1);
    }
    const made = () =>
      page.eventsOf("call").filter(({ actor, name }) => actor === run && name === "gethostname");
    expect(made().map(({ thread }) => thread)).toEqual(named);
    // Who stands longest: thread 3, then 1, then 2. The last calls of 1 and 2 end their threads, and only 3 stands again.
    for (let n = 0; n < 3; n++) {
      page.say({ type: "step", run });
      await page.until(() => (made().length === named.length + n + 1 ? true : undefined), `call ${n + 9}`);
    }
    expect(made().map(({ thread }) => thread)).toEqual([...named, 3, 1, 2]);
    page.say({ type: "continue", run });
    expect((await page.ended(run)).exit).toEqual({ code: 0 });
  }));

test("step mode: Continue pressed while the program is in a call lets it run on from there", () =>
  withPage(async (page) => {
    const run = page.run(
      {
        "main.ts":
          'import { create_server } from "sockets";\nconst l = create_server(["", 7000]);\nl.accept()[0].close();\nl.close();\n',
      },
      "main.ts",
      { step: true },
    );
    for (const name of ["socket", "setsockopt", "bind", "listen", "accept"]) {
      await page.event("paused", (event) => event.actor === run && event.name === name);
      page.say({ type: "step", run });
    }
    await page.event("call", ({ actor, name }) => actor === run && name === "accept");
    page.say({ type: "continue", run });
    const client = page.run(
      {
        "client.ts":
          'import { create_connection } from "sockets";\ncreate_connection(["10.0.0.2", 7000]).close();\n',
      },
      "client.ts",
    );
    expect((await page.ended(client)).exit).toEqual({ code: 0 });
    expect((await page.ended(run)).exit).toEqual({ code: 0 });
  }));

test("step mode stops Node's calls too", () =>
  withPage(async (page) => {
    const run = page.run(
      {
        "main.ts":
          'import net from "node:net";\nconst s = net.createServer();\ns.listen(7001, () => s.close());\n',
      },
      "main.ts",
      { step: true },
    );
    await page.event(
      "paused",
      ({ actor, name, source }) => actor === run && name === "listen" && source?.line === 3,
    );
    page.say({ type: "step", run });
    await page.event("paused", ({ actor, name }) => actor === run && name === "close");
    page.say({ type: "continue", run });
    expect((await page.ended(run)).exit).toEqual({ code: 0 });
  }));

test("threads share descriptors while the main thread blocks, and their errors name their file", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import { Socket } from "sockets";
import { start_thread } from "sockets/threading";
const listener = new Socket();
listener.bind(["", 7000]);
listener.listen(2);
const thread = start_thread("./client.ts", "hello");
const [conn] = listener.accept();
console.log(conn.recv(10).toString());
conn.close();
thread.join();
console.log("joined");
`,
      "client.ts": `import { Socket } from "sockets";
export default function client(word: string) {
  const s = new Socket();
  s.connect(["10.0.0.2", 7000]);
  s.sendall(Buffer.from(word));
  s.recv(1);
  throw new Error("in the thread");
}
`,
    });
    expect(ended.stdout).toBe("hello\njoined\n");
    expect(ended.stderr).toMatch(
      /^Exception in thread "\.\/client\.ts":\nclient\.ts:7:9 Error: in the thread\n/,
    );
    expect(ended.exit).toEqual({ code: 0 });
    const calls = callsOf(page, ended.run);
    expect(calls.find(({ name, call }) => name === "connect" && call.thread === 1)?.line).toBe(4);
    expect(new Set(calls.map(({ call }) => call.call)).size).toBe(calls.length);
  }));

test("a thread that outlives the main file's own code is left alone by it", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import { start_thread } from "sockets/threading";
start_thread("./late.ts");
setTimeout(() => console.log("main"), 100);
`,
      "late.ts": `export default async function late() {
  await new Promise((resolve) => setTimeout(resolve, 300));
  console.log("thread");
}
`,
    });
    expect(ended.stderr).toBe("");
    expect(ended.stdout).toBe("main\nthread\n");
  }));

test("descriptors travel: from thread to thread over a pair, and from program to program over a path", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import { encode, send_fds, Socket, socketpair } from "sockets";
import { start_thread } from "sockets/threading";
const listener = new Socket();
listener.bind(["", 7000]);
listener.listen(1);
const [mine, theirs] = socketpair();
const thread = start_thread("./taker.ts", theirs);
const s = new Socket();
s.connect(["10.0.0.2", 7000]);
const [conn] = listener.accept();
send_fds(mine, [encode("take it")], [conn.fileno()]);
conn.close();
console.log(s.recv(100).toString());
thread.join();
`,
      "taker.ts": `import { AF_INET, encode, recv_fds, SOCK_STREAM, Socket } from "sockets";
export default function take(pair: Socket) {
  const [, [fd]] = recv_fds(pair, 100, 1);
  const conn = new Socket(AF_INET, SOCK_STREAM, 0, fd);
  conn.sendmsg([encode("from the "), encode("thread")]);
  conn.close();
}
`,
    });
    expect(ended.stderr).toBe("");
    expect(ended.stdout).toBe("from the thread\n");
    const calls = callsOf(page, ended.run);
    const sent = calls.find(({ name, call }) => name === "sendmsg" && call.thread === 1);
    expect(sent?.line).toBe(5);
    expect(sent?.done?.moved).toMatchObject({ way: "sent", bytes: 15 });
    expect(sent?.done?.flow).toMatchObject({ protocol: "tcp", local: ["10.0.0.2", 7000] });
    expect(calls.find(({ name, call }) => name === "recvmsg" && call.thread === 1)?.line).toBe(3);

    const taker = page.run(
      {
        "taker.ts": `import { AF_UNIX, recv_fds, Socket, SOCK_STREAM } from "sockets";
const s = new Socket(AF_UNIX);
s.bind("door");
s.listen(1);
console.log("up");
const [conn] = s.accept();
const [word, [fd]] = recv_fds(conn, 100, 1);
const given = new Socket(undefined, undefined, undefined, fd);
console.log(word.toString(), given.getsockname()[1], given.type === SOCK_STREAM);
`,
      },
      "taker.ts",
    );
    await page.printed(taker, "up");
    const giver = await page.toEnd({
      "main.ts": `import { AF_UNIX, encode, send_fds, Socket } from "sockets";
const listener = new Socket();
listener.bind(["", 7100]);
const s = new Socket(AF_UNIX);
s.connect("door");
send_fds(s, [encode("here")], [listener.fileno()]);
`,
    });
    expect(giver.stderr).toBe("");
    await page.printed(taker, "here 7100 true");
  }));

test("a file is sent, devices and names are known, inside a lab too", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import { openSync } from "node:fs";
import { gethostbyname_ex, if_nameindex, IP_RECVTTL, IPPROTO_IP, SOCK_DGRAM, AF_INET, Socket, socketpair } from "sockets";
const [a, b] = socketpair();
console.log(a.sendfile(openSync("page.html", "r"), 6), b.recv(100).toString());
console.log(if_nameindex().map(([, name]) => name).sort().join());
console.log(gethostbyname_ex("localhost")[2].join());
const s = new Socket(AF_INET, SOCK_DGRAM);
s.bind(["10.0.0.2", 7000]);
s.setsockopt(IPPROTO_IP, IP_RECVTTL, true);
s.sendto(Buffer.from("x"), ["10.0.0.2", 7000]);
console.log(s.recvmsg(10, 64)[1][0][2].readInt32LE());
`,
      "page.html": "<html>hello</html>",
    });
    expect(ended.stderr).toBe("");
    const [file, devices, , ttl] = ended.stdout.split("\n");
    expect(file).toBe("12 hello</html>");
    expect(devices?.split(",")).toContain("lo");
    expect(ended.stdout.split("\n")[2]).toBe("127.0.0.1");
    expect(ttl).toBe("64");
    const sent = callsOf(page, ended.run).find(({ name }) => name === "sendfile");
    expect(sent?.done?.moved).toMatchObject({ way: "sent", bytes: 12 });
  }));

test("a program ends at once although a thread of it is blocked", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import { start_thread } from "sockets/threading";
start_thread("./stuck.ts");
setTimeout(() => process.exit(5), 500);
`,
      "stuck.ts": `import { Socket } from "sockets";
export default function stuck() {
  const s = new Socket();
  s.bind(["", 7000]);
  s.listen(1);
  s.accept();
}
`,
    });
    expect(ended.exit).toEqual({ code: 5 });
  }));

test("calls are shown while a program computes after them, and one that it is killed in is shown", () =>
  withPage(async (page) => {
    const run = page.run({
      "main.ts": `import { Socket } from "sockets";
const s = new Socket();
s.bind(["", 7000]);
for (;;);
`,
    });
    await page.until(
      () => callsOf(page, run).find(({ name, outcome }) => name === "bind" && outcome?.ok),
      "bind",
    );
    page.say({ type: "signal", run, signal: "SIGKILL" });
    expect((await page.ended(run)).exit).toEqual({ signal: "SIGKILL" });

    const blocked = page.run({
      "main.ts": `import { Socket } from "sockets";
const s = new Socket();
s.bind(["", 7000]);
s.listen(1);
process.stdout.write("up");
s.accept();
`,
    });
    await page.printed(blocked, "up");
    page.say({ type: "signal", run: blocked, signal: "SIGKILL" });
    await page.ended(blocked);
    const told = callsOf(page, blocked).map(({ name, outcome }) => [name, outcome?.ok ?? null]);
    expect(told.slice(0, 3)).toEqual([
      ["socket", true],
      ["bind", true],
      ["listen", true],
    ]);
    // It may have been killed on its way there.
    expect([[], [["accept", null]]]).toContainEqual(told.slice(3));
  }));

test("the place of a call is exact to the column, in code that is new and in code that V8 has optimized", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `import { create_connection, create_server, Socket, socketpair } from "sockets";
import { epoll } from "sockets/select";
import { serve } from "./other.ts";
const [a, b] = socketpair();
  a.send(Buffer.from("x")); b.recv(1);
serve(b, () => a.close());
class Named extends Socket { send(data) { return super.send(data); } }
epoll().close();
[b].forEach((s) => s.fileno() && s.shutdown(2));
const listener = create_server(["127.0.0.1", 0]); const to = create_connection(listener.getsockname());
const [from] = listener.accept();
const file = to.makefile("wb", { buffering: 0 });
const byte = Buffer.from("x");
function loop(count: number): void {
  for (let n = 0; n < count; n++) { to.send(byte); from.recv(1); to.send(byte, 0); eval("from.recv(1)");
    to.sendall(byte); from.recv(2); }
  for (let n = 0; n < 10; n++) from.send(byte) && to.recv(
    1);
}
loop(600);
setTimeout(to.send.bind(to), 0, byte);
setTimeout(() => { file.write(byte); Named.prototype.send.call(to, byte); }, 5);
`,
      "other.ts": "export function serve(s, then) {\n  s.settimeout(5);\n  then();\n}\n",
    });
    expect(ended.stderr).toBe("");
    const places = callsOf(page, ended.run).map(({ name, call: { source } }) =>
      [name, source && `${source.file}:${source.line}:${source.column}`].join(" "),
    );
    const main = (name: string, line: number, column: number) => `${name} main.ts:${line}:${column}`;
    const first = [
      main("socketpair", 4, 16),
      main("send", 5, 5),
      main("recv", 5, 31),
      "settimeout other.ts:2:5",
      main("close", 6, 18),
      main("epoll_create", 8, 1),
      main("close", 8, 9),
      main("shutdown", 9, 36),
    ];
    expect(places.slice(0, first.length)).toEqual(first);
    const turn = [
      main("send", 15, 40),
      main("recv", 15, 57),
      main("send", 15, 69),
      main("recv", 15, 84),
      main("sendall", 16, 8),
      main("recv", 16, 28),
    ];
    const last = [main("send", 17, 37), main("recv", 17, 54)];
    const begin = places.indexOf(turn[0] as string);
    const looped = [...Array(600).fill(turn).flat(), ...Array(10).fill(last).flat()];
    expect(places.slice(begin, begin + looped.length)).toEqual(looped);
    const rest = places.slice(begin + looped.length);
    // The first was called by Node's event loop, from no line.
    expect(rest).toEqual(["send ", main("send", 22, 25), main("send", 7, 56)]);
  }));

test("what a program learns of its own places is as it was written, where its calls say their sites too", () =>
  withPage(async (page) => {
    const { stdout, stderr, run } = await page.toEnd({
      "main.ts": `import { socketpair } from "sockets";
const [a, b]: ReturnType<typeof socketpair> = socketpair();
const where = (error: Error) => console.log(error.stack?.match(/main.ts:\\d+:\\d+/)?.[0]);
const data = (): Uint8Array => { throw new Error("none"); };
try {
  a.send(data());
} catch (error) { where(error as Error); }
for (const turn of [1, 2]) {
  a.send(Buffer.from("x"));
  b.recv(1) /* one */;
}
b.recv(
  -1,
);
`,
    });
    expect(stdout).toBe("main.ts:4:40\n");
    expect(stderr).toMatch(/^main\.ts:12:3 (\w*Error).*\nb\.recv\(\n {2}\^/);
    const places = callsOf(page, run).map(({ name, call: { source } }) =>
      [name, source?.line, source?.column].join(" "),
    );
    expect(places).toEqual(["socketpair 2 47", "send 9 5", "recv 10 5", "send 9 5", "recv 10 5"]);
  }));

test("a program sees its own text, in the main thread and in others, as it was written", () =>
  withPage(async (page) => {
    const body = `(s, data) => {
  s.send(data);
  s.sendall(data, );
  for (const each of [s]) {
    each.recv(1);
  }
}`;
    const other = `import { socketpair } from "sockets";
import { select } from "sockets/select";
export default function own() {
  const [a] = socketpair();
  select([a], [], [], 0);
  console.log(String(own));
}
`;
    const tell = `const { toString } = Function.prototype;
class Wire {
  #s;
  say(data) {
    this.#s.send(data, /* , */
    );
  }
}
console.log(body + "", Wire.toString());
console.log(toString.call(toString), toString.name, toString.length, "prototype" in toString);
console.log(Object.keys(Function.prototype), toString.call(Map), String(() => "...site$1(2)"));
try { toString.call({}); } catch (error) { console.log(error.name, error.message); }
try { new toString(); } catch (error) { console.log(error.name, error.message); }
`;
    const main = `import { start_thread } from "sockets/threading";
const body = ${body};
${tell}start_thread("./other.js").join();
`;
    const { stdout, stderr } = await page.toEnd({ "main.js": main, "other.js": other }, "main.js");
    expect(stderr).toBe("");
    const bare = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", `const body = ${body};\n${tell}`],
      {
        encoding: "utf8",
      },
    );
    const own = other.slice(other.indexOf("function own"), other.lastIndexOf("}") + 1);
    expect(stdout).toBe(`${bare.stdout}${own}\n`);
    expect(bare.stdout).toContain("s.sendall(data, );");
  }));

test("calls through fields, lists, Maps, select and Node's write are told at their places each time", () =>
  withPage(async (page) => {
    const { stderr, run } = await page.toEnd({
      "main.ts": `import net from "node:net";
import dgram from "node:dgram";
import { once } from "node:events";
import { encode, select as wait, socketpair, type Socket } from "sockets";
import * as sel from "sockets/select";
import { DefaultSelector, EVENT_READ, PollSelector, SelectSelector } from "sockets/selectors";
const [a, b] = socketpair();
const list = [a], map = new Map([[0, a]]);
class Wire {
  #own: Socket;
  open: Socket;
  constructor(s: Socket) { this.#own = s; this.open = s; }
  say(n: number) {
    this.#own.send(encode(String(n)));
    this.open!.send(encode(String(n)));
    list[0]!.send(encode("x"));
    list[0]!.sendall(Buffer.from("x"), 0);
  }
}
const wire = new Wire(a), byte = Buffer.from("x"), room = Buffer.alloc(9);
const selectors = [new DefaultSelector(), new PollSelector(), new SelectSelector()];
for (const each of selectors) each.register(b, EVENT_READ);
const poll = sel.poll(), epoll = sel.epoll();
poll.register(b, sel.POLLIN);
epoll.register(b, sel.EPOLLIN);
function turn(n: number) {
  wire.say(n % 10);
  list[0]!.send(byte);
  map.get(0)!.send(byte);
  const [ready] = wait([b], [], [], 0);
  sel.select([b], [], [], 0);
  poll.poll(0);
  epoll.poll(0);
  for (const each of selectors) {
    each.select(0);
  }
  for (const s of ready) {
    s.recvfrom_into(room);
  }
}
for (let n = 0; n < 400; n++) {
  turn(n);
}
const server = net.createServer((s) => s.resume()).listen(0, "127.0.0.1");
await once(server, "listening");
const client = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
await once(client, "connect");
for (let n = 0; n < 50; n++) {
  client.write(String(n));
}
const datagrams = dgram.createSocket("udp4").bind(0, "127.0.0.1");
await once(datagrams, "listening");
for (let n = 0; n < 50; n++) {
  datagrams.send("x", 9, "127.0.0.1");
}
process.exit();
`,
    });
    expect(stderr).toBe("");
    const places = callsOf(page, run).map(({ name, line, call }) => `${name} ${line}:${call.source?.column}`);
    const turn = [
      ...["send 14:15", "send 15:16", "send 16:14", "sendall 17:14", "send 28:12", "send 29:15"],
      ...["select 30:19", "select 31:7", "poll 32:8", "epoll_wait 33:9"],
      ...["epoll_wait 35:10", "poll 35:10", "select 35:10", "recvfrom_into 38:7"],
    ];
    const from = places.indexOf(turn[0] as string);
    expect(places.slice(from, from + turn.length * 400)).toEqual(Array(400).fill(turn).flat());
    expect(places.filter((place) => place.startsWith("write"))).toEqual(Array(50).fill("write 49:10"));
    expect(places.filter((place) => place === "send 54:13")).toHaveLength(50);
  }));

test("a limit that is reached after the last call that is shown is told all the same, in both idioms", () =>
  withPage(async (page) => {
    const files = {
      "main.ts": `import { Socket } from "sockets";
import net from "node:net";
const first = new Socket();
for (let n = 0; n < 20_000; n++) first.getblocking() && first.settimeout(null);
const all: Socket[] = [];
try {
  for (;;) all.push(new Socket());
} catch (error) {
  console.log(error.code);
}
`,
      "node.ts": `import { Socket } from "sockets";
import net from "node:net";
const first = new Socket();
for (let n = 0; n < 20_000; n++) first.settimeout(null);
const all: net.Server[] = [];
function next() {
  const server = net.createServer();
  server.on("error", (error) => { console.log(error.code); process.exit(); });
  all.push(server.listen(0, next));
}
next();
`,
    };
    for (const [n, entry] of ["main.ts", "node.ts"].entries()) {
      const run = page.run(files, entry);
      expect((await page.ended(run)).stdout).toBe("EMFILE\n");
      const codes = page
        .eventsOf("notice")
        .flatMap(({ run: whose, notice }) => (whose === run ? notice.code : []));
      expect(codes, String(n)).toEqual(["limit-calls", "limit-files"]);
    }
  }));

test("calls that a program forges in its ring are its own, bounded, and come after no others", () =>
  withPage(async (page) => {
    const { run, exit } = await page.toEnd({ "main.ts": forgingProgram(forgedCall("forged")) });
    expect(exit).toEqual({ code: 0 });
    expect(callsOf(page, run).map(({ name }) => name)).toEqual(["socket", "forged", "close"]);
    const forged = page.eventsOf("call").find(({ name }) => name === "forged");
    // A time that has not come yet counts as now.
    expect(forged?.at).toBeLessThan(60e6);
  }));

test("what is no record is the last that is read of a program, which goes on, and so does the next", () =>
  withPage(async (page) => {
    const bad = [
      [0],
      [-1],
      [(9 << 8) | 77, ...Array(8).fill(0)],
      // A length that leads past what was written, a name that nobody told, text that is too long.
      forgedCall("forged").map((word, at) => (at === 0 ? word + (50 << 8) : word)),
      forgedCall("forged").map((word, at) => (at === 6 ? 1_000 : word)),
      forgedCall("forged").map((word, at) => (at === 7 ? 41 : word)),
    ];
    for (const [n, words] of bad.entries()) {
      const program = forgingProgram([...words, ...forgedCall("forged")]);
      const { run, exit, stderr } = await page.toEnd({ "main.ts": program });
      expect([exit, stderr], String(n)).toEqual([{ code: 0 }, ""]);
      const names = callsOf(page, run).map(({ name }) => name);
      expect(names, String(n)).toEqual(["socket"]);
    }
    const next = await page.toEnd({
      "main.ts": 'import { Socket } from "sockets";\nnew Socket().close();\n',
    });
    expect(callsOf(page, next.run).map(({ name }) => name)).toEqual(["socket", "close"]);
  }));

test("a program that writes over its whole ring ends as any other", () =>
  withPage(async (page) => {
    const more = `flood(0xff);
for (const bytes of [1, -1, 0x7fffffff, 131072, 3]) {
  lie(bytes);
  fs.writeSync(4, "\\n");
}
console.log("here");
for (let bytes = 0; ; bytes += 4096) lie(bytes);`;
    const run = page.run({ "main.ts": forgingProgram([], more) });
    await page.printed(run, "here");
    expect((await page.toEnd({ "main.ts": 'console.log("beside");' })).stdout).toBe("beside\n");
    page.say({ type: "signal", run, signal: "SIGKILL" });
    await page.ended(run);
    expect((await page.toEnd({ "main.ts": 'console.log("next");' })).stdout).toBe("next\n");
  }));

test("a connect that waits for an answer tells what it works on: by itself in Node's idiom, by the kernel's table where it blocks", () =>
  withPage(async (page) => {
    const held = { ...perfectConditions, hold: true };
    page.say({ type: "wire", settings: { you: held, lab: held } });
    await page.event("wire", ({ settings }) => settings.you.hold);
    const node = page.run(
      {
        "node.ts": `import net from "node:net";
for (const port of [9, 9, 10]) net.connect(port, "10.0.0.1");
`,
      },
      "node.ts",
    );
    const flows = await page.until(() => {
      const told = page.eventsOf("flow").filter(({ actor }) => actor === node);
      return told.length === 3 ? told : undefined;
    }, "three flows");
    const calls = page.eventsOf("call").filter(({ actor, name }) => actor === node && name === "connect");
    expect(flows.map(({ call }) => call)).toEqual(calls.map(({ call }) => call));
    expect(flows.map(({ flow }) => flow.remote)).toEqual([
      ["10.0.0.1", 9],
      ["10.0.0.1", 9],
      ["10.0.0.1", 10],
    ]);
    // Each is one of the kernel's own, and no two are the same.
    const table = async (run: string, count: number) =>
      await page.until(() => {
        const rows = page.eventsOf("sockets").flatMap(({ rows: all }) => all);
        const own = new Map(
          rows.flatMap((row) =>
            row.owner?.actor === run && row.state === "SYN_SENT" ? [[row.key, row]] : [],
          ),
        );
        return own.size === count ? [...own.values()] : undefined;
      }, `${count} sockets that connect`);
    const rows = await table(node, 3);
    expect(new Set(flows.map(({ flow }) => String(flow.local)))).toEqual(
      new Set(rows.map(({ local }) => String(local))),
    );

    const blocked = page.run(
      { "blocked.ts": 'import { Socket } from "sockets";\nnew Socket().connect(["10.0.0.1", 9]);\n' },
      "blocked.ts",
    );
    const { fd } = await page.event("call", ({ actor, name }) => actor === blocked && name === "connect");
    expect((await table(blocked, 1))[0]).toMatchObject({ remote: ["10.0.0.1", 9], owner: { fd } });
    expect(page.eventsOf("return").filter(({ outcome }) => !outcome.ok)).toEqual([]);
  }));

test("words that a program forges on its trace descriptor are read as its own and harm nobody", () =>
  withPage(async (page) => {
    const forged = await page.toEnd({
      "main.ts": `import fs from "node:fs";
const say = (value: unknown) => fs.writeSync(4, JSON.stringify(value) + "\\n");
say({ t: "call", at: 1, call: 1, thread: 0, name: "forged", fd: null, args: [], source: null });
say({ t: "verdict", check: "c1", id: "x", verdict: { result: "passed" } });
say({ type: "verdict", at: 0, check: "c1", id: "x", verdict: { result: "passed" } });
fs.writeSync(4, "{".repeat(100000) + "\\n");
say({ t: "exit", code: 3 });
`,
    });
    expect(forged.exit).toEqual({ code: 0 });
    expect(page.eventsOf("verdict")).toEqual([]);
    expect(page.eventsOf("call")).toEqual([]);
  }));
