import { spawn } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { AF_INET, AF_INET6, SO_REUSEADDR, SOCK_DGRAM, SOL_SOCKET } from "../src/constants.ts";
import { SocketError } from "../src/errors.ts";
import { Socket } from "../src/socket.ts";

/**
 * The parity suite: every exchange is written twice, in Python and in TypeScript, and run once each, on real sockets.
 * What the two give back must be equal: values, bytes, the kinds and the errno names of errors.
 */

export type Exchange = {
  /** The body of a Python function; what it returns is compared. */
  py: string;
  /** The same in TypeScript. */
  ts: () => unknown;
};

/** Available to every Python exchange, as the functions below are to every TypeScript one. */
const prelude = `
import codecs, errno, json, os, select, selectors, shutil, socket, struct, sys, tempfile, time, warnings
from socket import *
import select, socket
warnings.simplefilter("ignore")
kept = []

folders = []

def folder():
    folders.append(tempfile.mkdtemp(prefix="parity-"))
    return folders[-1]

def listener(family=AF_INET, host=None, backlog=5):
    s = socket.socket(family, SOCK_STREAM)
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    s.bind((host or ("127.0.0.1" if family == AF_INET else "::1"), 0))
    s.listen(backlog)
    kept.append(s)
    return s

def tcp_pair(family=AF_INET):
    l = listener(family)
    a = socket.socket(family, SOCK_STREAM)
    a.connect(l.getsockname()[:2])
    b, _ = l.accept()
    l.close()
    kept.extend([a, b])
    return a, b

def udp(host="127.0.0.1", family=AF_INET):
    s = socket.socket(family, SOCK_DGRAM)
    s.bind((host, 0))
    kept.append(s)
    return s

def closed_port():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
    s.close()
    return port

def recv_all(s):
    parts = []
    while True:
        data = s.recv(65536)
        if not data:
            return b"".join(parts)
        parts.append(data)

kinds = {"OSError": "SocketError", "ValueError": "RangeError", "OverflowError": "RangeError", "KeyError": "RangeError",
         "ExceptionGroup": "AggregateError",
         "error": "StructError", "UnsupportedOperation": "SocketError"}

def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        name = kinds.get(type(e).__name__, type(e).__name__)
        number = getattr(e, "errno", None)
        code = None
        if isinstance(e, gaierror):
            code = next(n for n in dir(socket) if n.startswith("EAI_") and getattr(socket, n) == number)
        elif isinstance(e, herror):
            code = ["HOST_NOT_FOUND", "TRY_AGAIN", "NO_RECOVERY", "NO_DATA"][number - 1]
        elif isinstance(number, int):
            code = errno.errorcode[number].replace("ENOTSUP", "EOPNOTSUPP")
        return {"error": name, "code": code}

def plain(v):
    if isinstance(v, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(v).hex()}
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    if isinstance(v, dict):
        return {k: plain(x) for k, x in v.items()}
    if isinstance(v, bool) or v is None or isinstance(v, (str, float)):
        return v
    if isinstance(v, int):
        return int(v)
    return repr(v)
`;

function script(exchanges: Record<string, Exchange>): string {
  const functions = Object.values(exchanges).map(({ py }, i) => {
    const lines = py.replace(/^\n+|\s+$/g, "").split("\n");
    const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
    return `def exchange_${i}():\n${lines.map((line) => `    ${line.slice(indent)}`).join("\n")}\n`;
  });
  return `${prelude}
${functions.join("\n")}
for i in range(${functions.length}):
    try:
        result = {"value": plain(globals()[f"exchange_{i}"]())}
    except BaseException as e:
        result = {"failed": f"{type(e).__name__}: {e}"}
    sys.stdout.write(json.dumps(result) + "\\n")
sys.stdout.flush()
for path in folders:
    shutil.rmtree(path)
os._exit(0)
`;
}

async function runPython(source: string): Promise<{ value?: unknown; failed?: string }[]> {
  const python = spawn("python3", ["-"], { stdio: ["pipe", "pipe", "pipe"] });
  python.stdin.end(source);
  let out = "";
  let err = "";
  python.stdout.on("data", (data) => (out += data));
  python.stderr.on("data", (data) => (err += data));
  const code = await new Promise((resolve) => python.on("close", resolve));
  if (code !== 0) throw new Error(`python3 ended with ${code}: ${err}`);
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Declares one test an exchange. Python runs all of a file's exchanges in one process. */
export function parity(title: string, exchanges: Record<string, Exchange>): void {
  describe(title, () => {
    let expected: { value?: unknown; failed?: string }[] = [];
    beforeAll(async () => {
      expected = await runPython(script(exchanges));
    });
    for (const [i, [name, exchange]] of Object.entries(exchanges).entries()) {
      test(name, () => {
        const python = expected[i];
        if (python === undefined || python.failed !== undefined)
          throw new Error(`in Python: ${python?.failed}`);
        expect(plain(exchange.ts())).toEqual(python.value);
      });
    }
  });
}

function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  }
  return value;
}

/** Runs `f`; an error becomes a value that can be compared with Python's. */
export function attempt(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      error: error.name,
      code: error instanceof SocketError && error.errno !== null ? error.code : null,
    };
  }
}

export function listener<F extends number = typeof AF_INET>(
  family?: F,
  host?: string,
  backlog = 5,
): Socket<F> {
  const s = new Socket<F>(family);
  s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
  s.bind([host ?? (s.family === AF_INET6 ? "::1" : "127.0.0.1"), 0]);
  s.listen(backlog);
  return s;
}

export function tcpPair<F extends number = typeof AF_INET>(family?: F): [Socket<F>, Socket<F>] {
  const l = listener(family);
  const a = new Socket<F>(family);
  a.connect([hostOf(l), portOf(l)]);
  const [b] = l.accept();
  l.close();
  return [a, b];
}

export function udp(host = "127.0.0.1", family: number = AF_INET): Socket {
  const s = new Socket(family as typeof AF_INET, SOCK_DGRAM);
  s.bind([host, 0]);
  return s;
}

function hostOf(s: Socket<number>): string {
  return (s.getsockname() as [string, number])[0];
}

/** The port that a socket is bound to. */
export function portOf(s: Socket<number>): number {
  return (s.getsockname() as [string, number])[1];
}

/** A port of 127.0.0.1 at which nobody listens. */
export function closedPort(): number {
  const s = new Socket();
  s.bind(["127.0.0.1", 0]);
  const port = portOf(s);
  s.close();
  return port;
}

/** Everything up to the end of the stream. */
export function recvAll(s: Socket<number>): Buffer {
  const parts: Buffer[] = [];
  for (let data = s.recv(65536); data.length > 0; data = s.recv(65536)) parts.push(data);
  return Buffer.concat(parts);
}
