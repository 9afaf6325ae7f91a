import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AF_INET6,
  AF_UNIX,
  CMSG_LEN,
  CMSG_SPACE,
  close,
  dup,
  fromfd,
  IP_RECVTOS,
  IP_TOS,
  IP_TTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_HOPLIMIT,
  IPV6_PKTINFO,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVPKTINFO,
  inet_aton,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_PEEK,
  MSG_TRUNC,
  recv_fds,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SO_PASSCRED,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  send_fds,
  socketpair,
} from "../src/index.ts";
import { pack, unpack } from "../src/struct.ts";
import { attempt, closedPort, parity, portOf, tcpPair, udp } from "./exchange.ts";

/** Messages: data in pieces with control messages beside them, descriptors on their way, files sent whole. */

const b = (text: string) => Buffer.from(text, "latin1");
const localhost = "127.0.0.1";
const [IP_PKTINFO, IP_RECVERR, IP_RECVTTL] = [8, 11, 12];

/** Runs `f` with a file that has this text. */
function withFile<T>(text: string | Buffer, f: (fd: number) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "parity-"));
  const path = join(folder, "file");
  writeFileSync(path, text);
  const fd = openSync(path, "r");
  try {
    return f(fd);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

const pyFile = `
      def file(data):
          path = os.path.join(folder(), "file")
          with open(path, "wb") as f: f.write(data)
          return open(path, "rb")`;

/** What is read next from a descriptor: its position is the kernel's. */
function readHere(fd: number, length: number): Buffer {
  const area = Buffer.alloc(length);
  return area.subarray(0, readSync(fd, area, 0, length, null));
}

const isOpen = (fd: number) => {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
};

const pyIsOpen = `
      def is_open(fd):
          try: os.fstat(fd); return True
          except OSError: return False`;

parity("sendmsg and recvmsg", {
  "pieces become one stream [16.1]": {
    py: `
      a, b = tcp_pair()
      n = a.sendmsg([b"one", bytearray(b" two"), memoryview(b" three")])
      return [n, b.recv(100)]`,
    ts() {
      const [a, c] = tcpPair();
      const n = a.sendmsg([
        b("one"),
        new Uint8Array(b(" two")),
        new DataView(new Uint8Array(b(" three")).buffer),
      ]);
      return [n, c.recv(100)];
    },
  },
  "a stream has no address, and nothing beside it [16.1]": {
    py: `
      a, b = tcp_pair()
      a.sendall(b"hello")
      return b.recvmsg(3, 100)`,
    ts() {
      const [a, c] = tcpPair();
      a.sendall(b("hello"));
      return c.recvmsg(3, 100);
    },
  },
  "the end of a stream [16.1, 4.2]": {
    py: `
      a, b = tcp_pair()
      a.close()
      return [b.recvmsg(10), b.recvmsg_into([bytearray(3)])]`,
    ts() {
      const [a, c] = tcpPair();
      a.close();
      return [c.recvmsg(10), c.recvmsg_into([Buffer.alloc(3)])];
    },
  },
  "a datagram with its address, from pieces into pieces [16.1]": {
    py: `
      a, b = udp(), udp()
      n = a.sendmsg([b"hel", b"lo ", b"world"], [], 0, b.getsockname())
      one, two = bytearray(4), bytearray(20)
      got, anc, flags, address = b.recvmsg_into([one, two])
      return [n, got, one, two[:7], anc, flags, address == a.getsockname()]`,
    ts() {
      const [a, c] = [udp(), udp()];
      const n = a.sendmsg([b("hel"), b("lo "), b("world")], [], 0, c.getsockname());
      const [one, two] = [Buffer.alloc(4), Buffer.alloc(20)];
      const [got, anc, flags, address] = c.recvmsg_into([one, two]);
      const same = JSON.stringify(address) === JSON.stringify(a.getsockname());
      return [n, got, one, two.subarray(0, 7), anc, flags, same];
    },
  },
  "no pieces are an empty datagram": {
    py: `
      a, b = udp(), udp()
      n = a.sendmsg([], [], 0, b.getsockname())
      m = a.sendmsg([b"", b""], [], 0, b.getsockname())
      return [n, m, b.recvmsg(10)[:3], b.recvmsg(10)[:3]]`,
    ts() {
      const [a, c] = [udp(), udp()];
      const n = a.sendmsg([], [], 0, c.getsockname());
      const m = a.sendmsg([b(""), b("")], [], 0, c.getsockname());
      return [n, m, c.recvmsg(10).slice(0, 3), c.recvmsg(10).slice(0, 3)];
    },
  },
  "a datagram cut says MSG_TRUNC [16.3]": {
    py: `
      a, b = udp(), udp()
      for _ in range(3): a.sendto(b"long one", b.getsockname())
      area = bytearray(3)
      first = b.recvmsg(4)[:3]
      second = b.recvmsg(4, 0, MSG_TRUNC)[:3]
      return [first, second, b.recvmsg_into([area], 0, MSG_TRUNC)[:3], area, MSG_TRUNC]`,
    ts() {
      const [a, c] = [udp(), udp()];
      for (let i = 0; i < 3; i++) a.sendto(b("long one"), c.getsockname());
      const area = Buffer.alloc(3);
      const first = c.recvmsg(4).slice(0, 3);
      const second = c.recvmsg(4, 0, MSG_TRUNC).slice(0, 3);
      return [first, second, c.recvmsg_into([area], 0, MSG_TRUNC).slice(0, 3), area, MSG_TRUNC];
    },
  },
  "MSG_PEEK of a message, and MSG_DONTWAIT": {
    py: `
      a, b = udp(), udp()
      a.sendto(b"look", b.getsockname())
      return [b.recvmsg(2, 0, MSG_PEEK)[0], b.recvmsg(9)[0], attempt(b.recvmsg, 1, 0, MSG_DONTWAIT), attempt(b.recvmsg_into, [bytearray(1)], 0, MSG_DONTWAIT)]`,
    ts() {
      const [a, c] = [udp(), udp()];
      a.sendto(b("look"), c.getsockname());
      return [
        c.recvmsg(2, 0, MSG_PEEK)[0],
        c.recvmsg(9)[0],
        attempt(() => c.recvmsg(1, 0, MSG_DONTWAIT)),
        attempt(() => c.recvmsg_into([Buffer.alloc(1)], 0, MSG_DONTWAIT)),
      ];
    },
  },
  "edges and their flag on SOCK_SEQPACKET": {
    py: `
      a, b = socketpair(AF_UNIX, SOCK_SEQPACKET)
      a.sendmsg([b"one"]); a.sendmsg([b"two", b"three"])
      return [b.recvmsg(100), b.recvmsg(4)]`,
    ts() {
      const [a, c] = socketpair(AF_UNIX, SOCK_SEQPACKET);
      a.sendmsg([b("one")]);
      a.sendmsg([b("two"), b("three")]);
      return [c.recvmsg(100), c.recvmsg(4)];
    },
  },
  "timeouts count for messages too [8.2]": {
    py: `
      a, b = socketpair()
      a.settimeout(0.02)
      waited = [attempt(a.recvmsg, 10), attempt(a.recvmsg_into, [bytearray(3)])]
      def fill():
          while True: a.sendmsg([bytes(65536)])
      return waited + [attempt(fill)]`,
    ts() {
      const [a] = socketpair();
      a.settimeout(0.02);
      const waited = [attempt(() => a.recvmsg(10)), attempt(() => a.recvmsg_into([Buffer.alloc(3)]))];
      const fill = () => {
        for (;;) a.sendmsg([Buffer.alloc(65536)]);
      };
      return [...waited, attempt(fill)];
    },
  },
  "to nobody, to a peer that is gone, on a closed socket [1.3, 5.2]": {
    py: `
      a, b = tcp_pair()
      b.close(); a.send(b"x"); time.sleep(0.05)
      s = socket.socket(); s.close()
      return [attempt(socket.socket().sendmsg, [b"x"]), attempt(udp().sendmsg, [b"x"]), attempt(a.sendmsg, [b"x"]), attempt(s.sendmsg, [b"x"]), attempt(s.recvmsg, 1), attempt(s.recvmsg_into, [bytearray(1)])]`,
    ts() {
      const [a, c] = tcpPair();
      c.close();
      a.send(b("x"));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      const s = new Socket();
      s.close();
      return [
        attempt(() => new Socket().sendmsg([b("x")])),
        attempt(() => udp().sendmsg([b("x")])),
        attempt(() => a.sendmsg([b("x")])),
        attempt(() => s.sendmsg([b("x")])),
        attempt(() => s.recvmsg(1)),
        attempt(() => s.recvmsg_into([Buffer.alloc(1)])),
      ];
    },
  },
  "1,024 pieces, and one more": {
    py: `
      a, b = socketpair()
      return [a.sendmsg([b"x"] * 1024), attempt(a.sendmsg, [b"x"] * 1025), attempt(b.recvmsg_into, [bytearray(1) for _ in range(1025)]), b.recvmsg_into([bytearray(1) for _ in range(1024)])]`,
    ts() {
      const [a, c] = socketpair();
      const many = (n: number) => Array.from({ length: n }, () => Buffer.from("x"));
      return [
        a.sendmsg(many(1024)),
        attempt(() => a.sendmsg(many(1025))),
        attempt(() => c.recvmsg_into(many(1025))),
        c.recvmsg_into(many(1024)),
      ];
    },
  },
  "arguments that are none [1.5, 1.6, 16.5]": {
    py: `
      a, b = socketpair()
      s, r = a.sendmsg, b.recvmsg
      bad_data = [b"bytes", "text", ["text"], [1], None, 7, [None]]
      bad_anc = [None, 7, "text", [7], [(1, 1)], [(1, 1, b"", 4)], [("a", 1, b"")], [(1, 1, "text")], [(2**31, 1, b"")]]
      return [[attempt(s, x) for x in bad_data], [attempt(s, [b"x"], x) for x in bad_anc],
        attempt(s, [b"x"], [], 2**31), attempt(s, [b"x"], [], "0"), attempt(s, [b"x"], [], 0, 5),
        attempt(r, -1), attempt(r, "1"), attempt(r, 1, -1), attempt(r, 1, 2**31), attempt(r, 1, "1"), attempt(r, 1, 0, 2**31),
        attempt(b.recvmsg_into, bytearray(3)), attempt(b.recvmsg_into, [3]), attempt(b.recvmsg_into, 3), attempt(b.recvmsg_into, [bytearray(1)], -1)]`,
    ts() {
      const [a, c] = socketpair();
      const s = (...args: unknown[]) =>
        attempt(() => (a.sendmsg as (...all: unknown[]) => unknown).apply(a, args));
      const r = (...args: unknown[]) =>
        attempt(() => (c.recvmsg as (...all: unknown[]) => unknown).apply(c, args));
      const into = (...args: unknown[]) =>
        attempt(() => (c.recvmsg_into as (...all: unknown[]) => unknown).apply(c, args));
      const x = [b("x")];
      const badData = [b("bytes"), "text", ["text"], [1], null, 7, [null]];
      const empty = b("");
      const badAnc = [
        null,
        7,
        "text",
        [7],
        [[1, 1]],
        [[1, 1, empty, 4]],
        [["a", 1, empty]],
        [[1, 1, "text"]],
        [[2 ** 31, 1, empty]],
      ];
      return [
        badData.map((one) => s(one)),
        badAnc.map((one) => s(x, one)),
        s(x, [], 2 ** 31),
        s(x, [], "0"),
        s(x, [], 0, 5),
        r(-1),
        r("1"),
        r(1, -1),
        r(1, 2 ** 31),
        r(1, "1"),
        r(1, 0, 2 ** 31),
        into(Buffer.alloc(3)),
        into([3]),
        into(3),
        into([Buffer.alloc(1)], -1),
      ];
    },
  },
});

parity("control messages", {
  "their sizes [16.5]": {
    py: `return [[f(n) for n in (0, 1, 4, 7, 8, 9, 12, 100)] + [attempt(f, -1), attempt(f, 2**31 - 1), attempt(f, 2**31 - 17), attempt(f, 2**63), attempt(f, "1")] for f in (CMSG_LEN, CMSG_SPACE)]`,
    ts: () =>
      [CMSG_LEN, CMSG_SPACE].map((f) => [
        ...[0, 1, 4, 7, 8, 9, 12, 100].map(f),
        attempt(() => f(-1)),
        attempt(() => f(2 ** 31 - 1)),
        attempt(() => f(2 ** 31 - 17)),
        attempt(() => f(2 ** 63)),
        attempt(() => f("1" as never)),
      ]),
  },
  "a descriptor goes over, and is a copy [16.2]": {
    py: `
      import array
      a, b = socketpair()
      c, d = socketpair()
      n = a.sendmsg([b"take"], [(SOL_SOCKET, SCM_RIGHTS, array.array("i", [c.fileno()]))])
      data, anc, flags, address = b.recvmsg(100, CMSG_LEN(4))
      [(level, kind, packed)] = anc
      fd = struct.unpack("i", packed)[0]
      other = fd != c.fileno()
      s = socket.socket(fileno=fd)
      c.close()
      d.sendall(b"through the copy")
      return [n, data, level, kind, flags, address, other, s.recv(100), s.family, s.type, s.proto]`,
    ts() {
      const [a, c] = socketpair();
      const [d, e] = socketpair();
      const n = a.sendmsg([b("take")], [[SOL_SOCKET, SCM_RIGHTS, new Int32Array([d.fileno()])]]);
      const [data, anc, flags, address] = c.recvmsg(100, CMSG_LEN(4));
      const [[level, kind, packed]] = anc as [[number, number, Buffer]];
      const fd = unpack("i", packed)[0] as number;
      const other = fd !== d.fileno();
      const s = new Socket(undefined, undefined, undefined, fd);
      d.close();
      e.sendall(b("through the copy"));
      return [n, data, level, kind, flags, address, other, s.recv(100), s.family, s.type, s.proto];
    },
  },
  "send_fds and recv_fds [16.2]": {
    py: `${pyFile}
      a, b = socketpair(AF_UNIX, SOCK_DGRAM)
      f = file(b"read me")
      n = send_fds(a, [b"two ", b"of them"], [f.fileno(), f.fileno()])
      data, fds, flags, address = recv_fds(b, 100, 5)
      out = [n, data, len(fds), flags, address, os.read(fds[1], 4), os.read(fds[0], 100)]
      for fd in fds: os.close(fd)
      return out`,
    ts: () =>
      withFile("read me", (f) => {
        const [a, c] = socketpair(AF_UNIX, SOCK_DGRAM);
        const n = send_fds(a, [b("two "), b("of them")], [f, f]);
        const [data, fds, flags, address] = recv_fds(c, 100, 5);
        const [one, two] = fds as [number, number];
        const out = [n, data, fds.length, flags, address, readHere(two, 4), readHere(one, 100)];
        for (const fd of fds) close(fd);
        return out;
      }),
  },
  "descriptors that do not fit are closed by the kernel [16.3]": {
    py: `${pyIsOpen}
      a, b = socketpair()
      out = []
      for room in (0, 8, CMSG_LEN(4), CMSG_SPACE(4), CMSG_LEN(12) - 1, CMSG_LEN(12)):
          before = len(os.listdir("/proc/self/fd"))
          send_fds(a, [b"x"], [0, 1, 2])
          data, anc, flags, _ = b.recvmsg(10, room)
          got = [struct.unpack(f"{len(d) // 4}i", d[:len(d) // 4 * 4]) for _, _, d in anc]
          held = len(os.listdir("/proc/self/fd")) - before
          out.append([data, [len(g) for g in got], flags, held, [is_open(fd) for g in got for fd in g]])
          for g in got:
              for fd in g: os.close(fd)
      return [out, MSG_CTRUNC]`,
    ts() {
      const [a, c] = socketpair();
      const out: unknown[] = [];
      for (const room of [0, 8, CMSG_LEN(4), CMSG_SPACE(4), CMSG_LEN(12) - 1, CMSG_LEN(12)]) {
        const before = openCount();
        send_fds(a, [b("x")], [0, 1, 2]);
        const [data, anc, flags] = c.recvmsg(10, room);
        const got = anc.map(([, , d]) => unpack(`${Math.floor(d.length / 4)}i`, d) as number[]);
        const held = openCount() - before;
        out.push([data, got.map((g) => g.length), flags, held, got.flat().map(isOpen)]);
        for (const fd of got.flat()) close(fd);
      }
      return [out, MSG_CTRUNC];
    },
  },
  "recv takes the data and the kernel closes the descriptors [16.3]": {
    py: `
      a, b = socketpair()
      before = len(os.listdir("/proc/self/fd"))
      send_fds(a, [b"only data"], [0, 1])
      data = b.recv(100)
      return [data, len(os.listdir("/proc/self/fd")) - before]`,
    ts() {
      const [a, c] = socketpair();
      const before = openCount();
      send_fds(a, [b("only data")], [0, 1]);
      const data = c.recv(100);
      return [data, openCount() - before];
    },
  },
  "recv_fds with room for fewer says MSG_CTRUNC": {
    py: `
      a, b = socketpair()
      send_fds(a, [b"x"], [0, 0, 0])
      data, fds, flags, address = recv_fds(b, 10, 0)
      return [data, len(fds), flags, attempt(recv_fds, b, 10, -1), attempt(recv_fds, b, -1, 1)]`,
    ts() {
      const [a, c] = socketpair();
      send_fds(a, [b("x")], [0, 0, 0]);
      const [data, fds, flags] = recv_fds(c, 10, 0);
      return [data, fds.length, flags, attempt(() => recv_fds(c, 10, -1)), attempt(() => recv_fds(c, -1, 1))];
    },
  },
  "a descriptor that is not open, too many of them, a stream that has none": {
    py: `
      a, b = socketpair()
      t, u = tcp_pair()
      return [attempt(send_fds, a, [b"x"], [9999]), attempt(send_fds, a, [b"x"], [-1]), attempt(send_fds, a, [b"x"], [0] * 253), attempt(send_fds, a, [b"x"], [0] * 254), attempt(send_fds, t, [b"x"], [0]), attempt(send_fds, a, [b"x"], [])]`,
    ts() {
      const [a] = socketpair();
      const [t] = tcpPair();
      const send = (s: Socket<number>, fds: number[]) => attempt(() => send_fds(s, [b("x")], fds));
      return [
        send(a, [9999]),
        send(a, [-1]),
        send(a, Array(253).fill(0)),
        send(a, Array(254).fill(0)),
        send(t, [0]),
        send(a, []),
      ];
    },
  },
  "two messages of descriptors in one are joined by the kernel": {
    py: `
      import array
      a, b = socketpair()
      one = (SOL_SOCKET, SCM_RIGHTS, array.array("i", [0]))
      a.sendmsg([b"x"], [one, one])
      data, anc, flags, _ = b.recvmsg(10, 200)
      fds = [fd for _, _, d in anc for fd in struct.unpack(f"{len(d) // 4}i", d)]
      for fd in fds: os.close(fd)
      return [data, [len(d) for _, _, d in anc], flags, len(fds)]`,
    ts() {
      const [a, c] = socketpair();
      const one = [SOL_SOCKET, SCM_RIGHTS, new Int32Array([0])] as const;
      a.sendmsg([b("x")], [one, one]);
      const [data, anc, flags] = c.recvmsg(10, 200);
      const fds = anc.flatMap(([, , d]) => unpack(`${d.length / 4}i`, d) as number[]);
      for (const fd of fds) close(fd);
      return [data, anc.map(([, , d]) => d.length), flags, fds.length];
    },
  },
  "a stream ends a recv where descriptors begin": {
    py: `
      a, b = socketpair()
      a.sendall(b"before ")
      send_fds(a, [b"with "], [0])
      a.sendall(b"after")
      out = []
      for _ in range(2):
          data, fds, flags, _ = recv_fds(b, 100, 3)
          for fd in fds: os.close(fd)
          out.append([data, len(fds)])
      return out`,
    ts() {
      const [a, c] = socketpair();
      a.sendall(b("before "));
      send_fds(a, [b("with ")], [0]);
      a.sendall(b("after"));
      return [1, 2].map(() => {
        const [data, fds] = recv_fds(c, 100, 3);
        for (const fd of fds) close(fd);
        return [data, fds.length];
      });
    },
  },
  "who sent it, with SO_PASSCRED [16.4]": {
    py: `
      a, b = socketpair(AF_UNIX, SOCK_DGRAM)
      b.setsockopt(SOL_SOCKET, SO_PASSCRED, 1)
      a.send(b"hello")
      data, anc, flags, _ = b.recvmsg(100, CMSG_SPACE(12))
      [(level, kind, packed)] = anc
      return [data, level, kind, struct.unpack("iii", packed) == (os.getpid(), os.getuid(), os.getgid()), flags, SCM_CREDENTIALS]`,
    ts() {
      const [a, c] = socketpair(AF_UNIX, SOCK_DGRAM);
      c.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
      a.send(b("hello"));
      const [data, anc, flags] = c.recvmsg(100, CMSG_SPACE(12));
      const [[level, kind, packed]] = anc as [[number, number, Buffer]];
      const own = [process.pid, process.getuid?.(), process.getgid?.()];
      return [data, level, kind, String(unpack("iii", packed)) === String(own), flags, SCM_CREDENTIALS];
    },
  },
  "credentials sent along, one's own and another's [16.4]": {
    py: `
      a, b = socketpair(AF_UNIX, SOCK_DGRAM)
      b.setsockopt(SOL_SOCKET, SO_PASSCRED, 1)
      own = struct.pack("iii", os.getpid(), os.getuid(), os.getgid())
      n = a.sendmsg([b"me"], [(SOL_SOCKET, SCM_CREDENTIALS, own)])
      data, anc, flags, _ = b.recvmsg(100, 100)
      return [n, data, anc[0][2] == own, attempt(a.sendmsg, [b"x"], [(SOL_SOCKET, SCM_CREDENTIALS, own[:11])]), attempt(a.sendmsg, [b"x"], [(SOL_SOCKET, SCM_CREDENTIALS, struct.pack("iii", 2**31 - 1, 0, 0))])]`,
    ts() {
      const [a, c] = socketpair(AF_UNIX, SOCK_DGRAM);
      c.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
      const own = pack("iii", process.pid, process.getuid?.(), process.getgid?.());
      const n = a.sendmsg([b("me")], [[SOL_SOCKET, SCM_CREDENTIALS, own]]);
      const [data, anc] = c.recvmsg(100, 100);
      const credentials = (bytes: Buffer) =>
        attempt(() => a.sendmsg([b("x")], [[SOL_SOCKET, SCM_CREDENTIALS, bytes]]));
      const same = anc[0]?.[2].equals(own);
      return [n, data, same, credentials(own.subarray(0, 11)), credentials(pack("iii", 2 ** 31 - 1, 0, 0))];
    },
  },
  "the address and the device that a datagram came to: IP_PKTINFO [16.4]": {
    py: `
      s = udp("0.0.0.0"); c = udp()
      s.setsockopt(IPPROTO_IP, ${IP_PKTINFO}, 1)
      out = []
      for host in ("127.0.0.1", "127.0.0.9"):
          c.sendto(b"x", (host, s.getsockname()[1]))
          data, anc, flags, address = s.recvmsg(10, CMSG_SPACE(12))
          out.append([data, anc, flags])
      return out`,
    ts() {
      const [s, c] = [udp("0.0.0.0"), udp()];
      s.setsockopt(IPPROTO_IP, IP_PKTINFO, true);
      return [localhost, "127.0.0.9"].map((host) => {
        c.sendto(b("x"), [host, portOf(s)]);
        return s.recvmsg(10, CMSG_SPACE(12)).slice(0, 3);
      });
    },
  },
  "the source address chosen by IP_PKTINFO [16.4]": {
    py: `
      s = udp("0.0.0.0"); c = udp()
      s.sendmsg([b"x"], [(IPPROTO_IP, ${IP_PKTINFO}, struct.pack("i4s4s", 0, inet_aton("127.0.0.7"), bytes(4)))], 0, c.getsockname())
      return c.recvfrom(10)[1][0]`,
    ts() {
      const [s, c] = [udp("0.0.0.0"), udp()];
      const info = Buffer.concat([Buffer.alloc(4), inet_aton("127.0.0.7"), Buffer.alloc(4)]);
      s.sendmsg([b("x")], [[IPPROTO_IP, IP_PKTINFO, info]], 0, c.getsockname());
      return c.recvfrom(10)[1][0];
    },
  },
  "the time to live and the type of service, told and chosen [16.4]": {
    py: `
      a, b = udp(), udp()
      b.setsockopt(IPPROTO_IP, ${IP_RECVTTL}, 1); b.setsockopt(IPPROTO_IP, IP_RECVTOS, 1)
      a.setsockopt(IPPROTO_IP, IP_TTL, 7)
      a.sendto(b"x", b.getsockname())
      first = b.recvmsg(10, 100)[:3]
      a.sendmsg([b"y"], [(IPPROTO_IP, IP_TTL, struct.pack("i", 33)), (IPPROTO_IP, IP_TOS, struct.pack("i", 16))], 0, b.getsockname())
      return [first, b.recvmsg(10, 100)[:3], attempt(a.sendmsg, [b"z"], [(IPPROTO_IP, IP_TTL, struct.pack("i", 256))], 0, b.getsockname())]`,
    ts() {
      const [a, c] = [udp(), udp()];
      c.setsockopt(IPPROTO_IP, IP_RECVTTL, true);
      c.setsockopt(IPPROTO_IP, IP_RECVTOS, true);
      a.setsockopt(IPPROTO_IP, IP_TTL, 7);
      a.sendto(b("x"), c.getsockname());
      const first = c.recvmsg(10, 100).slice(0, 3);
      const ttl = (value: number) => [IPPROTO_IP, IP_TTL, pack("i", value)] as const;
      a.sendmsg([b("y")], [ttl(33), [IPPROTO_IP, IP_TOS, pack("i", 16)]], 0, c.getsockname());
      const second = c.recvmsg(10, 100).slice(0, 3);
      return [first, second, attempt(() => a.sendmsg([b("z")], [ttl(256)], 0, c.getsockname()))];
    },
  },
  "IPv6: hop limit and address [16.4]": {
    py: `
      a, b = udp("::1", AF_INET6), udp("::1", AF_INET6)
      b.setsockopt(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1); b.setsockopt(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
      a.sendmsg([b"x"], [(IPPROTO_IPV6, IPV6_HOPLIMIT, struct.pack("i", 5))], 0, b.getsockname())
      data, anc, flags, address = b.recvmsg(10, 200)
      return [data, sorted(anc), flags, address[0], IPV6_PKTINFO]`,
    ts() {
      const [a, c] = [udp("::1", AF_INET6), udp("::1", AF_INET6)];
      c.setsockopt(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, true);
      c.setsockopt(IPPROTO_IPV6, IPV6_RECVPKTINFO, true);
      a.sendmsg([b("x")], [[IPPROTO_IPV6, IPV6_HOPLIMIT, pack("i", 5)]], 0, c.getsockname());
      const [data, anc, flags, address] = c.recvmsg(10, 200);
      const sorted = [...anc].sort((one, two) => one[1] - two[1]);
      return [data, sorted, flags, address?.[0], IPV6_PKTINFO];
    },
  },
  "a refused datagram of an unconnected socket, read from the error queue [16.4]": {
    py: `
      s = udp(); port = closed_port()
      s.setsockopt(IPPROTO_IP, ${IP_RECVERR}, 1)
      s.sendto(b"nobody", ("127.0.0.1", port))
      time.sleep(0.05)
      data, anc, flags, address = s.recvmsg(100, 200, MSG_ERRQUEUE)
      [(level, kind, packed)] = anc
      return [data, level, kind, struct.unpack("IBBB", packed[:7]), flags, address == ("127.0.0.1", port)]`,
    ts() {
      const [s, port] = [udp(), closedPort()];
      s.setsockopt(IPPROTO_IP, IP_RECVERR, true);
      s.sendto(b("nobody"), [localhost, port]);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      const [data, anc, flags, address] = s.recvmsg(100, 200, MSG_ERRQUEUE);
      const [[level, kind, packed]] = anc as [[number, number, Buffer]];
      const told = unpack("IBBB", packed.subarray(0, 7));
      return [data, level, kind, told, flags, String(address) === `${localhost},${port}`];
    },
  },
  "a control message that the kernel does not know": {
    py: `
      a, b = socketpair()
      return [attempt(a.sendmsg, [b"x"], [(SOL_SOCKET, 99, b"")]), attempt(udp().sendmsg, [b"x"], [(IPPROTO_IP, 99, b"")], 0, ("127.0.0.1", 9)), attempt(a.sendmsg, [b"x"], [(SOL_SOCKET, SCM_RIGHTS, b"abc")])]`,
    ts() {
      const [a] = socketpair();
      return [
        attempt(() => a.sendmsg([b("x")], [[SOL_SOCKET, 99, b("")]])),
        attempt(() => udp().sendmsg([b("x")], [[IPPROTO_IP, 99, b("")]], 0, [localhost, 9])),
        attempt(() => a.sendmsg([b("x")], [[SOL_SOCKET, SCM_RIGHTS, b("abc")]])),
      ];
    },
  },
  "MSG_CMSG_CLOEXEC is told back to who asked for it": {
    py: `
      a, b = socketpair()
      send_fds(a, [b"x"], [0])
      data, anc, flags, _ = b.recvmsg(10, CMSG_LEN(4), MSG_CMSG_CLOEXEC)
      fd = struct.unpack("i", anc[0][2])[0]
      inheritable = os.get_inheritable(fd)
      os.close(fd)
      return [flags, inheritable]`,
    ts() {
      const [a, c] = socketpair();
      send_fds(a, [b("x")], [0]);
      const [, anc, flags] = c.recvmsg(10, CMSG_LEN(4), MSG_CMSG_CLOEXEC);
      const fd = anc[0]?.[2].readInt32LE(0) as number;
      const s = new Socket(AF_UNIX, SOCK_STREAM, 0, fd);
      const inheritable = s.get_inheritable();
      s.close();
      return [flags, inheritable];
    },
  },
});

function openCount(): number {
  let count = 0;
  for (let fd = 0; fd < 1024; fd++) if (isOpen(fd)) count++;
  return count;
}

parity("sendfile", {
  "a whole file, and the position moves [16.6]": {
    py: `${pyFile}
      a, b = tcp_pair()
      f = file(b"the whole file")
      n = a.sendfile(f)
      return [n, b.recv(100), f.read(5)]`,
    ts: () =>
      withFile("the whole file", (f) => {
        const [a, c] = tcpPair();
        const n = a.sendfile(f);
        return [n, c.recv(100), readHere(f, 5)];
      }),
  },
  "a part of it [16.6]": {
    py: `${pyFile}
      a, b = socketpair()
      f = file(b"0123456789")
      out = []
      for offset, count in ((3, 4), (8, 100), (10, None), (100, 5), (0, 1)):
          n = a.sendfile(f, offset, count)
          out.append([n, b.recv(100) if n else b"", f.tell()])
      return out`,
    ts: () =>
      withFile("0123456789", (f) => {
        const [a, c] = socketpair();
        let position = 0;
        const parts: [number, number | null][] = [
          [3, 4],
          [8, 100],
          [10, null],
          [100, 5],
          [0, 1],
        ];
        return parts.map(([offset, count]) => {
          const n = a.sendfile(f, offset, count);
          if (n > 0) position = offset + n;
          const rest = readHere(f, 100).length;
          // The rest of ten bytes tells where it stood; reading it moves on to the end.
          const stood = n > 0 ? 10 - rest : position;
          return [n, n > 0 ? c.recv(100) : b(""), stood];
        });
      }),
  },
  "an empty file, and a pipe, have nothing to send": {
    py: `${pyFile}
      a, b = tcp_pair()
      r, w = os.pipe()
      os.write(w, b"in the pipe"); os.close(w)
      return [a.sendfile(file(b"")), a.sendfile(open(r, "rb"))]`,
    ts: () =>
      withFile("", (f) => {
        const [a] = tcpPair();
        const [r, w] = socketpair();
        w.sendall(b("in the pipe"));
        return [a.sendfile(f), a.sendfile({ fileno: () => r.fileno() })];
      }),
  },
  "a big file while the other side reads slowly": {
    py: `${pyFile}
      import threading, hashlib
      a, b = tcp_pair()
      data = bytes(range(256)) * 8192
      t = threading.Thread(target=lambda: [a.sendfile(file(data)), a.close()])
      t.start()
      got = recv_all(b)
      t.join()
      return [len(got), hashlib.sha256(got).digest() == hashlib.sha256(data).digest()]`,
    ts() {
      const data = Buffer.alloc(256 * 8192, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
      return withFile(data, (f) => {
        // One thread is both sides: what has been taken is read before more is given.
        const [a, c] = tcpPair();
        a.settimeout(0.02);
        const parts: Buffer[] = [];
        for (let at = 0; at < data.length; ) {
          const sent = a.sendfile(f, at, 100_000);
          for (let left = sent; left > 0; ) {
            const part = c.recv(left);
            parts.push(part);
            left -= part.length;
          }
          at += sent;
        }
        const got = Buffer.concat(parts);
        return [got.length, got.equals(data)];
      });
    },
  },
  "it times out when nobody reads, and the position tells how far it came [16.6]": {
    py: `${pyFile}
      a, b = socketpair()
      a.settimeout(0.02)
      f = file(bytes(4 * 1024 * 1024))
      out = attempt(a.sendfile, f)
      sent = f.tell()
      a.close()
      return [out, sent == len(recv_all(b)), 0 < sent < 4 * 1024 * 1024]`,
    ts: () =>
      withFile(Buffer.alloc(4 * 1024 * 1024), (f) => {
        const [a, c] = socketpair();
        a.settimeout(0.02);
        const out = attempt(() => a.sendfile(f));
        let rest = 0;
        for (let got = readHere(f, 65536); got.length > 0; got = readHere(f, 65536)) rest += got.length;
        const sent = 4 * 1024 * 1024 - rest;
        a.close();
        let came = 0;
        for (let data = c.recv(65536); data.length > 0; data = c.recv(65536)) came += data.length;
        return [out, sent === came, 0 < sent && sent < 4 * 1024 * 1024];
      }),
  },
  "misuse [16.6, 1.5]": {
    py: `${pyFile}
      a, b = tcp_pair()
      f = file(b"x")
      still = socketpair()[0]; still.setblocking(False)
      closed = file(b"x"); os.close(closed.fileno())
      out = [attempt(udp().sendfile, f), attempt(still.sendfile, f), attempt(a.sendfile, f, 0, 0), attempt(a.sendfile, f, 0, -1), attempt(a.sendfile, f, 0, "1"), attempt(a.sendfile, f, 0, 1.5),
        attempt(a.sendfile, closed), attempt(socket.socket().sendfile, file(b"x"))]
      kept.append(closed)
      b.close(); a.send(b"x"); time.sleep(0.05)
      return out + [attempt(a.sendfile, f)]`,
    ts: () =>
      withFile("x", (f) => {
        const [a, c] = tcpPair();
        const [still] = socketpair();
        still.setblocking(false);
        const nowhere = dup(f);
        close(nowhere);
        const send = (s: Socket<number>, ...args: unknown[]) =>
          attempt(() => (s.sendfile as (...all: unknown[]) => unknown).apply(s, args));
        const out = [
          send(udp(), f),
          send(still, f),
          send(a, f, 0, 0),
          send(a, f, 0, -1),
          send(a, f, 0, "1"),
          send(a, f, 0, 1.5),
          send(a, nowhere),
          send(new Socket(), f),
        ];
        c.close();
        a.send(b("x"));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
        return [...out, send(a, f)];
      }),
  },
});

parity("descriptors", {
  "dup and close of a number [7.5]": {
    py: `
      a, b = socketpair()
      fd = socket.dup(a.fileno())
      other = fd != a.fileno()
      a.close()
      s = socket.socket(fileno=fd)
      s.sendall(b"still")
      s.detach(); socket.close(fd)
      return [other, b.recv(10), b.recv(10), attempt(socket.close, fd), attempt(socket.close, -1), attempt(socket.dup, fd), attempt(socket.dup, -1), attempt(socket.dup, "1"), attempt(socket.close, None)]`,
    ts() {
      const [a, c] = socketpair();
      const fd = dup(a.fileno());
      const other = fd !== a.fileno();
      a.close();
      const s = new Socket(undefined, undefined, undefined, fd);
      s.sendall(b("still"));
      s.detach();
      close(fd);
      return [
        other,
        c.recv(10),
        c.recv(10),
        attempt(() => close(fd)),
        attempt(() => close(-1)),
        attempt(() => dup(fd)),
        attempt(() => dup(-1)),
        attempt(() => dup("1" as never)),
        attempt(() => close(null as never)),
      ];
    },
  },
  "fromfd leaves the given descriptor alone [7.5]": {
    py: `
      a, b = socketpair()
      s = fromfd(a.fileno(), AF_UNIX, SOCK_STREAM)
      s.sendall(b"one"); s.close(); a.sendall(b"two")
      return [s.fileno(), b.recv(3), b.recv(3), attempt(fromfd, 9999, AF_UNIX, SOCK_STREAM), attempt(fromfd, -1, AF_UNIX, SOCK_STREAM), attempt(fromfd, "1", AF_UNIX, SOCK_STREAM)]`,
    ts() {
      const [a, c] = socketpair();
      const s = fromfd(a.fileno(), AF_UNIX, SOCK_STREAM);
      s.sendall(b("one"));
      s.close();
      a.sendall(b("two"));
      return [
        s.fileno(),
        c.recv(3),
        c.recv(3),
        attempt(() => fromfd(9999, AF_UNIX, SOCK_STREAM)),
        attempt(() => fromfd(-1, AF_UNIX, SOCK_STREAM)),
        attempt(() => fromfd("1" as never, AF_UNIX, SOCK_STREAM)),
      ];
    },
  },
  "what a program that is executed keeps": {
    py: `
      s = socket.socket()
      copy = s.dup()
      out = [s.get_inheritable(), copy.get_inheritable()]
      s.set_inheritable(True)
      out.append(s.get_inheritable())
      s.set_inheritable(False)
      s.close()
      return out + [attempt(s.get_inheritable), attempt(s.set_inheritable, True), attempt(s.dup)]`,
    ts() {
      const s = new Socket();
      const copy = s.dup();
      const out: unknown[] = [s.get_inheritable(), copy.get_inheritable()];
      s.set_inheritable(true);
      out.push(s.get_inheritable());
      s.set_inheritable(false);
      s.close();
      const closed = [() => s.get_inheritable(), () => s.set_inheritable(true), () => s.dup()];
      return [...out, ...closed.map(attempt)];
    },
  },
});
