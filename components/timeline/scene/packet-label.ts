/** A packet's words: its signs, and as much of what it says as has room beside the lines. */
import { fill } from "../../words/words.ts";
import { metric } from "../layout/metric.ts";
import type { PacketPlace } from "../layout/places.ts";
import type { Item } from "../log/item.ts";
import type { TimelineLog, TimelinePacket } from "../log/timeline-log.ts";
import { spanText } from "../time-text.ts";
import type { Board } from "./board.ts";
import { connectionName } from "./connection-name.ts";
import { loopReach } from "./loopback-packet.ts";
import { bendOf } from "./packet-arrow.ts";
import { packetTone } from "./packet-look.ts";
import type { LabelPart } from "./scene.ts";

/** `“hello”`, cut to so many characters. */
function quote(text: string, most: number): string {
  const characters = Array.from(text);
  return `“${characters.length > most ? `${characters.slice(0, most).join("")}…` : text}”`;
}

/** Wordings of a packet, longest first. */
function packetWordings(packet: TimelinePacket, wide: boolean): string[] {
  const { view } = packet;
  const { title, numbers, payloadBytes, preview } = view;
  // What is carried says more than flags: where both have no room, the flags are left out, and colour tells of them.
  const bare = (lengths: readonly number[]) =>
    preview === null || preview === ""
      ? []
      : lengths.map((most) => `${payloadBytes} B ${quote(preview, most)}`);
  if (view.protocol === "tcp" && payloadBytes > 0) {
    const size = `${title} ${payloadBytes} B`;
    const quoted = (most: number) => (preview === null ? [] : [`${size} ${quote(preview, most)}`]);
    return [
      ...(wide ? quoted(24).map((text) => `${text}  ${numbers}`) : []),
      ...quoted(24),
      ...quoted(12),
      ...bare([24, 16, 12, 10, 8, 6, 4]),
      ...(wide ? [`${size}  ${numbers}`] : []),
      size,
      `${payloadBytes} B`,
    ];
  }
  if (view.protocol === "udp") {
    const size = `UDP ${payloadBytes} B`;
    const whole = preview === null || preview === "" ? [] : [`${size} ${quote(preview, 24)}`];
    return [...whole, ...bare([24, 16, 12, 8, 5]), size, "UDP"];
  }
  if (view.kind === "ack") {
    // What a bare acknowledgment says is its acknowledgment.
    const ack = numbers.slice(numbers.indexOf("ack"));
    return [...(wide ? [`${title} ${numbers}`] : []), `${title} ${ack}`, title];
  }
  const short = view.kind === "icmp" && title !== "ICMP" ? [title.slice("ICMP ".length), "ICMP"] : [];
  return [numbers === "" ? title : `${title} ${numbers}`, title, ...short];
}

/** Signs before the words: which conversation, sent again, the wire's copy, damaged. */
function packetSigns(packet: TimelinePacket, log: TimelineLog): LabelPart[] {
  const signs: LabelPart[] = [];
  const connection =
    packet.view.connection === null ? undefined : log.connections.get(packet.view.connection);
  if (connection && log.connections.size > 1)
    signs.push({ text: connectionName(connection.order), tone: "muted", boxed: true });
  if (packet.view.againOf !== null) signs.push({ text: "↻", tone: "rst" });
  if (packet.duplicateOf !== null) signs.push({ text: "×2", tone: "accent" });
  if (packet.fate?.kind === "delivered" && packet.fate.corrupted) signs.push({ text: "≠", tone: "rst" });
  if (packet.fate?.kind === "delivered" && packet.fate.altered) signs.push({ text: "≠", tone: "accent" });
  return signs;
}

export function putPacketWords(board: Board, packet: TimelinePacket, place: PacketPlace): void {
  const { geometry, log } = board.in;
  const signs = packetSigns(packet, log);
  const tone = packet.fate?.kind === "lost" ? "rst" : packetTone(packet);
  const wide = geometry.right - geometry.left > 330;
  const wordings = packetWordings(packet, wide).map((text): LabelPart[] => [...signs, { text, tone }]);
  // What is remarkable about it is said before which conversation it belongs to.
  const telling = signs.find(({ boxed }) => !boxed) ?? signs[0];
  if (telling) wordings.push(signs, [telling]);
  if (packet.held) putInBox(board, packet, place, wordings);
  else putBeside(board, packet, place, wordings);
}

/** Over its line; in a crowd over the level part of it; beside its loop. */
function putBeside(board: Board, packet: TimelinePacket, place: PacketPlace, wordings: LabelPart[][]): void {
  const { geometry, zoom } = board.in;
  const item: Item = `p${packet.index}`;
  const height = metric.label * zoom;
  const fromYou = packet.from === "you";
  const y = place.y * zoom;
  if (packet.link === "lo") {
    const top = y + ((place.end - place.y) * zoom - height) / 2;
    const left = fromYou ? geometry.you + 6 + loopReach + 6 : geometry.left;
    const right = fromYou ? geometry.right : geometry.lab - 6 - loopReach - 6;
    board.putWords(item, wordings, { top, left, right, wish: fromYou ? left : right });
    return;
  }
  const top = y - height - 1;
  if (!place.crowd) {
    board.putWords(item, wordings, {
      top,
      left: geometry.left,
      right: geometry.right,
      wish: geometry.wire,
    });
    return;
  }
  const bend = bendOf(geometry, fromYou);
  const [left, right] = fromYou ? [geometry.left, bend] : [bend, geometry.right];
  board.putWords(item, wordings, { top, left, right, wish: (left + right) / 2 });
}

/** The buttons of a waiting frame stand at its box's right end; a settled one tells how long it waited. */
function putInBox(
  board: Board,
  packet: TimelinePacket,
  place: PacketPlace,
  wordings: readonly LabelPart[][],
): void {
  const { zoom, words } = board.in;
  const box = board.scene.boxes.find((each) => each.packet === packet.index);
  if (!box) return;
  const { fate } = packet;
  const height = metric.label * zoom;
  const left = box.x + 6;
  const right = box.x + box.width - 6 - (fate === null ? 53 : 0);
  const waited: LabelPart[] = fate
    ? [{ text: fill(words.heldFor, { time: spanText(fate.at - packet.at) }), tone: "muted" }]
    : [];
  const all = wordings.flatMap((parts) => [[...parts, ...waited], parts]);
  const parts = all.find((each) => board.widthOf(each) <= right - left) ?? [];
  const width = board.widthOf(parts);
  const x = fate === null ? left : (left + right - width) / 2;
  const top = place.y * zoom - height / 2;
  board.scene.labels.push({ item: `p${packet.index}`, x, top, width, height, parts });
}
