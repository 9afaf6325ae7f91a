"use client";

/** The names above the lifelines, aligned with them, and the sign of each program or peer that calls. */
import { memo } from "react";
import { hostAddress } from "../../protocol/host-address.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import { describeWire } from "../wire-controls/describe-wire.ts";
import { useWords } from "../words/use-words.tsx";
import type { Geometry } from "./layout/timeline-geometry.ts";
import { shortWire } from "./short-wire.ts";

/** Kept free at the edges. */
const margin = 16;

/** For what the wire does, centred over it: up to the nearer edge, or to the lifelines where callers' signs stand beside. */
function wireRoom(geometry: Geometry, signs: boolean): number {
  const lifelines = geometry.lab - geometry.you - 8;
  if (signs) return lifelines;
  const { wire, width, clock } = geometry;
  return Math.max(lifelines, 2 * (Math.min(wire - clock, width - wire) - margin));
}

export const TimelineHeads = memo(function TimelineHeads(props: {
  geometry: Geometry;
  /** `host title` to sign, where a host has several callers. */
  tags: ReadonlyMap<string, string>;
  /** What the wire does now. */
  wire: WireSettings;
}) {
  const { words } = useWords();
  const { geometry, tags } = props;
  const wire = shortWire(props.wire, words.timeline);
  return (
    <div className="relative flex h-9 shrink-0 justify-between overflow-hidden px-2 pt-1 text-[12px] leading-4">
      {(["you", "lab"] as const).map((host) => {
        const own = [...tags].filter(([key]) => key.startsWith(`${host} `));
        const right = host === "lab";
        return (
          <div
            key={host}
            className={`min-w-0 ${right ? "text-right" : ""}`}
            style={{ maxWidth: geometry.width / 2 - 12, ...(right ? {} : { paddingLeft: geometry.clock }) }}
          >
            <b className={`whitespace-nowrap ${right ? "text-lab" : "text-you"}`}>
              {words.timeline[host]}{" "}
              <span className="font-mono font-normal text-[11px]">{hostAddress[host]}</span>
            </b>
            <div className="truncate text-[10.5px] text-muted leading-3">
              {own.map(([key, tag]) => (
                <span key={key} className={right ? "ml-2" : "mr-2"}>
                  <b
                    className={`mr-0.5 rounded-[3px] border px-0.5 font-mono ${right ? "border-lab text-lab" : "border-you text-you"}`}
                  >
                    {tag}
                  </b>
                  {key.slice(host.length + 1)}
                </span>
              ))}
            </div>
          </div>
        );
      })}
      <span
        className="-translate-x-1/2 absolute top-1 text-center text-[11px] text-faint leading-4"
        style={{ left: geometry.wire, maxWidth: wireRoom(geometry, tags.size > 0) }}
        title={describeWire(props.wire, words.wire)}
      >
        {/* The second line is the callers' where they have signs. */}
        {tags.size === 0 || wire === "" ? words.timeline.wire : null}
        {tags.size === 0 || wire !== "" ? (
          <span
            className={`block truncate text-[10.5px] ${wire === "" ? "" : "font-medium text-accent"} ${tags.size > 0 ? "" : "leading-3"}`}
          >
            {wire === "" ? words.timeline.perfectWire : `≈ ${wire}`}
          </span>
        ) : null}
      </span>
    </div>
  );
});
