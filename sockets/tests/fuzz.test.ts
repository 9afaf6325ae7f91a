import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as sockets from "../src/index.ts";
import { epoll, type Poll, poll, select } from "../src/select.ts";
import { EpollSelector, PollSelector, SelectSelector } from "../src/selectors.ts";
import { calcsize, iter_unpack, pack, pack_into, unpack, unpack_from } from "../src/struct.ts";

/** Garbage into every call: an exception or a result, never a crash of the process, and no descriptor lost. */

const { Socket } = sockets;

// A Unix socket bound to a path of garbage makes a file of that name: here, and nowhere else.
let home = "";
const before = process.cwd();
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "sockets-fuzz-"));
  process.chdir(home);
});
afterAll(() => {
  process.chdir(before);
  rmSync(home, { recursive: true });
});

const garbage = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 70000 }),
  fc.double(),
  fc.bigInt(),
  fc.string(),
  fc.constantFrom(
    "127.0.0.1",
    "",
    "::1",
    "\0abstract",
    "x".repeat(300),
    "1.2.3",
    "<broadcast>",
    "utf-8",
    "gbk",
    "rb",
  ),
  fc.constant(null),
  fc.constant(undefined),
  fc.boolean(),
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom<unknown>(
    new Uint8Array(new SharedArrayBuffer(8)),
    new Float64Array(3),
    new DataView(new ArrayBuffer(5)),
    new ArrayBuffer(0),
    new ArrayBuffer(8, { maxByteLength: 16 } as never),
  ),
  fc.func(fc.anything()),
  fc.array(fc.anything(), { maxLength: 5 }),
  fc.tuple(fc.constantFrom("127.0.0.1", "", "::1"), fc.integer({ min: -1, max: 65536 })),
  fc.constantFrom<unknown>(
    { fileno: () => -1 },
    { fileno: () => "x" },
    { fileno: () => 2 ** 31 },
    Symbol("s"),
    Number.NaN,
    -0,
    2 ** 53,
    1e308,
  ),
  fc.anything(),
);

/** Blocking and unbounded are ruled out by what is given, not by what is checked. */
const few = { numRuns: 150, endOnFailure: true } as const;
const open = () => readdirSync("/proc/self/fd").length;

function closed(run: () => unknown): void {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return;
  }
  for (const one of (Array.isArray(result) ? result : [result]) as ({ close?: () => void } | null)[]) {
    // Sockets, epolls, and the files that makefile gives.
    if (typeof one?.close === "function") one.close();
  }
}

/** Runs a property and then counts the descriptors. */
function leakless(run: () => void): void {
  run();
  const before = open();
  run();
  expect(open()).toBe(before);
}

// These may rightly do what they say with a descriptor that fits by chance: it is not the fuzzer's to close.
const owners = new Set(["close", "detach", "constructor"]);
const methods = Object.getOwnPropertyNames(Socket.prototype).filter((name) => !owners.has(name));

const makers = {
  "a fresh TCP socket": () => new Socket(),
  "a datagram socket": () => new Socket(sockets.AF_INET, sockets.SOCK_DGRAM),
  "an IPv6 socket": () => new Socket(sockets.AF_INET6),
  "a Unix socket": () => new Socket(sockets.AF_UNIX),
  "a closed socket": () => {
    const s = new Socket();
    s.close();
    return s;
  },
};

for (const [kind, make] of Object.entries(makers)) {
  test(`every method of ${kind} [1.5]`, () => {
    leakless(() => {
      for (const name of methods) {
        fc.assert(
          fc.property(fc.array(garbage, { maxLength: 4 }), (args) => {
            const socket = make() as unknown as Record<string, (...args: unknown[]) => unknown>;
            try {
              // Never waiting, so that no garbage can mean "for ever".
              if (socket.fileno?.() !== -1) socket.setblocking?.(false);
              const method = socket[name];
              if (typeof method === "function") closed(() => method.apply(socket, args));
            } finally {
              socket.close?.();
            }
          }),
          { ...few, numRuns: 40 },
        );
      }
    });
  });
}

test("every method of the files over a socket [1.5]", () => {
  leakless(() => {
    fc.assert(
      fc.property(
        fc.constantFrom("r", "w", "rw", "rb", "wb", "rwb"),
        fc.constantFrom(0, 1, 5, 8192),
        fc.array(fc.tuple(fc.nat(20), fc.array(garbage, { maxLength: 2 })), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 60 }),
        (mode, buffering, calls, bytes) => {
          const [a, b] = sockets.socketpair();
          try {
            a.setblocking(false);
            b.sendall(bytes);
            if (buffering === 0 && !mode.includes("b")) return;
            const file = a.makefile(mode as "rb", { buffering }) as unknown as Record<string, unknown>;
            const names = Object.getOwnPropertyNames(Object.getPrototypeOf(file)).filter(
              (name) => name !== "constructor",
            );
            for (const [which, args] of calls) {
              const method = file[names[which % names.length] as string];
              if (typeof method === "function") closed(() => method.apply(file, args));
            }
            closed(() => (file.close as () => void)());
          } finally {
            a.close();
            b.close();
          }
        },
      ),
      { ...few, numRuns: 400 },
    );
  });
});

const sizes = fc.constantFrom(-1, 0, 1, 2, 3, 7, 40);
const reads = fc.array(fc.tuple(fc.constantFrom("read", "read1", "readline", "peek", "readinto"), sizes), {
  maxLength: 12,
});

test("bytes read by any methods in any order are the bytes that came [11.1, 11.5]", () => {
  const line = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.constantFrom(Buffer.from("\n"), Buffer.from("ab\ncd\n")),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      reads,
      fc.constantFrom(0, 1, 4, 8192),
      (pieces, calls, buffering) => {
        const [a, b] = sockets.socketpair();
        for (const piece of pieces) b.sendall(piece);
        b.close();
        const file = a.makefile("rb", { buffering });
        const got: Uint8Array[] = [];
        for (const [name, size] of calls) {
          if (name === "peek") file.peek();
          else if (name === "readinto") {
            const area = Buffer.alloc(Math.max(0, size));
            got.push(area.subarray(0, file.readinto(area) ?? 0));
          } else got.push(file[name as "read"](size) ?? Buffer.alloc(0));
        }
        got.push(file.read1(), file.read() ?? Buffer.alloc(0));
        file.close();
        a.close();
        expect(Buffer.concat(got)).toEqual(Buffer.concat(pieces));
      },
    ),
    { numRuns: 300 },
  );
});

test("text read by any methods in any order is the text that came [11.1]", () => {
  const piece = fc.constantFrom("a", "é", "中", "\n", "\r", "\r\n", "bcd", "\n\n");
  const newlines = fc.constantFrom(null, "", "\n", "\r", "\r\n");
  const some = fc.array(fc.tuple(fc.constantFrom("read", "readline"), sizes), { maxLength: 10 });
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 20 }),
      some,
      newlines,
      fc.constantFrom(1, 3, 8192),
      (pieces, calls, newline, buffering) => {
        const [a, b] = sockets.socketpair();
        const text = pieces.join("");
        b.sendall(sockets.encode(text));
        b.close();
        const file = a.makefile("r", { newline: newline as null, buffering });
        let got = "";
        for (const [name, size] of calls) got += file[name as "read"](size);
        got += file.read();
        file.close();
        a.close();
        expect(got).toBe(newline === null ? text.replaceAll(/\r\n?/g, "\n") : text);
      },
    ),
    { numRuns: 300 },
  );
});

test("whatever is written in whatever pieces arrives, once [11.2]", () => {
  const pieces = fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.boolean()), { maxLength: 10 });
  fc.assert(
    fc.property(pieces, fc.constantFrom(0, 1, 10, 8192), (list, buffering) => {
      const [a, b] = sockets.socketpair();
      const file = a.makefile("wb", { buffering });
      for (const [piece, flush] of list) {
        file.write(piece);
        if (flush) file.flush();
      }
      file.close();
      a.close();
      const got: Buffer[] = [];
      for (let data = b.recv(4096); data.length > 0; data = b.recv(4096)) got.push(data);
      b.close();
      expect(Buffer.concat(got)).toEqual(Buffer.concat(list.map(([piece]) => piece)));
    }),
    { numRuns: 200 },
  );
});

test("making sockets of anything [1.5]", () => {
  leakless(() => {
    fc.assert(
      fc.property(garbage, garbage, garbage, (family, type, protocol) => {
        closed(() => new Socket(family as never, type as never, protocol as never));
        closed(() => sockets.socketpair(family as never, type as never, protocol as never));
      }),
      few,
    );
  });
});

test("functions of the module [1.5]", () => {
  const names = [
    "htons",
    "htonl",
    "ntohs",
    "ntohl",
    "inet_aton",
    "inet_ntoa",
    "inet_pton",
    "inet_ntop",
    "if_nametoindex",
    "if_indextoname",
    "getservbyname",
    "getservbyport",
    "getprotobyname",
    "if_nameindex",
    "CMSG_LEN",
    "CMSG_SPACE",
    "send_fds",
    "recv_fds",
    "encode",
    "decode",
    "create_server",
    "getnameinfo",
  ] as const;
  leakless(() => {
    for (const name of names) {
      fc.assert(
        fc.property(fc.array(garbage, { maxLength: 4 }), (args) => {
          // A name that is none may be asked of a name server for long; numbers are enough here.
          if (name === "getnameinfo" || name === "create_server") args[0] = ["127.0.0.1", args[0]];
          if (name === "getnameinfo") args[1] = typeof args[1] === "number" ? args[1] | 3 : args[1];
          const all: Record<string, unknown> = sockets;
          closed(() => (all[name] as (...args: unknown[]) => unknown)(...args));
        }),
        { ...few, numRuns: 80 },
      );
    }
  });
});

test("descriptors by number [1.5]", () => {
  leakless(() => {
    fc.assert(
      fc.property(garbage, garbage, garbage, garbage, (fd, family, type, protocol) => {
        closed(() => sockets.close(sockets.dup(fd as never)));
        closed(() => sockets.fromfd(fd as never, family as never, type as never, protocol as never));
        // A number that fits by chance is not the fuzzer's to close, nor is the machine's name its to give.
        if (typeof fd !== "number" || fd < 0 || fd > 1e6) closed(() => sockets.close(fd as never));
        if (typeof fd !== "string") closed(() => sockets.sethostname(fd as never));
      }),
      few,
    );
  });
});

/** Messages that are nearly right, so that they come past the checks: control messages of all kinds, with descriptors of ours. */
const control = fc.array(
  fc.oneof(
    fc.tuple(
      fc.constant(sockets.SOL_SOCKET),
      fc.constant(sockets.SCM_RIGHTS),
      fc.array(fc.constantFrom(0, 1, 2, -1, 9999), { maxLength: 5 }).map((fds) => new Int32Array(fds)),
    ),
    fc.tuple(
      fc.constantFrom(sockets.SOL_SOCKET, sockets.IPPROTO_IP, sockets.IPPROTO_IPV6),
      fc.integer({ min: 0, max: 80 }),
      fc.uint8Array({ maxLength: 40 }),
    ),
  ),
  { maxLength: 4 },
);
const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 });

test("messages of any pieces and control messages, received with any room: no descriptor is lost [16.2, 16.3]", () => {
  const kinds: [number, number][] = [
    [sockets.AF_UNIX, sockets.SOCK_STREAM],
    [sockets.AF_UNIX, sockets.SOCK_DGRAM],
    [sockets.AF_UNIX, sockets.SOCK_SEQPACKET],
  ];
  leakless(() => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        pieces,
        control,
        fc.nat(200),
        fc.boolean(),
        fc.constantFrom(0, sockets.MSG_PEEK, sockets.MSG_TRUNC, sockets.MSG_ERRQUEUE),
        ([family, type], data, list, room, into, flags) => {
          const [a, b] = sockets.socketpair(family, type);
          a.setblocking(false);
          b.setblocking(false);
          b.setsockopt(sockets.SOL_SOCKET, sockets.SO_PASSCRED, true);
          closed(() => a.sendmsg(data, list));
          closed(() => {
            const [, came] = into
              ? b.recvmsg_into(
                  data.map((piece) => new Uint8Array(piece.length)),
                  room,
                  flags,
                )
              : b.recvmsg(50, room, flags);
            for (const [level, kind, bytes] of came) {
              if (level !== sockets.SOL_SOCKET || kind !== sockets.SCM_RIGHTS) continue;
              for (let at = 0; at + 4 <= bytes.length; at += 4) sockets.close(bytes.readInt32LE(at));
            }
          });
          a.close();
          b.close();
        },
      ),
      { ...few, numRuns: 500 },
    );
  });
});

test("memory that is taken away while the arguments are looked at is not touched [1.5]", () => {
  const [a, b] = sockets.socketpair();
  const gone = new Uint8Array(4096).fill(7);
  function* treacherous(): Generator<Uint8Array> {
    yield gone;
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    yield Buffer.from("left");
  }
  expect(a.sendmsg(treacherous())).toBe(4);
  expect(String(b.recv(100))).toBe("left");
  const control = [sockets.SOL_SOCKET, sockets.SCM_RIGHTS, new Int32Array([0])] as const;
  const late = new Uint8Array(4096).fill(7);
  function* later(): Generator<typeof control> {
    structuredClone(late.buffer, { transfer: [late.buffer] });
    yield control;
  }
  expect(a.sendmsg([late, Buffer.from("x")], later())).toBe(1);
  const [data, fds] = sockets.recv_fds(b, 100, 1);
  expect([String(data), fds.length]).toEqual(["x", 1]);
  for (const fd of fds) sockets.close(fd);
  a.close();
  b.close();
});

test("memory that tells another length each time is taken for what it is [1.5]", () => {
  let asked = 0;
  const length = () => (asked++ === 0 ? 4 : 1_000_000);
  class Moody extends Uint8Array {
    override get length() {
      return length();
    }
  }
  const own = Object.defineProperty(Buffer.from("abcd"), "length", { get: length });
  const [a, b] = sockets.socketpair();
  a.setblocking(false);
  for (const moody of [new Moody([97, 98, 99, 100]), own]) {
    for (const call of [
      () => a.send(moody),
      () => a.sendall(moody),
      () => a.sendmsg([moody]),
      () => pack("4s", moody),
    ]) {
      asked = 0;
      closed(call);
    }
  }
  a.close();
  const got = b.recv(1_000_000);
  b.close();
  expect(String(got)).toMatch(/^(abcd)+$/);
});

test("memory that lies about its length is refused [1.5]", () => {
  class Liar extends Uint8Array {
    override get length() {
      return 1_000_000;
    }
  }
  const [a, b] = sockets.socketpair();
  for (const call of [
    () => a.send(new Liar(4)),
    () => a.sendall(new Liar(4)),
    () => a.sendmsg([new Liar(4)]),
    () => b.recv_into(new Liar(4)),
    () => b.recvmsg_into([new Liar(4)]),
    () => a.sendmsg([], [[1, 1, new Liar(4)]]),
  ]) {
    expect(call).toThrow(TypeError);
  }
  a.close();
  b.close();
});

test("select, poll, epoll and the selectors [1.5]", () => {
  leakless(() => {
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 4 }), fc.array(garbage, { maxLength: 3 }), (list, args) => {
        closed(() => select(list as never, args as never, [], 0));
        closed(() => select(args[0] as never, args[1] as never, args[2] as never, 0));
        const p = poll() as unknown as Record<string, (...args: unknown[]) => unknown>;
        for (const name of ["register", "modify", "unregister"]) closed(() => p[name]?.(...args));
        closed(() => (p as unknown as Poll).poll(0));
        const e = epoll();
        for (const name of ["register", "modify", "unregister"] as const) {
          closed(() => (e[name] as (...args: unknown[]) => unknown)(...args));
        }
        closed(() => e.poll(0, args[0] as never));
        e.close();
        for (const Selector of [SelectSelector, PollSelector, EpollSelector]) {
          const s = new Selector();
          closed(() => s.register(args[0] as never, args[1] as never, args[2] as never));
          closed(() => s.modify(args[0] as never, args[1] as never));
          closed(() => s.select(0));
          closed(() => s.unregister(args[0] as never));
          s.close();
        }
      }),
      few,
    );
  });
});

test("struct: any format, any values, any bytes [12.3]", () => {
  const format = fc.oneof(
    fc.string(),
    fc
      .tuple(
        fc.constantFrom("", "!", "<", ">", "=", "@"),
        fc.array(fc.tuple(fc.constantFrom("", "0", "2", "11"), fc.constantFrom(..."xcbB?hHiIlLqQnNefdspP")), {
          maxLength: 6,
        }),
      )
      .map(([order, items]) => order + items.map((item) => item.join("")).join("")),
  );
  fc.assert(
    fc.property(
      format,
      fc.array(garbage, { maxLength: 8 }),
      fc.uint8Array({ maxLength: 64 }),
      (text, values, data) => {
        closed(() => pack(text, ...values));
        closed(() => unpack(text, data));
        closed(() => unpack_from(text, data, values[0] as never));
        closed(() => pack_into(text, data, values[0] as never, ...values.slice(1)));
        closed(() => [...iter_unpack(text, data)]);
        let size = -1;
        try {
          size = calcsize(text);
        } catch {
          return; // A format that is none has no size, and nothing more to be tested.
        }
        if (size > 10_000) return;
        const bytes = Buffer.alloc(size, data.length > 0 ? data : undefined);
        // What was unpacked packs to the same bytes, where no padding, NaN or boolean loses something.
        if (/^[!<>=@]?[0-9cbBhHiIlLqQnNsP]*$/.test(text) && !/^@?[^!<>=]*$/.test(text)) {
          expect(pack(text, ...unpack(text, bytes))).toEqual(bytes);
        }
      },
    ),
    { ...few, numRuns: 500 },
  );
});

test("a stream cut anywhere decodes to the same text [12.2]", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("utf-8", "gb18030", "utf-16-le"),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      (text, encoding, sizes) => {
        fc.pre(text.isWellFormed() && !text.includes("\ufffd"));
        const data = sockets.encode(text, encoding);
        const decoder = sockets.getincrementaldecoder(encoding);
        let out = "";
        for (let at = 0, i = 0; at < data.length; i++) {
          const size = sizes[i % sizes.length] as number;
          out += decoder.decode(data.subarray(at, at + size));
          at += size;
        }
        expect(out + decoder.decode(Buffer.alloc(0), true)).toBe(text);
      },
    ),
    { numRuns: 300 },
  );
});

test("bytes that are anything decode or are refused, in every encoding", () => {
  const encodings = [
    "utf-8",
    "gbk",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-kr",
    "latin-1",
    "ascii",
    "utf-16",
    "cp1252",
  ];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(...encodings), (data, encoding) => {
      closed(() => sockets.decode(data, encoding));
      expect(typeof sockets.decode(data, encoding, "replace")).toBe("string");
      expect(sockets.decode(data, encoding, "ignore")).not.toContain(
        encoding.startsWith("utf") ? "\uffff\uffff" : "\ufffd",
      );
    }),
    { numRuns: 500 },
  );
});
