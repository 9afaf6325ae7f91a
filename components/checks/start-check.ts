import type { Lab } from "../lab/use-lab.ts";
import type { Workspace } from "../lab/workspace-context.tsx";

/** Asks the server to judge the files as they stand in the editor. False when no lab is open. */
export function startCheck(lab: Lab, workspace: Workspace): boolean {
  const check = `c${Date.now().toString(36)}`;
  return lab.send({ type: "check", check, files: workspace.files(), idiom: workspace.idiom() });
}
