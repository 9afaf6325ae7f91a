/** The place of a packet: where it leaves its host, and where it arrives or is lost. */
import type { TimelineLog, TimelinePacket } from "../log/timeline-log.ts";
import { metric } from "./metric.ts";
import type { Pen } from "./pen-rows.ts";
import { noteSpan, type Places, type Point } from "./places.ts";
import { roomForWait } from "./room-for-wait.ts";

export function placeDeparture(log: TimelineLog, places: Places, point: Point, pen: Pen): void {
  const packet = log.packets[point.index];
  if (!packet) return;
  const room = roomForWait(point, pen);
  if (packet.link === "lo") placeLoop(packet, places, point, pen, room);
  else if (packet.held) placeHeld(places, point, pen, room);
  else placeFlying(log, packet, places, point, pen, room);
  places.tallPackets.delete(point.index);
  joinToFirst(log, packet, places, point.y);
  pen.y = point.y;
}

function placeLoop(packet: TimelinePacket, places: Places, point: Point, pen: Pen, room: number): void {
  point.y = Math.max(pen.y + metric.step + room, pen.wire + 3);
  pen.wire = point.y + metric.loop + 2;
  if (packet.from === "you") pen.arrivedYou = packet.at;
  else pen.arrivedLab = packet.at;
  places.packets.set(point.index, { y: point.y, end: point.y + metric.loop, crowd: false });
}

function placeHeld(places: Places, point: Point, pen: Pen, room: number): void {
  point.y = Math.max(pen.y + metric.step + room, pen.wire + metric.held + 3);
  pen.wire = point.y + metric.held + 2;
  places.packets.set(point.index, { y: point.y, end: Number.NaN, crowd: false });
}

function placeFlying(
  log: TimelineLog,
  packet: TimelinePacket,
  places: Places,
  point: Point,
  pen: Pen,
  room: number,
): void {
  point.y = Math.max(pen.y + metric.step + room, pen.wire + metric.label + 3);
  const lost = packet.fate?.kind === "lost";
  pen.wire = point.y + (lost ? metric.slant + metric.cross : 0);
  const before = packet.from === "you" ? pen.leftYou : pen.leftLab;
  const crowd = isUnderWay(log.packets[before], packet.at);
  const place = places.packets.get(before);
  if (crowd && place) place.crowd = true;
  places.packets.set(point.index, {
    y: point.y,
    end: lost ? point.y + metric.slant : Number.NaN,
    crowd: crowd && !lost,
  });
  if (packet.from === "you") pen.leftYou = point.index;
  else pen.leftLab = point.index;
}

function isUnderWay(earlier: TimelinePacket | undefined, at: number): boolean {
  if (earlier === undefined || earlier.link !== "wire" || earlier.held) return false;
  return earlier.fate === null || (earlier.fate.kind === "delivered" && earlier.fate.at > at);
}

/** A repetition is tied to its first, however far above that stands. */
function joinToFirst(log: TimelineLog, packet: TimelinePacket, places: Places, y: number): void {
  const frame = log.repeats.firstOf(packet);
  if (frame === null) return;
  const first = places.packets.get(log.packetOfFrame.get(frame) ?? -1);
  if (first) places.joins.set(packet.index, first.y, y);
  else places.joins.delete(packet.index);
}

export function placeArrival(log: TimelineLog, places: Places, point: Point, pen: Pen): void {
  const packet = log.packets[point.index];
  const place = places.packets.get(point.index);
  if (!packet || !place) return;
  const room = roomForWait(point, pen);
  const fall = packet.held ? metric.held + metric.slant : metric.slant;
  point.y = Math.max(
    pen.y + metric.step / 2 + room,
    place.y + fall,
    packet.held ? pen.wire + metric.slant : 0,
  );
  place.end = point.y;
  pen.y = point.y;
  pen.wire = Math.max(pen.wire, point.y + (packet.fate?.kind === "lost" ? metric.cross : 1));
  if (packet.fate?.kind === "delivered") {
    if (packet.from === "you") pen.arrivedLab = point.at;
    else pen.arrivedYou = point.at;
  }
  noteSpan(places.tallPackets, point.index, place);
}
