/** A packet that the wire held: a box in which it waits, and its way on from there once it was let go, or dropped. */
import { metric } from "../layout/metric.ts";
import type { PacketPlace } from "../layout/places.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";
import type { Board } from "./board.ts";
import { keepOffCross } from "./lost-packet.ts";
import { endsOf } from "./packet-arrow.ts";
import { packetLook } from "./packet-look.ts";
import type { HeldBox } from "./scene.ts";

export function putHeld(board: Board, packet: TimelinePacket, place: PacketPlace): void {
  const { geometry, zoom } = board.in;
  const y = place.y * zoom;
  const half = Math.max(24, (geometry.right - geometry.left) / 2 - 6);
  const box: HeldBox = {
    item: `p${packet.index}`,
    packet: packet.index,
    x: geometry.wire - half,
    top: y - metric.held * zoom,
    width: half * 2,
    height: metric.held * 2 * zoom,
    waiting: packet.fate === null,
  };
  board.scene.boxes.push(box);
  const fromYou = packet.from === "you";
  const { near } = endsOf(geometry, fromYou);
  const edge = fromYou ? box.x : box.x + box.width;
  const way = board.keepOff({ x0: near, y0: y, x1: edge, y1: y });
  board.scene.lines.push({ ...packetLook(packet), ...way, end: "none" });
  if (!Number.isNaN(place.end)) putWayOn(board, packet, box, place.end * zoom);
}

function putWayOn(board: Board, packet: TimelinePacket, box: HeldBox, end: number): void {
  const { geometry, zoom } = board.in;
  const look = packetLook(packet);
  const lost = packet.fate?.kind === "lost";
  const below = box.top + box.height;
  const leave = lost ? end : Math.max(below, end - metric.slant * zoom);
  if (lost) keepOffCross(board, end);
  const down = board.keepOff({ x0: geometry.wire, y0: below, x1: geometry.wire, y1: leave });
  board.scene.lines.push({ ...look, ...down, thick: 1.2, dash: [2, 3], end: lost ? "cross" : "none" });
  if (lost) return;
  const { far } = endsOf(geometry, packet.from === "you");
  const on = board.keepOff({ x0: geometry.wire, y0: leave, x1: far, y1: end });
  board.scene.lines.push({ ...look, ...on, end: "head" });
}
