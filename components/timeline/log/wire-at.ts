/** What the wire did at a moment: the last settings made by then. */
import type { Micros } from "../../../protocol/names.ts";
import { perfectWire } from "../../../protocol/perfect-wire.ts";
import type { WireSettings } from "../../../protocol/wire-settings.ts";
import type { TimelineLog } from "./timeline-log.ts";

export function wireAt({ wireMarks }: TimelineLog, at: Micros): WireSettings {
  let low = 0;
  let high = wireMarks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((wireMarks[middle]?.at ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return wireMarks[low - 1]?.settings ?? perfectWire;
}
