/** A packet that ends on the wire: in a cross where it was lost, in a dot while nothing is known of it yet. */
import { metric } from "../layout/metric.ts";
import type { PacketPlace } from "../layout/places.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";
import type { Board } from "./board.ts";
import { endsOf } from "./packet-arrow.ts";
import { packetLook } from "./packet-look.ts";

/** Keeps words off the cross that ends a line on the wire. */
export function keepOffCross(board: Board, y: number): void {
  const { wire } = board.in.geometry;
  const [x0, x1] = [wire - metric.cross, wire + metric.cross];
  board.keepOff({ x0, y0: y - metric.cross, x1, y1: y + metric.cross });
  board.keepOff({ x0, y0: y + metric.cross, x1, y1: y - metric.cross });
}

export function putUnarrived(board: Board, packet: TimelinePacket, place: PacketPlace): void {
  const { geometry, zoom } = board.in;
  const look = packetLook(packet);
  const lost = packet.fate?.kind === "lost";
  const y0 = place.y * zoom;
  const y1 = y0 + metric.slant * zoom;
  const { near } = endsOf(geometry, packet.from === "you");
  const way = board.keepOff({ x0: near, y0, x1: geometry.wire, y1 });
  if (lost) keepOffCross(board, y1);
  board.scene.lines.push({
    ...look,
    ...way,
    dash: lost ? look.dash : [4, 3],
    end: lost ? "cross" : "dot",
  });
}
