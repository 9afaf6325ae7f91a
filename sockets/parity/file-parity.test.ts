import { spawn } from "node:child_process";
import { create_server, type Socket, socketpair } from "../src/index.ts";
import { attempt, parity, portOf } from "./exchange.ts";

/** Files over sockets, where they touch their buffers: without one, at its edge, on a socket that does not wait, across pieces. */

const b = (text: string) => Buffer.from(text, "latin1");

/** Connects to a port and sends, in a process of its own: this one reads meanwhile. */
const sends = (expression: string, port: number) =>
  spawn("python3", [
    "-c",
    `import socket; s = socket.create_connection(("127.0.0.1", ${port})); s.sendall(${expression}); s.close()`,
  ]);

/** Two ends of a stream, the second of which never waits. */
function watched(): [Socket<number>, Socket<number>] {
  const [a, c] = socketpair();
  c.setblocking(false);
  return [a, c];
}

parity("files without a buffer", {
  "a read is one recv [11.5]": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      f = a.makefile("rb", buffering=0)
      out = []
      b.send(b"hello\\nwor"); out.append(f.read(100))
      b.send(b"ld\\nab\\ncd"); out += [f.readline(), f.readline(1), f.read(0)]
      area = bytearray(4); out += [f.readinto(area), area]
      b.close()
      return out + [f.readlines(), f.read(5), f.read()]`,
    ts() {
      const [a, c] = socketpair();
      const f = a.makefile("rb", { buffering: 0 });
      c.send(b("hello\nwor"));
      const out: unknown[] = [f.read(100)];
      c.send(b("ld\nab\ncd"));
      out.push(f.readline(), f.readline(1), f.read(0));
      const area = Buffer.alloc(4);
      out.push(f.readinto(area), area);
      c.close();
      return [...out, f.readlines(), f.read(5), f.read()];
    },
  },
  "read without a size goes on to the end [11.5]": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      f = a.makefile("rb", buffering=0)
      b.send(b"x" * 20000); b.close()
      return [f.read(), f.read()]`,
    ts() {
      const [a, c] = socketpair();
      const f = a.makefile("rb", { buffering: 0 });
      c.send(Buffer.alloc(20000, "x"));
      c.close();
      return [f.read(), f.read()];
    },
  },
  "a write is one send, and tells how much it took [11.5]": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      a.setblocking(False)
      f = a.makefile("wb", buffering=0)
      took = f.write(b"x" * 10_000_000)
      return [f.write(b"y"), 0 < took < 10_000_000, b.recv(1)]`,
    ts() {
      const [a, c] = socketpair();
      a.setblocking(false);
      const f = a.makefile("wb", { buffering: 0 });
      const took = f.write(Buffer.alloc(10_000_000, "x")) ?? 0;
      return [f.write(b("y")), 0 < took && took < 10_000_000, c.recv(1)];
    },
  },
});

parity("files on sockets that do not wait", {
  "bytes: nothing there is null, a part is a part [11.6]": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      a.setblocking(False)
      f = a.makefile("rb")
      area = bytearray(3)
      out = [f.read(1), f.read(), f.readline(), f.read1(5), f.peek(), f.readinto(area)]
      b.send(b"ab"); out += [f.read(5), f.read(5)]
      b.send(b"abcdef"); out += [f.read(2), f.read1(2), f.peek(1), f.read()]
      b.send(b"no end"); out += [f.readline(), f.readline()]
      b.send(b"xy"); out += [f.readinto(area), area]
      b.close()
      return out + [f.read(1), f.read(), f.readline(), f.read1(5), f.readinto(area)]`,
    ts() {
      const [a, c] = socketpair();
      a.setblocking(false);
      const f = a.makefile("rb");
      const area = Buffer.alloc(3);
      const out: unknown[] = [f.read(1), f.read(), f.readline(), f.read1(5), f.peek(), f.readinto(area)];
      c.send(b("ab"));
      out.push(f.read(5), f.read(5));
      c.send(b("abcdef"));
      out.push(f.read(2), f.read1(2), f.peek(), f.read());
      c.send(b("no end"));
      out.push(f.readline(), f.readline());
      c.send(b("xy"));
      out.push(f.readinto(area), area);
      c.close();
      return [...out, f.read(1), f.read(), f.readline(), f.read1(5), f.readinto(area)];
    },
  },
  "text: nothing there is no end [11.6]": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      a.setblocking(False)
      f = a.makefile("r", newline="")
      out = [f.readline(), f.read(1)]
      b.send(b"x\\ny\\r"); out += [f.readline(), f.readline(), f.readline()]
      b.send(b"z"); out += [f.read()]
      b.close()
      return out + [f.readline(), f.read()]`,
    ts() {
      const [a, c] = socketpair();
      a.setblocking(false);
      const f = a.makefile("r", { newline: "" });
      const out: unknown[] = [f.readline(), f.read(1)];
      c.send(b("x\ny\r"));
      out.push(f.readline(), f.readline(), f.readline());
      c.send(b("z"));
      out.push(f.read());
      c.close();
      return [...out, f.readline(), f.read()];
    },
  },
  "a write that does not fit says how much was taken, and the rest can be tried again [11.6]": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      a.setblocking(False); b.setblocking(False)
      f = a.makefile("wb", buffering=10)
      while attempt(a.send, b"x" * 4096) == 4096:
          pass
      def write(data):
          try:
              return f.write(data)
          except BlockingIOError as e:
              return ["would block", e.characters_written]
      out = [write(b"abcd"), write(b"efgh"), write(b"ijkl"), write(b"m"), write(b"n" * 30), attempt(f.flush)["error"]]
      total = 0
      while isinstance(data := attempt(b.recv, 65536), bytes):
          total += len(data); last = data
      f.flush()
      return out + [b.recv(100), write(b"ok"), f.flush(), b.recv(100)]`,
    ts() {
      const [a, c] = watched();
      a.setblocking(false);
      const f = a.makefile("wb", { buffering: 10 });
      while (attempt(() => a.send(Buffer.alloc(4096, "x"))) === 4096);
      const write = (text: string): unknown => {
        try {
          return f.write(b(text));
        } catch (error) {
          return ["would block", (error as { characters_written?: number }).characters_written];
        }
      };
      const out = [write("abcd"), write("efgh"), write("ijkl"), write("m"), write("n".repeat(30))];
      out.push((attempt(() => f.flush()) as { error: string }).error);
      while (Buffer.isBuffer(attempt(() => c.recv(65536))));
      f.flush();
      return [...out, c.recv(100), write("ok"), f.flush(), c.recv(100)];
    },
  },
});

parity("at the edge of a buffer", {
  "what does not fit sends what is there, and waits itself [11.2]": {
    py: `
      a, b = socketpair(); kept.extend([a, b]); b.setblocking(False)
      f = a.makefile("wb", buffering=10)
      out = []
      for n in (6, 6, 10, 11, 25, 4, 3):
          out += [f.write(b"x" * n), attempt(b.recv, 1000)]
      f.flush()
      return out + [b.recv(1000)]`,
    ts() {
      const [a, c] = watched();
      const f = a.makefile("wb", { buffering: 10 });
      const out: unknown[] = [];
      for (const n of [6, 6, 10, 11, 25, 4, 3]) {
        out.push(
          f.write(Buffer.alloc(n, "x")),
          attempt(() => c.recv(1000)),
        );
      }
      f.flush();
      return [...out, c.recv(1000)];
    },
  },
  "text waits in a buffer of its own first [11.2]": {
    py: `
      a, b = socketpair(); kept.extend([a, b]); b.setblocking(False)
      f = a.makefile("w", buffering=10)
      out = []
      for n in (6, 8000, 200, 9000, 5):
          out += [f.write("x" * n), attempt(lambda: len(b.recv(100000)))]
      f.flush()
      return out + [len(b.recv(100000))]`,
    ts() {
      const [a, c] = watched();
      const f = a.makefile("w", { buffering: 10 });
      const out: unknown[] = [];
      for (const n of [6, 8000, 200, 9000, 5]) {
        out.push(
          f.write("x".repeat(n)),
          attempt(() => c.recv(100000).length),
        );
      }
      f.flush();
      return [...out, c.recv(100000).length];
    },
  },
  "a look ahead takes nothing": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      f = a.makefile("rb")
      b.send(b"abc\\ndef"); b.close()
      return [f.peek(1), f.peek(), f.readline(), f.peek(), f.read(), f.peek()]`,
    ts() {
      const [a, c] = socketpair();
      const f = a.makefile("rb");
      c.send(b("abc\ndef"));
      c.close();
      return [f.peek(), f.peek(), f.readline(), f.peek(), f.read(), f.peek()];
    },
  },
  "modes and buffers of all kinds": {
    py: `
      a, b = socketpair(); kept.extend([a, b])
      def both(m): 
          f = a.makefile(m)
          return [f.readable(), f.writable()]
      out = [a.makefile(m).fileno() == a.fileno() for m in ("r", "w", "rb", "wb")] + [attempt(both, m) for m in ("", "r", "rr", "rbb", "wbr", "x", "r+", "a", "b", "rt", 5, None)]
      for n in (0, 1, -1, -5, None, 1.5, "a"):
          out += [attempt(lambda: a.makefile("rb", buffering=n).readable()), attempt(lambda: a.makefile("r", buffering=n).readable())]
      out += [attempt(lambda: a.makefile("r", newline=n).readable()) for n in ("", "\\n", "\\r", "\\r\\n", "x", None)]
      f = a.makefile("rwb"); f.close()
      return out + [attempt(g) for g in (f.read, f.readline, f.readable, f.writable, f.flush, f.close)] + [attempt(f.write, b"")]`,
    ts() {
      const [a] = socketpair();
      const open = (mode: unknown, options?: unknown) => a.makefile(mode as "rb", options as never);
      const both = (mode: unknown) => {
        const f = open(mode);
        return [f.readable(), f.writable()];
      };
      const modes = ["", "r", "rr", "rbb", "wbr", "x", "r+", "a", "b", "rt", 5, null];
      const out: unknown[] = ["r", "w", "rb", "wb"].map((mode) => open(mode).fileno() === a.fileno());
      out.push(...modes.map((mode) => attempt(() => both(mode))));
      for (const buffering of [0, 1, -1, -5, null, 1.5, "a"]) {
        out.push(attempt(() => open("rb", { buffering }).readable()));
        out.push(attempt(() => open("r", { buffering }).readable()));
      }
      for (const newline of ["", "\n", "\r", "\r\n", "x", null]) {
        out.push(attempt(() => open("r", { newline }).readable()));
      }
      const f = open("rwb");
      f.close();
      const calls = [
        () => f.read(),
        () => f.readline(),
        () => f.readable(),
        () => f.writable(),
        () => f.flush(),
        () => f.close(),
        () => f.write(b("")),
      ];
      return [...out, ...calls.map(attempt)];
    },
  },
});

/** A text with every line end, cut into pieces at every place in turn. */
const text = "one\r\ntwo\rthree\n\r\n\né中\r\r\nlast";

parity("lines across pieces", {
  "whatever the line ends and wherever the pieces are cut [11.1]": {
    py: `
      data = ${JSON.stringify(text)}.encode()
      out = []
      for newline in (None, "", "\\n", "\\r", "\\r\\n"):
          for at in range(len(data) + 1):
              a, b = socketpair()
              a.settimeout(10)
              f = a.makefile("r", newline=newline)
              b.send(data[:at])
              if at > 4:
                  first = f.readline()
              else:
                  first = ""
              b.send(data[at:]); b.close()
              out.append([first] + f.readlines())
              f.close(); a.close()
      return out`,
    ts() {
      const data = Buffer.from(text);
      const out: unknown[] = [];
      for (const newline of [null, "", "\n", "\r", "\r\n"] as const) {
        for (let at = 0; at <= data.length; at++) {
          const [a, c] = socketpair();
          a.settimeout(10);
          const f = a.makefile("r", { newline });
          c.send(data.subarray(0, at));
          const first = at > 4 ? f.readline() : "";
          c.send(data.subarray(at));
          c.close();
          out.push([first, ...f.readlines()]);
          f.close();
          a.close();
        }
      }
      return out;
    },
  },
  "text lines with a limit": {
    py: `
      out = []
      for newline in (None, "", "\\r\\n"):
          a, b = socketpair()
          b.send(b"abc\\r\\nde\\r\\nf"); b.close()
          f = a.makefile("r", newline=newline)
          out.append([f.readline(2), f.readline(0), f.readline(2), f.readline(3), f.readline(1), f.readline(100), f.readline(-1), f.readline(5)])
          a.close(); f.close()
      return out`,
    ts: () =>
      ([null, "", "\r\n"] as const).map((newline) => {
        const [a, c] = socketpair();
        c.send(b("abc\r\nde\r\nf"));
        c.close();
        const f = a.makefile("r", { newline });
        const lines = [2, 0, 2, 3, 1, 100, -1, 5].map((limit) => f.readline(limit));
        a.close();
        f.close();
        return lines;
      }),
  },
  "a line of megabytes": {
    py: `
      import threading
      l = create_server(("127.0.0.1", 0))
      out = []
      for mode in ("r", "rb"):
          c = create_connection(l.getsockname()); s, _ = l.accept()
          t = threading.Thread(target=lambda: (c.sendall(b"x" * 20_000_000 + b"\\nrest"), c.close())); t.start()
          f = s.makefile(mode)
          out += [len(f.readline()), f.readline()]
          t.join(); f.close(); s.close()
      l.close()
      return out`,
    ts() {
      const l = create_server(["127.0.0.1", 0]);
      const out: unknown[] = [];
      for (const mode of ["r", "rb"] as const) {
        const writer = sends("b'x' * 20_000_000 + b'\\nrest'", portOf(l));
        const [s] = l.accept();
        const f = s.makefile(mode as "rb");
        out.push(f.readline().length, f.readline());
        f.close();
        s.close();
        writer.kill();
      }
      l.close();
      return out;
    },
  },
});
