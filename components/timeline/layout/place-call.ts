/** The place of a call, of its return, and of a mark: rows in a host's gutter, or over the wire. */
import type { TimelineCall, TimelineLog } from "../log/timeline-log.ts";
import { metric } from "./metric.ts";
import type { Pen } from "./pen-rows.ts";
import { noteSpan, type Places, type Point } from "./places.ts";
import { roomForWait } from "./room-for-wait.ts";

const half = metric.label / 2 + 0.5;

/**
 * Shorter than this, a call that can wait did not, unless a packet came in between; and a call that does not wait for
 * anybody (`socket`, `bind`, `send` into a buffer with room) was only slow, as a program's first call is.
 */
const promptMicros = 2_000;
const slowMicros = 50_000;
const waiters = /^(recv|accept|connect|select|poll|epoll|read|wait|input|handle_request|serve)/;

/** It came back at once: its row tells both. */
function isPrompt(call: TimelineCall, ended: number, pen: Pen): boolean {
  const arrived = call.host === "you" ? pen.arrivedYou : pen.arrivedLab;
  const took = ended - call.at;
  return waiters.test(call.name) ? took < promptMicros && arrived < call.at : took < slowMicros;
}

function placeRow(point: Point, pen: Pen, column: "you" | "wire" | "lab"): void {
  const room = roomForWait(point, pen);
  point.y = Math.max(pen.y + metric.step + room, pen[column] + half + 0.5);
  pen.y = point.y;
  pen[column] = point.y + half;
}

export function placeMark(log: TimelineLog, places: Places, point: Point, pen: Pen): void {
  const mark = log.marks[point.index];
  placeRow(point, pen, mark && "host" in mark ? mark.host : "wire");
  places.marks.set(point.index, point.y);
}

export function placeCall(log: TimelineLog, places: Places, point: Point, pen: Pen): void {
  placeRow(point, pen, log.calls[point.index]?.host ?? "you");
  places.calls.set(point.index, { y: point.y, end: Number.NaN, merged: false });
  places.tallCalls.delete(point.index);
}

export function placeReturn(log: TimelineLog, places: Places, point: Point, pen: Pen): void {
  const call = log.calls[point.index];
  const place = places.calls.get(point.index);
  if (!call || !place) return;
  if (isPrompt(call, point.at, pen)) {
    place.merged = true;
    place.end = place.y;
    point.y = pen.y;
    return;
  }
  const room = roomForWait(point, pen);
  point.y = Math.max(pen.y + metric.step + room, pen[call.host] + half + 0.5, place.y + metric.label);
  place.end = point.y;
  place.merged = false;
  pen.y = point.y;
  pen[call.host] = point.y + half;
  noteSpan(places.tallCalls, point.index, place);
}
