import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  type AddressLike,
  AF_UNIX,
  create_connection,
  IPPROTO_TCP,
  MSG_WAITALL,
  SOCK_DGRAM,
  Socket,
  TCP_NODELAY,
} from "../src/index.ts";
import {
  BaseRequestHandler,
  type DatagramRequest,
  DatagramRequestHandler,
  StreamRequestHandler,
  TCPServer,
  UDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from "../src/socketserver.ts";
import { attempt, listener, parity, portOf, recvAll } from "./exchange.ts";

/** Servers that need only a handler: Python's socketserver beside ours. The client speaks first, so nobody waits. */

const b = (text: string) => Buffer.from(text, "latin1");

parity("socketserver", {
  "a handler answers, and the connection ends [14.1]": {
    py: `
      import socketserver
      log = []
      class H(socketserver.BaseRequestHandler):
          def setup(self): log.append("setup")
          def handle(self):
              log.append(self.request.recv(100)); self.request.sendall(b"answer"); log.append(self.client_address[0])
          def finish(self): log.append("finish")
      with socketserver.TCPServer(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          c.sendall(b"ask")
          server.handle_request()
          return [log, recv_all(c)]`,
    ts() {
      const log: unknown[] = [];
      class H extends BaseRequestHandler {
        override setup() {
          log.push("setup");
        }
        override handle() {
          log.push(this.request.recv(100));
          this.request.sendall(b("answer"));
          log.push(this.client_address[0]);
        }
        override finish() {
          log.push("finish");
        }
      }
      using server = new TCPServer(["127.0.0.1", 0], H);
      using c = create_connection(server.server_address as [string, number]);
      c.sendall(b("ask"));
      server.handle_request();
      return [log, c.recv(6, MSG_WAITALL)];
    },
  },
  "lines in, lines out": {
    py: `
      import socketserver
      class H(socketserver.StreamRequestHandler):
          def handle(self):
              for line in self.rfile:
                  self.wfile.write(line.upper())
      with socketserver.TCPServer(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          c.sendall(b"one\\ntwo\\nthree"); c.shutdown(SHUT_WR)
          server.handle_request()
          return recv_all(c)`,
    ts() {
      class H extends StreamRequestHandler {
        override handle() {
          for (const line of this.rfile) this.wfile.write(b(String(line).toUpperCase()));
        }
      }
      using server = new TCPServer(["127.0.0.1", 0], H);
      using c = create_connection(server.server_address as [string, number]);
      c.sendall(b("one\ntwo\nthree"));
      c.shutdown(1);
      server.handle_request();
      return c.recv(100, MSG_WAITALL);
    },
  },
  "datagrams, cut at max_packet_size": {
    py: `
      import socketserver
      class H(socketserver.BaseRequestHandler):
          def handle(self):
              data, sock = self.request
              sock.sendto(data, self.client_address)
      class S(socketserver.UDPServer):
          max_packet_size = 5
      with S(("127.0.0.1", 0), H) as server:
          c = udp()
          c.sendto(b"longer", server.server_address)
          server.handle_request()
          c.sendto(b"", server.server_address)
          server.handle_request()
          return [c.recv(100), c.recv(100)]`,
    ts() {
      class H extends BaseRequestHandler<DatagramRequest> {
        override handle() {
          const [data, socket] = this.request;
          socket.sendto(data, this.client_address);
        }
      }
      using server = new UDPServer(["127.0.0.1", 0], H, { max_packet_size: 5 });
      using c = new Socket(2, SOCK_DGRAM);
      c.sendto(b("longer"), server.server_address);
      server.handle_request();
      c.sendto(b(""), server.server_address);
      server.handle_request();
      return [c.recv(100), c.recv(100)];
    },
  },
  "an error in a handler goes to handle_error, and the connection ends": {
    py: `
      import socketserver
      log = []
      class H(socketserver.BaseRequestHandler):
          def handle(self): raise RuntimeError("no")
          def finish(self): log.append("finish")
      class S(socketserver.TCPServer):
          def handle_error(self, request, address): log.append("error")
      with S(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          server.handle_request()
          return [log, c.recv(10)]`,
    ts() {
      const log: string[] = [];
      class H extends BaseRequestHandler {
        override handle() {
          throw new Error("no");
        }
        override finish() {
          log.push("finish");
        }
      }
      class S extends TCPServer {
        override handle_error() {
          log.push("error");
        }
      }
      using server = new S(["127.0.0.1", 0], H);
      using c = create_connection(server.server_address as [string, number]);
      server.handle_request();
      return [log, c.recv(10)];
    },
  },
  "a refused request, a timeout, the address in use": {
    py: `
      import socketserver
      log = []
      class H(socketserver.BaseRequestHandler):
          def handle(self): log.append("handle")
      class S(socketserver.TCPServer):
          timeout = 0.02
          def verify_request(self, request, address): return False
          def handle_timeout(self): log.append("timeout")
      with S(("127.0.0.1", 0), H) as server:
          server.handle_request()
          c = create_connection(server.server_address)
          server.handle_request()
          return [log, c.recv(10), attempt(lambda: socketserver.TCPServer(server.server_address, H)), server.fileno() == server.socket.fileno()]`,
    ts() {
      const log: string[] = [];
      class H extends BaseRequestHandler {
        override handle() {
          log.push("handle");
        }
      }
      class S extends TCPServer {
        override verify_request() {
          return false;
        }
        override handle_timeout() {
          log.push("timeout");
        }
      }
      using server = new S(["127.0.0.1", 0], H, { timeout: 0.02 });
      server.handle_request();
      using c = create_connection(server.server_address as [string, number]);
      server.handle_request();
      const again = attempt(() => new TCPServer(server.server_address, H));
      return [log, c.recv(10), again, server.fileno() === server.socket.fileno()];
    },
  },
  "servers at a path [14.5]": {
    py: `
      import socketserver
      at = folder()
      class H(socketserver.StreamRequestHandler):
          def handle(self): self.wfile.write(self.rfile.readline().upper())
      class D(socketserver.DatagramRequestHandler):
          def handle(self): self.wfile.write(self.rfile.read()[::-1]); self.wfile.write(b"!")
      with socketserver.UnixStreamServer(os.path.join(at, "s"), H) as server:
          c = socket.socket(AF_UNIX); c.connect(os.path.join(at, "s")); c.sendall(b"line\\nrest")
          server.handle_request()
          stream = [c.recv(100), server.server_address == os.path.join(at, "s"), server.socket.family]
      with socketserver.UnixDatagramServer(os.path.join(at, "d"), D) as server:
          c = socket.socket(AF_UNIX, SOCK_DGRAM); c.bind(os.path.join(at, "c")); c.sendto(b"abc", os.path.join(at, "d"))
          server.handle_request()
          datagram = [c.recv(100), server.socket.type]
      return [stream, datagram, sorted(os.listdir(at)), attempt(lambda: socketserver.UnixStreamServer(os.path.join(at, "s"), H))]`,
    ts() {
      const at = mkdtempSync(join(tmpdir(), "parity-"));
      try {
        class H extends StreamRequestHandler {
          override handle() {
            this.wfile.write(b(String(this.rfile.readline()).toUpperCase()));
          }
        }
        class D extends DatagramRequestHandler {
          override handle() {
            this.wfile.write(Buffer.from(this.rfile.read() ?? []).reverse());
            this.wfile.write(b("!"));
          }
        }
        const [s, d, own] = ["s", "d", "c"].map((name) => join(at, name)) as [string, string, string];
        const stream: unknown[] = [];
        const datagram: unknown[] = [];
        {
          using server = new UnixStreamServer(s, H);
          using c = new Socket(AF_UNIX);
          c.connect(s);
          c.sendall(b("line\nrest"));
          server.handle_request();
          stream.push(c.recv(100), server.server_address === s, server.socket.family);
        }
        {
          using server = new UnixDatagramServer(d, D);
          using c = new Socket(AF_UNIX, SOCK_DGRAM);
          c.bind(own);
          c.sendto(b("abc"), d);
          server.handle_request();
          datagram.push(c.recv(100), server.socket.type);
        }
        return [stream, datagram, readdirSync(at).sort(), attempt(() => new UnixStreamServer(s, H))];
      } finally {
        rmSync(at, { recursive: true });
      }
    },
  },
  "the steps of a request, in their order [14.6]": {
    py: `
      import socketserver
      log = []
      class H(socketserver.BaseRequestHandler):
          def handle(self): log.append("handle"); self.request.sendall(b"x")
      class S(socketserver.TCPServer):
          def server_bind(self): log.append("bind"); super().server_bind()
          def server_activate(self): log.append("activate"); super().server_activate()
          def get_request(self): log.append("get"); return super().get_request()
          def verify_request(self, r, a): log.append("verify"); return True
          def process_request(self, r, a): log.append("process"); super().process_request(r, a)
          def finish_request(self, r, a): log.append("finish"); super().finish_request(r, a)
          def shutdown_request(self, r): log.append("shutdown"); super().shutdown_request(r)
          def close_request(self, r): log.append("close"); super().close_request(r)
          def handle_error(self, r, a): log.append("error")
          def server_close(self): log.append("server_close"); super().server_close()
      with S(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          server.handle_request()
          got = recv_all(c)
          same = server.RequestHandlerClass is H
      late = S(("127.0.0.1", 0), H, bind_and_activate=False)
      before = late.socket.getsockname()[1]
      late.server_close()
      return [log, got, same, before]`,
    ts() {
      const log: string[] = [];
      class H extends BaseRequestHandler {
        override handle() {
          log.push("handle");
          this.request.sendall(b("x"));
        }
      }
      class S extends TCPServer {
        override server_bind() {
          log.push("bind");
          super.server_bind();
        }
        override server_activate() {
          log.push("activate");
          super.server_activate();
        }
        override get_request() {
          log.push("get");
          return super.get_request();
        }
        override verify_request() {
          log.push("verify");
          return true;
        }
        override process_request(r: Socket, a: AddressLike) {
          log.push("process");
          super.process_request(r, a);
        }
        override finish_request(r: Socket, a: AddressLike) {
          log.push("finish");
          super.finish_request(r, a);
        }
        override shutdown_request(r: Socket) {
          log.push("shutdown");
          super.shutdown_request(r);
        }
        override close_request(r: Socket) {
          log.push("close");
          super.close_request(r);
        }
        override handle_error() {
          log.push("error");
        }
        override server_close() {
          log.push("server_close");
          super.server_close();
        }
      }
      let got: unknown;
      let same: unknown;
      {
        using server = new S(["127.0.0.1", 0], H);
        using c = create_connection(server.server_address as [string, number]);
        server.handle_request();
        got = recvAll(c);
        same = server.RequestHandlerClass === H;
      }
      const late = new S(["127.0.0.1", 0], H, { bind_and_activate: false });
      const before = portOf(late.socket);
      late.server_close();
      return [log, got, same, before];
    },
  },
  "an error in setup: no handle, no finish, and the connection ends [14.1]": {
    py: `
      import socketserver
      log = []
      class H(socketserver.StreamRequestHandler):
          def setup(self): super().setup(); raise RuntimeError("no")
          def handle(self): log.append("handle")
          def finish(self): log.append("finish")
      class S(socketserver.TCPServer):
          def handle_error(self, request, address): log.append("error")
      with S(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          server.handle_request()
          return [log, c.recv(10)]`,
    ts() {
      const log: string[] = [];
      class H extends StreamRequestHandler {
        override setup() {
          super.setup();
          throw new Error("no");
        }
        override handle() {
          log.push("handle");
        }
        override finish() {
          log.push("finish");
        }
      }
      class S extends TCPServer {
        override handle_error() {
          log.push("error");
        }
      }
      using server = new S(["127.0.0.1", 0], H);
      using c = create_connection(server.server_address as [string, number]);
      const before = readdirSync("/proc/self/fd").length;
      server.handle_request();
      expect(readdirSync("/proc/self/fd")).toHaveLength(before);
      return [log, c.recv(10)];
    },
  },
  "a handler's own timeout, buffers and TCP_NODELAY [14.1]": {
    py: `
      import socketserver
      log = []
      class H(socketserver.StreamRequestHandler):
          timeout = 0.02
          wbufsize = 100
          disable_nagle_algorithm = True
          def handle(self):
              log.append([self.connection is self.request, self.connection.gettimeout(), self.connection.getsockopt(IPPROTO_TCP, TCP_NODELAY)])
              self.wfile.write(b"waits ")
              log.append(attempt(self.rfile.readline))
              self.wfile.write(b"in the buffer")
      with socketserver.TCPServer(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          server.handle_request()
          return [log, recv_all(c)]`,
    ts() {
      const log: unknown[] = [];
      class H extends StreamRequestHandler {
        override timeout = 0.02;
        override wbufsize = 100;
        override disable_nagle_algorithm = true;
        override handle() {
          const nodelay = this.connection.getsockopt(IPPROTO_TCP, TCP_NODELAY);
          log.push([this.connection === this.request, this.connection.gettimeout(), nodelay]);
          this.wfile.write(b("waits "));
          log.push(attempt(() => this.rfile.readline()));
          this.wfile.write(b("in the buffer"));
        }
      }
      using server = new TCPServer(["127.0.0.1", 0], H);
      using c = create_connection(server.server_address as [string, number]);
      server.handle_request();
      return [log, recvAll(c)];
    },
  },
  "an answer goes whole to a slow client, also where a send would take a part of it [14.7]": {
    py: `
      import socketserver, threading
      wrote = []
      class H(socketserver.StreamRequestHandler):
          timeout = 30
          def handle(self): wrote.append(self.wfile.write(b"x" * 8_000_000))
      with socketserver.TCPServer(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          t = threading.Thread(target=server.handle_request); t.start()
          got = len(recv_all(c)); t.join()
          return [got, wrote]`,
    ts() {
      const wrote: unknown[] = [];
      class H extends StreamRequestHandler {
        override timeout = 30;
        override handle() {
          wrote.push(this.wfile.write(Buffer.alloc(8_000_000, "x")));
        }
      }
      using server = new TCPServer(["127.0.0.1", 0], H);
      const port = portOf(server.socket);
      // Reads in a process of its own, and tells by its answer how much came.
      const ear = listener();
      spawn("python3", [
        "-c",
        `import socket
s = socket.create_connection(("127.0.0.1", ${port}))
n = 0
while data := s.recv(65536): n += len(data)
socket.create_connection(("127.0.0.1", ${portOf(ear)})).sendall(str(n).encode())`,
      ]);
      server.handle_request();
      const [told] = ear.accept();
      return [Number(recvAll(told).toString()), wrote];
    },
  },
  "a buffered answer to a client that is gone is nobody's error": {
    py: `
      import socketserver
      log = []
      class H(socketserver.StreamRequestHandler):
          def handle(self):
              while self.rfile.readline(): pass
      class S(socketserver.TCPServer):
          def handle_error(self, request, address): log.append("error")
      with S(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          c.sendall(b"line\\n"); c.close()
          server.handle_request()
          return log`,
    ts() {
      const log: string[] = [];
      class H extends StreamRequestHandler {
        override wbufsize = 1000;
        override handle() {
          while (this.rfile.readline().length > 0);
        }
      }
      class S extends TCPServer {
        override handle_error() {
          log.push("error");
        }
      }
      using server = new S(["127.0.0.1", 0], H);
      const c = create_connection(server.server_address as [string, number]);
      c.sendall(b("line\n"));
      c.close();
      server.handle_request();
      return log;
    },
  },
  "service_actions is called again and again, with requests and without [14.6]": {
    py: `
      import socketserver, threading
      log = []
      class H(socketserver.BaseRequestHandler):
          def handle(self): log.append("handle")
      class S(socketserver.TCPServer):
          def service_actions(self):
              log.append("act")
              if log.count("act") == 4: threading.Thread(target=self.shutdown).start(); time.sleep(0.2)
      with S(("127.0.0.1", 0), H) as server:
          c = create_connection(server.server_address)
          server.serve_forever(0.01)
          return log`,
    ts() {
      const log: string[] = [];
      class H extends BaseRequestHandler {
        override handle() {
          log.push("handle");
        }
      }
      class S extends TCPServer {
        override service_actions() {
          log.push("act");
          if (log.filter((one) => one === "act").length === 4) this.shutdown();
        }
      }
      using server = new S(["127.0.0.1", 0], H);
      using _c = create_connection(server.server_address as [string, number]);
      server.serve_forever(0.01);
      return log;
    },
  },
  "the socket's own timeout counts too, whichever is shorter": {
    py: `
      import socketserver
      log = []
      class S(socketserver.UDPServer):
          def handle_timeout(self): log.append("timeout")
      with S(("127.0.0.1", 0), None) as server:
          server.socket.settimeout(0.01)
          server.handle_request()
          server.timeout = 100
          server.handle_request()
          server.socket.settimeout(100); server.timeout = 0.01
          server.handle_request()
          return log`,
    ts() {
      const log: string[] = [];
      class S extends UDPServer {
        override handle_timeout() {
          log.push("timeout");
        }
      }
      class H extends BaseRequestHandler<DatagramRequest> {}
      using server = new S(["127.0.0.1", 0], H);
      server.socket.settimeout(0.01);
      server.handle_request();
      server.timeout = 100;
      server.handle_request();
      server.socket.settimeout(100);
      server.timeout = 0.01;
      server.handle_request();
      return log;
    },
  },
});
