/** Calls in the log: begun, stopped before in step mode, come back; and which bytes of which conversation each moved. */
import type { Flow, LabEventOf } from "../../../protocol/lab-event.ts";
import type { Actor, Host } from "../../../protocol/names.ts";
import { laneFor } from "./call-lanes.ts";
import { descriptorKey, joinCall, joinConnecting, joinOpen } from "./connecting-calls.ts";
import { directionKey, endText, flowEnds, portKey } from "./flow-key.ts";
import { actorOf, hostOfActor } from "./take-actor.ts";
import type { TimelineCall, TimelineLog, TimelinePause } from "./timeline-log.ts";

const threadKey = (actor: Actor, thread: number) => `${actor} ${thread}`;
const callKey = ({ actor, call }: { actor: Actor; call: number }) => `${actor} ${call}`;

/** Where the thread that made this open call stands now, in step mode: before another call, not inside this one. */
export const standsBefore = (log: TimelineLog, call: TimelineCall): TimelinePause | null =>
  call.ended === null ? (log.paused.get(threadKey(call.actor, call.thread)) ?? null) : null;

/** The log's index of a call that an event names. */
export const indexOfCall = (log: TimelineLog, named: { actor: Actor; call: number }): number | undefined =>
  log.callOfActor.get(callKey(named));

export function takeCall(log: TimelineLog, event: LabEventOf<"call">): void {
  const { actor, call, thread, name, fd, args, source, at } = event;
  const acting = actorOf(log, actor, at);
  const index = log.calls.length;
  const begun: TimelineCall = {
    index,
    actor,
    host: acting.host,
    lane: laneFor(log, acting, thread),
    call,
    thread,
    name,
    fd,
    args,
    source,
    at,
    ended: null,
    outcome: null,
    stood: false,
    moved: null,
    newFd: null,
    stream: false,
    connection: null,
  };
  log.calls.push(begun);
  openSend(log, begun);
  log.callOfActor.set(callKey(event), index);
  log.openCalls.add(index);
  joinConnecting(log, begun);
  log.paused.delete(threadKey(actor, thread));
  log.changes.push({ of: "call", index });
}

export function takePause(
  log: TimelineLog,
  { actor, name, args, source, thread }: LabEventOf<"paused">,
): void {
  log.paused.set(threadKey(actor, thread), { actor, host: hostOfActor(actor), name, args, source });
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (call?.actor === actor && call.thread === thread) call.stood = true;
  }
}

export function takeFlow(log: TimelineLog, event: LabEventOf<"flow">): void {
  const call = log.calls[indexOfCall(log, event) ?? -1];
  if (call?.ended === null) joinOpen(log, call, event.flow);
}

export function takeReturn(log: TimelineLog, event: LabEventOf<"return">): void {
  const call = log.calls[indexOfCall(log, event) ?? -1];
  // A call past the limit of those shown has a return without a beginning.
  if (!call || call.ended !== null) return;
  call.ended = Math.max(event.at, call.at);
  call.outcome = event.outcome;
  log.openCalls.delete(call.index);
  log.openFlows.delete(call.index);
  log.ledger.closeSend(call.index);
  noteFlow(log, call, event);
  const ends = event.flow ? flowEnds(event.flow, call.host) : null;
  if (event.flow && ends) joinCall(log, call, event.flow.protocol, ends);
  noteBytes(log, call, event);
  call.stream = event.flow?.protocol === "tcp" || event.flow?.protocol === "unix";
  call.newFd = event.newFd ?? null;
  if (event.moved) call.moved = { way: event.moved.way, bytes: event.moved.bytes };
  log.changes.push({ of: "return", index: call.index });
}

/** The ledger's name for a flow's direction away from `host` or to it; null for flows without two ends. */
function ledgerKey(log: TimelineLog, flow: Flow, host: Host, way: "sent" | "received"): string | null {
  const ends = flowEnds(flow, host);
  if (!ends) return null;
  const [from, to] = way === "sent" ? [ends.local, ends.remote] : [ends.remote, ends.local];
  const generation = log.reader.generation(flow.protocol, ends.local, ends.remote);
  return directionKey(flow.protocol, from, to) + generation;
}

/** A send of a stream may have bytes on the wire long before it comes back. */
function openSend(log: TimelineLog, call: TimelineCall): void {
  if (call.fd === null || !/^(send|write)/.test(call.name)) return;
  const flow = log.flows.get(descriptorKey(call.actor, call.fd));
  const key = flow?.protocol === "tcp" ? ledgerKey(log, flow, call.host, "sent") : null;
  if (key !== null) log.ledger.openSend(key, call.index);
}

/** A descriptor's flow is what the last call on it told; a number that is given out anew begins without one. */
function noteFlow(log: TimelineLog, call: TimelineCall, { newFd, flow }: LabEventOf<"return">): void {
  const fd = newFd ?? call.fd;
  if (fd === null) return;
  if (flow && call.name !== "close") log.flows.set(descriptorKey(call.actor, fd), flow);
  else if (newFd !== undefined || call.name === "close") log.flows.delete(descriptorKey(call.actor, fd));
}

/** Bytes of a stream by their offset; datagrams that came in by the port they came to. */
function noteBytes(log: TimelineLog, call: TimelineCall, { flow, moved, at }: LabEventOf<"return">): void {
  if (!flow || !moved) return;
  const { way, bytes } = moved;
  const ends = flowEnds(flow, call.host);
  const ended = Math.max(at, call.at);
  if (flow.protocol === "udp" && way === "received") {
    if (!Array.isArray(flow.local)) return;
    const from = ends ? endText(ends.remote) : null;
    log.ledger.addDatagramCall(portKey(call.host, flow.local[1]), way, {
      call: call.index,
      bytes,
      ended,
      from,
    });
    return;
  }
  const key = ledgerKey(log, flow, call.host, way);
  if (key === null) return;
  if (flow.protocol === "tcp") log.ledger.addStreamCall(key, way, call.index, bytes);
  else log.ledger.addDatagramCall(key, way, { call: call.index, bytes, ended, from: null });
}
