/** A call in words: who made it, what it asks, what came of it. */
import type { Actor } from "../../protocol/names.ts";
import { fill, type Words } from "../words/words.ts";
import { standsBefore } from "./log/take-call.ts";
import type { TimelineCall, TimelineLog } from "./log/timeline-log.ts";
import { ownPeer } from "./own-peer.ts";
import { spanText } from "./time-text.ts";

export const callWords = (call: TimelineCall): string => `${call.name}(${call.args.join(", ")})`;

/** What an actor is called: a run's file, a reference peer's title, and in the reader's words what the page itself drives. */
export function actorWords(actor: Actor, log: TimelineLog, say: Words["timeline"]): string {
  return ownPeer(actor, say) ?? log.actors.get(actor)?.title ?? actor;
}

/** What came of a call that has nothing to give back. */
export function doneWords(call: TimelineCall, say: Words["timeline"]): string {
  if (call.moved?.way === "sent") return fill(say.doneSent, { n: call.moved.bytes });
  const done: Readonly<Record<string, string>> = say.done;
  return Object.hasOwn(done, call.name) ? (done[call.name] ?? say.returned) : say.returned;
}

export function callResultWords(call: TimelineCall, log: TimelineLog, say: Words["timeline"]): string {
  if (call.ended === null) {
    const pause = standsBefore(log, call);
    return pause ? fill(say.sayUnderWay, { name: pause.name }) : say.sayBlocked;
  }
  const time = spanText(call.ended - call.at);
  const { outcome } = call;
  if (!outcome) return say.callKilled;
  if (!outcome.ok) return fill(say.sayFailed, { code: outcome.code, time });
  return outcome.text === ""
    ? fill(say.sayDone, { what: doneWords(call, say), time })
    : fill(say.sayResult, { text: outcome.text, time });
}
