import { closeSync, openSync } from "node:fs";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  create_connection,
  create_server,
  encode,
  fromfd,
  MSG_DONTWAIT,
  MSG_OOB,
  MSG_PEEK,
  MSG_WAITALL,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_LINGER,
  SO_OOBINLINE,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  socketpair,
} from "../src/index.ts";
import { attempt, closedPort, listener, parity, portOf, recvAll, tcpPair } from "./exchange.ts";

/** Streams: connect, send, recv, the ends of a stream. */

const b = (text: string) => Buffer.from(text, "latin1");
const localhost = "127.0.0.1";

parity("streams", {
  "bytes arrive as they were sent [1.1]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"hello")
      return b.recv(100)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(encode("hello"));
      return c.recv(100);
    },
  },
  "send tells how many bytes it took [4.4]": {
    py: `
      a, b = tcp_pair()
      return [a.send(b"hello"), a.send(b"")]`,
    ts() {
      const [a] = tcpPair();
      return [a.send(b("hello")), a.send(b(""))];
    },
  },
  "sendall gives nothing back [4.4]": {
    py: `
      a, b = tcp_pair()
      return a.sendall(b"x")`,
    ts: () => tcpPair()[0].sendall(b("x")),
  },
  "two sends may be one recv [4.1]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"one")
      a.sendall(b"two")
      a.close()
      return recv_all(b)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("one"));
      a.sendall(b("two"));
      a.close();
      return recvAll(c);
    },
  },
  "one send may be many recvs [4.1]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"abcdef")
      return [b.recv(2), b.recv(3), b.recv(9)]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("abcdef"));
      return [c.recv(2), c.recv(3), c.recv(9)];
    },
  },
  "every byte value survives": {
    py: `
      a, b = tcp_pair()
      a.sendall(bytes(range(256)))
      return b.recv(256, MSG_WAITALL)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(Uint8Array.from({ length: 256 }, (_, i) => i));
      return c.recv(256, MSG_WAITALL);
    },
  },
  "the peer's close is zero bytes, again and again [4.2]": {
    py: `
      a, b = tcp_pair()
      a.close()
      return [b.recv(10), b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.close();
      return [c.recv(10), c.recv(10)];
    },
  },
  "data before the close come first [4.2]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"bye")
      a.close()
      return [b.recv(10), b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("bye"));
      a.close();
      return [c.recv(10), c.recv(10)];
    },
  },
  "half-close: the other direction goes on [4.5]": {
    py: `
      a, b = tcp_pair()
      a.shutdown(SHUT_WR)
      end = b.recv(10)
      b.sendall(b"still here")
      return [end, a.recv(100)]`,
    ts() {
      const [a, c] = tcpPair();
      a.shutdown(SHUT_WR);
      const end = c.recv(10);
      c.sendall(b("still here"));
      return [end, a.recv(100)];
    },
  },
  "sending after SHUT_WR is EPIPE [4.5, 2.2]": {
    py: `
      a, b = tcp_pair()
      a.shutdown(SHUT_WR)
      return [attempt(a.send, b"x"), attempt(a.sendall, b"x")]`,
    ts() {
      const [a] = tcpPair();
      a.shutdown(SHUT_WR);
      return [attempt(() => a.send(b("x"))), attempt(() => a.sendall(b("x")))];
    },
  },
  "receiving after SHUT_RD is end of stream": {
    py: `
      a, b = tcp_pair()
      a.shutdown(SHUT_RD)
      return a.recv(10)`,
    ts() {
      const [a] = tcpPair();
      a.shutdown(SHUT_RD);
      return a.recv(10);
    },
  },
  "shutdown of both, then shutdown again": {
    py: `
      a, b = tcp_pair()
      a.shutdown(SHUT_RDWR)
      b.recv(1)
      b.close()
      time.sleep(0.05)
      return [a.recv(1), attempt(a.shutdown, SHUT_RDWR)]`,
    ts() {
      const [a, c] = tcpPair();
      a.shutdown(SHUT_RDWR);
      c.recv(1);
      c.close();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      return [a.recv(1), attempt(() => a.shutdown(SHUT_RDWR))];
    },
  },
  "shutdown of an unconnected socket": {
    py: `return attempt(socket.socket().shutdown, SHUT_WR)`,
    ts: () => attempt(() => new Socket().shutdown(SHUT_WR)),
  },
  "shutdown with a how that is none": {
    py: `return attempt(tcp_pair()[0].shutdown, 7)`,
    ts: () => attempt(() => tcpPair()[0].shutdown(7)),
  },
  "closing with unread data resets the peer [4.6]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"unread")
      b.recv(1)
      b.close()
      return attempt(a.recv, 10)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("unread"));
      c.recv(1);
      c.close();
      return attempt(() => a.recv(10));
    },
  },
  "SO_LINGER with zero seconds resets the peer [4.6]": {
    py: `
      a, b = tcp_pair()
      a.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
      a.close()
      return [attempt(b.recv, 10), b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.setsockopt(SOL_SOCKET, SO_LINGER, [true, 0]);
      a.close();
      return [attempt(() => c.recv(10)), c.recv(10)];
    },
  },
  "writing to a peer that is gone: EPIPE, and the process lives [1.3]": {
    py: `
      a, b = tcp_pair()
      b.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
      b.close()
      time.sleep(0.05)
      return [attempt(a.send, b"x"), attempt(a.send, b"x")]`,
    ts() {
      const [a, c] = tcpPair();
      c.setsockopt(SOL_SOCKET, SO_LINGER, [true, 0]);
      c.close();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      return [attempt(() => a.send(b("x"))), attempt(() => a.send(b("x")))];
    },
  },
  "MSG_PEEK leaves the bytes [4.7]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"peek")
      return [b.recv(2, MSG_PEEK), b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("peek"));
      return [c.recv(2, MSG_PEEK), c.recv(10)];
    },
  },
  "MSG_WAITALL waits for all [4.7]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"12")
      a.sendall(b"34")
      return b.recv(4, MSG_WAITALL)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("12"));
      a.sendall(b("34"));
      return c.recv(4, MSG_WAITALL);
    },
  },
  "MSG_WAITALL gives less at the end of the stream": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"12")
      a.close()
      return b.recv(4, MSG_WAITALL)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("12"));
      a.close();
      return c.recv(4, MSG_WAITALL);
    },
  },
  "MSG_DONTWAIT on a blocking socket [4.7]": {
    py: `return attempt(tcp_pair()[0].recv, 10, MSG_DONTWAIT)`,
    ts: () => attempt(() => tcpPair()[0].recv(10, MSG_DONTWAIT)),
  },
  "urgent data beside the stream [4.7]": {
    py: `
      a, b = tcp_pair()
      a.send(b"ab")
      a.send(b"!", MSG_OOB)
      select.select([], [], [b], 5)
      return [b.recv(1, MSG_OOB), b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.send(b("ab"));
      a.send(b("!"), MSG_OOB);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      return [c.recv(1, MSG_OOB), c.recv(10)];
    },
  },
  "urgent data in line with SO_OOBINLINE": {
    py: `
      a, b = tcp_pair()
      b.setsockopt(SOL_SOCKET, SO_OOBINLINE, 1)
      a.send(b"!", MSG_OOB)
      return b.recv(10)`,
    ts() {
      const [a, c] = tcpPair();
      c.setsockopt(SOL_SOCKET, SO_OOBINLINE, true);
      a.send(b("!"), MSG_OOB);
      return c.recv(10);
    },
  },
  "no urgent data there": {
    py: `return attempt(tcp_pair()[0].recv, 1, MSG_OOB)`,
    ts: () => attempt(() => tcpPair()[0].recv(1, MSG_OOB)),
  },
  "recv of zero bytes asks nothing, even of a closed socket [4.3]": {
    py: `
      a, b = tcp_pair()
      a.close()
      return [b.recv(0), a.recv(0)]`,
    ts() {
      const [a, c] = tcpPair();
      a.close();
      return [c.recv(0), a.recv(0)];
    },
  },
  "recv of a negative size": {
    py: `return attempt(tcp_pair()[0].recv, -1)`,
    ts: () => attempt(() => tcpPair()[0].recv(-1)),
  },
  "recv of a size that is no number [1.5]": {
    py: `return [attempt(tcp_pair()[0].recv, "1"), attempt(tcp_pair()[0].recv, 1.5), attempt(tcp_pair()[0].recv, None)]`,
    ts: () => ["1", 1.5, null].map((size) => attempt(() => tcpPair()[0].recv(size as number))),
  },
  "sending text [1.6]": {
    py: `return [attempt(tcp_pair()[0].send, "text"), attempt(tcp_pair()[0].sendall, "text")]`,
    ts: () => [
      attempt(() => tcpPair()[0].send("text" as never)),
      attempt(() => tcpPair()[0].sendall("text" as never)),
    ],
  },
  "sending what is neither bytes nor text": {
    py: `return [attempt(tcp_pair()[0].send, x) for x in (None, 5, [1, 2])]`,
    ts: () => [null, 5, [1, 2]].map((x) => attempt(() => tcpPair()[0].send(x as never))),
  },
  "recv_into writes into the buffer [4.8]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"into")
      area = bytearray(8)
      return [b.recv_into(area), area]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("into"));
      const area = Buffer.alloc(8);
      return [c.recv_into(area), area];
    },
  },
  "recv_into of a part": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"abcdef")
      area = bytearray(8)
      n = b.recv_into(memoryview(area)[2:], 3)
      return [n, area, b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("abcdef"));
      const area = Buffer.alloc(8);
      const n = c.recv_into(area.subarray(2), 3);
      return [n, area, c.recv(10)];
    },
  },
  "recv_into of more than the buffer has [4.8]": {
    py: `return [attempt(tcp_pair()[0].recv_into, bytearray(4), 5), attempt(tcp_pair()[0].recv_into, bytearray(4), -1)]`,
    ts: () => [5, -1].map((n) => attempt(() => tcpPair()[0].recv_into(Buffer.alloc(4), n))),
  },
  "recv_into at the end of the stream": {
    py: `
      a, b = tcp_pair()
      a.close()
      return b.recv_into(bytearray(4))`,
    ts() {
      const [a, c] = tcpPair();
      a.close();
      return c.recv_into(Buffer.alloc(4));
    },
  },
  "recvfrom of a stream has no address [3.5]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"x")
      return b.recvfrom(10)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("x"));
      return c.recvfrom(10);
    },
  },
  "sendto on a connected stream ignores the address": {
    py: `
      a, b = tcp_pair()
      n = a.sendto(b"xy", ("127.0.0.1", 9))
      return [n, b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      const n = a.sendto(b("xy"), [localhost, 9]);
      return [n, c.recv(10)];
    },
  },
  "connect to nobody [5.1]": {
    py: `
      s = socket.socket()
      return attempt(s.connect, ("127.0.0.1", closed_port()))`,
    ts: () => attempt(() => new Socket().connect([localhost, closedPort()])),
  },
  "connect_ex gives the number [5.1]": {
    py: `
      l = listener()
      s = socket.socket()
      return [socket.socket().connect_ex(("127.0.0.1", closed_port())), s.connect_ex(l.getsockname()), s.connect_ex(l.getsockname())]`,
    ts() {
      const l = listener();
      const s = new Socket();
      return [
        new Socket().connect_ex([localhost, closedPort()]),
        s.connect_ex(l.getsockname()),
        s.connect_ex(l.getsockname()),
      ];
    },
  },
  "connect twice": {
    py: `
      l = listener()
      s = socket.socket()
      s.connect(l.getsockname())
      return attempt(s.connect, l.getsockname())`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.connect(l.getsockname());
      return attempt(() => s.connect(l.getsockname()));
    },
  },
  "talking before connecting [5.2]": {
    py: `return [attempt(socket.socket().recv, 1), attempt(socket.socket().send, b"x"), attempt(socket.socket().getpeername)]`,
    ts: () => [
      attempt(() => new Socket().recv(1)),
      attempt(() => new Socket().send(b("x"))),
      attempt(() => new Socket().getpeername()),
    ],
  },
  "talking on the listening socket [5.2]": {
    py: `return [attempt(listener().recv, 1), attempt(listener().send, b"x")]`,
    ts: () => [attempt(() => listener().recv(1)), attempt(() => listener().send(b("x")))],
  },
  "accept without listen": {
    py: `
      s = socket.socket()
      s.bind(("127.0.0.1", 0))
      return [attempt(s.accept), attempt(socket.socket().accept)]`,
    ts() {
      const s = new Socket();
      s.bind([localhost, 0]);
      return [attempt(() => s.accept()), attempt(() => new Socket().accept())];
    },
  },
  "a port in use [5.7]": {
    py: `
      l = listener()
      return attempt(socket.socket().bind, l.getsockname())`,
    ts() {
      const l = listener();
      return attempt(() => new Socket().bind(l.getsockname()));
    },
  },
  "bind twice [5.7]": {
    py: `
      s = socket.socket()
      s.bind(("127.0.0.1", 0))
      return attempt(s.bind, ("127.0.0.1", 0))`,
    ts() {
      const s = new Socket();
      s.bind([localhost, 0]);
      return attempt(() => s.bind([localhost, 0]));
    },
  },
  "bind to an address of another machine": {
    py: `return attempt(socket.socket().bind, ("192.0.2.1", 0))`,
    ts: () => attempt(() => new Socket().bind(["192.0.2.1", 0])),
  },
  "listen twice, with backlogs of all sizes [5.3]": {
    py: `
      s = socket.socket()
      s.bind(("127.0.0.1", 0))
      return [s.listen(1), s.listen(0), s.listen(-5), s.listen(1000000), s.listen()]`,
    ts() {
      const s = new Socket();
      s.bind([localhost, 0]);
      return [s.listen(1), s.listen(0), s.listen(-5), s.listen(1_000_000), s.listen()];
    },
  },
  "a backlog that is no C int": {
    py: `return [attempt(socket.socket().listen, 2**40), attempt(socket.socket().listen, "5")]`,
    ts: () => [attempt(() => new Socket().listen(2 ** 40)), attempt(() => new Socket().listen("5" as never))],
  },
  "listening without bind chooses a port [3.3]": {
    py: `
      s = socket.socket()
      s.listen()
      host, port = s.getsockname()
      return [host, port > 0]`,
    ts() {
      const s = new Socket();
      s.listen();
      const [host, port] = s.getsockname();
      return [host, port > 0];
    },
  },
  "both ends name each other": {
    py: `
      a, b = tcp_pair()
      return [a.getsockname() == b.getpeername(), b.getsockname() == a.getpeername(), a.getsockname()[0]]`,
    ts() {
      const [a, c] = tcpPair();
      const same = (x: unknown, y: unknown) => JSON.stringify(x) === JSON.stringify(y);
      return [
        same(a.getsockname(), c.getpeername()),
        same(c.getsockname(), a.getpeername()),
        a.getsockname()[0],
      ];
    },
  },
  "accept tells the client's address [3.5]": {
    py: `
      l = listener()
      s = socket.socket()
      s.connect(l.getsockname())
      c, address = l.accept()
      return [address == s.getsockname(), c.family, c.type, c.proto]`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.connect(l.getsockname());
      const [c, address] = l.accept();
      return [JSON.stringify(address) === JSON.stringify(s.getsockname()), c.family, c.type, c.proto];
    },
  },
  "an unbound socket's name": {
    py: `return socket.socket().getsockname()`,
    ts: () => new Socket().getsockname(),
  },
  "closing the listener leaves accepted clients alone [5.5]": {
    py: `
      l = listener()
      s = socket.socket()
      s.connect(l.getsockname())
      c, _ = l.accept()
      address = l.getsockname()
      l.close()
      s.sendall(b"on")
      return [c.recv(10), attempt(socket.socket().connect, address)]`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.connect(l.getsockname());
      const [c] = l.accept();
      const address = l.getsockname();
      l.close();
      s.sendall(b("on"));
      return [c.recv(10), attempt(() => new Socket().connect(address))];
    },
  },
  "closing the listener resets who was not accepted [5.5]": {
    py: `
      l = listener()
      s = socket.socket()
      s.connect(l.getsockname())
      l.close()
      return attempt(s.recv, 10)`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.connect(l.getsockname());
      l.close();
      return attempt(() => s.recv(10));
    },
  },
  "a client waits in the queue before accept, and may talk [5.4]": {
    py: `
      l = listener()
      s = socket.socket()
      s.connect(l.getsockname())
      s.sendall(b"early")
      c, _ = l.accept()
      return c.recv(10)`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.connect(l.getsockname());
      s.sendall(b("early"));
      return l.accept()[0].recv(10);
    },
  },
  "every call of a closed socket [7.1]": {
    py: `
      a, b = tcp_pair()
      a.close()
      return [attempt(a.recv, 1), attempt(a.send, b"x"), attempt(a.sendall, b"x"), attempt(a.getsockname), attempt(a.getpeername),
        attempt(a.accept), attempt(a.listen), attempt(a.bind, ("127.0.0.1", 0)), attempt(a.connect, ("127.0.0.1", 9)),
        attempt(a.shutdown, SHUT_WR), attempt(a.getsockopt, SOL_SOCKET, SO_TYPE), attempt(a.setsockopt, SOL_SOCKET, SO_KEEPALIVE, 1),
        attempt(a.setblocking, False), attempt(a.settimeout, 1), a.fileno(), a.close(), a.detach()]`,
    ts() {
      const [a] = tcpPair();
      a.close();
      return [
        attempt(() => a.recv(1)),
        attempt(() => a.send(b("x"))),
        attempt(() => a.sendall(b("x"))),
        attempt(() => a.getsockname()),
        attempt(() => a.getpeername()),
        attempt(() => a.accept()),
        attempt(() => a.listen()),
        attempt(() => a.bind([localhost, 0])),
        attempt(() => a.connect([localhost, 9])),
        attempt(() => a.shutdown(SHUT_WR)),
        attempt(() => a.getsockopt(SOL_SOCKET, 3)),
        attempt(() => a.setsockopt(SOL_SOCKET, 9, 1)),
        attempt(() => a.setblocking(false)),
        attempt(() => a.settimeout(1)),
        a.fileno(),
        a.close(),
        a.detach(),
      ];
    },
  },
  "connect_ex of a closed socket": {
    py: `
      s = socket.socket()
      s.close()
      return s.connect_ex(("127.0.0.1", 9))`,
    ts() {
      const s = new Socket();
      s.close();
      return s.connect_ex([localhost, 9]);
    },
  },
  "closing twice is allowed [7.1]": {
    py: `
      s = socket.socket()
      return [s.close(), s.close(), s.fileno()]`,
    ts() {
      const s = new Socket();
      return [s.close(), s.close(), s.fileno()];
    },
  },
  "a descriptor closed behind the socket's back": {
    py: `
      s = socket.socket()
      os.close(s.fileno())
      result = [attempt(s.getsockname), attempt(s.close)]
      return result`,
    ts() {
      const s = new Socket();
      const other = new Socket(2, 1, 0, s.fileno());
      other.close();
      return [attempt(() => s.getsockname()), attempt(() => s.close())];
    },
  },
  "detach gives the descriptor away open [7.2, 7.3]": {
    py: `
      a, b = tcp_pair()
      fd = a.detach()
      c = socket.socket(fileno=fd)
      c.sendall(b"alive")
      return [a.fileno(), c.family, c.type, c.proto, b.recv(10)]`,
    ts() {
      const [a, other] = tcpPair();
      const fd = a.detach();
      const c = new Socket<number>(undefined, undefined, undefined, fd);
      c.sendall(b("alive"));
      return [a.fileno(), c.family, c.type, c.proto, other.recv(10)];
    },
  },
  "a copy keeps the connection open [7.2]": {
    py: `
      a, b = tcp_pair()
      c = a.dup()
      a.close()
      c.sendall(b"copy")
      c.close()
      return [b.recv(10), b.recv(10)]`,
    ts() {
      const [a, other] = tcpPair();
      const c = a.dup();
      a.close();
      c.sendall(b("copy"));
      c.close();
      return [other.recv(10), other.recv(10)];
    },
  },
  "a socket of a descriptor that is none": {
    py: `return [attempt(lambda: socket.socket(fileno=-1)), attempt(lambda: socket.socket(fileno=99999)), attempt(lambda: socket.socket(fileno="x"))]`,
    ts: () => [
      attempt(() => new Socket(undefined, undefined, undefined, -1)),
      attempt(() => new Socket(undefined, undefined, undefined, 99999)),
      attempt(() => new Socket(undefined, undefined, undefined, "x" as never)),
    ],
  },
  "a socket of a descriptor that is a file": {
    py: `
      fd = os.open("/dev/null", os.O_RDONLY)
      return attempt(lambda: socket.socket(fileno=fd))`,
    ts() {
      const fd = openSync("/dev/null", "r");
      try {
        return attempt(() => new Socket(undefined, undefined, undefined, fd));
      } finally {
        closeSync(fd);
      }
    },
  },
  "a descriptor that is no socket, whatever it is said to be [7.3]": {
    py: `
      f = os.open("/dev/null", os.O_RDONLY)
      out = [attempt(socket.socket, AF_INET, SOCK_STREAM, 0, 9999), attempt(socket.socket, AF_INET, SOCK_STREAM, 0, f), attempt(fromfd, f, AF_INET, SOCK_STREAM)]
      os.close(f)
      return out`,
    ts() {
      const f = openSync("/dev/null", "r");
      const out = [
        attempt(() => new Socket(AF_INET, SOCK_STREAM, 0, 9999)),
        attempt(() => new Socket(AF_INET, SOCK_STREAM, 0, f)),
        attempt(() => fromfd(f, AF_INET, SOCK_STREAM)),
      ];
      closeSync(f);
      return out;
    },
  },
  "SOCK_NONBLOCK is a timeout of 0, also for a given descriptor and for a pair [8.1]": {
    py: `
      s = socket.socket()
      t = socket.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0, s.detach())
      a, b = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK)
      return [t.gettimeout(), a.gettimeout(), b.gettimeout(), a.getblocking(), attempt(a.recv, 1), t.type == SOCK_STREAM, a.type == SOCK_STREAM]`,
    ts() {
      const s = new Socket();
      const t = new Socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0, s.detach());
      const [a, c] = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
      const first = attempt(() => a.recv(1));
      return [
        ...[t.gettimeout(), a.gettimeout(), c.gettimeout(), a.getblocking(), first],
        ...[t.type === SOCK_STREAM, a.type === SOCK_STREAM],
      ];
    },
  },
  "the end of a with block closes [7.4]": {
    py: `
      with socket.socket() as s:
          pass
      return s.fileno()`,
    ts() {
      let kept: Socket;
      {
        using s = new Socket();
        kept = s;
      }
      return kept.fileno();
    },
  },
  "a big transfer, byte for byte": {
    py: `
      a, b = tcp_pair()
      data = bytes(i * 7 % 251 for i in range(300000))
      a.settimeout(0)
      sent, got = 0, b""
      while len(got) < len(data):
          try:
              sent += a.send(data[sent:]) if sent < len(data) else 0
          except BlockingIOError:
              pass
          got += b.recv(65536)
      return [sent, got == data]`,
    ts() {
      const [a, c] = tcpPair();
      const data = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251));
      a.settimeout(0);
      let sent = 0;
      const got: Buffer[] = [];
      let length = 0;
      while (length < data.length) {
        const result = sent < data.length ? attempt(() => a.send(data.subarray(sent))) : 0;
        if (typeof result === "number") sent += result;
        const part = c.recv(65536);
        length += part.length;
        got.push(part);
      }
      return [sent, Buffer.concat(got).equals(data)];
    },
  },
  "a full buffer takes a part, then nothing [4.4]": {
    py: `
      a, b = tcp_pair()
      a.setblocking(False)
      n = a.send(bytes(20_000_000))
      while True:
          r = attempt(a.send, bytes(1_000_000))
          if isinstance(r, dict):
              break
      return [0 < n < 20_000_000, r]`,
    ts() {
      const [a] = tcpPair();
      a.setblocking(false);
      const n = a.send(Buffer.alloc(20_000_000));
      let r: unknown;
      do r = attempt(() => a.send(Buffer.alloc(1_000_000)));
      while (typeof r === "number");
      return [0 < n && n < 20_000_000, r];
    },
  },
  "IPv6 on the loopback": {
    py: `
      a, b = tcp_pair(AF_INET6)
      a.sendall(b"six")
      host, port, flow, scope = b.getsockname()
      return [b.recv(10), host, flow, scope, a.family]`,
    ts() {
      const [a, c] = tcpPair(AF_INET6);
      a.sendall(b("six"));
      const [host, , flow, scope] = c.getsockname();
      return [c.recv(10), host, flow, scope, a.family];
    },
  },
  "a dual-stack listener names an IPv4 client [5.6]": {
    py: `
      l = socket.create_server(("", 0), family=AF_INET6, dualstack_ipv6=True)
      s = socket.create_connection(("127.0.0.1", l.getsockname()[1]))
      c, address = l.accept()
      return [address[0], address[2:], s.family]`,
    ts() {
      const l = create_server(["", 0], { family: AF_INET6, dualstack_ipv6: true });
      const s = create_connection([localhost, portOf(l)]);
      const [, address] = l.accept();
      return [address[0], (address as unknown[]).slice(2), s.family];
    },
  },
  "an IPv6-only listener refuses IPv4": {
    py: `
      l = socket.create_server(("::", 0), family=AF_INET6)
      return attempt(socket.create_connection, ("127.0.0.1", l.getsockname()[1]))`,
    ts() {
      const l = create_server(["::", 0], { family: AF_INET6 });
      return attempt(() => create_connection([localhost, portOf(l)]));
    },
  },
  "create_server with impossible wishes": {
    py: `return [attempt(lambda: socket.create_server(("", 0), dualstack_ipv6=True)), attempt(lambda: socket.create_server(("192.0.2.1", 0)))]`,
    ts: () => [
      attempt(() => create_server(["", 0], { dualstack_ipv6: true })),
      attempt(() => create_server(["192.0.2.1", 0])),
    ],
  },
  "create_connection: timeout, source, nobody there [5.6]": {
    py: `
      l = listener()
      s = socket.create_connection(l.getsockname(), timeout=5, source_address=("127.0.0.2", 0))
      c, address = l.accept()
      return [s.gettimeout(), address[0], attempt(socket.create_connection, ("127.0.0.1", closed_port()))]`,
    ts() {
      const l = listener();
      const s = create_connection(l.getsockname(), 5, ["127.0.0.2", 0]);
      const [, address] = l.accept();
      return [s.gettimeout(), address[0], attempt(() => create_connection([localhost, closedPort()]))];
    },
  },
  "create_connection: this machine, services by name [5.6]": {
    py: `
      l = listener(backlog=20)
      port = l.getsockname()[1]
      peer = lambda *a: attempt(lambda: create_connection(*a).getpeername()[0])
      return [peer(("127.0.0.1", str(port))), peer((None, port)), peer(("127.0.0.1", None)), peer(("127.0.0.1", "nosuchservice")),
        peer(("", port)), peer(("127.0.0.1", port), -1), peer(("127.0.0.1", port), 0), peer(("127.0.0.1", port), 5, ("127.0.0.1", port)),
        create_connection(("127.0.0.1", port), 1.5, ("127.0.0.2", 0)).getsockname()[0], create_connection(("127.0.0.1", port), 1.5).gettimeout()]`,
    ts() {
      const l = listener(undefined, undefined, 20);
      const port = portOf(l);
      const peer = (...args: Parameters<typeof create_connection>) =>
        attempt(() => create_connection(...args).getpeername()[0]);
      return [
        peer(["127.0.0.1", String(port)]),
        peer([null, port]),
        peer(["127.0.0.1", null]),
        peer(["127.0.0.1", "nosuchservice"]),
        peer(["", port]),
        peer(["127.0.0.1", port], -1),
        peer(["127.0.0.1", port], 0),
        peer(["127.0.0.1", port], 5, ["127.0.0.1", port]),
        create_connection(["127.0.0.1", port], 1.5, ["127.0.0.2", 0]).getsockname()[0],
        create_connection(["127.0.0.1", port], 1.5).gettimeout(),
      ];
    },
  },
  "create_connection can tell what every try failed of [5.6]": {
    py: `
      def kinds(port):
          try: create_connection(("127.0.0.1", port), all_errors=True)
          except BaseException as e: return [type(one).__name__ for one in e.exceptions]
      port = closed_port()
      return [attempt(lambda: create_connection(("127.0.0.1", port), all_errors=True)), kinds(port), attempt(lambda: create_connection(("127.0.0.1", port), all_errors=False))]`,
    ts() {
      const to = [localhost, closedPort()] as [string, number];
      const all = () => create_connection(to, null, null, { all_errors: true });
      const kinds = () => {
        try {
          return all();
        } catch (error) {
          return (error as AggregateError).errors.map((one: Error) => one.name);
        }
      };
      return [attempt(all), kinds(), attempt(() => create_connection(to, null, null, { all_errors: false }))];
    },
  },
  "send buffers are doubled by Linux": {
    py: `
      s = socket.socket()
      s.setsockopt(SOL_SOCKET, SO_SNDBUF, 20000)
      s.setsockopt(SOL_SOCKET, SO_RCVBUF, 30000)
      return [s.getsockopt(SOL_SOCKET, SO_SNDBUF), s.getsockopt(SOL_SOCKET, SO_RCVBUF)]`,
    ts() {
      const s = new Socket();
      s.setsockopt(SOL_SOCKET, SO_SNDBUF, 20000);
      s.setsockopt(SOL_SOCKET, SO_RCVBUF, 30000);
      return [s.getsockopt(SOL_SOCKET, SO_SNDBUF), s.getsockopt(SOL_SOCKET, SO_RCVBUF)];
    },
  },
});
