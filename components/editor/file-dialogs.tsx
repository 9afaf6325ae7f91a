"use client";

import { AskDialog } from "../site/ask-dialog.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { FilesAct, FilesState } from "./files-state.ts";
import { NameDialog } from "./name-dialog.tsx";

/** What is asked about the files now: a name for a new one, another name, whether to remove or to start over. */
export type Asking = { what: "add" | "reset" } | { what: "rename" | "remove"; path: string };

/** The windows in which files are named, renamed, removed, and put back as the lesson had them. */
export function FileDialogs(props: {
  asking: Asking | null;
  state: FilesState;
  start: Readonly<Record<string, string>>;
  onAct: (act: FilesAct) => void;
  onClose: () => void;
}) {
  const { words } = useWords();
  const { asking, state, onAct, onClose } = props;
  switch (asking?.what) {
    case undefined:
      return null;
    case "add":
      return (
        <NameDialog
          state={state}
          self={null}
          onName={(path) => onAct({ act: "add", path, text: "" })}
          onClose={onClose}
        />
      );
    case "rename":
      return (
        <NameDialog
          state={state}
          self={asking.path}
          onName={(to) => onAct({ act: "rename", path: asking.path, to })}
          onClose={onClose}
        />
      );
    case "remove":
      return (
        <AskDialog
          title={fill(words.editor.removeAsk, { file: asking.path })}
          about={words.editor.removeAbout}
          act={words.editor.removeDo}
          onAct={() => onAct({ act: "remove", path: asking.path })}
          onClose={onClose}
        />
      );
    case "reset":
      return (
        <AskDialog
          title={words.editor.resetAsk}
          about={words.editor.resetAbout}
          act={words.editor.resetDo}
          onAct={() => onAct({ act: "replace", files: props.start, by: "reset" })}
          onClose={onClose}
        />
      );
  }
}
