/** Starts the one thread that all wires share, when the first needs it, and ends it when told. */
import fs from "node:fs";
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import koffi from "koffi";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { workOf } from "../owner.ts";
import { startWorker } from "../start-worker.ts";
import { FrameLog } from "./frame-log.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-messages.ts";

const eventfd = koffi.load("libc.so.6").func("int eventfd(unsigned int start, int flags)");
const epollCreate = koffi.load("libc.so.6").func("int epoll_create1(int flags)");
const EFD_CLOEXEC = 0o2000000;
const EPOLL_CLOEXEC = 0o2000000;
const EFD_NONBLOCK = 0o4000;
const one = new Uint8Array(new BigUint64Array([1n]).buffer);

export type WireThread = {
  say(message: ToWorker, transfer?: ArrayBuffer[]): void;
  /** Hears what the thread says about `lab`, until it has said `closed`. */
  hear(lab: number, listener: { on(message: FromWorker): void; failed(error: Error): void }): void;
  forget(lab: number): void;
  stop(): Promise<void>;
};

/** Frames that the wires of all labs have carried and lost since the server started. */
export const wireTotals = { carried: 0, lost: 0 };

/** `gone` is called when the thread has ended, whatever ended it. */
async function start(gone: () => void): Promise<WireThread> {
  const { port1, port2 }: { port1: MessagePort; port2: MessagePort } = new MessageChannel();
  const fds: number[] = [];
  const closeAll = () => {
    port1.close();
    for (const fd of fds.splice(0)) fs.closeSync(fd);
  };
  const open = (call: string, fd: number): number => {
    if (fd < 0) throw new Error(`${call}: errno ${koffi.errno()}`);
    fds.push(fd);
    return fd;
  };
  const log = new FrameLog();
  let wake: number;
  let worker: Worker;
  try {
    wake = open("eventfd", eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const workerData: WorkerStart = {
      wake,
      epoll: open("epoll_create1", epollCreate(EPOLL_CLOEXEC)),
      port: port2,
      log: log.memory,
    };
    worker = await startWorker(new URL("./wire-worker.ts", import.meta.url), {
      workerData,
      transferList: [port2],
      name: "wire",
      trackUnmanagedFds: false,
    });
  } catch (error) {
    closeAll();
    throw error;
  }
  const listeners = new Map<number, Parameters<WireThread["hear"]>[1]>();
  /** What the threads before this one have counted. */
  const counted = { ...wireTotals };
  let running = true;
  port1.on("message", (message: FromWorker) => {
    if (message.type === "counted") {
      wireTotals.carried = counted.carried + message.carried;
      wireTotals.lost = counted.lost + message.lost;
    } else if (message.type === "noted") readNotes(message.count);
    else listeners.get(message.lab)?.on(message);
  });
  const readNotes = (count: number) => {
    const noted = new Map<number, LabEvent[]>();
    log.drain(count, (lab, event) => {
      const events = noted.get(lab);
      if (events === undefined) noted.set(lab, [event]);
      else events.push(event);
    });
    for (const [lab, events] of noted) listeners.get(lab)?.on({ type: "events", lab, events });
  };
  const say = (message: ToWorker, transfer: ArrayBuffer[] = []) => {
    if (!running) return;
    port1.postMessage(message, transfer);
    fs.writeSync(wake, one);
  };
  // Node waits for its threads before it exits, and this one sleeps in the kernel.
  const stopAtExit = () => say({ type: "stop" });
  process.on("exit", stopAtExit);
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", () => {
      running = false;
      process.off("exit", stopAtExit);
      closeAll();
      gone();
      for (const listener of listeners.values()) listener.failed(new Error("the wire's thread has ended"));
      resolve();
    });
  });
  worker.once("error", (error) => {
    for (const listener of listeners.values()) listener.failed(error);
    listeners.clear();
  });
  port1.unref();
  worker.unref();
  return {
    say,
    hear: (lab, listener) => {
      listeners.set(lab, listener);
      // An open wire keeps the process alive, or nobody would hear that it has closed.
      port1.ref();
    },
    forget: (lab) => {
      listeners.delete(lab);
      if (listeners.size === 0) port1.unref();
    },
    stop() {
      say({ type: "stop" });
      worker.ref();
      return exited;
    },
  };
}

let thread: Promise<WireThread> | null = null;

/** The thread, started by the first who asks; a new one after a failure or a stop. */
export function wireThread(): Promise<WireThread> {
  if (thread === null) {
    const gone = () => {
      if (thread === starting) thread = null;
    };
    // All labs share it: no owner of one lab's work hears of it.
    const starting = workOf(null, () => start(gone));
    thread = starting;
    // Whoever asked has the error; the next to ask tries anew.
    starting.catch(gone);
  }
  return thread;
}

/** Ends the thread if it runs; wires still open fail. */
export async function stopWireThread(): Promise<void> {
  const running = thread;
  if (running === null) return;
  thread = null;
  await (await running).stop();
}
