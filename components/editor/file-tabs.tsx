"use client";

import { Plus } from "lucide-react";
import type { KeyboardEvent } from "react";
import { ScrollRow } from "../controls/scroll-row.tsx";
import { useWords } from "../words/use-words.tsx";
import type { Asking } from "./file-dialogs.tsx";
import type { FilesAct, FilesState } from "./files-state.ts";

/** The learner's files as tabs; the open one can be renamed (F2, double click) and removed (Delete). */
export function FileTabs(props: {
  state: FilesState;
  /** Files of which a program runs. */
  running: ReadonlySet<string>;
  onAct: (act: FilesAct) => void;
  /** Opens the window in which a file is named, renamed or removed. */
  ask: (asking: Asking) => void;
}) {
  const { words } = useWords();
  const { state, onAct, ask } = props;
  const paths = state.files.map((file) => file.path);

  const press = (event: KeyboardEvent<HTMLElement>) => {
    const at = paths.indexOf(state.open);
    if (event.key === "F2") ask({ what: "rename", path: state.open });
    if (event.key === "Delete" && paths.length > 1) ask({ what: "remove", path: state.open });
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: paths.length - 1 }[event.key];
    const next = to === undefined ? undefined : paths.at(to % paths.length);
    if (next === undefined) return;
    event.preventDefault();
    onAct({ act: "open", path: next });
    event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")[paths.indexOf(next)]?.focus();
  };

  return (
    <div className="flex min-w-0 flex-1 items-center gap-0.5 @max-lg:basis-full">
      <ScrollRow
        role="tablist"
        aria-label={words.editor.files}
        className="flex min-w-0 items-center gap-0.5"
        onKeyDown={press}
      >
        {paths.map((path) => {
          const on = path === state.open;
          return (
            <button
              key={path}
              type="button"
              role="tab"
              aria-selected={on}
              aria-controls="code-area"
              tabIndex={on ? 0 : -1}
              className={`tab relative max-w-44 shrink-0 truncate pl-3.5 font-mono outline-offset-[-2px] ${on ? "tab-on" : ""}`}
              title={path}
              onClick={() => onAct({ act: "open", path })}
              onDoubleClick={() => ask({ what: "rename", path })}
            >
              {props.running.has(path) ? (
                <span
                  aria-hidden="true"
                  className="absolute top-1/2 left-1 size-1.5 -translate-y-1/2 rounded-full bg-ok"
                />
              ) : null}
              {path}
            </button>
          );
        })}
      </ScrollRow>
      <button
        type="button"
        aria-label={words.editor.add}
        title={words.editor.add}
        className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-raised hover:text-text"
        onClick={() => ask({ what: "add" })}
      >
        <Plus aria-hidden="true" className="size-3.5" />
      </button>
    </div>
  );
}
