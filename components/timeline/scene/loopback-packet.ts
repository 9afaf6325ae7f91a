/** A packet that a host sends to itself: a loop on its own lifeline. */
import type { PacketPlace } from "../layout/places.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";
import type { Board } from "./board.ts";
import { endsOf } from "./packet-arrow.ts";
import { packetTone } from "./packet-look.ts";

export const loopReach = 34;

export function putLoop(board: Board, packet: TimelinePacket, place: PacketPlace): void {
  const { geometry, zoom } = board.in;
  const fromYou = packet.from === "you";
  const side = fromYou ? 1 : -1;
  const { near: x } = endsOf(geometry, fromYou);
  const y0 = place.y * zoom;
  const y1 = place.end * zoom;
  const far = x + loopReach * side;
  const look = { item: `p${packet.index}` as const, tone: packetTone(packet) };
  board.scene.loops.push({ ...look, x, reach: loopReach * side, y0, y1, side });
  board.keepOff({ x0: x, y0, x1: far, y1: y0 });
  board.keepOff({ x0: far, y0, x1: far, y1 });
  board.keepOff({ x0: x, y0: y1, x1: far, y1 });
}
