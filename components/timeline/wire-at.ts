/** What the wire did at a moment: the last settings made by then. */
import type { Micros } from "../../protocol/names.ts";
import { perfectWire } from "../../protocol/perfect-wire.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import type { TimelineLog } from "./timeline-state.ts";

export function wireAt(log: TimelineLog, at: Micros): WireSettings {
  const last = log.marks.findLast((mark) => mark.kind === "wire" && mark.at <= at);
  return last?.kind === "wire" ? last.settings : perfectWire;
}
