"use client";

import { PlugZap } from "lucide-react";
import { useEffect, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { fill, type Words } from "../words/words.ts";
import { useLabHandle, useLabView } from "./lab-context.tsx";
import type { LabStatus } from "./lab-status.ts";

/** Says in words why there is no lab, what happens next, and that nothing is lost. */
export function LabNotice() {
  const { words } = useWords();
  const lab = useLabHandle();
  const status = useLabView((view) => view.status);
  const seconds = useSecondsUntil("retryAt" in status ? status.retryAt : null);
  const said = wordsFor(status, seconds, words.lab);
  return (
    <div role="status">
      {said ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-raised px-4 py-2.5 text-[13px]">
          <PlugZap aria-hidden="true" className="size-4 shrink-0 text-accent" />
          <p className="min-w-0 flex-1 basis-60">
            <b className="font-semibold">{said.title}</b> <span className="text-muted">{said.text}</span>
          </p>
          <button type="button" className="btn" onClick={lab.retry}>
            {status.kind === "closed" ? words.lab.open : words.lab.retry}
          </button>
        </div>
      ) : null}
    </div>
  );
}

function wordsFor(status: LabStatus, n: number, words: Words["lab"]): { title: string; text: string } | null {
  switch (status.kind) {
    case "ready":
      return null;
    case "connecting":
      // The first attempt is the page opening; a later one follows bad news, which stays until it is over.
      if (status.attempt === 0) return status.slow ? { title: words.slowTitle, text: words.slowText } : null;
      return { title: words.awayTitle, text: words.awayNow };
    case "away":
      // One missed beat is mended before it is read.
      return status.attempt <= 1 && !status.slow
        ? null
        : { title: words.awayTitle, text: fill(words.awayText, { n }) };
    case "busy": {
      const text = {
        labs: words.busyLabs,
        address: words.busyAddress,
        rate: words.busyRate,
        draining: words.busyDraining,
      }[status.reason];
      return { title: words.busyTitle, text: fill(text, { n }) };
    }
    case "closed":
      switch (status.reason) {
        case "idle":
          return { title: words.idleTitle, text: words.idleText };
        case "flooding":
          return { title: words.floodingTitle, text: words.floodingText };
        case "not-reading":
          return { title: words.notReadingTitle, text: words.notReadingText };
        case "fault":
          return { title: words.faultTitle, text: fill(words.faultText, { id: status.id ?? "" }) };
      }
  }
}

/** Whole seconds until a time, at least one, counted down while it is awaited. */
function useSecondsUntil(at: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [at]);
  return at === null ? 0 : Math.max(1, Math.ceil((at - now) / 1000));
}
