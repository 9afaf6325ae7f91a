import { closeSync, openSync } from "node:fs";
import {
  dup,
  getdefaulttimeout,
  MSG_DONTWAIT,
  MSG_WAITALL,
  SHUT_WR,
  SO_ERROR,
  SOL_SOCKET,
  Socket,
  select,
  setdefaulttimeout,
  socketpair,
} from "../src/index.ts";
import {
  EPOLL_CLOEXEC,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLRDHUP,
  epoll,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  poll,
} from "../src/select.ts";
import {
  DefaultSelector,
  EpollSelector,
  EVENT_READ,
  EVENT_WRITE,
  PollSelector,
  SelectSelector,
} from "../src/selectors.ts";
import { attempt, closedPort, listener, parity, tcpPair, udp } from "./exchange.ts";

/** Waiting, and not waiting: timeouts, non-blocking sockets, select, poll, epoll, selectors, files over sockets. */

const b = (text: string) => Buffer.from(text, "latin1");
const localhost = "127.0.0.1";

/** A listener whose queue is full, so that a connect to it does not finish. */
function stuck(): [Socket, Socket[]] {
  const l = listener(2, localhost, 0);
  const waiting = [0, 1, 2].map(() => {
    const s = new Socket();
    s.setblocking(false);
    s.connect_ex(l.getsockname());
    return s;
  });
  return [l, waiting];
}

const pyStuck = `
      l = listener(backlog=0)
      waiting = []
      for _ in range(3):
          s = socket.socket(); s.setblocking(False); s.connect_ex(l.getsockname()); waiting.append(s)`;

parity("timeouts and non-blocking sockets", {
  "a new socket waits for ever [8.1]": {
    py: `
      s = socket.socket()
      return [s.gettimeout(), s.getblocking(), getdefaulttimeout()]`,
    ts() {
      const s = new Socket();
      return [s.gettimeout(), s.getblocking(), getdefaulttimeout()];
    },
  },
  "settimeout and setblocking are one thing [8.1]": {
    py: `
      s = socket.socket()
      out = []
      for t in (0, None, 0.5, 2):
          s.settimeout(t); out.append([s.gettimeout(), s.getblocking()])
      s.setblocking(False); out.append([s.gettimeout(), s.getblocking()])
      s.setblocking(True); out.append([s.gettimeout(), s.getblocking()])
      return out`,
    ts() {
      const s = new Socket();
      const out: unknown[] = [];
      for (const t of [0, null, 0.5, 2]) {
        s.settimeout(t);
        out.push([s.gettimeout(), s.getblocking()]);
      }
      s.setblocking(false);
      out.push([s.gettimeout(), s.getblocking()]);
      s.setblocking(true);
      out.push([s.gettimeout(), s.getblocking()]);
      return out;
    },
  },
  "timeouts that are none [8.1]": {
    py: `return [attempt(socket.socket().settimeout, t) for t in (-1, float("nan"), "1", [], 1e300, float("inf"))]`,
    ts: () =>
      [-1, Number.NaN, "1", [], 1e300, Number.POSITIVE_INFINITY].map((t) =>
        attempt(() => new Socket().settimeout(t as number)),
      ),
  },
  "recv times out [2.3, 8.2]": {
    py: `
      a, b = tcp_pair()
      a.settimeout(0.05)
      return [attempt(a.recv, 1), attempt(a.recv_into, bytearray(3)), attempt(a.recvfrom, 3)]`,
    ts() {
      const [a] = tcpPair();
      a.settimeout(0.05);
      return [
        attempt(() => a.recv(1)),
        attempt(() => a.recv_into(Buffer.alloc(3))),
        attempt(() => a.recvfrom(3)),
      ];
    },
  },
  "accept times out, and the accepted socket waits for ever [8.6]": {
    py: `
      l = listener()
      l.settimeout(0.05)
      first = attempt(l.accept)
      s = socket.create_connection(l.getsockname())
      c, _ = l.accept()
      return [first, c.gettimeout()]`,
    ts() {
      const l = listener();
      l.settimeout(0.05);
      const first = attempt(() => l.accept());
      const s = new Socket();
      s.connect(l.getsockname());
      return [first, l.accept()[0].gettimeout()];
    },
  },
  "datagrams time out": {
    py: `
      s = udp()
      s.settimeout(0.05)
      return attempt(s.recvfrom, 10)`,
    ts() {
      const s = udp();
      s.settimeout(0.05);
      return attempt(() => s.recvfrom(10));
    },
  },
  "sendall times out when nobody reads [8.3]": {
    py: `
      a, b = tcp_pair()
      a.settimeout(0.1)
      return attempt(a.sendall, bytes(30_000_000))`,
    ts() {
      const [a] = tcpPair();
      a.settimeout(0.1);
      return attempt(() => a.sendall(Buffer.alloc(30_000_000)));
    },
  },
  "connect times out at a full queue [8.3]": {
    py: `${pyStuck}
      s = socket.socket()
      s.settimeout(0.1)
      t = socket.socket()
      t.settimeout(0.1)
      return [attempt(s.connect, l.getsockname()), t.connect_ex(l.getsockname())]`,
    ts() {
      const [l] = stuck();
      const s = new Socket();
      s.settimeout(0.1);
      const t = new Socket();
      t.settimeout(0.1);
      return [attempt(() => s.connect(l.getsockname())), t.connect_ex(l.getsockname())];
    },
  },
  "connect with a timeout that suffices": {
    py: `
      l = listener()
      s = socket.socket()
      s.settimeout(5)
      s.connect(l.getsockname())
      return [s.gettimeout(), attempt(s.connect, l.getsockname())]`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.settimeout(5);
      s.connect(l.getsockname());
      return [s.gettimeout(), attempt(() => s.connect(l.getsockname()))];
    },
  },
  "connect with a timeout, refused": {
    py: `
      s = socket.socket()
      s.settimeout(5)
      t = socket.socket()
      t.settimeout(5)
      return [attempt(s.connect, ("127.0.0.1", closed_port())), t.connect_ex(("127.0.0.1", closed_port()))]`,
    ts() {
      const s = new Socket();
      s.settimeout(5);
      const t = new Socket();
      t.settimeout(5);
      return [attempt(() => s.connect([localhost, closedPort()])), t.connect_ex([localhost, closedPort()])];
    },
  },
  "a connect that must not wait goes on by itself [8.4]": {
    py: `
      l = listener()
      s = socket.socket()
      s.setblocking(False)
      first = attempt(s.connect, l.getsockname())
      select.select([], [s], [], 5)
      return [first, s.getsockopt(SOL_SOCKET, SO_ERROR), s.getpeername() == l.getsockname(), s.connect_ex(l.getsockname())]`,
    ts() {
      const l = listener();
      const s = new Socket();
      s.setblocking(false);
      const first = attempt(() => s.connect(l.getsockname()));
      select([], [s], [], 5);
      const same = JSON.stringify(s.getpeername()) === JSON.stringify(l.getsockname());
      return [first, s.getsockopt(SOL_SOCKET, SO_ERROR), same, s.connect_ex(l.getsockname())];
    },
  },
  "connect_ex that must not wait: in progress, already, then the error": {
    py: `${pyStuck}
      s = socket.socket()
      s.setblocking(False)
      return [s.connect_ex(l.getsockname()), s.connect_ex(l.getsockname()), attempt(s.connect, l.getsockname())]`,
    ts() {
      const [l] = stuck();
      const s = new Socket();
      s.setblocking(false);
      return [
        s.connect_ex(l.getsockname()),
        s.connect_ex(l.getsockname()),
        attempt(() => s.connect(l.getsockname())),
      ];
    },
  },
  "a refused connect is read from SO_ERROR once [8.4]": {
    py: `
      s = socket.socket()
      s.setblocking(False)
      s.connect_ex(("127.0.0.1", closed_port()))
      select.select([], [s], [], 5)
      return [s.getsockopt(SOL_SOCKET, SO_ERROR), s.getsockopt(SOL_SOCKET, SO_ERROR)]`,
    ts() {
      const s = new Socket();
      s.setblocking(false);
      s.connect_ex([localhost, closedPort()]);
      select([], [s], [], 5);
      return [s.getsockopt(SOL_SOCKET, SO_ERROR), s.getsockopt(SOL_SOCKET, SO_ERROR)];
    },
  },
  "nothing there, and it must not wait [2.2]": {
    py: `
      a, b = tcp_pair()
      a.setblocking(False)
      l = listener()
      l.setblocking(False)
      u = udp()
      u.setblocking(False)
      return [attempt(a.recv, 1), attempt(l.accept), attempt(u.recvfrom, 1), attempt(a.recv_into, bytearray(1))]`,
    ts() {
      const [a] = tcpPair();
      a.setblocking(false);
      const l = listener();
      l.setblocking(false);
      const u = udp();
      u.setblocking(false);
      return [
        attempt(() => a.recv(1)),
        attempt(() => l.accept()),
        attempt(() => u.recvfrom(1)),
        attempt(() => a.recv_into(Buffer.alloc(1))),
      ];
    },
  },
  "MSG_DONTWAIT does not end a timeout early": {
    py: `
      a, b = tcp_pair()
      a.settimeout(0.05)
      return attempt(a.recv, 1, MSG_DONTWAIT)`,
    ts() {
      const [a] = tcpPair();
      a.settimeout(0.05);
      return attempt(() => a.recv(1, MSG_DONTWAIT));
    },
  },
  "MSG_WAITALL with a timeout gives what is there [8.2]": {
    py: `
      a, b = tcp_pair()
      b.sendall(b"ab")
      a.settimeout(1)
      return a.recv(10, MSG_WAITALL)`,
    ts() {
      const [a, c] = tcpPair();
      c.sendall(b("ab"));
      a.settimeout(1);
      return a.recv(10, MSG_WAITALL);
    },
  },
  "the default timeout is for new sockets [8.6]": {
    py: `
      old = socket.socket()
      setdefaulttimeout(3.5)
      s = socket.socket()
      l = listener()
      c = socket.create_connection(l.getsockname())
      d, _ = l.accept()
      p, q = socket.socketpair()
      setdefaulttimeout(None)
      return [old.gettimeout(), s.gettimeout(), c.gettimeout(), d.gettimeout(), p.gettimeout()]`,
    ts() {
      const old = new Socket();
      setdefaulttimeout(3.5);
      try {
        const s = new Socket();
        const l = listener();
        const c = new Socket();
        c.connect(l.getsockname());
        const [d] = l.accept();
        const [p] = socketpair();
        return [old, s, c, d, p].map((one) => one.gettimeout());
      } finally {
        setdefaulttimeout(null);
      }
    },
  },
  "default timeouts that are none": {
    py: `return [attempt(setdefaulttimeout, -1), attempt(setdefaulttimeout, "x")]`,
    ts: () => [attempt(() => setdefaulttimeout(-1)), attempt(() => setdefaulttimeout("x" as never))],
  },
  "a timed-out socket can be used again [8.5]": {
    py: `
      a, b = tcp_pair()
      a.settimeout(0.05)
      first = attempt(a.recv, 1)
      b.sendall(b"late")
      return [first, a.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      a.settimeout(0.05);
      const first = attempt(() => a.recv(1));
      c.sendall(b("late"));
      return [first, a.recv(10)];
    },
  },
});

parity("select, poll, epoll", {
  "nothing is ready: three empty lists [10.1]": {
    py: `
      a, b = tcp_pair()
      return [len(x) for x in select.select([a], [], [a], 0.02)]`,
    ts() {
      const [a] = tcpPair();
      return select([a], [], [a], 0.02).map((list) => list.length);
    },
  },
  "readable, writable [10.1]": {
    py: `
      a, b = tcp_pair()
      b.sendall(b"x")
      r, w, x = select.select([a, b], [a, b], [a], 5)
      return [r == [a], w == [a, b], x]`,
    ts() {
      const [a, c] = tcpPair();
      c.sendall(b("x"));
      select([a], [], [], 5);
      const [r, w, x] = select([a, c], [a, c], [a], 5);
      return [r.length === 1 && r[0] === a, w.length === 2, x];
    },
  },
  "a listener with a client is readable [10.2]": {
    py: `
      l = listener()
      before = len(select.select([l], [], [], 0)[0])
      s = socket.create_connection(l.getsockname())
      return [before, len(select.select([l], [], [], 5)[0])]`,
    ts() {
      const l = listener();
      const before = select([l], [], [], 0)[0].length;
      new Socket().connect(l.getsockname());
      return [before, select([l], [], [], 5)[0].length];
    },
  },
  "the end of a stream is readable [10.2]": {
    py: `
      a, b = tcp_pair()
      b.close()
      return [len(select.select([a], [], [], 5)[0]), a.recv(1)]`,
    ts() {
      const [a, c] = tcpPair();
      c.close();
      return [select([a], [], [], 5)[0].length, a.recv(1)];
    },
  },
  "empty lists only wait": {
    py: `return select.select([], [], [], 0.01)`,
    ts: () => select([], [], [], 0.01),
  },
  "the same socket twice": {
    py: `
      a, b = tcp_pair()
      return len(select.select([], [a, a], [], 5)[1])`,
    ts() {
      const [a] = tcpPair();
      return select([], [a, a], [], 5)[1].length;
    },
  },
  "numbers are descriptors": {
    py: `
      a, b = tcp_pair()
      return select.select([], [a.fileno()], [], 5)[1] == [a.fileno()]`,
    ts() {
      const [a] = tcpPair();
      return select([], [a.fileno()], [], 5)[1][0] === a.fileno();
    },
  },
  "select of a closed socket [10.3]": {
    py: `
      s = socket.socket()
      s.close()
      return attempt(select.select, [s], [], [], 0)`,
    ts() {
      const s = new Socket();
      s.close();
      return attempt(() => select([s], [], [], 0));
    },
  },
  "select of a descriptor that is not open": {
    py: `return attempt(select.select, [987], [], [], 0)`,
    ts: () => attempt(() => select([987], [], [], 0)),
  },
  "select with wrong arguments [10.3, 1.5]": {
    py: `
      s = socket.socket()
      return [attempt(select.select, [1024], [], [], 0), attempt(select.select, [-1], [], [], 0), attempt(select.select, ["x"], [], [], 0),
        attempt(select.select, 5, [], [], 0), attempt(select.select, [s], [], [], "x"), attempt(select.select, [s], [], [], -1), attempt(select.select, [object()], [], [])]`,
    ts() {
      const s = new Socket();
      return [
        attempt(() => select([1024], [], [], 0)),
        attempt(() => select([-1], [], [], 0)),
        attempt(() => select(["x" as never], [], [], 0)),
        attempt(() => select(5 as never, [], [], 0)),
        attempt(() => select([s], [], [], "x" as never)),
        attempt(() => select([s], [], [], -1)),
        attempt(() => select([{} as never], [], [])),
      ];
    },
  },
  "timeouts longer than the kernel can be told [10.4]": {
    py: `
      a, b = tcp_pair(); b.send(b"x")
      p = select.poll(); p.register(a, select.POLLIN)
      e = select.epoll(); e.register(a, select.EPOLLIN)
      inf = float("inf")
      return [attempt(lambda: len(select.select([a], [], [], t)[0])) for t in (1e9, inf)] + [
        attempt(lambda: len(p.poll(t))) for t in (2**31 - 1, 2**31, inf, -1e-12, -5)] + [
        attempt(lambda: len(e.poll(t))) for t in (2147483, 2147484, inf, -1e-12, -5)]`,
    ts() {
      const [a, c] = tcpPair();
      c.send(b("x"));
      const p = poll();
      p.register(a, POLLIN);
      const e = epoll();
      e.register(a, EPOLLIN);
      const inf = Number.POSITIVE_INFINITY;
      return [
        ...[1e9, inf].map((t) => attempt(() => select([a], [], [], t)[0].length)),
        ...[2 ** 31 - 1, 2 ** 31, inf, -1e-12, -5].map((t) => attempt(() => p.poll(t).length)),
        ...[2147483, 2147484, inf, -1e-12, -5].map((t) => attempt(() => e.poll(t).length)),
      ];
    },
  },
  "urgent data is exceptional [10.2]": {
    py: `
      a, b = tcp_pair()
      a.send(b"!", MSG_OOB)
      return len(select.select([], [], [b], 5)[2])`,
    ts() {
      const [a, c] = tcpPair();
      a.send(b("!"), 1);
      return select([], [], [c], 5)[2].length;
    },
  },
  "poll: events of a descriptor [10.4]": {
    py: `
      a, b = tcp_pair()
      p = select.poll()
      p.register(a, select.POLLIN | select.POLLOUT)
      first = p.poll(5000)
      b.sendall(b"x")
      select.select([a], [], [], 5)
      p.modify(a, select.POLLIN)
      second = p.poll(5000)
      p.unregister(a)
      return [first == [(a.fileno(), select.POLLOUT)], second == [(a.fileno(), select.POLLIN)], p.poll(10)]`,
    ts() {
      const [a, c] = tcpPair();
      const p = poll();
      p.register(a, POLLIN | POLLOUT);
      const first = p.poll(5000);
      c.sendall(b("x"));
      select([a], [], [], 5);
      p.modify(a, POLLIN);
      const second = p.poll(5000);
      p.unregister(a);
      const is = (got: unknown, want: unknown) => JSON.stringify(got) === JSON.stringify(want);
      return [is(first, [[a.fileno(), POLLOUT]]), is(second, [[a.fileno(), POLLIN]]), p.poll(10)];
    },
  },
  "poll: the peer is gone": {
    py: `
      a, b = tcp_pair()
      b.close()
      a.shutdown(SHUT_WR)
      time.sleep(0.05)
      p = select.poll()
      p.register(a, select.POLLIN | select.POLLRDHUP)
      return p.poll(5000)[0][1]`,
    ts() {
      const [a, c] = tcpPair();
      c.close();
      a.shutdown(1);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      const p = poll();
      p.register(a, POLLIN | 0x2000);
      return p.poll(5000)[0]?.[1];
    },
  },
  "poll: a descriptor that is not open": {
    py: `
      p = select.poll()
      p.register(987, select.POLLIN)
      return p.poll(10)`,
    ts() {
      const p = poll();
      p.register(987, POLLIN);
      return p.poll(10);
    },
  },
  "poll: misuse": {
    py: `
      p = select.poll()
      return [attempt(p.modify, 3, 1), attempt(p.unregister, 3), attempt(p.register, -1), attempt(p.register, "x"), attempt(p.register, 3, -1), attempt(p.poll, "x"), p.poll(0)]`,
    ts() {
      const p = poll();
      return [
        attempt(() => p.modify(3, 1)),
        attempt(() => p.unregister(3)),
        attempt(() => p.register(-1)),
        attempt(() => p.register("x" as never)),
        attempt(() => p.register(3, -1)),
        attempt(() => p.poll("x" as never)),
        p.poll(0),
      ];
    },
  },
  "epoll, level-triggered: told until it is read [10.4, 10.5]": {
    py: `
      a, b = tcp_pair()
      with select.epoll() as e:
          e.register(a, select.EPOLLIN)
          b.sendall(b"xy")
          first = e.poll(5); second = e.poll(5)
          a.recv(10)
          return [first == second == [(a.fileno(), select.EPOLLIN)], e.poll(0.02)]`,
    ts() {
      const [a, c] = tcpPair();
      using e = epoll();
      e.register(a, EPOLLIN);
      c.sendall(b("xy"));
      const want = JSON.stringify([[a.fileno(), EPOLLIN]]);
      const told = [e.poll(5), e.poll(5)].every((got) => JSON.stringify(got) === want);
      a.recv(10);
      return [told, e.poll(0.02)];
    },
  },
  "epoll, edge-triggered: told once for each arrival [10.5]": {
    py: `
      a, b = tcp_pair()
      e = select.epoll()
      e.register(a, select.EPOLLIN | select.EPOLLET)
      b.sendall(b"x")
      first = len(e.poll(5)); second = len(e.poll(0.02))
      b.sendall(b"y")
      return [first, second, len(e.poll(5)), a.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      const e = epoll();
      e.register(a, EPOLLIN | EPOLLET);
      c.sendall(b("x"));
      const first = e.poll(5).length;
      const second = e.poll(0.02).length;
      c.sendall(b("y"));
      return [first, second, e.poll(5).length, a.recv(10)];
    },
  },
  "epoll, one shot: silent until modify [10.5]": {
    py: `
      a, b = tcp_pair()
      e = select.epoll()
      e.register(a, select.EPOLLIN | select.EPOLLONESHOT)
      b.sendall(b"x")
      first = len(e.poll(5)); second = len(e.poll(0.02))
      e.modify(a, select.EPOLLIN | select.EPOLLONESHOT)
      return [first, second, len(e.poll(5))]`,
    ts() {
      const [a, c] = tcpPair();
      const e = epoll();
      e.register(a, EPOLLIN | EPOLLONESHOT);
      c.sendall(b("x"));
      const first = e.poll(5).length;
      const second = e.poll(0.02).length;
      e.modify(a, EPOLLIN | EPOLLONESHOT);
      return [first, second, e.poll(5).length];
    },
  },
  "epoll: hang-up of both directions": {
    py: `
      a, b = tcp_pair()
      a.shutdown(SHUT_WR); b.close()
      time.sleep(0.05)
      e = select.epoll()
      e.register(a, select.EPOLLIN | select.EPOLLRDHUP)
      return e.poll(5)[0][1] == select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLHUP`,
    ts() {
      const [a, c] = tcpPair();
      a.shutdown(1);
      c.close();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      const e = epoll();
      e.register(a, EPOLLIN | EPOLLRDHUP);
      return e.poll(5)[0]?.[1] === (EPOLLIN | EPOLLRDHUP | EPOLLHUP);
    },
  },
  "epoll: misuse": {
    py: `
      a, b = tcp_pair()
      e = select.epoll()
      e.register(a, select.EPOLLIN)
      f = os.open("/etc/hostname", os.O_RDONLY)
      out = [attempt(e.register, a, 1), attempt(e.modify, b, 1), attempt(e.unregister, b), attempt(e.register, -1, 1), attempt(e.register, "x", 1),
        attempt(e.poll, 0, 0), attempt(e.poll, 0, -2), attempt(e.poll, "x"), attempt(e.register, 987, 1), attempt(e.register, f, 1)]
      e.close(); e.close()
      return out + [e.closed, attempt(e.poll, 0), attempt(e.fileno), attempt(e.register, a, 1)]`,
    ts() {
      const [a, c] = tcpPair();
      const e = epoll();
      e.register(a, EPOLLIN);
      const f = openSync("/etc/hostname", "r");
      const out = [
        attempt(() => e.register(a, 1)),
        attempt(() => e.modify(c, 1)),
        attempt(() => e.unregister(c)),
        attempt(() => e.register(-1, 1)),
        attempt(() => e.register("x" as never, 1)),
        attempt(() => e.poll(0, 0)),
        attempt(() => e.poll(0, -2)),
        attempt(() => e.poll("x" as never)),
        attempt(() => e.register(987, 1)),
        attempt(() => e.register(f, 1)),
      ];
      closeSync(f);
      e.close();
      e.close();
      return [
        ...out,
        e.closed,
        attempt(() => e.poll(0)),
        attempt(() => e.fileno()),
        attempt(() => e.register(a, 1)),
      ];
    },
  },
  "an epoll of a descriptor, sizes and flags [10.8]": {
    py: `
      a, b = tcp_pair()
      e = select.epoll()
      f = select.epoll.fromfd(os.dup(e.fileno()))
      e.register(a, select.EPOLLIN)
      b.sendall(b"x")
      seen = [ev for _, ev in f.poll(5)]
      f.close()
      sizes = [attempt(select.epoll, n) for n in (0, -2, "1")]
      select.epoll(1).close(); select.epoll(-1, select.EPOLL_CLOEXEC).close(); select.epoll(5, 0).close()
      return [seen, f.closed, e.closed, sizes, attempt(select.epoll, -1, 1), attempt(f.poll), attempt(f.fileno), attempt(select.epoll.fromfd, "1")]`,
    ts() {
      const [a, c] = tcpPair();
      const e = epoll();
      const f = epoll.fromfd(dup(e.fileno()));
      e.register(a, EPOLLIN);
      c.sendall(b("x"));
      const seen = f.poll(5).map(([, events]) => events);
      f.close();
      const sizes = [0, -2, "1"].map((n) => attempt(() => epoll(n as number)));
      for (const one of [epoll(1), epoll(-1, EPOLL_CLOEXEC), epoll(5, 0)]) one.close();
      return [
        seen,
        f.closed,
        e.closed,
        sizes,
        attempt(() => epoll(-1, 1)),
        attempt(() => f.poll()),
        attempt(() => f.fileno()),
        attempt(() => epoll.fromfd("1" as never)),
      ];
    },
  },
  "EPOLLRDHUP tells the peer's end, EPOLLEXCLUSIVE is for register only [10.8]": {
    py: `
      a, b = tcp_pair()
      e, f = select.epoll(), select.epoll()
      for one in (e, f): one.register(a, select.EPOLLIN | select.EPOLLEXCLUSIVE)
      refused = attempt(e.modify, a, select.EPOLLIN | select.EPOLLEXCLUSIVE)
      again = attempt(e.modify, a, select.EPOLLIN)
      g = select.epoll()
      g.register(a, select.EPOLLRDHUP)
      idle = g.poll(0)
      b.shutdown(SHUT_WR)
      return [refused, again, idle, [ev for _, ev in g.poll(5)] == [select.EPOLLRDHUP], [ev for _, ev in e.poll(5)]]`,
    ts() {
      const [a, c] = tcpPair();
      const [e, f, g] = [epoll(), epoll(), epoll()];
      for (const one of [e, f]) one.register(a, EPOLLIN | EPOLLEXCLUSIVE);
      const refused = attempt(() => e.modify(a, EPOLLIN | EPOLLEXCLUSIVE));
      const again = attempt(() => e.modify(a, EPOLLIN));
      g.register(a, EPOLLRDHUP);
      const idle = g.poll(0);
      c.shutdown(SHUT_WR);
      const told = g.poll(5).map(([, events]) => events);
      return [
        refused,
        again,
        idle,
        String(told) === String(EPOLLRDHUP),
        e.poll(5).map(([, events]) => events),
      ];
    },
  },
  "a closed socket leaves the epoll [10.5]": {
    py: `
      a, b = tcp_pair()
      e = select.epoll()
      e.register(a, select.EPOLLOUT)
      a.close()
      return e.poll(0.02)`,
    ts() {
      const [a] = tcpPair();
      const e = epoll();
      e.register(a, EPOLLOUT);
      a.close();
      return e.poll(0.02);
    },
  },
  "the numbers of the events": {
    py: `return [select.EPOLLET, select.EPOLLONESHOT, select.EPOLLRDHUP, select.POLLNVAL, select.EPOLLEXCLUSIVE & 0xffffffff]`,
    ts: () => [EPOLLET, EPOLLONESHOT, EPOLLRDHUP, POLLNVAL, 0x10000000],
  },
});

const kinds = { SelectSelector, PollSelector, EpollSelector, DefaultSelector };
const each = (f: (kind: () => InstanceType<(typeof kinds)[keyof typeof kinds]>) => unknown) =>
  Object.values(kinds).map((Kind) => f(() => new Kind()));
const pyEach = (body: string) => `
      def one(kind):
${body
  .split("\n")
  .map((line) => `          ${line}`)
  .join("\n")}
      return [one(k) for k in (selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector, selectors.DefaultSelector)]`;

parity("selectors", {
  "the map shows what is registered, as it changes [10.7]": {
    py: pyEach(`a, b = tcp_pair()
s = kind()
m = s.get_map()
before = len(m)
s.register(a, selectors.EVENT_READ, "mine")
here = [len(m), m[a].data, m[a.fileno()].fd == a.fileno(), a in m, b in m, list(m) == [a.fileno()], s.get_key(a.fileno()).data]
fd = a.fileno()
a.close()
after = [m[a].data, m[fd].data, s.get_key(a).fd == fd, b in m]
s.unregister(a)
return [before, here, after, len(m), b in m]`),
    ts: () =>
      each((make) => {
        const [a, c] = tcpPair();
        const s = make();
        const m = s.get_map();
        const before = m.size;
        s.register(a, EVENT_READ, "mine");
        const fd = a.fileno();
        const here = [
          m.size,
          m.get(a)?.data,
          m.get(fd)?.fd === fd,
          m.has(a),
          m.has(c),
          String([...m.keys()]) === String(fd),
          s.get_key(fd).data,
        ];
        a.close();
        const after = [m.get(a)?.data, m.get(fd)?.data, s.get_key(a).fd === fd, m.has(c)];
        s.unregister(a);
        return [before, here, after, m.size, m.has(c)];
      }),
  },
  "the end of a with block gives it up": {
    py: pyEach(`a, b = tcp_pair()
with kind() as s:
    s.register(a, 1)
return [a.fileno() >= 0]`),
    ts: () =>
      each((make) => {
        const [a] = tcpPair();
        const s = make();
        {
          using open = s;
          open.register(a, 1);
        }
        return [a.fileno() >= 0];
      }),
  },
  "register, select, unregister [10.6]": {
    py: pyEach(`a, b = tcp_pair()
s = kind()
key = s.register(a, selectors.EVENT_READ, "mine")
idle = s.select(0)
b.sendall(b"x")
ready = [(k.data, k.fileobj is a, k.fd == a.fileno(), e) for k, e in s.select(5)]
s.unregister(a)
return [key.events, idle, ready, s.select(0), len(s.get_map())]`),
    ts: () =>
      each((make) => {
        const [a, c] = tcpPair();
        const s = make();
        const key = s.register(a, EVENT_READ, "mine");
        const idle = s.select(0);
        c.sendall(b("x"));
        const ready = s.select(5).map(([k, e]) => [k.data, k.fileobj === a, k.fd === a.fileno(), e]);
        s.unregister(a);
        return [key.events, idle, ready, s.select(0), s.get_map().size];
      }),
  },
  "read and write at once, then modify": {
    py: pyEach(`a, b = tcp_pair()
s = kind()
s.register(a, selectors.EVENT_READ | selectors.EVENT_WRITE)
first = [e for _, e in s.select(5)]
b.sendall(b"x")
select.select([a], [], [], 5)
second = [e for _, e in s.select(5)]
s.modify(a, selectors.EVENT_READ, "new")
return [first, second, [(k.data, e) for k, e in s.select(5)], s.get_key(a).data]`),
    ts: () =>
      each((make) => {
        const [a, c] = tcpPair();
        const s = make();
        s.register(a, EVENT_READ | EVENT_WRITE);
        const first = s.select(5).map(([, e]) => e);
        c.sendall(b("x"));
        select([a], [], [], 5);
        const second = s.select(5).map(([, e]) => e);
        s.modify(a, EVENT_READ, "new");
        return [first, second, s.select(5).map(([k, e]) => [k.data, e]), s.get_key(a).data];
      }),
  },
  misuse: {
    py: pyEach(`a, b = tcp_pair()
s = kind()
s.register(a, 1)
return [attempt(s.register, a, 1), attempt(s.register, b, 0), attempt(s.register, b, 9), attempt(s.unregister, b), attempt(s.modify, b, 1), attempt(s.get_key, b)]`),
    ts: () =>
      each((make) => {
        const [a, c] = tcpPair();
        const s = make();
        s.register(a, 1);
        return [
          attempt(() => s.register(a, 1)),
          attempt(() => s.register(c, 0)),
          attempt(() => s.register(c, 9)),
          attempt(() => s.unregister(c)),
          attempt(() => s.modify(c, 1)),
          attempt(() => s.get_key(c)),
        ];
      }),
  },
  "a negative timeout only looks": {
    py: pyEach(`s = kind()
s.register(tcp_pair()[0], 1)
return s.select(-1)`),
    ts: () =>
      each((make) => {
        const s = make();
        s.register(tcpPair()[0], 1);
        return s.select(-1);
      }),
  },
  "the peer's end is an event to read [10.6]": {
    py: pyEach(`a, b = tcp_pair()
s = kind()
s.register(a, 1)
b.close()
return [e for _, e in s.select(5)]`),
    ts: () =>
      each((make) => {
        const [a, c] = tcpPair();
        const s = make();
        s.register(a, 1);
        c.close();
        return s.select(5).map(([, e]) => e);
      }),
  },
});

parity("files over sockets", {
  "lines, the last without an end [11.1]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"one\\ntwo\\r\\nthree"); a.close()
      f = b.makefile("rb")
      return [f.readline(), f.readline(), f.readline(), f.readline()]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("one\ntwo\r\nthree"));
      a.close();
      const f = c.makefile("rb");
      return [f.readline(), f.readline(), f.readline(), f.readline()];
    },
  },
  "text lines, all line ends are one [11.1]": {
    py: `
      a, b = tcp_pair()
      a.sendall("eins\\r\\nzwei\\rdrei\\n\u4f60\u597d".encode()); a.close()
      return list(b.makefile("r", encoding="utf-8"))`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(Buffer.from("eins\r\nzwei\rdrei\n\u4f60\u597d"));
      a.close();
      return [...c.makefile("r")];
    },
  },
  "text lines with newline kept": {
    py: `
      out = []
      for newline in ("", "\\n", "\\r\\n", "\\r"):
          a, b = tcp_pair()
          a.sendall(b"a\\r\\nb\\rc\\nd"); a.close()
          out.append(b.makefile("r", encoding="utf-8", newline=newline).readlines())
      return out`,
    ts: () =>
      (["", "\n", "\r\n", "\r"] as const).map((newline) => {
        const [a, c] = tcpPair();
        a.sendall(b("a\r\nb\rc\nd"));
        a.close();
        return c.makefile("r", { newline }).readlines();
      }),
  },
  "gbk text": {
    py: `
      a, b = tcp_pair()
      w = a.makefile("w", encoding="gbk")
      w.write("\u4f60\u597d\\n"); w.flush()
      raw = b.recv(100)
      b.sendall(raw); b.close()
      return [raw, a.makefile("r", encoding="gbk").read()]`,
    ts() {
      const [a, c] = tcpPair();
      const w = a.makefile("w", { encoding: "gbk" });
      w.write("\u4f60\u597d\n");
      w.flush();
      const raw = c.recv(100);
      c.sendall(raw);
      c.close();
      return [raw, a.makefile("r", { encoding: "gbk" }).read()];
    },
  },
  "read of a number waits for that many": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"abc"); a.sendall(b"defg"); a.close()
      f = b.makefile("rb")
      return [f.read(5), f.read(0), f.read(9), f.read(1), f.read()]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("abc"));
      a.sendall(b("defg"));
      a.close();
      const f = c.makefile("rb");
      return [f.read(5), f.read(0), f.read(9), f.read(1), f.read()];
    },
  },
  "readline with a limit": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"abcdef\\nx\\n"); a.close()
      f = b.makefile("rb")
      return [f.readline(3), f.readline(100), f.readline(0), f.readline(2)]`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("abcdef\nx\n"));
      a.close();
      const f = c.makefile("rb");
      return [f.readline(3), f.readline(100), f.readline(0), f.readline(2)];
    },
  },
  "writes wait in the buffer until flush [11.2]": {
    py: `
      a, b = tcp_pair()
      f = a.makefile("wb")
      f.write(b"wait")
      b.setblocking(False)
      before = attempt(b.recv, 10)
      f.flush()
      b.settimeout(5)
      return [before, b.recv(10)]`,
    ts() {
      const [a, c] = tcpPair();
      const f = a.makefile("wb");
      f.write(b("wait"));
      c.setblocking(false);
      const before = attempt(() => c.recv(10));
      f.flush();
      c.settimeout(5);
      return [before, c.recv(10)];
    },
  },
  "closing the file sends the rest; the socket stays open": {
    py: `
      a, b = tcp_pair()
      f = a.makefile("wb")
      f.write(b"rest")
      f.close(); f.close()
      a.sendall(b"!")
      return [b.recv(5, MSG_WAITALL), f.closed, attempt(f.write, b"x")]`,
    ts() {
      const [a, c] = tcpPair();
      const f = a.makefile("wb");
      f.write(b("rest"));
      f.close();
      f.close();
      a.sendall(b("!"));
      return [c.recv(5, MSG_WAITALL), f.closed, attempt(() => f.write(b("x")))];
    },
  },
  "an open file keeps a closed socket's connection [11.3]": {
    py: `
      a, b = tcp_pair()
      f = a.makefile("wb")
      a.close()
      f.write(b"still"); f.flush()
      first = b.recv(10)
      f.close()
      return [first, b.recv(10), a.fileno()]`,
    ts() {
      const [a, c] = tcpPair();
      const f = a.makefile("wb");
      a.close();
      f.write(b("still"));
      f.flush();
      const first = c.recv(10);
      f.close();
      return [first, c.recv(10), a.fileno()];
    },
  },
  "reading what was opened for writing, and the other way round": {
    py: `
      a, b = tcp_pair()
      return [attempt(a.makefile("wb").read, 1), attempt(a.makefile("rb").write, b"x"), a.makefile("rb").readable(), a.makefile("rb").writable(), a.makefile("rwb").writable()]`,
    ts() {
      const [a] = tcpPair();
      return [
        attempt(() => a.makefile("wb").read(1)),
        attempt(() => a.makefile("rb").write(b("x"))),
        a.makefile("rb").readable(),
        a.makefile("rb").writable(),
        a.makefile("rwb").writable(),
      ];
    },
  },
  "modes that are none": {
    py: `
      a, b = tcp_pair()
      return [attempt(a.makefile, "x"), attempt(a.makefile, "r+"), attempt(lambda: a.makefile("r", buffering=0))]`,
    ts() {
      const [a] = tcpPair();
      return [
        attempt(() => a.makefile("x" as never)),
        attempt(() => a.makefile("r+" as never)),
        attempt(() => a.makefile("r", { buffering: 0 })),
      ];
    },
  },
  "a file that timed out is of no use any more [11.4]": {
    py: `
      a, b = tcp_pair()
      a.settimeout(0.05)
      f = a.makefile("rb")
      return [attempt(f.readline), attempt(f.readline)]`,
    ts() {
      const [a] = tcpPair();
      a.settimeout(0.05);
      const f = a.makefile("rb");
      return [attempt(() => f.readline()), attempt(() => f.readline())];
    },
  },
  "bytes to a text file, text to a bytes file": {
    py: `
      a, b = tcp_pair()
      return [attempt(a.makefile("w").write, b"x"), attempt(a.makefile("wb").write, "x")]`,
    ts() {
      const [a] = tcpPair();
      return [
        attempt(() => a.makefile("w").write(b("x") as never)),
        attempt(() => a.makefile("wb").write("x" as never)),
      ];
    },
  },
  "a request and an answer over one file": {
    py: `
      a, b = tcp_pair()
      f, g = a.makefile("rw", encoding="utf-8"), b.makefile("rw", encoding="utf-8")
      f.write("question\\n"); f.flush()
      q = g.readline()
      g.write("answer\\n"); g.flush()
      return [q, f.readline()]`,
    ts() {
      const [a, c] = tcpPair();
      const [f, g] = [a.makefile("rw"), c.makefile("rw")];
      f.write("question\n");
      f.flush();
      const q = g.readline();
      g.write("answer\n");
      g.flush();
      return [q, f.readline()];
    },
  },
});
