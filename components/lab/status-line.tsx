"use client";

import { useModKey } from "../site/keys.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { useLabView, useLive } from "./lab-context.tsx";
import type { LabStatus } from "./lab-status.ts";
import { statusParts } from "./status-parts.ts";

/**
 * The line at the page's foot: how the lab stands, what runs or waits, what has passed, and the keys. A part that has no
 * room on it goes to a line below, out of sight, and so is never cut in two.
 */
export function StatusLine() {
  const { words } = useWords();
  const status = useLabView((view) => view.status);
  const lab = useLive((slices) => slices.lab);
  const wire = useLive((slices) => slices.wire);
  const mod = useModKey();
  return (
    <footer className="flex h-[26px] shrink-0 gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-panel px-4 text-[11.5px] text-muted leading-[25px] max-sm:px-3">
      <span
        aria-hidden="true"
        className={`-mr-2.5 size-2 shrink-0 self-center rounded-full ${dot[status.kind]}`}
      />
      <div className="flex min-w-0 flex-1 flex-wrap gap-x-4 max-sm:gap-x-3">
        {statusParts(status, lab, wire, words).map(({ id, text, more, asks }) => (
          <span
            key={id}
            className={`max-w-full truncate tabular-nums ${asks ? "font-medium text-accent" : ""}`}
          >
            {text}
            {more ? <span className="max-sm:sr-only">{more}</span> : null}
          </span>
        ))}
      </div>
      <span className="shrink-0 max-md:hidden">{fill(words.lab.hintKeys, { mod })}</span>
    </footer>
  );
}

const dot: Record<LabStatus["kind"], string> = {
  ready: "bg-ok",
  connecting: "bg-faint",
  busy: "bg-accent",
  away: "bg-rst",
  closed: "bg-faint",
};
