/** A recording of what has happened in a page's lab. */
import type { Recording } from "../../protocol/recording.ts";
import type { Lab } from "../lab/use-lab.ts";
import type { Workspace } from "../lab/workspace-context.tsx";

/** With its events and the files that ran, or the code alone as it stands in the editor. */
export function makeRecording(lab: Lab, workspace: Workspace, withEvents: boolean): Recording {
  lab.store.flush();
  return {
    version: 1,
    lesson: workspace.lesson?.slug ?? null,
    idiom: workspace.idiom(),
    files: (withEvents ? lab.ran() : null) ?? workspace.files(),
    events: withEvents ? [...lab.store.log()] : [],
  };
}

/** Whether anything of the learner's has run, so that there is something to play. */
export function hasRun(lab: Lab): boolean {
  return lab.store.log().some((event) => event.type === "program-started" || event.type === "assistant");
}
