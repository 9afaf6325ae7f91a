import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AF_INET6,
  AF_UNIX,
  MSG_DONTWAIT,
  MSG_PEEK,
  MSG_TRUNC,
  SO_BROADCAST,
  SO_PEERCRED,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  socketpair,
} from "../src/index.ts";
import { attempt, closedPort, parity, portOf, udp } from "./exchange.ts";

/** Datagrams and Unix sockets: edges kept, cut or refused; addresses that are paths or names. */

const b = (text: string) => Buffer.from(text, "latin1");
const localhost = "127.0.0.1";

/** Runs `f` with a path in a folder of its own. */
function inFolder<T>(f: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "parity-"));
  try {
    return f(join(folder, "socket"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const pyFolder = `
      path = os.path.join(folder(), "socket")`;

parity("datagrams", {
  "a datagram comes whole, with its sender [6.1]": {
    py: `
      a, b = udp(), udp()
      n = a.sendto(b"hello", b.getsockname())
      data, address = b.recvfrom(100)
      return [n, data, address == a.getsockname()]`,
    ts() {
      const [a, c] = [udp(), udp()];
      const n = a.sendto(b("hello"), c.getsockname());
      const [data, address] = c.recvfrom(100);
      return [n, data, JSON.stringify(address) === JSON.stringify(a.getsockname())];
    },
  },
  "two datagrams stay two": {
    py: `
      a, b = udp(), udp()
      a.sendto(b"one", b.getsockname())
      a.sendto(b"two", b.getsockname())
      return [b.recv(100), b.recv(100)]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("one"), c.getsockname());
      a.sendto(b("two"), c.getsockname());
      return [c.recv(100), c.recv(100)];
    },
  },
  "the rest of a cut datagram is gone [6.1]": {
    py: `
      a, b = udp(), udp()
      a.sendto(b"long one", b.getsockname())
      a.sendto(b"next", b.getsockname())
      return [b.recv(4), b.recvfrom(2)[0]]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("long one"), c.getsockname());
      a.sendto(b("next"), c.getsockname());
      return [c.recv(4), c.recvfrom(2)[0]];
    },
  },
  "MSG_TRUNC tells the true length [6.2]": {
    py: `
      a, b = udp(), udp()
      a.sendto(b"long one", b.getsockname())
      area = bytearray(4)
      return [b.recv_into(area, 4, MSG_TRUNC), area]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("long one"), c.getsockname());
      const area = Buffer.alloc(4);
      return [c.recv_into(area, 4, MSG_TRUNC), area];
    },
  },
  "an empty datagram is a message [6.3]": {
    py: `
      a, b = udp(), udp()
      n = a.sendto(b"", b.getsockname())
      data, address = b.recvfrom(10)
      return [n, data, address[0]]`,
    ts() {
      const [a, c] = [udp(), udp()];
      const n = a.sendto(b(""), c.getsockname());
      const [data, address] = c.recvfrom(10);
      return [n, data, address[0]];
    },
  },
  "recvfrom of zero bytes takes the datagram": {
    py: `
      a, b = udp(), udp()
      a.sendto(b"gone", b.getsockname())
      first = b.recvfrom(0)[0]
      return [first, attempt(b.recv, 10, MSG_DONTWAIT)]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("gone"), c.getsockname());
      const first = c.recvfrom(0)[0];
      return [first, attempt(() => c.recv(10, MSG_DONTWAIT))];
    },
  },
  "too long for a datagram [6.4]": {
    py: `return attempt(udp().sendto, bytes(70000), ("127.0.0.1", 9))`,
    ts: () => attempt(() => udp().sendto(Buffer.alloc(70_000), [localhost, 9])),
  },
  "the longest datagram": {
    py: `
      a, b = udp(), udp()
      n = a.sendto(bytes(65507), b.getsockname())
      return [n, len(b.recv(70000))]`,
    ts() {
      const [a, c] = [udp(), udp()];
      const n = a.sendto(Buffer.alloc(65_507), c.getsockname());
      return [n, c.recv(70_000).length];
    },
  },
  "sending without a destination [6.4]": {
    py: `return [attempt(udp().send, b"x"), attempt(udp().sendall, b"x")]`,
    ts: () => [attempt(() => udp().send(b("x"))), attempt(() => udp().sendall(b("x")))],
  },
  "a connected datagram socket sends to its peer and hears only it [6.5]": {
    py: `
      a, b, c = udp(), udp(), udp()
      a.connect(b.getsockname())
      a.send(b"to b")
      c.sendto(b"stranger", a.getsockname())
      b.sendto(b"answer", a.getsockname())
      return [b.recv(100), a.recv(100), a.getpeername() == b.getsockname(), attempt(a.recv, 10, MSG_DONTWAIT)]`,
    ts() {
      const [a, c, d] = [udp(), udp(), udp()];
      a.connect(c.getsockname());
      a.send(b("to b"));
      d.sendto(b("stranger"), a.getsockname());
      c.sendto(b("answer"), a.getsockname());
      const same = JSON.stringify(a.getpeername()) === JSON.stringify(c.getsockname());
      return [c.recv(100), a.recv(100), same, attempt(() => a.recv(10, MSG_DONTWAIT))];
    },
  },
  "nobody at the port of a connected datagram socket [6.5]": {
    py: `
      a = udp()
      s = udp(); port = s.getsockname()[1]; s.close()
      a.connect(("127.0.0.1", port))
      a.send(b"x")
      a.settimeout(5)
      return attempt(a.recv, 10)`,
    ts() {
      const a = udp();
      const s = udp();
      const port = portOf(s);
      s.close();
      a.connect([localhost, port]);
      a.send(b("x"));
      a.settimeout(5);
      return attempt(() => a.recv(10));
    },
  },
  "sendto binds by itself": {
    py: `
      a, b = socket.socket(AF_INET, SOCK_DGRAM), udp()
      before = a.getsockname()
      a.sendto(b"x", b.getsockname())
      host, port = a.getsockname()
      return [before, host, port > 0, b.recvfrom(9)[1][1] == port]`,
    ts() {
      const [a, c] = [new Socket(2, SOCK_DGRAM), udp()];
      const before = a.getsockname();
      a.sendto(b("x"), c.getsockname());
      const [host, port] = a.getsockname();
      return [before, host, port > 0, c.recvfrom(9)[1][1] === port];
    },
  },
  "MSG_PEEK of a datagram": {
    py: `
      a, b = udp(), udp()
      a.sendto(b"look", b.getsockname())
      return [b.recvfrom(2, MSG_PEEK)[0], b.recvfrom(9)[0]]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("look"), c.getsockname());
      return [c.recvfrom(2, MSG_PEEK)[0], c.recvfrom(9)[0]];
    },
  },
  "sendto with flags": {
    py: `
      a, b = udp(), udp()
      n = a.sendto(b"flags", MSG_DONTWAIT, b.getsockname())
      return [n, b.recv(10)]`,
    ts() {
      const [a, c] = [udp(), udp()];
      const n = a.sendto(b("flags"), MSG_DONTWAIT, c.getsockname());
      return [n, c.recv(10)];
    },
  },
  "broadcast needs the option [6.6]": {
    py: `
      a = socket.socket(AF_INET, SOCK_DGRAM)
      first = attempt(a.sendto, b"x", ("127.255.255.255", 9))
      a.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
      return [first, attempt(a.sendto, b"x", ("127.255.255.255", 9))]`,
    ts() {
      const a = new Socket(2, SOCK_DGRAM);
      const first = attempt(() => a.sendto(b("x"), ["127.255.255.255", 9]));
      a.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
      return [first, attempt(() => a.sendto(b("x"), ["127.255.255.255", 9]))];
    },
  },
  recvfrom_into: {
    py: `
      a, b = udp(), udp()
      a.sendto(b"abc", b.getsockname())
      area = bytearray(5)
      n, address = b.recvfrom_into(area)
      return [n, area, address[0]]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("abc"), c.getsockname());
      const area = Buffer.alloc(5);
      const [n, address] = c.recvfrom_into(area);
      return [n, area, address[0]];
    },
  },
  "listen and accept on datagrams": {
    py: `return [attempt(udp().listen), attempt(udp().accept)]`,
    ts: () => [attempt(() => udp().listen()), attempt(() => udp().accept())],
  },
  "sendto with wrong addresses [3.1, 3.3]": {
    py: `
      s = udp()
      bad = [("127.0.0.1", 70000), ("127.0.0.1", -1), ("127.0.0.1",), ("127.0.0.1", 1, 2), "127.0.0.1", None, (1, 2), ("127.0.0.1", "80"), ("127.0.0.1", 80.5)]
      return [attempt(s.sendto, b"x", a) for a in bad]`,
    ts() {
      const s = udp();
      const bad: unknown[] = [
        [localhost, 70000],
        [localhost, -1],
        [localhost],
        [localhost, 1, 2],
        localhost,
        null,
        [1, 2],
        [localhost, "80"],
        [localhost, 80.5],
      ];
      return bad.map((address) => attempt(() => s.sendto(b("x"), address as never)));
    },
  },
  "IPv6 datagrams [3.1]": {
    py: `
      a, b = udp("::1", AF_INET6), udp("::1", AF_INET6)
      a.sendto(b"six", b.getsockname())
      data, address = b.recvfrom(10)
      return [data, address[0], address[2:]]`,
    ts() {
      const [a, c] = [udp("::1", AF_INET6), udp("::1", AF_INET6)];
      a.sendto(b("six"), c.getsockname());
      const [data, address] = c.recvfrom(10) as unknown as [Buffer, unknown[]];
      return [data, address[0], address.slice(2)];
    },
  },
  "IPv6 addresses of the wrong size": {
    py: `
      s = udp("::1", AF_INET6)
      return [attempt(s.sendto, b"x", a) for a in [("::1",), ("::1", 9, 0, 0, 0), ("::1", 9, -1), ("::1", 9, 1048576), ("::1", 70000)]]`,
    ts() {
      const s = udp("::1", AF_INET6);
      const bad = [["::1"], ["::1", 9, 0, 0, 0], ["::1", 9, -1], ["::1", 9, 1048576], ["::1", 70000]];
      return bad.map((address) => attempt(() => s.sendto(b("x"), address as never)));
    },
  },
  "an IPv4 name for an IPv6 socket": {
    py: `return attempt(socket.socket(AF_INET6).connect, ("1.2.3.4", 80))`,
    ts: () => attempt(() => new Socket(AF_INET6).connect(["1.2.3.4", 80])),
  },
});

parity("Unix sockets", {
  "a pair talks both ways": {
    py: `
      a, b = socket.socketpair()
      a.sendall(b"ping")
      first = b.recv(10)
      b.sendall(b"pong")
      return [first, a.recv(10), a.family, a.type, a.getsockname(), b.getpeername()]`,
    ts() {
      const [a, c] = socketpair();
      a.sendall(b("ping"));
      const first = c.recv(10);
      c.sendall(b("pong"));
      return [first, a.recv(10), a.family, a.type, a.getsockname(), c.getpeername()];
    },
  },
  "a pair of datagram sockets keeps edges": {
    py: `
      a, b = socket.socketpair(AF_UNIX, SOCK_DGRAM)
      a.send(b"one"); a.send(b""); a.send(b"three")
      return [b.recv(10), b.recv(10), b.recv(2)]`,
    ts() {
      const [a, c] = socketpair(AF_UNIX, SOCK_DGRAM);
      a.send(b("one"));
      a.send(b(""));
      a.send(b("three"));
      return [c.recv(10), c.recv(10), c.recv(2)];
    },
  },
  "SOCK_SEQPACKET keeps edges and has an end": {
    py: `
      a, b = socket.socketpair(AF_UNIX, SOCK_SEQPACKET)
      a.send(b"one"); a.send(b"two"); a.close()
      return [b.recv(10), b.recv(10), b.recv(10)]`,
    ts() {
      const [a, c] = socketpair(AF_UNIX, SOCK_SEQPACKET);
      a.send(b("one"));
      a.send(b("two"));
      a.close();
      return [c.recv(10), c.recv(10), c.recv(10)];
    },
  },
  "a pair of TCP sockets there is not": {
    py: `return attempt(lambda: socket.socketpair(AF_INET))`,
    ts: () => attempt(() => socketpair(2)),
  },
  "a server at a path": {
    py: `${pyFolder}
      l = socket.socket(AF_UNIX); l.bind(path); l.listen()
      s = socket.socket(AF_UNIX); s.connect(path)
      c, address = l.accept()
      s.sendall(b"by file")
      return [c.recv(10), address, l.getsockname() == path, s.getpeername() == path, s.getsockname(), os.path.exists(path)]`,
    ts: () =>
      inFolder((path) => {
        const l = new Socket(AF_UNIX);
        l.bind(path);
        l.listen();
        const s = new Socket(AF_UNIX);
        s.connect(path);
        const [c, address] = l.accept();
        s.sendall(b("by file"));
        return [
          c.recv(10),
          address,
          l.getsockname() === path,
          s.getpeername() === path,
          s.getsockname(),
          existsSync(path),
        ];
      }),
  },
  "the file stays after close, and the path is in use": {
    py: `${pyFolder}
      l = socket.socket(AF_UNIX); l.bind(path); l.close()
      return [attempt(socket.socket(AF_UNIX).bind, path), attempt(socket.socket(AF_UNIX).connect, path)]`,
    ts: () =>
      inFolder((path) => {
        const l = new Socket(AF_UNIX);
        l.bind(path);
        l.close();
        return [
          attempt(() => new Socket(AF_UNIX).bind(path)),
          attempt(() => new Socket(AF_UNIX).connect(path)),
        ];
      }),
  },
  "no such path": {
    py: `return [attempt(socket.socket(AF_UNIX).connect, "/nowhere/socket"), attempt(socket.socket(AF_UNIX).bind, "/dev/null/x")]`,
    ts: () => [
      attempt(() => new Socket(AF_UNIX).connect("/nowhere/socket")),
      attempt(() => new Socket(AF_UNIX).bind("/dev/null/x")),
    ],
  },
  "paths of 107 and of 108 bytes [3.4]": {
    py: `return [attempt(socket.socket(AF_UNIX).connect, "/" + "x" * 106), attempt(socket.socket(AF_UNIX).connect, "/" + "x" * 107)]`,
    ts: () => [106, 107].map((n) => attempt(() => new Socket(AF_UNIX).connect(`/${"x".repeat(n)}`))),
  },
  "a path that is no text": {
    py: `return [attempt(socket.socket(AF_UNIX).connect, p) for p in (5, None, ("127.0.0.1", 80))]`,
    ts: () => [5, null, [localhost, 80]].map((p) => attempt(() => new Socket(AF_UNIX).connect(p as never))),
  },
  "an abstract name [3.4]": {
    py: `
      name = f"\\0parity-{os.getpid()}"
      l = socket.socket(AF_UNIX); l.bind(name); l.listen()
      s = socket.socket(AF_UNIX); s.connect(name)
      c, _ = l.accept()
      s.sendall(b"no file")
      again = attempt(socket.socket(AF_UNIX).bind, name)
      l.close()
      return [c.recv(10), s.getpeername().decode() == name, again, attempt(socket.socket(AF_UNIX).connect, name)]`,
    ts() {
      const name = `\0parity-ts-${process.pid}`;
      const l = new Socket(AF_UNIX);
      l.bind(name);
      l.listen();
      const s = new Socket(AF_UNIX);
      s.connect(name);
      const [c] = l.accept();
      s.sendall(b("no file"));
      const again = attempt(() => new Socket(AF_UNIX).bind(name));
      l.close();
      return [c.recv(10), s.getpeername() === name, again, attempt(() => new Socket(AF_UNIX).connect(name))];
    },
  },
  "an empty path lets the kernel choose a name [3.4]": {
    py: `
      s = socket.socket(AF_UNIX)
      s.bind("")
      return [len(s.getsockname()), s.getsockname()[:1]]`,
    ts() {
      const s = new Socket(AF_UNIX);
      s.bind("");
      return [s.getsockname().length, b(s.getsockname().slice(0, 1))];
    },
  },
  "datagrams by path, with the sender's path": {
    py: `${pyFolder}
      a, b = socket.socket(AF_UNIX, SOCK_DGRAM), socket.socket(AF_UNIX, SOCK_DGRAM)
      a.bind(path + "a"); b.bind(path + "b")
      a.sendto(b"hi", path + "b")
      data, address = b.recvfrom(10)
      return [data, address == path + "a"]`,
    ts: () =>
      inFolder((path) => {
        const [a, c] = [new Socket(AF_UNIX, SOCK_DGRAM), new Socket(AF_UNIX, SOCK_DGRAM)];
        a.bind(`${path}a`);
        c.bind(`${path}b`);
        a.sendto(b("hi"), `${path}b`);
        const [data, address] = c.recvfrom(10);
        return [data, address === `${path}a`];
      }),
  },
  "who is at the other end": {
    py: `
      a, b = socket.socketpair()
      pid, uid, gid = struct.unpack("3i", a.getsockopt(SOL_SOCKET, SO_PEERCRED, 12))
      return [pid == os.getpid(), uid == os.getuid(), gid == os.getgid()]`,
    ts() {
      const [a] = socketpair();
      const { pid, uid, gid } = a.getsockopt(SOL_SOCKET, SO_PEERCRED);
      return [pid === process.pid, uid === process.getuid?.(), gid === process.getgid?.()];
    },
  },
  "the end of a pair": {
    py: `
      a, b = socket.socketpair()
      a.close()
      return [b.recv(1), attempt(b.send, b"x")]`,
    ts() {
      const [a, c] = socketpair();
      a.close();
      return [c.recv(1), attempt(() => c.send(b("x")))];
    },
  },
  "families, types and protocols that do not go together": {
    py: `return [attempt(lambda: socket.socket(*x)) for x in [(999, 1), (2, 77), (2, 1, 17), (2, 2, 6), ("x", 1), (2, "x"), (2, 1, 1.5), (2**40, 1)]]`,
    ts: () =>
      [
        [999, 1],
        [2, 77],
        [2, 1, 17],
        [2, 2, 6],
        ["x", 1],
        [2, "x"],
        [2, 1, 1.5],
        [2 ** 40, 1],
      ].map((x) => attempt(() => new Socket(...(x as [number, number, number])))),
  },
  "the type does not show its flags [1.4]": {
    py: `
      s = socket.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC)
      return [s.type, s.gettimeout(), s.getblocking(), s.get_inheritable()]`,
    ts() {
      const s = new Socket(2, SOCK_STREAM | 0o4000 | 0o2000000);
      return [s.type, s.gettimeout(), s.getblocking(), s.get_inheritable()];
    },
  },
  "raw sockets, as far as they are allowed here": {
    py: `
      r = attempt(lambda: socket.socket(AF_INET, SOCK_RAW, IPPROTO_ICMP).type)
      return r`,
    ts: () => attempt(() => new Socket(2, SOCK_RAW, 1).type),
  },
  "a refused datagram of an unconnected socket is silent [6.5]": {
    py: `
      a = udp()
      return [a.sendto(b"x", ("127.0.0.1", closed_port())), attempt(a.recv, 1, MSG_DONTWAIT)]`,
    ts() {
      const a = udp();
      return [a.sendto(b("x"), [localhost, closedPort()]), attempt(() => a.recv(1, MSG_DONTWAIT))];
    },
  },
});
