/** For tests: a lab's network with its wire, what the wire told, and plain sockets on either host. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FrameEvent, LabEvent, LabEventOf } from "../../protocol/lab-event.ts";
import type { Host } from "../../protocol/names.ts";
import { hostAddress } from "../../protocol/names.ts";
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { flagNames, packetSummary } from "../../protocol/packet/packet-summary.ts";
import type { WireConditions, WireSettings } from "../../protocol/wire-settings.ts";
import { perfectConditions } from "../../protocol/wire-settings.ts";
import { inNamespace } from "../kernel/namespaces.ts";
import { openTopology } from "../lab/topology.ts";
import { rawSocket } from "../peers/raw-socket.ts";
import { openWire } from "./wire.ts";

export const decodeFrame = (frame: FrameEvent) =>
  decodePacket(Buffer.from(frame.data, "base64"), frame.length);

/** `you SYN`, `lab SYN ACK`, `you ACK 5`: who sent it, which flags, how many bytes of data. */
export function sayFrame(frame: FrameEvent): string {
  const packet = decodeFrame(frame);
  if (packet.tcp === null) return `${frame.from} ${packetSummary(packet)}`;
  const { flags, payloadLength } = packet.tcp;
  return `${frame.from} ${flagNames(flags)}${payloadLength > 0 ? ` ${payloadLength}` : ""}`;
}

/** Waits until `test` gives something; fails, with what `tell` says, after `ms`. */
export async function until<T>(
  test: () => T | undefined | null | false,
  tell: () => unknown = () => test.toString(),
  ms = 30_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const value = test();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > end) throw new Error(`never happened: ${JSON.stringify(tell())}`);
    await sleep(5);
  }
}

export async function openTestLab(options: { seed?: number; failed?: (error: Error) => void } = {}) {
  const topology = await openTopology();
  const events: LabEvent[] = [];
  const origin = performance.now();
  const now = () => (performance.now() - origin) * 1000;
  const wire = await openWire({
    ...topology,
    now,
    emit: (batch) => events.push(...batch),
    failed(error) {
      throw error;
    },
    ...options,
  });
  const children = new Set<ChildProcess>();
  const of = <Type extends LabEvent["type"]>(type: Type) =>
    events.filter((event): event is LabEventOf<Type> => event.type === type);
  const frames = () => of("frame");
  const tcp = () => frames().filter((frame) => decodeFrame(frame).tcp !== null);
  const set = async (change: Partial<Record<Host, Partial<WireConditions>>>): Promise<WireSettings> => {
    const settings = {
      you: { ...perfectConditions, ...change.you },
      lab: { ...perfectConditions, ...change.lab },
    };
    const before = of("wire").length;
    wire.set(settings);
    // The thread obeys in its own time.
    await until(() => of("wire").length > before);
    return settings;
  };
  return {
    topology,
    wire,
    now,
    events,
    of,
    frames,
    /** Frames that carry TCP, as they were taken. */
    tcp,
    set,
    fate(frame: FrameEvent) {
      return frame.fate ?? of("fate").find((event) => event.frame === frame.frame)?.fate;
    },
    /** A server on `host` that does `serve` with each client. */
    listen(host: Host, port: number, serve: (socket: net.Socket) => void): net.Server {
      const fd = inNamespace(topology[host], () =>
        rawSocket("tcp", { local: ["0.0.0.0", port], backlog: 128 }),
      );
      return net.createServer({ allowHalfOpen: true }, serve).listen({ fd });
    },
    /** Begins to connect from `host` to the other one, or to `address`. */
    connect(host: Host, port: number, address = hostAddress[host === "you" ? "lab" : "you"]): net.Socket {
      const fd = inNamespace(topology[host], () => rawSocket("tcp"));
      return new net.Socket({ fd }).connect({ host: address, port });
    },
    spawn(host: Host, command: string, args: string[]): ChildProcess {
      const child = inNamespace(topology[host], () => spawn(command, args, { stdio: "pipe" }));
      children.add(child);
      child.once("close", () => children.delete(child));
      return child;
    },
    async close() {
      await Promise.all(
        [...children].map((child) => {
          const gone = once(child, "close");
          child.kill("SIGKILL");
          return gone;
        }),
      );
      await wire.close();
      topology.close();
    },
  };
}
export type TestLab = Awaited<ReturnType<typeof openTestLab>>;
