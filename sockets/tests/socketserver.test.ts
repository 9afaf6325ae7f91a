import { expect, test } from "vitest";
import { AF_INET, create_connection, decode, encode, SOCK_DGRAM, Socket } from "../src/index.ts";
import {
  BaseRequestHandler,
  type DatagramRequest,
  StreamRequestHandler,
  TCPServer,
  ThreadingTCPServer,
  UDPServer,
} from "../src/socketserver.ts";
import { workshop } from "./program.ts";

const shop = workshop();

test("setup, handle and finish run in this order, for each request anew [14.1]", () => {
  const log: string[] = [];
  class Handler extends BaseRequestHandler {
    readonly data = "field";
    override setup() {
      log.push("setup");
    }
    override handle() {
      log.push(`handle ${this.data} ${String(this.request.recv(10))} ${this.client_address[0]}`);
      this.request.sendall(encode("done"));
    }
    override finish() {
      log.push("finish");
    }
  }
  using server = new TCPServer(["127.0.0.1", 0], Handler);
  for (const text of ["one", "two"]) {
    using client = create_connection(server.server_address as [string, number], 20);
    client.sendall(encode(text));
    server.handle_request();
    expect(decode(client.recv(10))).toBe("done");
    expect(client.recv(10)).toHaveLength(0);
  }
  expect(log).toEqual([
    "setup",
    "handle field one 127.0.0.1",
    "finish",
    "setup",
    "handle field two 127.0.0.1",
    "finish",
  ]);
});

test("serve_forever ends by shutdown from a handler [14.3]", () => {
  let served = 0;
  class Handler extends StreamRequestHandler {
    override handle() {
      this.wfile.write(this.rfile.readline());
      if (++served === 3) this.server.shutdown();
    }
  }
  using server = new TCPServer(["127.0.0.1", 0], Handler, { request_queue_size: 10 });
  const clients = [1, 2, 3, 4].map(() => create_connection(server.server_address as [string, number], 20));
  for (const client of clients) client.sendall(encode("line\nrest"));
  server.serve_forever(0.05);
  expect(served).toBe(3);
  expect(clients.slice(0, 3).map((client) => decode(client.recv(4)))).toEqual(["line", "line", "line"]);
  for (const client of clients) client.close();
});

test("UDP: the request is the datagram and the socket", () => {
  class Handler extends BaseRequestHandler<DatagramRequest> {
    override handle() {
      const [data, socket] = this.request;
      socket.sendto(Buffer.from(String(data).toUpperCase()), this.client_address);
    }
  }
  using server = new UDPServer(["127.0.0.1", 0], Handler);
  using client = new Socket(AF_INET, SOCK_DGRAM);
  client.settimeout(20);
  client.sendto(encode("hello"), server.server_address);
  server.handle_request();
  expect(decode(client.recv(100))).toBe("HELLO");
});

test("a time limit, a refused request, a missing handler", () => {
  let timeouts = 0;
  class Picky extends TCPServer {
    override handle_timeout() {
      timeouts++;
    }
    override verify_request() {
      return false;
    }
  }
  class Handler extends BaseRequestHandler {
    override handle() {
      throw new Error("never called");
    }
  }
  using server = new Picky(["127.0.0.1", 0], Handler, { timeout: 0.02 });
  server.handle_request();
  expect(timeouts).toBe(1);
  using client = create_connection(server.server_address as [string, number], 20);
  server.handle_request();
  expect(client.recv(1)).toHaveLength(0);
  expect(() => new TCPServer(["127.0.0.1", 0], "./x.ts" as never)).toThrow(
    /must be a class derived from BaseRequestHandler/,
  );
});

test("a threading server wants a file, and says why [14.4]", () => {
  class Handler extends BaseRequestHandler {}
  expect(() => new ThreadingTCPServer(["127.0.0.1", 0], Handler as never)).toThrow(
    /path of the file.*a thread is a file/,
  );
});

test("an error in a handler is told and ends that request only [14.2]", async () => {
  const result = await shop.run({
    "bad-handler.mjs": `
      import { create_connection, print, encode } from "sockets";
      import { TCPServer, BaseRequestHandler } from "sockets/socketserver";
      let n = 0;
      class Handler extends BaseRequestHandler {
        handle() { if (n++ === 0) throw new Error("bad request"); this.request.sendall(encode("fine")); }
        finish() { print("finish"); }
      }
      const server = new TCPServer(["127.0.0.1", 0], Handler);
      for (let i = 0; i < 2; i++) {
        const client = create_connection(server.server_address, 20);
        server.handle_request();
        print(String(client.recv(10)));
      }`,
  });
  expect(result.out).toBe("finish\n\nfinish\nfine\n");
  expect(result.err).toMatch(
    /Exception occurred during processing of request from \["127\.0\.0\.1", \d+\]\nError: bad request\n {4}at Handler\.handle \(.*bad-handler\.mjs:6:/,
  );
  expect(result.code).toBe(0);
});

test("a threading server serves slow clients side by side, and ends by shutdown from a thread [14.3]", async () => {
  const result = await shop.run({
    "threaded.mjs": `
      import { create_connection, print, encode, decode } from "sockets";
      import { ThreadingTCPServer } from "sockets/socketserver";
      import { start_thread } from "sockets/threading";
      const server = new ThreadingTCPServer(["127.0.0.1", 0], "./threaded-handler.mjs");
      const clients = start_thread("./threaded-clients.mjs", server.server_address);
      server.serve_forever(0.05);
      server.server_close();
      clients.join();
      print("closed");`,
    "threaded-handler.mjs": `
      import { StreamRequestHandler } from "sockets/socketserver";
      export default class Handler extends StreamRequestHandler {
        handle() {
          for (const line of this.rfile) {
            if (String(line) === "fail\\n") throw new Error("asked to fail");
            if (String(line) === "stop\\n") this.server.shutdown();
            this.wfile.write(Buffer.from(String(line).toUpperCase()));
          }
        }
      }`,
    "threaded-clients.mjs": `
      import { create_connection, print, encode, decode } from "sockets";
      export default function run(address) {
        const clients = [1, 2, 3].map(() => create_connection(address, 20));
        for (const client of [...clients].reverse()) { client.sendall(encode("hello\\n")); print(decode(client.recv(10)).trim()); }
        clients[0].sendall(encode("fail\\n")); print(clients[0].recv(10).length);
        clients[1].sendall(encode("stop\\n")); print(decode(clients[1].recv(10)).trim());
        for (const client of clients) client.close();
      }`,
  });
  expect(result.out.split("\n")).toEqual(["HELLO", "HELLO", "HELLO", "0", "STOP", "closed", ""]);
  expect(result.err).toMatch(/Error: asked to fail\n {4}at Handler\.handle \(.*threaded-handler\.mjs:6:/);
  expect(result.code).toBe(0);
});

test("a shutdown that comes before serve_forever counts [14.3]", () => {
  class Handler extends BaseRequestHandler {}
  using server = new TCPServer(["127.0.0.1", 0], Handler);
  server.shutdown();
  server.serve_forever(10);
  expect(server.fileno()).toBeGreaterThan(0);
});

test("a threading server at a path; with daemon_threads nobody waits for a thread [14.4, 14.5]", async () => {
  const result = await shop.run({
    "unix.mjs": `
      import { AF_UNIX, Socket, print, encode, decode } from "sockets";
      import { ThreadingUnixStreamServer } from "sockets/socketserver";
      const server = new ThreadingUnixStreamServer("\\0sockets-test-" + process.pid, "./unix-handler.mjs", { daemon_threads: true });
      const client = new Socket(AF_UNIX);
      client.connect(server.server_address);
      client.sendall(encode("hello\\n"));
      server.handle_request();
      print(decode(client.recv(10)));
      server.server_close();
      print("closed");`,
    "unix-handler.mjs": `
      import { StreamRequestHandler } from "sockets/socketserver";
      export default class Handler extends StreamRequestHandler {
        handle() {
          this.wfile.write(this.rfile.readline());
          this.rfile.readline(); // never comes
        }
      }`,
  });
  expect(result.err).toBe("");
  expect(result.out).toBe("hello\n\nclosed\n");
  expect(result.code).toBe(0);
});

test("handle_request waits no longer than its timeout, however many signals come meanwhile [1.2, 14.3]", async () => {
  shop.write({
    "signals.mjs": `
      import { print } from "sockets";
      import { BaseRequestHandler, TCPServer } from "sockets/socketserver";
      process.on("SIGUSR1", () => {});
      class Late extends TCPServer {
        handle_timeout() {
          print("timed out");
        }
      }
      const server = new Late(["127.0.0.1", 0], BaseRequestHandler, { timeout: 0.5 });
      print("waits");
      server.handle_request();
      process.exit(0);`,
  });
  const program = shop.start("signals.mjs");
  await program.said(/waits/);
  // More often than the timeout: a wait that began anew with each of them would never end.
  const signals = setInterval(() => program.child.kill("SIGUSR1"), 50);
  const result = await program.ended;
  clearInterval(signals);
  expect(result).toEqual({ code: 0, signal: null, out: "waits\ntimed out\n", err: "" });
});
