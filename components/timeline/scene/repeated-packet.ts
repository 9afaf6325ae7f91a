/** A packet that was sent again, or that the wire doubled: joined to its first along their sender's lifeline. */
import type { Board } from "./board.ts";
import { endsOf } from "./packet-arrow.ts";

/** Those of a window, from `low` to `high` at zoom 1: the ones that cross it as well. */
export function putJoins(board: Board, low: number, high: number): void {
  const { log, layout, geometry, zoom } = board.in;
  for (const index of layout.places.joins.in(low, high)) {
    const packet = log.packets[index];
    const frame = packet && log.repeats.firstOf(packet);
    const first = frame == null ? undefined : layout.packets.get(log.packetOfFrame.get(frame) ?? -1);
    const place = layout.packets.get(index);
    if (!packet || !first || !place) continue;
    const fromYou = packet.from === "you";
    board.scene.joins.push({
      item: `p${index}`,
      x: endsOf(geometry, fromYou).near,
      bend: fromYou ? 8 : -8,
      y0: first.y * zoom,
      y1: place.y * zoom,
      tone: packet.duplicateOf === null ? "rst" : "accent",
    });
  }
}
