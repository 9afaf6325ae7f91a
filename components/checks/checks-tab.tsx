"use client";

/** The checks as an instrument of the lab: reads its slice, acts through the lab and the page. */
import { useState } from "react";
import type { Files } from "@/protocol/client-message.ts";
import { useLabHandle, useLabView, useLive } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { ChecksPanel } from "./checks-panel.tsx";
import { SolutionDialog } from "./solution-dialog.tsx";
import { startCheck } from "./start-check.ts";
import { useHints } from "./use-hints.ts";

export function ChecksTab() {
  const lab = useLabHandle();
  const workspace = useWorkspace();
  const state = useLive((slices) => slices.checks);
  const ready = useLabView((view) => view.status.kind === "ready");
  const [hints, openHint] = useHints(workspace.lesson?.slug ?? "");
  const [beside, setBeside] = useState<{ own: Files; solution: Files } | null>(null);

  return (
    <>
      <ChecksPanel
        requirements={workspace.lesson?.requirements ?? []}
        state={state}
        hints={hints}
        disabled={!ready}
        onCheck={() => startCheck(lab, workspace)}
        onShowFrames={(frames) => {
          lab.store.select({ kind: "frames", frames });
          workspace.showInstrument("timeline");
        }}
        onHint={openHint}
        onSolution={async () => {
          const solution = await workspace.solution();
          if (solution) setBeside({ own: workspace.files(), solution });
        }}
      />
      {beside && (
        <SolutionDialog
          {...beside}
          onUse={() => workspace.replaceFiles({ ...beside.own, ...beside.solution })}
          onClose={() => setBeside(null)}
        />
      )}
    </>
  );
}
