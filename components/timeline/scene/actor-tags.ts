/** Signs by which the callers of one host are told apart. */
import type { Words } from "../../words/words.ts";
import { actorWords } from "../call-words.ts";
import type { TimelineLog } from "../log/timeline-log.ts";

/** A sign for each actor of a host that has several, by host and name; empty for a host with one. */
export function actorTags(log: TimelineLog, words: Words["timeline"]): Map<string, string> {
  const tags = new Map<string, string>();
  for (const host of ["you", "lab"] as const) {
    const titles = [
      ...new Set(
        [...log.callers.values()]
          .filter((acting) => acting.host === host)
          .map(({ actor }) => actorWords(actor, log, words)),
      ),
    ];
    if (titles.length < 2) continue;
    const initials = titles.map((title) => (title.match(/[\p{L}\p{N}]/u)?.[0] ?? "?").toUpperCase());
    for (const [i, title] of titles.entries()) {
      const initial = initials[i] ?? "?";
      const alone = initials.filter((other) => other === initial).length === 1;
      tags.set(
        `${host} ${title}`,
        alone ? initial : `${initial}${initials.slice(0, i + 1).filter((o) => o === initial).length}`,
      );
    }
  }
  return tags;
}
