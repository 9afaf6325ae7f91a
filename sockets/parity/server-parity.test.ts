import { create_connection, MSG_WAITALL, SOCK_DGRAM, Socket } from "../src/index.ts";
import {
  BaseRequestHandler,
  type DatagramRequest,
  StreamRequestHandler,
  TCPServer,
  UDPServer,
} from "../src/socketserver.ts";
import { attempt, parity } from "./exchange.ts";

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
});
