/** Programs and peers in the log: who stands there since when, and what an end takes with it. */
import type { Actor, Host, Micros } from "../../../protocol/names.ts";
import { addMark, type TimelineActor, type TimelineLog } from "./timeline-log.ts";

/** Programs run on `you`, peers on `lab`. */
export const hostOfActor = (actor: Actor): Host => (actor.startsWith("peer:") ? "lab" : "you");

export function actorOf(log: TimelineLog, actor: Actor, at: Micros, title?: string): TimelineActor {
  const known = log.actors.get(actor);
  if (known && known.ended === null) return known;
  const host = hostOfActor(actor);
  const name = title ?? known?.title ?? actor.replace(/^peer:/, "");
  const made: TimelineActor = { actor, host, title: name, lane: -1, started: at, ended: null };
  log.actors.set(actor, made);
  log.standing.add(made);
  return made;
}

export function startActor(log: TimelineLog, actor: Actor, at: Micros, title: string): TimelineActor {
  const acting = actorOf(log, actor, at, title);
  // Its first call may have come a little before the news of its start.
  if (acting.title !== title) {
    const named = callerKey(acting);
    if (log.callers.get(named) === acting) log.callers.delete(named);
    acting.title = title;
    if (acting.lane >= 0) noteCaller(log, acting);
  }
  return acting;
}

const callerKey = ({ host, title }: TimelineActor) => `${host} ${title}`;

/** Somebody of this name calls. */
export function noteCaller(log: TimelineLog, acting: TimelineActor): void {
  const key = callerKey(acting);
  if (!log.callers.has(key)) log.callers.set(key, acting);
}

/** The kernel takes a dead program's calls back: their bars end there. */
export function endActor(log: TimelineLog, actor: Actor, at: Micros, exit: string, good: boolean): void {
  const ending = log.actors.get(actor);
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (call?.actor !== actor) continue;
    call.ended = Math.max(at, call.at);
    log.openCalls.delete(index);
    log.openFlows.delete(index);
    log.ledger.closeSend(index);
    log.changes.push({ of: "return", index });
  }
  for (const key of log.paused.keys()) if (key.startsWith(`${actor} `)) log.paused.delete(key);
  if (!ending || ending.ended !== null) return;
  ending.ended = at;
  log.standing.delete(ending);
  const { host, title } = ending;
  addMark(log, { index: log.marks.length, kind: "ended", at, actor, host, title, exit, good });
}
