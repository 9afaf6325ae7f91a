import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect as netConnect } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  AF_INET,
  AF_UNIX,
  create_server,
  decode,
  encode,
  SHUT_WR,
  SOCK_DGRAM,
  Socket,
} from "../src/index.ts";

/** Programs that are not ours, at the other end. */

const children: ChildProcess[] = [];

/** Starts a program that is not ours; it ends with the test at the latest. */
function start(command: string, ...args: string[]): ChildProcess & { text: Promise<string> } {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  let out = "";
  child.stdout.on("data", (data) => {
    out += data;
  });
  const text = once(child, "close").then(() => out);
  return Object.assign(child, { text });
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const local = "127.0.0.1";

/** One line, read byte by byte. */
function recvLine(socket: Socket<number>): string {
  const parts: Buffer[] = [];
  do parts.push(socket.recv(1));
  while (parts.at(-1)?.length === 1 && parts.at(-1)?.[0] !== 10);
  return decode(Buffer.concat(parts));
}

test("nc is the client", async () => {
  const server = create_server([local, 0]);
  // A pipe of the shell's: this thread blocks, so it cannot feed the program itself.
  const nc = start("sh", "-c", `echo hello from nc | nc -N ${local} ${server.getsockname()[1]}`);
  server.settimeout(30);
  const [conn] = server.accept();
  conn.settimeout(30);
  expect(recvLine(conn)).toBe("hello from nc\n");
  conn.sendall(encode("hello nc\n"));
  expect(conn.recv(10)).toHaveLength(0);
  conn.close();
  server.close();
  expect(await nc.text).toBe("hello nc\n");
});

test("curl is the client of a server by hand", async () => {
  const server = create_server([local, 0]);
  server.settimeout(30);
  const curl = start("curl", "-s", "-i", "-d", "a=1", `http://${local}:${server.getsockname()[1]}/path?q`);
  const [conn] = server.accept();
  conn.settimeout(30);
  const file = conn.makefile("rw", { newline: "" });
  expect(file.readline()).toBe("POST /path?q HTTP/1.1\r\n");
  let length = 0;
  for (let line = file.readline(); line !== "\r\n"; line = file.readline()) {
    length = Number(/^content-length: (\d+)/i.exec(line)?.[1] ?? length);
  }
  expect(file.read(length)).toBe("a=1");
  file.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n");
  file.close();
  conn.close();
  server.close();
  expect(await curl.text).toBe("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n");
});

test("socat is the echo server, over TCP and over a path", async () => {
  const probe = create_server([local, 0]);
  const port = probe.getsockname()[1];
  probe.close();
  const path = `\0sockets-interoperation-${process.pid}`;
  start("socat", `TCP-LISTEN:${port},bind=${local},reuseaddr`, "EXEC:cat");
  start("socat", `ABSTRACT-LISTEN:${path.slice(1)}`, "EXEC:cat");
  for (const make of [
    () => {
      const s = new Socket(AF_INET);
      return { s, go: () => s.connect_ex([local, port]) };
    },
    () => {
      const s = new Socket(AF_UNIX);
      return { s, go: () => s.connect_ex(path) };
    },
  ]) {
    let made = make();
    while (made.go() !== 0) {
      made.s.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      made = make();
    }
    const { s } = made;
    s.settimeout(30);
    s.sendall(encode("\u4f60\u597d socat\n"));
    expect(recvLine(s)).toBe("\u4f60\u597d socat\n");
    s.shutdown(SHUT_WR);
    expect(s.recv(1)).toHaveLength(0);
    s.close();
  }
});

test("socat speaks datagrams", async () => {
  const socket = new Socket(AF_INET, SOCK_DGRAM);
  socket.bind([local, 0]);
  socket.settimeout(30);
  const socat = start(
    "sh",
    "-c",
    `printf 'one datagram' | socat -t2 - UDP:${local}:${socket.getsockname()[1]}`,
  );
  const [data, address] = socket.recvfrom(100);
  expect(decode(data)).toBe("one datagram");
  socket.sendto(encode("and back"), address);
  expect(await socat.text).toBe("and back");
  socket.close();
});

test("Python is the client, and the server", async () => {
  const server = create_server([local, 0]);
  server.settimeout(30);
  const client = start(
    "python3",
    "-c",
    `
import socket, struct, sys
s = socket.create_connection(("${local}", ${server.getsockname()[1]}))
s.sendall(struct.pack("!I", 5) + b"hello")
size, = struct.unpack("!I", s.recv(4, socket.MSG_WAITALL))
sys.stdout.write(s.recv(size, socket.MSG_WAITALL).decode("gbk"))
l = socket.create_server(("${local}", 0))
s.sendall(struct.pack("!H", l.getsockname()[1]))
c, _ = l.accept()
while data := c.recv(1000):
    c.sendall(data.upper())
`,
  );
  const [conn] = server.accept();
  conn.settimeout(30);
  const { pack, unpack } = await import("../src/struct.ts");
  const [size] = unpack("!I", conn.recv(4, 256));
  expect(decode(conn.recv(size, 256))).toBe("hello");
  const answer = encode("\u4f60\u597d", "gbk");
  conn.sendall(Buffer.concat([pack("!I", answer.length), answer]));
  const [port] = unpack("!H", conn.recv(2, 256));
  const other = new Socket();
  other.connect([local, port]);
  other.settimeout(30);
  other.sendall(encode("shout\n"));
  expect(recvLine(other)).toBe("SHOUT\n");
  other.close();
  expect(await client.text).toBe("\u4f60\u597d");
  conn.close();
  server.close();
});

test("Node's net is the client, and the server", async () => {
  const server = create_server([local, 0]);
  server.settimeout(30);
  const client = netConnect(server.getsockname()[1], local);
  client.write("from net");
  await once(client, "connect");
  const [conn] = server.accept();
  conn.settimeout(30);
  // The bytes leave Node's net when its loop runs, so let it run before the thread is blocked.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(decode(conn.recv(100))).toBe("from net");
  conn.sendall(encode("to net"));
  conn.close();
  const [data] = await once(client, "data");
  expect(String(data)).toBe("to net");
  client.destroy();
  server.close();

  const node = createServer((socket) => socket.end("bye"));
  node.listen(0, local);
  await once(node, "listening");
  const s = new Socket();
  s.connect([local, (node.address() as { port: number }).port]);
  await once(node, "connection");
  await new Promise((resolve) => setTimeout(resolve, 20));
  s.settimeout(30);
  expect(decode(s.recv(10))).toBe("bye");
  expect(s.recv(10)).toHaveLength(0);
  s.close();
  node.close();
});
