/** A packet that arrived: an arrow that slants by its time of flight. In a crowd it first goes level, to leave room for words. */
import type { PacketPlace } from "../layout/places.ts";
import type { Geometry } from "../layout/timeline-geometry.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";
import type { Board } from "./board.ts";
import { packetLook } from "./packet-look.ts";

/** Where a packet leaves its host, and where it would arrive. */
export function endsOf({ you, lab }: Geometry, fromYou: boolean): { near: number; far: number } {
  return fromYou ? { near: you + 6, far: lab - 6 } : { near: lab - 6, far: you + 6 };
}

/** Where a packet in a crowd turns from level to slanted: past the room for its words. */
export function bendOf({ left, right }: Geometry, fromYou: boolean): number {
  const share = 0.68;
  return fromYou ? left + (right - left) * share : right - (right - left) * share;
}

export function putArrow(board: Board, packet: TimelinePacket, place: PacketPlace): void {
  const { geometry, zoom } = board.in;
  const fromYou = packet.from === "you";
  const { near, far } = endsOf(geometry, fromYou);
  const look = packetLook(packet);
  const y0 = place.y * zoom;
  const y1 = place.end * zoom;
  const bend = place.crowd ? bendOf(geometry, fromYou) : near;
  if (place.crowd)
    board.scene.lines.push({ ...look, ...board.keepOff({ x0: near, y0, x1: bend, y1: y0 }), end: "none" });
  board.scene.lines.push({ ...look, ...board.keepOff({ x0: bend, y0, x1: far, y1 }), end: "head" });
}
