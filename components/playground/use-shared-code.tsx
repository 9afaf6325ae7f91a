"use client";

/** Opens the code that a link carries: into the editor, where one undo brings back what stood there. */
import { useEffect, useState } from "react";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { type OpenProblem, openAddress } from "../replay/open-recording.ts";
import { readShareAddress } from "../replay/share-link.ts";

export function useSharedCode(onIdiom: (idiom: "berkeley" | "node") => void): OpenProblem | "opened" | null {
  const workspace = useWorkspace();
  const [state, setState] = useState<OpenProblem | "opened" | null>(null);
  useEffect(() => {
    const look = async () => {
      const address = readShareAddress(location.hash);
      if (!address) return;
      const opened = await openAddress(address);
      if (!opened.ok) return setState(opened.why);
      onIdiom(opened.recording.idiom);
      // The editor turns to that idiom's files first.
      requestAnimationFrame(() => workspace.replaceFiles(opened.recording.files));
      setState("opened");
      // Opened once: a reload must not put it over what the learner has written since.
      history.replaceState(null, "", location.pathname + location.search);
    };
    void look();
    const again = () => void look();
    addEventListener("hashchange", again);
    return () => removeEventListener("hashchange", again);
  }, [workspace, onIdiom]);
  return state;
}
