/** What belongs together: the calls behind a packet's bytes, the packets that carried a call's, a repetition's first. */
import { portKey } from "./flow-key.ts";
import type { Item } from "./timeline-scene.ts";
import { receiverOf, type TimelineCall, type TimelineLog, type TimelinePacket } from "./timeline-state.ts";

export type PacketLinks = {
  sentBy: TimelineCall[];
  receivedBy: TimelineCall[];
  /** No call sends a handshake's or a goodbye's packet, but one may have asked the kernel for it. */
  askedBy: TimelineCall | null;
  /** The frame that carried the same first. */
  first: TimelinePacket | null;
  /** Later frames that carried it again, or the wire's copies. */
  again: TimelinePacket[];
};

const byIndex = <Thing>(list: readonly Thing[], indexes: readonly number[]): Thing[] =>
  indexes.flatMap((index) => {
    const thing = list[index];
    return thing === undefined ? [] : [thing];
  });

/** The call that made the kernel send a SYN or FIN: `connect`, `close`, `shutdown` on the same conversation, begun before. */
function asking(log: TimelineLog, packet: TimelinePacket): TimelineCall | null {
  const { flags, connection } = packet.view;
  const names =
    flags.syn && !flags.ack
      ? /^(connect|create_connection)/
      : flags.fin
        ? /^(close|shutdown|end|destroy)/
        : null;
  if (!names || connection === null) return null;
  let found: TimelineCall | null = null;
  for (const call of log.calls) {
    if (call.at > packet.at) break;
    if (call.connection === connection && call.host === packet.from && names.test(call.name)) found = call;
  }
  return found;
}

export function packetLinks(log: TimelineLog, packet: TimelinePacket): PacketLinks {
  const { view } = packet;
  const key = log.reader.direction(view);
  let shared: { sentBy: number[]; receivedBy: number[] } = { sentBy: [], receivedBy: [] };
  if (key !== null && view.span) shared = log.ledger.callsOfSegment(key, view.span);
  else if (key !== null && view.protocol === "udp")
    shared = log.ledger.callsOfDatagram(
      key,
      portKey(receiverOf(packet), view.destination.port),
      packet.index,
      packet.duplicateOf === null ? null : (log.packetOfFrame.get(packet.duplicateOf) ?? null),
    );
  const firstFrame = packet.duplicateOf ?? view.againOf;
  const first = firstFrame === null ? undefined : log.packetOfFrame.get(firstFrame);
  return {
    sentBy: byIndex(log.calls, shared.sentBy),
    receivedBy: packet.fate?.kind === "lost" ? [] : byIndex(log.calls, shared.receivedBy),
    askedBy: asking(log, packet),
    first: first === undefined ? null : (log.packets[first] ?? null),
    again: byIndex(log.packets, log.joined).filter(
      (other) => (other.duplicateOf ?? other.view.againOf) === packet.frame,
    ),
  };
}

/** The packets of a call: those with its bytes, or those that it asked for. */
export function callPackets(log: TimelineLog, call: TimelineCall): TimelinePacket[] {
  const carried = byIndex(log.packets, log.ledger.packetsOfCall(call.index));
  if (carried.length > 0 || call.connection === null) return carried;
  const handshake = /^(connect|create_connection|accept)/.test(call.name);
  const goodbye = /^(close|shutdown|end|destroy)/.test(call.name);
  if (!handshake && !goodbye) return [];
  return log.packets.filter(
    ({ view, from }) =>
      view.connection === call.connection &&
      (handshake ? view.flags.syn : view.flags.fin && from === call.host),
  );
}

export function relatedItems(log: TimelineLog, item: Item | null): Set<Item> {
  const related = new Set<Item>();
  if (item === null) return related;
  const index = Number(item.slice(1));
  if (item.startsWith("p")) {
    const packet = log.packets[index];
    if (!packet) return related;
    const links = packetLinks(log, packet);
    for (const call of [...links.sentBy, ...links.receivedBy]) related.add(`c${call.index}`);
    if (links.askedBy) related.add(`c${links.askedBy.index}`);
    if (links.first) related.add(`p${links.first.index}`);
    for (const other of links.again) related.add(`p${other.index}`);
  } else if (item.startsWith("c")) {
    const call = log.calls[index];
    if (call) for (const packet of callPackets(log, call)) related.add(`p${packet.index}`);
  }
  return related;
}

/** Whether this is a call made from one line of the learner's file, as the editor's cursor stands on it. */
export function isOfLine(log: TimelineLog, item: Item, line: { file: string; line: number }): boolean {
  const source = item.startsWith("c") ? log.calls[Number(item.slice(1))]?.source : null;
  return source != null && source.line === line.line && sameFile(source.file, line.file);
}

/** The program's files lie in its home; the editor names them without it. */
const sameFile = (a: string, b: string) => a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
