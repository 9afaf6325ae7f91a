"use client";

import { limits } from "@/protocol/limits";
import { LateNotice } from "../site/late-notice.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { fetchPanels } from "./fetch-panels.ts";
import { useLabHandle, useLabView } from "./lab-context.tsx";

/**
 * Above the open instrument: that those which read the panels' folds are not here, while events wait for them, and what
 * those that came too late will never show.
 */
export function PanelsNotice({ reads }: { reads: boolean }) {
  const { words, locale } = useWords();
  const { store } = useLabHandle();
  const panels = useLabView((view) => view.panels);
  const missed = useLabView((view) => view.missed);
  const n = limits.recording.events.toLocaleString(locale);
  const look = "shrink-0 border-line border-b bg-raised px-3 py-1.5 text-[13px]";

  if (panels === "here")
    return reads && missed > 0 ? (
      <div role="status" className={`${look} flex flex-wrap items-center gap-x-3 gap-y-2`}>
        <p className="m-0 min-w-0 flex-1 basis-52">
          {fill(words.late.panelsMissed, { n, more: missed.toLocaleString(locale) })}
        </p>
        <button type="button" className="btn" onClick={() => location.reload()}>
          {words.late.reload}
        </button>
      </div>
    ) : null;

  // A panel that reads them could not be loaded either, and says so itself.
  if (panels === "coming" || reads) return null;
  const again = async () => {
    await fetchPanels(store);
    const now = store.get().panels;
    if (now instanceof Error) throw now;
  };
  return (
    <div className={look}>
      <LateNotice error={panels} title={(all) => all.late.panels} onAgain={again} />
      <p className="m-0 mt-1 text-muted">{fill(words.late.panelsKept, { n })}</p>
    </div>
  );
}
