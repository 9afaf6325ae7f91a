/**
 * What the wire does, in as few words as stand beside a legend: `loss 30 % · delay 20 ms`. What it does both ways is told
 * once and first, since the end of a long line is cut off; what differs has its direction. Empty when it is perfect.
 */
import type { WireConditions, WireSettings } from "../../protocol/wire-settings.ts";
import { rateText } from "../wire-controls/describe-wire.ts";
import { fill, type Words } from "../words/words.ts";

function shortConditions(way: WireConditions, say: Words["timeline"]): string[] {
  const parts: string[] = [];
  if (way.cut) parts.push(say.wireCutShort);
  if (way.hold) parts.push(say.wireHoldShort);
  if (way.loss > 0) parts.push(fill(say.wireLossShort, { n: way.loss }));
  if (way.delay > 0 || way.jitter > 0)
    parts.push(fill(say.wireDelayShort, { n: way.jitter > 0 ? `${way.delay} ± ${way.jitter}` : way.delay }));
  if (way.duplicate > 0) parts.push(fill(say.wireDuplicateShort, { n: way.duplicate }));
  if (way.reorder > 0) parts.push(fill(say.wireReorderShort, { n: way.reorder }));
  if (way.corrupt > 0) parts.push(fill(say.wireCorruptShort, { n: way.corrupt }));
  if (way.rate > 0) parts.push(rateText(way.rate));
  return parts;
}

export function shortWire(settings: WireSettings, say: Words["timeline"]): string {
  const you = shortConditions(settings.you, say);
  const lab = shortConditions(settings.lab, say);
  const only = (arrow: string, own: string[], other: string[]) => {
    const parts = own.filter((part) => !other.includes(part));
    return parts.length === 0 ? [] : [`${arrow} ${parts.join(" · ")}`];
  };
  const both = you.filter((part) => lab.includes(part));
  return [...both, [...only("→", you, lab), ...only("←", lab, you)].join("  ")].filter(Boolean).join(" · ");
}
