import { inspect } from "node:util";
import { isArrayBufferView } from "node:util/types";
import { Worker } from "node:worker_threads";
import { libc } from "./libc.ts";
import { Socket, type SocketHandle } from "./socket.ts";
import { write } from "./stdio.ts";

/**
 * How threads are made. A host that loads programs in its own way (the playground) sets a launcher for its workers
 * and calls `runThread` inside them; everybody else gets a Worker that imports the file.
 */

/** What a launcher is asked to start. It can be sent to a Worker as it is. */
export type ThreadRequest = {
  /** As the program wrote it: `"./handler.ts"`. */
  file: string;
  /** The file that called: a path or a `file:` URL, null if nobody knows. */
  from: string | null;
  /** One word of shared memory: 0 while the thread runs, 1 when it has ended. */
  state: Int32Array;
  /** Arguments, packed. */
  args: PackedArguments;
  /** Whether the program may end while the thread runs. */
  daemon: boolean;
};

/** Starts a Worker which calls `runThread` with the request. What it throws reaches the caller of `start_thread`. */
export type ThreadLauncher = (request: ThreadRequest) => void;

/** Arguments in a form that `postMessage` can carry. */
export type PackedArguments = unknown[];

/** A default export may have a method of this name, which is then called instead: request handlers have it. */
export const threadEntry: unique symbol = Symbol.for("sockets.threadEntry") as never;

const SOCKET = "sockets:Socket";
type PackedSocket = { [SOCKET]: SocketHandle };

let current: ThreadLauncher = launchWorker;

/** The launcher of this thread. */
export function launcher(): ThreadLauncher {
  return current;
}

/**
 * Sets how this thread starts others; null is the way of the package.
 * @param next the launcher
 */
export function setThreadLauncher(next: ThreadLauncher | null): void {
  current = next ?? launchWorker;
}

/**
 * Arguments for another thread: Sockets become handles of shared state, everything else is copied.
 * @param call the name that exceptions give to the call
 * @param args what the program gave
 */
export function packArguments(call: string, args: readonly unknown[]): PackedArguments {
  return args.map((value) => pack(call, value, new Map()));
}

function pack(call: string, value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === "function" || typeof value === "symbol") {
    throw new TypeError(
      `${call}(): a ${typeof value} cannot be passed to a thread; put it into the thread's file`,
    );
  }
  if (typeof value !== "object" || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (value instanceof Socket) {
    const packed: PackedSocket = { [SOCKET]: Socket.share(value) };
    seen.set(value, packed);
    return packed;
  }
  if (Array.isArray(value)) {
    const packed: unknown[] = [];
    seen.set(value, packed);
    for (const one of value) packed.push(pack(call, one, seen));
    return packed;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const packed: Record<string, unknown> = {};
    seen.set(value, packed);
    for (const [key, one] of Object.entries(value)) packed[key] = pack(call, one, seen);
    return packed;
  }
  return value;
}

/**
 * The arguments as the thread's function gets them.
 * @param args what `packArguments` made
 */
export function unpackArguments(args: PackedArguments): unknown[] {
  return args.map((value) => unpack(value, new Map()));
}

function unpack(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (SOCKET in value) {
    const socket = Socket.fromShared((value as PackedSocket)[SOCKET]);
    seen.set(value, socket);
    return socket;
  }
  // A Buffer arrives as a Uint8Array: give it its methods back.
  if (isArrayBufferView(value) && value.constructor === Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  seen.set(value, value);
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) holder[key] = unpack(holder[key], seen);
  return value;
}

/**
 * Inside the Worker: loads the thread's file, calls its default export with the arguments, and says when it has ended.
 * @param request what the launcher got
 * @param load imports the request's file in the host's way and gives its module
 * @param tell what to do with an uncaught error; by default it is written to standard error
 */
export async function runThread(
  request: Pick<ThreadRequest, "file" | "args" | "state">,
  load: () => Promise<{ default?: unknown }>,
  tell: (error: unknown) => void = (error) => reportThreadError(request.file, error),
): Promise<void> {
  writeAtOnce();
  const ended = () => {
    Atomics.store(request.state, 0, 1);
    Atomics.notify(request.state, 0);
  };
  // process.exit() in a thread ends the thread: it must not leave anybody waiting in join.
  process.on("exit", ended);
  process.on("uncaughtException", tell);
  try {
    const { default: run } = await load();
    if (typeof run !== "function") {
      throw new TypeError(
        `start_thread(): ${JSON.stringify(request.file)} must export the function to run: export default function ...`,
      );
    }
    const args = unpackArguments(request.args);
    const entry = (run as { [threadEntry]?: (...args: unknown[]) => unknown })[threadEntry];
    await (entry === undefined ? run(...args) : entry.apply(run, args));
  } catch (error) {
    tell(error);
  } finally {
    ended();
  }
}

const ownFolder = new URL(".", import.meta.url).href;

/**
 * The text of an error without the frames of this package and of Node, which are not the program's.
 * @param error what was thrown
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `Uncaught ${inspect(error)}`;
  const kept: string[] = [];
  for (const line of inspect(error).split("\n")) {
    const foreign = /^ {4}at /.test(line) && (line.includes(ownFolder) || /[ (]node:/.test(line));
    if (!foreign) kept.push(line);
    // What the error has beside its message is opened at the end of the last frame.
    else if (line.endsWith(" {")) kept.push(`${kept.pop() ?? ""} {`);
  }
  return kept.join("\n");
}

/**
 * Writes an uncaught error of a thread to standard error, as Python does.
 * @param file the file of the thread
 * @param error what was thrown
 */
export function reportThreadError(file: string, error: unknown): void {
  write(`Exception in thread ${JSON.stringify(file)}:\n${errorText(error)}\n`, 2);
}

/** A Worker's console goes through the main thread, which may be blocked in a call: write to the terminal directly. */
function writeAtOnce(): void {
  for (const [stream, fd] of [
    [process.stdout, 1],
    [process.stderr, 2],
  ] as const) {
    stream.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      write(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"), fd);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") callback();
      return true;
    }) as typeof stream.write;
  }
}

/** The threads of this process that this thread started and that have not ended. */
const alive = new Set<Int32Array>();
let fatal: { error: unknown } | null = null;
let watching = false;

/** The package's own way: a Worker that imports the file, seen from the calling file. */
function launchWorker(request: ThreadRequest): void {
  const base = request.from === null ? `file://${process.cwd()}/` : asUrl(request.from);
  const url = new URL(request.file, base).href;
  const worker = new Worker(new URL("./thread-worker.js", import.meta.url), {
    workerData: { ...request, url },
    // Nobody reads these streams while the main thread is blocked; threads write to the terminal themselves.
    stdout: false,
    stderr: false,
  });
  alive.add(request.state);
  worker.on("error", (error) => reportThreadError(request.file, error));
  worker.on("exit", () => {
    alive.delete(request.state);
    Atomics.store(request.state, 0, 1);
    Atomics.notify(request.state, 0);
  });
  if (request.daemon) worker.unref();
  endCleanly();
}

function asUrl(file: string): string {
  return file.includes("://") ? file : `file://${file}`;
}

/**
 * Node waits for its Workers before it ends, and a Worker that is blocked in a call never answers. So when the
 * program ends by `process.exit` or by an uncaught error while threads still run, the process is ended at once.
 */
function endCleanly(): void {
  if (watching) return;
  watching = true;
  process.on("uncaughtExceptionMonitor", (error) => {
    fatal = { error };
  });
  process.on("exit", (code) => {
    const running = [...alive].some((state) => Atomics.load(state, 0) === 0);
    if (!running) return;
    // Node would print the error after this event, which the process does not live to see.
    if (fatal !== null) write(`${errorText(fatal.error)}\n`, 2);
    libc._exit(code);
  });
}
