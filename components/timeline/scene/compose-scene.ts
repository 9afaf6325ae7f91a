/**
 * Composes the scene of one window: what lies in it or reaches into it, lines first, since words keep off them.
 * Pure: the canvas paints it, the pointer is matched against it, and the tests ask it whether a label lies on anything.
 */
import type { Point } from "../layout/places.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";
import { putCallBar } from "./blocked-bar.ts";
import { Board, type SceneInput } from "./board.ts";
import { putCallWords } from "./call-label.ts";
import { putHeld } from "./held-packet.ts";
import { putLoop } from "./loopback-packet.ts";
import { putUnarrived } from "./lost-packet.ts";
import { putMark } from "./mark-label.ts";
import { putArrow } from "./packet-arrow.ts";
import { putPacketWords } from "./packet-label.ts";
import { putJoins } from "./repeated-packet.ts";
import type { Scene } from "./scene.ts";
import { putGap } from "./time-gap.ts";
import { putTail } from "./waiting-tail.ts";

/** So much above and below the window may reach into it with its words. */
const margin = 60;
/** Between two times at the far left. */
const clockStep = 16;

export function composeScene(input: SceneInput): Scene {
  const board = new Board(input);
  const { layout, zoom, log } = input;
  const low = (input.top - margin) / zoom;
  const high = (input.bottom + margin) / zoom;
  const { calls, packets, marks, gaps } = inWindow(board, low, high);

  const shown: TimelinePacket[] = [];
  for (const index of packets) {
    const packet = log.packets[index];
    const place = layout.packets.get(index);
    if (!packet || !place || place.y > high || place.end < low) continue;
    shown.push(packet);
    if (packet.link === "lo") putLoop(board, packet, place);
    else if (packet.held) putHeld(board, packet, place);
    else if (packet.fate?.kind === "lost" || Number.isNaN(place.end)) putUnarrived(board, packet, place);
    else putArrow(board, packet, place);
  }
  if (board.readable) {
    for (const point of gaps) putGap(board, point);
    for (const point of marks) putMark(board, point);
    for (const packet of shown) {
      const place = layout.packets.get(packet.index);
      if (place) putPacketWords(board, packet, place);
    }
  }
  for (const index of calls) {
    const call = log.calls[index];
    const place = layout.calls.get(index);
    if (!call || !place || place.y > high || place.end < low) continue;
    putCallBar(board, call, place);
    if (board.readable) putCallWords(board, call, place);
  }
  putJoins(board, low, high);
  putTail(board);
  return board.scene;
}

/** What has an end in the window, reaches through it, or has no end yet. */
function inWindow(
  { in: { layout, log, zoom }, scene }: Board,
  low: number,
  high: number,
): { calls: Set<number>; packets: Set<number>; marks: Point[]; gaps: Point[] } {
  const calls = layout.places.tallCalls.in(low, high);
  const packets = layout.places.tallPackets.in(low, high);
  const marks: Point[] = [];
  const gaps: Point[] = [];
  let clockY = Number.NEGATIVE_INFINITY;
  for (let i = layout.firstAt(low); i < layout.points.length; i++) {
    const point = layout.points[i];
    if (!point || (point.y > high && (point.gap === 0 || point.gapTop > high))) break;
    if (point.of === "mark") marks.push(point);
    else if (point.of === "call" || point.of === "return") calls.add(point.index);
    else packets.add(point.index);
    if (point.gap > 0) gaps.push(point);
    if (point.y * zoom - clockY >= clockStep && point.of !== "return") {
      clockY = point.y * zoom;
      scene.clock.push({ y: clockY, at: point.at });
    }
  }
  for (const index of log.openCalls) if (layout.calls.has(index)) calls.add(index);
  for (const index of log.heldPackets) if (layout.packets.has(index)) packets.add(index);
  return { calls, packets, marks, gaps };
}
