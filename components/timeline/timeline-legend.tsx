"use client";

/** What the colours and lines mean. Each has a second cue beside its colour. */
import { memo } from "react";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { TimelineFilter } from "./layout/timeline-filter.ts";

export const TimelineLegend = memo(function TimelineLegend(props: {
  /** ARP packets so far: folded away until wanted. */
  arp: number;
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
}) {
  const { filter } = props;
  const { words } = useWords();
  const say = words.timeline;
  const line = (color: string, width: number, dash?: string) => (
    <svg width="13" height="8" aria-hidden className="shrink-0">
      <line
        x1="0"
        y1="4"
        x2="13"
        y2="4"
        stroke={`var(--${color})`}
        strokeWidth={width}
        strokeDasharray={dash}
      />
    </svg>
  );
  const entries = [
    { name: "SYN", sign: line("syn", 2) },
    { name: "ACK", sign: line("ack", 1.2) },
    { name: say.legendData, sign: line("data", 3) },
    { name: "FIN", sign: line("fin", 2, "6 3") },
    {
      name: say.legendLost,
      sign: (
        <svg width="14" height="10" aria-hidden className="shrink-0">
          <path d="M0 5H9M5 1l8 8M13 1l-8 8" stroke="var(--rst)" strokeWidth="1.8" fill="none" />
        </svg>
      ),
    },
    {
      name: say.legendBlocked,
      sign: (
        <svg width="9" height="13" aria-hidden className="shrink-0">
          <rect x="0.5" y="0.5" width="8" height="12" rx="2" fill="none" stroke="var(--you)" />
          <path d="M1 5.5 5 1M1 9.5 8 2.5M1.5 12.5 8 6.5M5 12.5 8 10" stroke="var(--you)" strokeWidth="1.1" />
        </svg>
      ),
    },
    {
      name: say.legendAgain,
      sign: (
        <span aria-hidden className="text-rst">
          ↻
        </span>
      ),
    },
    {
      name: say.legendCopy,
      sign: (
        <span aria-hidden className="text-accent">
          ×2
        </span>
      ),
    },
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5 border-line border-b px-2 py-1 text-[11px] text-muted">
      <ul aria-label={say.legend} className="contents">
        {entries.map(({ name, sign }) => (
          <li key={name} className="inline-flex items-center gap-0.5 whitespace-nowrap">
            {sign}
            {name}
          </li>
        ))}
      </ul>
      {props.arp > 0 ? (
        <button
          type="button"
          aria-pressed={filter.arp}
          title={say.arpAbout}
          className={`ml-auto rounded-full border px-1.5 font-mono text-[11px] leading-4 ${filter.arp ? "border-line bg-raised text-text" : "border-line border-dashed text-faint"}`}
          onClick={() => props.onFilter({ ...filter, arp: !filter.arp })}
        >
          {fill(say.arpFolded, { n: props.arp })}
        </button>
      ) : null}
    </div>
  );
});
