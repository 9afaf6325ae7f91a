import type { Actor } from "../../protocol/names.ts";
import type { Words } from "../words/words.ts";

/** The name, in the reader's words, of a peer that the page itself drives; null for runs and reference peers. */
export function ownPeer(actor: Actor, say: Words["timeline"]): string | null {
  if (!actor.startsWith("peer:")) return null;
  const own: Readonly<Record<string, string>> = say.peers;
  const peer = actor.slice("peer:".length);
  return Object.hasOwn(own, peer) ? (own[peer] ?? null) : null;
}
