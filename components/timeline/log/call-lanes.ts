/** The column in which a thread's calls stand on its host's lifeline, from the wire outwards. */
import type { Actor } from "../../../protocol/names.ts";
import { noteCaller } from "./take-actor.ts";
import type { TimelineActor, TimelineLog } from "./timeline-log.ts";

/**
 * Each thread of each program has a column of its own, handed out when it first calls; a program that runs anew gets
 * its old ones back, and a second one of the same name beside it gets others. Peers come and go by the dozen: theirs
 * are lent, so that the innermost that nobody waits in is used.
 */
export function laneFor(log: TimelineLog, acting: TimelineActor, thread: number): number {
  const lane = acting.host === "lab" ? lentLane(log, acting, thread) : ownLane(log, acting, thread);
  const first = acting.lane < 0;
  if (first || thread === 0) acting.lane = lane;
  if (first) noteCaller(log, acting);
  return lane;
}

const ownKey = (actor: Actor, thread: number) => `${actor} ${thread}`;
/** A newline is in no actor's name. */
const nameKey = ({ host, title }: TimelineActor, thread: number) => `${host}\n${title}\n${thread}`;

/** Others of the same name that stand beside it. */
const twinsOf = (log: TimelineLog, acting: TimelineActor): TimelineActor[] =>
  [...log.standing].filter(
    (other) => other !== acting && other.host === acting.host && other.title === acting.title,
  );

function ownLane(log: TimelineLog, acting: TimelineActor, thread: number): number {
  const own = ownKey(acting.actor, thread);
  const known = log.lanes.own.get(own);
  if (known !== undefined) return known;
  const name = nameKey(acting, thread);
  const named = log.lanes.named.get(name) ?? [];
  const taken = new Set(twinsOf(log, acting).map(({ actor }) => log.lanes.own.get(ownKey(actor, thread))));
  let lane = named.find((each) => !taken.has(each));
  if (lane === undefined) {
    lane = log.laneCount[acting.host]++;
    log.lanes.named.set(name, [...named, lane]);
  }
  log.lanes.own.set(own, lane);
  return lane;
}

function lentLane(log: TimelineLog, acting: TimelineActor, thread: number): number {
  const { host, actor } = acting;
  const twin = twinsOf(log, acting).length > 0;
  const key = twin ? ownKey(actor, thread) : nameKey(acting, thread);
  const last = log.lanes.own.get(key);
  const busy = new Set<number>();
  for (const index of log.openCalls) {
    const call = log.calls[index];
    if (call?.host === host) busy.add(call.lane);
  }
  if (last !== undefined && !busy.has(last)) return last;
  let lane = 0;
  while (busy.has(lane)) lane++;
  log.laneCount[host] = Math.max(log.laneCount[host], lane + 1);
  log.lanes.own.set(key, lane);
  return lane;
}
