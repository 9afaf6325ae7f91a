"use client";

import { useModKey } from "../site/keys.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { useLabView, useLive } from "./lab-context.tsx";
import type { LabStatus } from "./lab-status.ts";

/** The line at the page's foot: how the lab stands, what has passed, and the keys. */
export function StatusLine() {
  const { words } = useWords();
  const status = useLabView((view) => view.status);
  const packets = useLive((s) => s.lab.packets);
  const connections = useLive((s) => s.lab.connections);
  const listeners = useLive((s) => s.lab.listeners);
  const mod = useModKey();
  const { lab } = words;
  return (
    <footer className="flex h-[26px] shrink-0 items-center gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-panel px-4 text-[11.5px] text-muted max-sm:px-3">
      <span className="flex shrink-0 items-center gap-1.5">
        <span aria-hidden="true" className={`size-2 rounded-full ${dot[status.kind]}`} />
        {describe(status, lab)}
      </span>
      <span className="min-w-0 truncate">
        {[
          packets === 1 ? lab.onePacket : fill(lab.packets, { n: packets }),
          connections === 1 ? lab.oneConnection : fill(lab.connections, { n: connections }),
          ...(listeners > 0 ? [fill(lab.listeners, { n: listeners })] : []),
        ].join(" · ")}
      </span>
      <span className="ml-auto shrink-0 max-md:hidden">{fill(lab.hintKeys, { mod })}</span>
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

type LabWords = ReturnType<typeof useWords>["words"]["lab"];

function describe(status: LabStatus, words: LabWords): string {
  switch (status.kind) {
    case "ready":
      return fill(words.ready, { ms: status.ms < 10 ? status.ms.toFixed(1) : Math.round(status.ms) });
    case "connecting":
      return status.attempt === 0 ? words.connecting : words.connectingAgain;
    case "busy":
      return words.busyShort;
    case "away":
      return words.awayShort;
    case "closed":
      return words.closedShort;
  }
}
