/** What is active on the wire, told in words: under the controls, on the timeline, and to a screen reader. */
import type { WireConditions, WireSettings } from "../../protocol/wire-settings.ts";
import { fill, type Words } from "../words/words.ts";

/** `12800` as `12.8 kbit/s`; a rate's unit is the one that keeps the number short. */
export function rateText(bitsPerSecond: number): string {
  const [size, unit] =
    bitsPerSecond >= 1_000_000_000
      ? [1_000_000_000, "Gbit/s"]
      : bitsPerSecond >= 1_000_000
        ? [1_000_000, "Mbit/s"]
        : bitsPerSecond >= 1_000
          ? [1_000, "kbit/s"]
          : [1, "bit/s"];
  return `${Number((bitsPerSecond / (size as number)).toFixed(2))} ${unit}`;
}

/** One direction's conditions as short phrases; empty when that direction is perfect. */
export function describeConditions(conditions: WireConditions, words: Words["wire"]): string[] {
  const phrases: string[] = [];
  if (conditions.cut) phrases.push(words.saysCut);
  if (conditions.hold) phrases.push(words.saysHold);
  if (conditions.loss > 0) phrases.push(fill(words.saysLoss, { n: conditions.loss }));
  if (conditions.delay > 0 || conditions.jitter > 0) {
    phrases.push(
      fill(conditions.jitter > 0 ? words.saysDelayJitter : words.saysDelay, {
        n: conditions.delay,
        jitter: conditions.jitter,
      }),
    );
  }
  if (conditions.duplicate > 0) phrases.push(fill(words.saysDuplicate, { n: conditions.duplicate }));
  if (conditions.reorder > 0) phrases.push(fill(words.saysReorder, { n: conditions.reorder }));
  if (conditions.corrupt > 0) phrases.push(fill(words.saysCorrupt, { n: conditions.corrupt }));
  if (conditions.rate > 0) phrases.push(fill(words.saysRate, { rate: rateText(conditions.rate) }));
  return phrases;
}

/** The whole wire in one or two sentences. */
export function describeWire(settings: WireSettings, words: Words["wire"]): string {
  const you = describeConditions(settings.you, words).join(words.comma);
  const lab = describeConditions(settings.lab, words).join(words.comma);
  if (you === "" && lab === "") return words.saysPerfect;
  if (you === lab) return fill(words.saysBoth, { what: you });
  return [
    fill(words.saysFromYou, { what: you || words.saysNothing }),
    fill(words.saysFromLab, { what: lab || words.saysNothing }),
  ].join(words.between);
}
