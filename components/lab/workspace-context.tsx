"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Lesson } from "@/lessons/manifest";
import type { Files } from "@/protocol/client-message";
import type { Source } from "@/protocol/lab-event";
import type { Idiom } from "@/protocol/names";

/** What an instrument may ask of the page around it. The same object for the page's life; its answers change. */
export type Workspace = {
  /** Null in the playground. */
  lesson: Lesson | null;
  idiom(): Idiom;
  /** The learner's files as they stand in the editor. */
  files(): Files;
  /** Puts other files into the editor; the learner can undo it. */
  replaceFiles(files: Files, by?: "solution" | "replace"): void;
  /** Puts one file beside the others, or in place of its namesake, and shows it. */
  putFile(path: string, text: string): void;
  /** One right answer to the lesson, in this idiom; null where there is none. */
  solution(): Promise<Files | null>;
  /** Shows the solution beside the learner's own code; nothing is replaced before it is asked for. */
  showSolution(): void;
  /** Starts a file, as the Run button does. */
  run(path: string): void;
  /** Shows a place in the learner's files. */
  reveal(source: Source): void;
  /** Offers links to the code and to what has happened, and the recording as a file. */
  share(): void;
  /** Brings an instrument to the front, on small screens too. */
  showInstrument(id: string): void;
};

const WorkspaceContext = createContext<Workspace | null>(null);

export function WorkspaceProvider(props: { workspace: Workspace; children: ReactNode }) {
  return <WorkspaceContext value={props.workspace}>{props.children}</WorkspaceContext>;
}

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("useWorkspace needs a WorkspaceProvider above it");
  return workspace;
}
