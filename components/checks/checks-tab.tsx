"use client";

/** The checks as an instrument of the lab: reads its slice, acts through the lab and the page. */
import { useLabHandle, useLabView, useLive } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { ChecksPanel } from "./checks-panel.tsx";
import { startCheck } from "./start-check.ts";
import { useHints } from "./use-hints.ts";

export function ChecksTab() {
  const lab = useLabHandle();
  const workspace = useWorkspace();
  const state = useLive((slices) => slices.checks);
  const ready = useLabView((view) => view.status.kind === "ready");
  const [hints, openHint] = useHints(workspace.lesson?.slug ?? "");
  return (
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
      onSolution={workspace.showSolution}
    />
  );
}
