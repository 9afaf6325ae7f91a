/** Packets in the log: what a frame says, which conversation it belongs to, and what became of it. */
import type { Fate, LabEventOf } from "../../../protocol/lab-event.ts";
import type { Host } from "../../../protocol/names.ts";
import { fromBase64 } from "../../controls/base64.ts";
import { joinAnew } from "./connecting-calls.ts";
import { endText, portKey } from "./flow-key.ts";
import type { PacketView } from "./packet-view.ts";
import type { TimelineLog, TimelinePacket } from "./timeline-log.ts";

/** The host that a packet goes to. */
export const receiverOf = ({ link, from }: Pick<TimelinePacket, "link" | "from">): Host =>
  link === "lo" ? from : from === "you" ? "lab" : "you";

/** For the bytes of the packet that is being read; what its view keeps of them is words and numbers. */
const room = new Uint8Array(4_096);

export function takeFrame(log: TimelineLog, event: LabEventOf<"frame">): void {
  const index = log.packets.length;
  const view = log.reader.read(fromBase64(event.data, room), event);
  // An error stands beside what it answers. What it quotes may be anything: only a conversation that there was counts.
  if (view.answers !== null && log.connections.has(view.answers)) view.connection = view.answers;
  const packet: TimelinePacket = {
    index,
    frame: event.frame,
    at: event.at,
    link: event.link,
    from: event.from,
    length: event.length,
    data: event.data,
    fate: event.fate ?? null,
    held: event.held ?? false,
    duplicateOf: event.duplicateOf ?? null,
    view,
  };
  log.packets.push(packet);
  log.packetOfFrame.set(event.frame, index);
  log.changes.push({ of: "packet", index });
  if (packet.held && !packet.fate) log.heldPackets.add(index);
  log.repeats.add(index, packet);
  noteConnection(log, view);
  if (view.connection !== null) log.asked.add(index, packet.from, view.connection, view.flags);
  // A port that is used anew begins another conversation.
  if (view.flags.syn && !view.flags.ack) joinAnew(log);
  if (view.kind === "arp") log.arp++;
  const key = log.reader.direction(view);
  if (key !== null && view.span) log.ledger.addSegment(key, index, view.span);
  if (key !== null && view.protocol === "udp")
    log.ledger.addDatagram(key, index, view.payloadBytes, event.at, packet.duplicateOf !== null);
  if (packet.fate) settle(log, packet, packet.fate);
}

export function takeFate(log: TimelineLog, event: LabEventOf<"fate">): void {
  const index = log.packetOfFrame.get(event.frame);
  const packet = index === undefined ? undefined : log.packets[index];
  if (!packet || packet.fate) return;
  settle(log, packet, event.fate);
  log.changes.push({ of: "fate", index: packet.index });
}

function noteConnection(log: TimelineLog, view: PacketView): void {
  if (view.connection === null) return;
  const known = log.connections.get(view.connection);
  if (known) {
    known.packets++;
    // One string for all of them, and not one for each.
    view.connection = known.key;
    return;
  }
  log.connections.set(view.connection, {
    key: view.connection,
    order: log.connections.size,
    protocol: view.protocol,
    opener: endText(view.source),
    answerer: endText(view.destination),
    packets: 1,
  });
}

function settle(log: TimelineLog, packet: TimelinePacket, fate: Fate): void {
  packet.fate = fate;
  log.heldPackets.delete(packet.index);
  if (fate.kind === "delivered" && packet.view.protocol === "udp")
    log.ledger.deliverDatagram(
      portKey(receiverOf(packet), packet.view.destination.port),
      packet.index,
      packet.view.payloadBytes,
      fate.at,
      endText(packet.view.source),
    );
}
