import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import {
  AF_INET,
  AF_UNIX,
  BlockingIOError,
  close,
  create_connection,
  create_server,
  dup,
  encode,
  fromfd,
  gethostbyaddr,
  gethostbyname_ex,
  gethostname,
  getnameinfo,
  getprotobyname,
  getservbyname,
  getservbyport,
  if_indextoname,
  if_nameindex,
  if_nametoindex,
  MSG_DONTWAIT,
  MSG_PEEK,
  recv_fds,
  SHUT_WR,
  SO_REUSEADDR,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  SocketError,
  select,
  send_fds,
  sethostname,
  socketpair,
  TimeoutError,
} from "../src/index.ts";
import { type Entry, type Outcome, setErrorListener, setTracer, show } from "../src/tracer.ts";
import { workshop } from "./program.ts";

type Shown = Omit<Outcome, "result"> & { text?: string };
type Seen = Omit<Entry, "args"> & { args: string[]; outcome?: Shown };

const shop = workshop();

/** Listens to the calls of this thread, in words. */
function listen(): Seen[] {
  const seen: Seen[] = [];
  setTracer({
    enter: (entry) => seen.push({ ...entry, args: entry.args.map(show) }) - 1,
    leave(token, outcome) {
      const call = seen[token];
      if (call !== undefined) {
        const data = outcome.moved && Buffer.from(outcome.moved.data);
        const { result, ...rest } = { result: undefined, ...outcome };
        call.outcome = {
          ...rest,
          ...(result === undefined ? {} : { text: show(result) }),
          ...(outcome.moved && data ? { moved: { ...outcome.moved, data } } : {}),
        };
      }
    },
  });
  return seen;
}

afterEach(() => {
  setTracer(null);
  setErrorListener(null);
});

/** Lines counted from the first call; where they are exactly is tested on a program that nobody has transformed. */
function lines(seen: readonly Seen[]): (number | null)[] {
  const first = seen[0]?.source?.line ?? 0;
  return seen.map(({ source }) => source && source.line - first);
}

test("each call is told with its arguments, its line and its result [15.1]", () => {
  const seen = listen();
  const listener = new Socket(AF_INET);
  listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  listener.bind(["127.0.0.1", 0]);
  listener.listen(5);
  expect(() => new Socket().connect(["127.0.0.1", 1])).toThrow(SocketError);
  listener.close();
  expect(seen.map(({ name, args }) => [name, args])).toEqual([
    ["socket", ["AF_INET", "SOCK_STREAM", "0"]],
    ["setsockopt", ["SOL_SOCKET", "SO_REUSEADDR", "true"]],
    ["bind", ['["127.0.0.1", 0]']],
    ["listen", ["5"]],
    ["socket", ["AF_INET", "SOCK_STREAM", "0"]],
    ["connect", ['["127.0.0.1", 1]']],
    ["close", []],
  ]);
  expect(lines(seen)).toEqual([0, 1, 2, 3, 4, 4, 5]);
  expect(seen[0]?.source?.file).toMatch(/tests\/tracer\.test\.ts$/);
  expect(seen[0]?.outcome).toEqual({ ok: true, text: `socket ${seen[1]?.fd}`, newFd: seen[1]?.fd });
  expect(seen[5]?.outcome).toMatchObject({ ok: false, code: "ECONNREFUSED" });
});

test("bytes come with their flow, seen from either end [15.2]", () => {
  const server = create_server(["127.0.0.1", 0]);
  const seen = listen();
  const client = create_connection(server.getsockname());
  const [conn, address] = server.accept();
  client.sendall(encode("\u4f60\u597d"));
  conn.recv(100);
  conn.send(Buffer.from("c4e3", "hex"));
  const area = Buffer.alloc(10);
  client.recv_into(area);
  const ends = { here: server.getsockname(), there: client.getsockname() };
  const of = (name: string) => seen.find((call) => call.name === name)?.outcome;
  const up = { protocol: "tcp", local: ends.there, remote: ends.here };
  const down = { protocol: "tcp", local: ends.here, remote: ends.there };
  expect(address).toEqual(ends.there);
  expect(of("connect")?.flow).toEqual(up);
  expect(of("accept")).toMatchObject({ ok: true, newFd: conn.fileno(), flow: down });
  expect(of("sendall")).toMatchObject({
    moved: { way: "sent", bytes: 6, data: encode("\u4f60\u597d") },
    flow: up,
  });
  expect(of("recv")).toMatchObject({
    text: '"\u4f60\u597d" (6 B)',
    moved: { way: "received", bytes: 6 },
    flow: down,
  });
  expect(of("send")).toMatchObject({ text: "2", flow: down });
  expect(of("recv_into")).toMatchObject({ text: "2: c4 e3 (2 B)", moved: { bytes: 2 }, flow: up });
  for (const socket of [client, conn, server]) socket.close();
});

test("datagrams name their other end, whoever it is [15.2]", () => {
  const one = new Socket(AF_INET, SOCK_DGRAM);
  const two = new Socket(AF_INET, SOCK_DGRAM);
  two.bind(["127.0.0.1", 0]);
  const seen = listen();
  one.sendto(encode("x"), two.getsockname());
  const [, from] = two.recvfrom(10);
  const sent = seen.find((call) => call.name === "sendto");
  expect(sent?.args).toEqual(['"x" (1 B)', JSON.stringify(two.getsockname()).replace(",", ", ")]);
  expect(sent?.outcome?.flow).toEqual({
    protocol: "udp",
    local: ["0.0.0.0", from[1]],
    remote: two.getsockname(),
  });
  const got = seen.find((call) => call.name === "recvfrom");
  expect(got?.outcome?.flow).toEqual({ protocol: "udp", local: two.getsockname(), remote: from });
  one.close();
  two.close();
});

test("calls that the package makes for another are told with the user's line [15.1]", () => {
  const [a, b] = socketpair();
  b.sendall(encode("line\n"));
  const seen = listen();
  a.makefile("r").readline();
  select([a], [b], [], 0);
  a.shutdown(SHUT_WR);
  expect(seen.map(({ name }) => name)).toEqual(["recv_into", "select", "shutdown"]);
  expect(lines(seen)).toEqual([0, 1, 2]);
  expect(seen[1]?.outcome).toEqual({ ok: true, text: `[], [${b.fileno()}], []` });
  a.close();
  b.close();
});

test("only bytes of the stream count as moved, and those of a failed sendall do too [15.2]", () => {
  const [a, b] = socketpair();
  b.sendall(encode("peeked"));
  const seen = listen();
  a.recv(3, MSG_PEEK);
  a.recv(10);
  expect(seen.map(({ args, outcome }) => [args, outcome?.moved?.bytes])).toEqual([
    [["3", "MSG_PEEK"], undefined],
    [["10"], 6],
  ]);
  a.settimeout(0.05);
  expect(() => a.sendall(Buffer.alloc(10_000_000))).toThrow(TimeoutError);
  setTracer(null);
  b.setblocking(false);
  let got = 0;
  try {
    for (;;) got += b.recv(65536).length;
  } catch (error) {
    expect(error).toBeInstanceOf(BlockingIOError);
  }
  expect(got).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatchObject({
    name: "sendall",
    outcome: { ok: false, code: "TIMEOUT", moved: { bytes: got } },
  });
  a.close();
  b.close();
});

test("messages count their data, name their flow, and tell the descriptors that came [15.2, 16.1]", () => {
  const server = create_server(["127.0.0.1", 0]);
  const client = create_connection(server.getsockname());
  const [conn] = server.accept();
  const [one, other] = socketpair();
  const two = new Socket(AF_INET, SOCK_DGRAM);
  two.bind(["127.0.0.1", 0]);
  const seen = listen();
  client.sendmsg([encode("a".repeat(200)), encode("b".repeat(200))]);
  conn.recvmsg(100);
  conn.recvmsg(10, 0, MSG_PEEK);
  conn.recvmsg_into([Buffer.alloc(150), Buffer.alloc(500)]);
  new Socket(AF_INET, SOCK_DGRAM).sendmsg([encode("x")], [], 0, two.getsockname());
  send_fds(one, [encode("fd")], [server.fileno()]);
  const [, fds] = recv_fds(other, 10, 1);
  expect(() => conn.recvmsg(1, 0, MSG_DONTWAIT)).toThrow(BlockingIOError);
  setTracer(null);
  const up = { protocol: "tcp", local: client.getsockname(), remote: server.getsockname() };
  const down = { protocol: "tcp", local: server.getsockname(), remote: client.getsockname() };
  const messages = seen.filter(({ name }) => name.includes("msg"));
  expect(messages.map(({ name, outcome }) => [name, outcome?.moved?.way, outcome?.moved?.bytes])).toEqual([
    ["sendmsg", "sent", 400],
    ["recvmsg", "received", 100],
    ["recvmsg", undefined, undefined],
    ["recvmsg_into", "received", 300],
    ["sendmsg", "sent", 1],
    ["sendmsg", "sent", 2],
    ["recvmsg", "received", 2],
    ["recvmsg", undefined, undefined],
  ]);
  const text = (i: number) => String(messages[i]?.outcome?.moved?.data);
  expect([text(0), text(1), text(3)]).toEqual([
    "a".repeat(200) + "b".repeat(56),
    "a".repeat(100),
    "a".repeat(100) + "b".repeat(156),
  ]);
  expect(messages.slice(0, 4).map(({ outcome }) => outcome?.flow)).toEqual([up, down, down, down]);
  expect(messages[4]?.outcome?.flow).toMatchObject({ protocol: "udp", remote: two.getsockname() });
  expect(messages[6]?.outcome?.newFd).toBe(fds[0]);
  expect(messages[7]?.outcome).toMatchObject({ ok: false, code: "EAGAIN" });
  for (const fd of fds) close(fd);
  for (const socket of [server, client, conn, one, other, two]) socket.close();
});

test("every call that asks the system is told, also those about names, devices and descriptors [15.1]", () => {
  const [one, other] = socketpair();
  const seen = listen();
  gethostname();
  gethostbyname_ex("localhost");
  gethostbyaddr("127.0.0.1");
  getnameinfo(["127.0.0.1", 80], 3);
  getservbyname("http");
  getservbyport(80);
  getprotobyname("tcp");
  if_nameindex();
  if_nametoindex("lo");
  if_indextoname(1);
  expect(() => sethostname("x".repeat(65))).toThrow(SocketError);
  one.dup().close();
  close(dup(one.fileno()));
  one.set_inheritable(true);
  one.get_inheritable();
  fromfd(one.fileno(), AF_UNIX, SOCK_STREAM).close();
  setTracer(null);
  expect(seen.map(({ name }) => name)).toEqual([
    "gethostname",
    "gethostbyname_ex",
    "gethostbyaddr",
    "getnameinfo",
    "getservbyname",
    "getservbyport",
    "getprotobyname",
    "if_nameindex",
    "if_nametoindex",
    "if_indextoname",
    "sethostname",
    ...["dup", "close"],
    ...["dup", "close"],
    "set_inheritable",
    "get_inheritable",
    ...["dup", "close"],
  ]);
  expect(lines(seen)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 12, 13, 14, 15, 15]);
  expect(seen.filter(({ outcome }) => outcome?.ok === false).map(({ name }) => name)).toEqual([
    "sethostname",
  ]);
  one.close();
  other.close();
});

test("a file that is sent counts its bytes, those of a failed sendfile too [15.2, 16.6]", () => {
  const folder = mkdtempSync(join(tmpdir(), "sockets-traced-"));
  const path = join(folder, "file");
  writeFileSync(path, "head".padEnd(8 * 1024 * 1024, "."));
  const file = openSync(path, "r");
  try {
    const [a, b] = socketpair();
    a.settimeout(0.02);
    const seen = listen();
    a.sendfile(file, 0, 4);
    expect(() => a.sendfile(file)).toThrow(TimeoutError);
    setTracer(null);
    const files = seen.filter(({ name }) => name === "sendfile");
    expect(files[0]?.outcome?.moved).toEqual({ way: "sent", bytes: 4, data: Buffer.from("head") });
    expect(files[1]?.outcome).toMatchObject({ ok: false, code: "TIMEOUT" });
    a.close();
    let came = 0;
    for (let data = b.recv(65536); data.length > 0; data = b.recv(65536)) came += data.length;
    expect(files[1]?.outcome?.moved?.bytes).toBe(came - 4);
    expect(String(files[1]?.outcome?.moved?.data)).toBe("head".padEnd(256, "."));
    b.close();
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
});

test("the source is the file, line and column in the user's own text [15.1]", async () => {
  const result = await shop.run({
    "lines.mjs": [
      'import { Socket, socketpair } from "sockets";',
      'import { epoll } from "sockets/select";',
      'import { setTracer } from "sockets/tracer";',
      'import { serve } from "./lines-other.mjs";',
      "const seen = [];",
      "setTracer({ enter(entry) { seen.push([entry.name, entry.source.file.split('/').pop(), entry.source.line, entry.source.column]); return 0; }, leave() {} });",
      "const [a, b] = socketpair();",
      "  a.send(Buffer.from('x')); b.recv(1);",
      "serve(b, () => a.close());",
      "class Named extends Socket { close() { super.close(); } }",
      "new Named().close();",
      "epoll().close();",
      "[b].forEach((s) => s.fileno() && s.shutdown(2));",
      "console.log(JSON.stringify(seen));",
    ].join("\n"),
    "lines-other.mjs": "export function serve(s, then) {\n  s.settimeout(5);\n  then();\n}\n",
  });
  expect(result.err).toBe("");
  expect(JSON.parse(result.out)).toEqual([
    ["socketpair", "lines.mjs", 7, 16],
    ["send", "lines.mjs", 8, 5],
    ["recv", "lines.mjs", 8, 31],
    ["settimeout", "lines-other.mjs", 2, 5],
    ["close", "lines.mjs", 9, 18],
    ["socket", "lines.mjs", 10, 1],
    ["close", "lines.mjs", 10, 46],
    ["epoll_create", "lines.mjs", 12, 1],
    ["close", "lines.mjs", 12, 9],
    ["shutdown", "lines.mjs", 13, 36],
  ]);
});

test("a tracer that was taken away hears nothing; long data are cut [15.3]", () => {
  const [a, b] = socketpair();
  const seen = listen();
  a.send(Buffer.alloc(5000, "x"));
  expect(seen[0]?.args[0]).toBe(`"${"x".repeat(48)}"... (5000 B)`);
  expect(seen[0]?.outcome?.moved?.data.length).toBeLessThanOrEqual(256);
  expect(seen[0]?.outcome?.moved?.bytes).toBe(5000);
  setTracer(null);
  b.recv(10);
  expect(seen).toHaveLength(1);
  a.close();
  b.close();
});

test("what a loop calls is told as it is, and shown when somebody asks [15.1]", () => {
  const told: unknown[] = [];
  setTracer({
    enter: ({ args }) => told.push(args),
    leave: (_token, outcome) => told.push(outcome.ok && outcome.result),
  });
  const [a, b] = socketpair();
  told.length = 0;
  const bytes = encode("hello");
  a.send(bytes);
  const data = b.recv(1024);
  expect(told).toEqual([[bytes], 5, [1024], data]);
  expect([bytes, 5, "as it is"].map(show)).toEqual(['"hello" (5 B)', "5", "as it is"]);
  a.close();
  b.close();
});

test("a host may say where a call was made; where it cannot, V8 is asked [15.1]", () => {
  const [a, b] = socketpair();
  const seen: (Entry["source"] | undefined)[] = [];
  let answer: [number, number, string] | undefined = [7, 3, "/home/host/main.ts"];
  setTracer({ enter: ({ source }) => seen.push(source), leave: () => {}, caller: () => answer });
  a.send(encode("x"));
  b.recv(1);
  a.sendall(encode("x"));
  expect(seen).toEqual(Array(3).fill({ file: "/home/host/main.ts", line: 7, column: 3 }));
  for (const none of [undefined, [1, 1, "node:net"], [1, 1, "named.ts"]] as const) {
    answer = none as typeof answer;
    a.send(encode("x"));
    expect(seen.at(-1)?.file).toMatch(/tests\/tracer\.test\.ts$/);
  }
  a.close();
  b.close();
});

test("every error is heard by the error listener, whether calls are traced or not [15.4]", () => {
  const heard: string[] = [];
  setErrorListener((code) => heard.push(code));
  expect(() => new Socket().connect(["127.0.0.1", 1])).toThrow(SocketError);
  listen();
  expect(() => new Socket().recv(1)).toThrow(SocketError);
  setErrorListener(null);
  expect(() => new Socket().recv(1)).toThrow(SocketError);
  expect(heard).toEqual(["ECONNREFUSED", "ENOTCONN"]);
});

test("errors say what happened, in which call, with which address [2.1]", () => {
  const failure = (f: () => unknown): SocketError => {
    try {
      f();
    } catch (error) {
      if (error instanceof SocketError) return error;
    }
    throw new Error("it did not fail");
  };
  const socket = new Socket();
  expect(failure(() => socket.connect(["127.0.0.1", 1]))).toMatchObject({
    name: "ConnectionRefusedError",
    code: "ECONNREFUSED",
    errno: 111,
    syscall: "connect",
    address: ["127.0.0.1", 1],
    message: "connect 127.0.0.1:1: the connection was refused: nobody listens at that address (ECONNREFUSED)",
  });
  socket.close();
  expect(failure(() => socket.recv(1))).toMatchObject({ code: "EBADF", errno: 9, syscall: "recv" });
  expect(() => socket.send("hello" as never)).toThrow(
    "send(): the data must be bytes, not text: write send(encode(text))",
  );
  expect(() => socket.bind(["127.0.0.1", 70000])).toThrow(
    "bind(): the port must be from 0 to 65535, not 70000",
  );
});
