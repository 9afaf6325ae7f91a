"use client";

/** The recording of a lesson's solution in place of the reader's lab. Where there is none, nothing changes. */
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { Idiom } from "../../protocol/names.ts";
import type { Recording } from "../../protocol/recording.ts";
import { LabProvider } from "../lab/lab-context.tsx";
import { useWorkspace, type Workspace, WorkspaceProvider } from "../lab/workspace-context.tsx";
import { useWords } from "../words/use-words.tsx";
import { recordingUrl } from "./lesson-recording.ts";
import { openUrl } from "./open-recording.ts";
import { ReplayBar } from "./replay-bar.tsx";
import { usePlayer } from "./use-player.ts";

type Props = { lesson: string; idiom: Idiom; onHide: () => void; children: ReactNode };

export function ExampleLab(props: Props) {
  const [recording, setRecording] = useState<Recording | null>(null);
  const url = recordingUrl(props.lesson, "solution", props.idiom);
  useEffect(() => {
    let wanted = true;
    // A lesson without a recording opens with an empty timeline, which says itself what to do.
    void openUrl(url).then((opened) => wanted && opened.ok && setRecording(opened.recording));
    return () => {
      wanted = false;
    };
  }, [url]);
  return recording ? <Playing {...props} recording={recording} /> : props.children;
}

function Playing(props: Props & { recording: Recording }) {
  const words = useWords().words.replay;
  const { lab, player } = usePlayer(props.recording.events, "end");
  const page = useWorkspace();
  // Its lines are those of the solution, not of what stands in the editor.
  const workspace = useMemo<Workspace>(() => ({ ...page, reveal: () => {} }), [page]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <p className="m-0 flex items-center gap-2 border-accent border-b bg-raised px-3 py-1.5 text-[12px] text-muted">
        <span className="flex-1">{words.example}</span>
        <button type="button" className="btn" onClick={props.onHide}>
          {words.exampleHide}
        </button>
      </p>
      <ReplayBar player={player} events={props.recording.events} small />
      <LabProvider lab={lab}>
        <WorkspaceProvider workspace={workspace}>
          <div className="min-h-0 flex-1 overflow-auto">{props.children}</div>
        </WorkspaceProvider>
      </LabProvider>
    </div>
  );
}
