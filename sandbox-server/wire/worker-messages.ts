import type { LabEvent } from "../../protocol/lab-event.ts";
import type { Host, Micros } from "../../protocol/names.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";

/** What the main thread and the wire's worker say to each other. `lab` is a number of the main thread's choosing. */

export type ToWorker =
  | {
      type: "open";
      lab: number;
      /** The wire's end towards each host, and `you`'s loopback: packet sockets, read and written by the worker. */
      fds: { you: number; lab: number; lo: number };
      /** CLOCK_MONOTONIC at which the lab opened, in microseconds. */
      origin: Micros;
      seed: number | null;
    }
  | { type: "set"; lab: number; settings: WireSettings }
  | { type: "release"; lab: number; frame: number }
  | { type: "drop"; lab: number; frame: number }
  | { type: "alter"; lab: number; frame: number; bytes: Uint8Array }
  | { type: "release-all"; lab: number; host: Host | null }
  | { type: "close"; lab: number }
  | { type: "stop" };

export type FromWorker =
  | { type: "events"; lab: number; events: LabEvent[] }
  /** The worker touches the lab's descriptors no more. */
  | { type: "closed"; lab: number }
  /** This lab's wire failed, and it alone: like closed. */
  | { type: "failed"; lab: number; error: Error }
  /** So many notes stand in the shared log since the start; they come before what any later message tells. */
  | { type: "noted"; count: number }
  | { type: "counted"; carried: number; lost: number };

/**
 * What the worker is started with. `wake` is an eventfd that the main thread writes after each message, `epoll` what the
 * worker waits on; both are the main thread's to close, since a thread that is ended closes nothing. `log` is the memory of
 * the FrameLog in which it notes.
 */
export type WorkerStart = {
  wake: number;
  epoll: number;
  port: import("node:worker_threads").MessagePort;
  log: SharedArrayBuffer;
};
