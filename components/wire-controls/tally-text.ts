/** What the wire has done so far, as the end of a sentence. */
import { fill, type Words } from "../words/words.ts";
import type { WireState } from "./wire-state.ts";

/** Empty before the first frame. */
export function tallyText(tally: WireState["tally"], words: Words["wire"]): string {
  const sum = (key: keyof WireState["tally"]["you"]) => tally.you[key] + tally.lab[key];
  if (sum("delivered") + sum("lost") === 0) return "";
  const more = (text: string, n: number) => (n > 0 ? fill(text, { n }) : "");
  return [
    fill(words.counted, { delivered: sum("delivered"), lost: sum("lost") }),
    more(words.countedCorrupted, sum("corrupted")),
    more(words.countedAltered, sum("altered")),
    more(words.countedDuplicated, sum("duplicated")),
  ].join("");
}
