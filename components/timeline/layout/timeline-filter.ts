/** What the reader has chosen not to see. */
import type { Micros } from "../../../protocol/names.ts";
import type { TimelinePacket } from "../log/timeline-log.ts";

/** What is left out: folded protocols, unchecked conversations, what came before "clear". */
export type TimelineFilter = {
  readonly arp: boolean;
  readonly hidden: ReadonlySet<string>;
  readonly since: Micros;
};
export const showAll: TimelineFilter = { arp: false, hidden: new Set(), since: 0 };

export function showsPacket(filter: TimelineFilter, { at, view }: TimelinePacket): boolean {
  if (at < filter.since || (view.kind === "arp" && !filter.arp)) return false;
  return view.connection === null || !filter.hidden.has(view.connection);
}
