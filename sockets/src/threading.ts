import { callSite } from "./call-site.ts";
import { seconds, text } from "./checks.ts";
import { launcher, packArguments } from "./thread-host.ts";
import { call } from "./traced.ts";

/** Threads: files of the program that run at the same time as it, on the same descriptors. Python's module `threading`. */

const RUNNING = 0;

/** A thread that was started. Python's `threading.Thread`. */
export class Thread {
  /** The file it runs, as given to `start_thread`. */
  readonly name: string;
  readonly #state: Int32Array;

  /** Use `start_thread`. */
  constructor(name: string, state: Int32Array) {
    this.name = name;
    this.#state = state;
  }

  /** Whether its function has not returned yet. */
  is_alive(): boolean {
    return Atomics.load(this.#state, 0) === RUNNING;
  }

  /**
   * Waits until the thread has ended, in whatever way.
   * @param timeout seconds at most; null or left out waits for ever. Ask `is_alive()` afterwards which it was.
   * @throws RangeError for a timeout that is none
   */
  join(timeout: number | null = null): void {
    const limit = seconds("join", timeout);
    call(
      "join",
      null,
      () => [JSON.stringify(this.name), ...(limit === null ? [] : [String(limit)])],
      () => {
        Atomics.wait(this.#state, 0, RUNNING, limit === null ? Number.POSITIVE_INFINITY : limit * 1000);
      },
      () => ({ result: this.is_alive() ? "still running" : "ended" }),
    );
  }
}

/**
 * Starts a file of the program in a thread of its own and returns at once.
 * The file's default export is the function to run; it gets the arguments.
 *
 * The thread has variables of its own: what it is given is copied. Sockets are the exception: both sides have the
 * same descriptor, and a close on one side is a close on the other. An uncaught error ends the thread, not the
 * program, and is written to standard error. The program ends when its main file and all threads have ended.
 * pthreads(7)
 *
 * @param file path of the file, seen from the file that calls: `"./handler.ts"`
 * @param args numbers, text, bytes, arrays, plain objects, Sockets
 * @example
 * // server.ts
 * const [conn, address] = listener.accept();
 * start_thread("./handler.ts", conn, address);
 *
 * // handler.ts
 * export default function handle(conn: Socket, address: InetAddress) { ... }
 * @throws TypeError for an argument that cannot be copied, as a function
 */
export function start_thread(file: string, ...args: unknown[]): Thread {
  text("start_thread", "the file", file);
  return startThreadFrom(file, callSite(3)?.file ?? null, args);
}

/**
 * As `start_thread`, with the calling file told: a server starts threads long after its maker's call.
 * @param daemon whether the program may end while the thread runs
 * @param file path of the file, seen from `from`
 * @param from the calling file, a path or a `file:` URL; null if nobody knows
 * @param args as for `start_thread`
 */
export function startThreadFrom(
  file: string,
  from: string | null,
  args: readonly unknown[],
  daemon = false,
): Thread {
  const packed = packArguments("start_thread", args);
  return call(
    "start_thread",
    null,
    () => [JSON.stringify(file)],
    () => {
      const state = new Int32Array(new SharedArrayBuffer(4));
      launcher()({ file, from, state, args: packed, daemon });
      return new Thread(file, state);
    },
    () => ({ result: "thread started" }),
  );
}
