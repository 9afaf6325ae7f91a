/**
 * A call that has not come back is joined to its conversation: it may wait for long, and be looked at meanwhile. One in
 * Node's idiom tells its two ends as its SYN leaves; a `connect` that blocks its thread cannot tell what it works on, but
 * the kernel's table does, by who and which descriptor.
 */
import type { Flow, LabEventOf, SocketRow } from "../../../protocol/lab-event.ts";
import type { Actor } from "../../../protocol/names.ts";
import { connectionKey, type FlowEnds, flowEnds } from "./flow-key.ts";
import type { TimelineCall, TimelineLog } from "./timeline-log.ts";

export const isConnecting = ({ protocol, state }: SocketRow) =>
  state === "SYN_SENT" && (protocol === "tcp" || protocol === "tcp6");

export const descriptorKey = (actor: Actor, fd: number) => `${actor} ${fd}`;

/** The conversation to which a call with these ends belongs, if it belongs to one that there is now. */
export function joinCall(
  log: TimelineLog,
  call: TimelineCall,
  protocol: Flow["protocol"],
  { local, remote }: FlowEnds,
): void {
  call.connection = connectionKey(protocol, local, remote) + log.reader.generation(protocol, local, remote);
  log.asked.join(call, call.connection);
}

export function joinOpen(log: TimelineLog, call: TimelineCall, flow: Flow): void {
  const ends = flowEnds(flow, call.host);
  if (!ends) return;
  log.openFlows.set(call.index, flow);
  joinCall(log, call, flow.protocol, ends);
}

/** Another conversation has begun between two ends: those who wait may be waiting for it. */
export function joinAnew(log: TimelineLog): void {
  for (const [open, flow] of log.openFlows) {
    const call = log.calls[open];
    if (call) joinOpen(log, call, flow);
  }
}

export function joinConnecting(log: TimelineLog, call: TimelineCall): void {
  const { at, flows } = log.connecting[call.host];
  if (call.fd === null || !call.name.startsWith("connect") || at < call.at) return;
  const flow = flows.get(descriptorKey(call.actor, call.fd));
  if (flow) joinOpen(log, call, flow);
}

export function takeTable(log: TimelineLog, { host, at, rows }: LabEventOf<"sockets">): void {
  const flows = new Map<string, Flow>();
  const twice = new Set<string>();
  for (const row of rows) {
    if (!isConnecting(row) || row.owner?.fd === undefined) continue;
    const key = descriptorKey(row.owner.actor, row.owner.fd);
    if (flows.has(key)) twice.add(key);
    flows.set(key, { protocol: "tcp", local: row.local, remote: row.remote });
  }
  // Two processes of one program have descriptors of the same number.
  for (const key of twice) flows.delete(key);
  log.connecting[host] = { at, flows };
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (call?.host === host) joinConnecting(log, call);
  }
}
