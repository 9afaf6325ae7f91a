"use client";

/** The assistant as an instrument of the lab. */
import { useKept } from "../controls/use-kept.ts";
import { useLabHandle, useLabView, useLive, useShown } from "../lab/lab-context.tsx";
import { AssistantPanel } from "./assistant-panel.tsx";
import { initialDraft } from "./draft.ts";

export function AssistantTab() {
  const lab = useLabHandle();
  const state = useShown((slices) => slices.assistant);
  const now = useLabView((view) => view.status.kind === "ready" && view.past === null);
  const checking = useLive((slices) => slices.checks.running);
  const [draft, setDraft] = useKept(lab.store, "assistant", initialDraft);
  return (
    <AssistantPanel
      state={state}
      draft={draft}
      onDraft={setDraft}
      onAct={(act) => lab.send({ type: "assistant", act })}
      disabled={!now || checking}
      checking={checking}
    />
  );
}
