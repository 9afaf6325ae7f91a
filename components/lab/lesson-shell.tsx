"use client";

import { type ReactNode, useMemo } from "react";
import type { Idiom } from "@/protocol/names";
import { startCheck } from "../checks/start-check.ts";
import { type LessonActions, LessonProvider } from "../lesson/lesson-context.tsx";
import { latePart } from "../site/late-part.tsx";
import { useLabHandle, useLive } from "./lab-context.tsx";
import { useWorkspace } from "./workspace-context.tsx";

const LessonReplay = latePart(() =>
  import("../replay/lesson-replay.tsx").then((module) => module.LessonReplay),
);

/** What the lesson's text knows of the page and may ask of it. */
export function LessonShellProvider(props: { idiom: Idiom; children: ReactNode }) {
  const lab = useLabHandle();
  const workspace = useWorkspace();
  const seenCalls = useLive((s) => s.steps);
  const verdicts = useLive((s) => s.checks.verdicts);
  const checking = useLive((s) => s.checks.running);
  const actions = useMemo<LessonActions>(
    () => ({
      check: () => {
        startCheck(lab, workspace);
      },
      showSolution: () => workspace.showSolution(),
      putFile: workspace.putFile,
      change: (path, find, put) => {
        const text = workspace.files()[path];
        if (text === undefined || text.split(find).length !== 2) return false;
        workspace.replaceFiles({ ...workspace.files(), [path]: text.replace(find, () => put) });
        return true;
      },
      run: workspace.run,
      showFrames: (frames) => {
        lab.store.select({ kind: "frames", frames });
        workspace.showInstrument("timeline");
      },
    }),
    [lab, workspace],
  );
  const shell = useMemo(
    () => ({
      lesson: workspace.lesson,
      idiom: props.idiom,
      seenCalls,
      verdicts,
      checking,
      Replay: LessonReplay,
      actions,
    }),
    [workspace, props.idiom, seenCalls, verdicts, checking, actions],
  );
  return <LessonProvider shell={shell}>{props.children}</LessonProvider>;
}
