/**
 * Opens a lab's wire: the packet sockets at its two ends and on `you`'s loopback, carried by the shared thread.
 * Hands on LabEvents (`frame`, `fate`, `frames-unshown`, `wire`) as they happen, in batches.
 */
import fs from "node:fs";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { Host, Micros } from "../../protocol/names.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import { inNamespace, type Netns } from "../kernel/namespaces.ts";
import { wireInterface } from "../lab/topology.ts";
import { owned } from "../owner.ts";
import { fitWindows, openPacketSocket } from "./packet-socket.ts";
import { wireThread } from "./wire-thread.ts";

export type WireOptions = {
  you: Netns;
  wire: Netns;
  lab: Netns;
  /** Microseconds since the lab opened. */
  now: () => Micros;
  emit: (events: LabEvent[]) => void;
  /** This wire, or the thread that carries the frames of all, has failed: the lab is cut off for good. */
  failed: (error: Error) => void;
  /** Makes losses and delays the same every time, for tests. */
  seed?: number;
};

export type Wire = {
  /** Tells of itself by a `wire` event. */
  set(settings: WireSettings): void;
  /** For a held frame; false if there is none of that number. */
  release(frame: number): boolean;
  drop(frame: number): boolean;
  /** Sends `bytes`, a whole Ethernet frame, in a held frame's stead. */
  alter(frame: number, bytes: Uint8Array): boolean;
  /** Frames that left one host, or all. */
  releaseAll(host: Host | null): void;
  /** Resolves once the sockets are closed. */
  close(): Promise<void>;
};

let labs = 0;

/** @throws SystemError (EPERM, ENODEV, EMFILE) */
export async function openWire(options: WireOptions): Promise<Wire> {
  const thread = await wireThread();
  const id = ++labs;
  const opened: number[] = [];
  const open = (ns: Netns, name: string): number => {
    const fd = inNamespace(ns, () => openPacketSocket(name));
    opened.push(fd);
    return fd;
  };
  const closeAll = () => {
    for (const fd of opened.splice(0)) fs.closeSync(fd);
  };
  for (const ns of [options.you, options.lab]) inNamespace(ns, fitWindows);
  let fds: { you: number; lab: number; lo: number };
  try {
    fds = {
      you: open(options.wire, wireInterface.you),
      lab: open(options.wire, wireInterface.lab),
      lo: open(options.you, "lo"),
    };
  } catch (error) {
    closeAll();
    throw error;
  }
  const held = new Set<number>();
  let closing: Promise<void> | null = null;
  let closed = () => {};
  const finished = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const fail = (error: Error) => {
    closeAll();
    closed();
    if (closing === null) options.failed(error);
  };
  thread.hear(id, {
    on: owned((message) => {
      if (message.type === "closed") {
        thread.forget(id);
        closeAll();
        closed();
      } else if (message.type === "failed") {
        thread.forget(id);
        fail(message.error);
      } else if (message.type === "events") {
        for (const event of message.events) {
          if (event.type === "frame" && event.held) held.add(event.frame);
          else if (event.type === "fate") held.delete(event.frame);
        }
        if (closing === null) options.emit(message.events);
      }
    }),
    failed: owned(fail),
  });
  const [seconds, nanoseconds] = process.hrtime();
  const origin = seconds * 1e6 + nanoseconds / 1e3 - options.now();
  thread.say({ type: "open", lab: id, fds, origin, seed: options.seed ?? null });
  return {
    set: (settings) => thread.say({ type: "set", lab: id, settings }),
    release(frame) {
      if (!held.delete(frame)) return false;
      thread.say({ type: "release", lab: id, frame });
      return true;
    },
    drop(frame) {
      if (!held.delete(frame)) return false;
      thread.say({ type: "drop", lab: id, frame });
      return true;
    },
    alter(frame, bytes) {
      if (!held.delete(frame)) return false;
      thread.say({ type: "alter", lab: id, frame, bytes: Uint8Array.from(bytes) });
      return true;
    },
    releaseAll: (host) => thread.say({ type: "release-all", lab: id, host }),
    close() {
      closing ??= finished;
      thread.say({ type: "close", lab: id });
      return finished;
    },
  };
}
