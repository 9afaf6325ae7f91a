import type { Files } from "../../protocol/client-message.ts";
import { programsOf } from "../editor/files-state.ts";
import { saveFile } from "../replay/save-file.ts";
import { zipProject } from "./project-zip.ts";

/**
 * Saves the learner's files as a project that runs outside, with the `sockets` package that the site hands out.
 * @param readme what README.md says; `{scripts}` is the list of commands
 * @throws when the site does not answer
 */
export async function downloadProject(files: Files, readme: string): Promise<void> {
  const response = await fetch("/sockets-package");
  if (!response.ok) throw new Error(`/sockets-package answered ${response.status}`);
  const sockets = (await response.json()) as Record<string, string>;
  const programs = programsOf({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    open: "",
    places: {},
    args: "",
    aside: null,
  });
  saveFile("socket-project.zip", zipProject({ files, programs, sockets, readme }), "application/zip");
}
