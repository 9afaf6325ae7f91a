/** What belongs together: the calls behind a packet's bytes, the packets that carried a call's, a repetition's first. */
import { portKey } from "./flow-key.ts";
import type { Item } from "./item.ts";
import { receiverOf } from "./take-packet.ts";
import type { TimelineCall, TimelineLog, TimelinePacket } from "./timeline-log.ts";

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
  const asking =
    view.connection === null
      ? null
      : log.asked.callBefore(packet.at, packet.from, view.connection, view.flags);
  const firstFrame = log.repeats.firstOf(packet);
  const first = firstFrame === null ? undefined : log.packetOfFrame.get(firstFrame);
  return {
    sentBy: byIndex(log.calls, shared.sentBy),
    receivedBy: packet.fate?.kind === "lost" ? [] : byIndex(log.calls, shared.receivedBy),
    askedBy: asking === null ? null : (log.calls[asking] ?? null),
    first: first === undefined ? null : (log.packets[first] ?? null),
    again: byIndex(log.packets, log.repeats.of(packet.frame)),
  };
}

/** The packets of a call: those with its bytes (the first `most` of them), or those that it asked for. */
export function callPackets(log: TimelineLog, call: TimelineCall, most?: number): TimelinePacket[] {
  const carried = byIndex(log.packets, log.ledger.packetsOfCall(call.index, most));
  if (carried.length > 0 || call.connection === null) return carried;
  return byIndex(log.packets, log.asked.packetsOf(call.name, call.host, call.connection));
}

const itemsOfPacket = (log: TimelineLog, packet: TimelinePacket): Item[] => {
  const { sentBy, receivedBy, askedBy, first, again } = packetLinks(log, packet);
  const calls = [...sentBy, ...receivedBy, ...(askedBy ? [askedBy] : [])];
  const packets = [...(first ? [first] : []), ...again];
  return [...calls.map(({ index }): Item => `c${index}`), ...packets.map(({ index }): Item => `p${index}`)];
};

/** Whether a thing belongs to the chosen one. What a call moved may be half the log: a packet is asked when it is painted. */
export function relatedItems(log: TimelineLog, chosen: Item | null): Pick<ReadonlySet<Item>, "has"> {
  const index = Number(chosen?.slice(1));
  const packet = chosen?.startsWith("p") ? log.packets[index] : undefined;
  if (packet) return new Set(itemsOfPacket(log, packet));
  const call = chosen?.startsWith("c") ? log.calls[index] : undefined;
  if (!call) return new Set();
  // Its datagram, or what it asked for; of a stream, the first.
  const few = new Set(callPackets(log, call, 1).map((each): Item => `p${each.index}`));
  return { has: (item) => few.has(item) || carries(log, item, call) };
}

function carries(log: TimelineLog, item: Item, call: TimelineCall): boolean {
  const packet = item.startsWith("p") ? log.packets[Number(item.slice(1))] : undefined;
  if (!packet?.view.span) return false;
  const key = log.reader.direction(packet.view);
  return key !== null && log.ledger.carries(key, packet.view.span, call.index);
}

/** Whether this is a call made from one line of the learner's file, as the editor's cursor stands on it. */
export function isOfLine(log: TimelineLog, item: Item, line: { file: string; line: number }): boolean {
  const source = item.startsWith("c") ? log.calls[Number(item.slice(1))]?.source : null;
  return source != null && source.line === line.line && sameFile(source.file, line.file);
}

/** The program's files lie in its home; the editor names them without it. */
const sameFile = (a: string, b: string) => a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
