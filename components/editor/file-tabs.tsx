"use client";

import { Pencil, Plus, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { AskDialog } from "../site/ask-dialog.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import type { FilesAct, FilesState } from "./files-state.ts";
import { NameDialog } from "./name-dialog.tsx";

/** The learner's files as tabs; the open one can be renamed (F2, double click) and removed (Delete). */
export function FileTabs(props: {
  state: FilesState;
  /** Files of which a program runs. */
  running: ReadonlySet<string>;
  onAct: (act: FilesAct) => void;
}) {
  const { words } = useWords();
  const { state, onAct } = props;
  const list = useRef<HTMLDivElement>(null);
  const [asking, setAsking] = useState<{ what: "add" } | { what: "rename" | "remove"; path: string } | null>(
    null,
  );
  const paths = state.files.map((file) => file.path);

  const press = (event: KeyboardEvent) => {
    const at = paths.indexOf(state.open);
    if (event.key === "F2") setAsking({ what: "rename", path: state.open });
    if (event.key === "Delete" && paths.length > 1) setAsking({ what: "remove", path: state.open });
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: paths.length - 1 }[event.key];
    const next = to === undefined ? undefined : paths.at(to % paths.length);
    if (next === undefined) return;
    event.preventDefault();
    onAct({ act: "open", path: next });
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[paths.indexOf(next)]?.focus();
  };

  return (
    <div className="flex min-w-0 flex-1 items-center gap-0.5">
      <div
        ref={list}
        role="tablist"
        aria-label={words.editor.files}
        className="flex min-w-0 items-center gap-0.5 overflow-x-auto [scrollbar-width:none]"
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
              className={`tab shrink-0 font-mono outline-offset-[-2px] ${on ? "tab-on" : ""}`}
              onClick={() => onAct({ act: "open", path })}
              onDoubleClick={() => setAsking({ what: "rename", path })}
            >
              {props.running.has(path) ? (
                <span
                  aria-hidden="true"
                  className="mr-1.5 inline-block size-1.5 rounded-full bg-ok align-middle"
                />
              ) : null}
              {path}
            </button>
          );
        })}
      </div>
      <span className="flex shrink-0 items-center">
        {state.files.length > 1 ? (
          <>
            <IconButton
              label={fill(words.editor.renameOf, { file: state.open })}
              onClick={() => setAsking({ what: "rename", path: state.open })}
            >
              <Pencil aria-hidden="true" className="size-3" />
            </IconButton>
            <IconButton
              label={fill(words.editor.remove, { file: state.open })}
              onClick={() => setAsking({ what: "remove", path: state.open })}
            >
              <X aria-hidden="true" className="size-3.5" />
            </IconButton>
          </>
        ) : null}
        <IconButton label={words.editor.add} onClick={() => setAsking({ what: "add" })}>
          <Plus aria-hidden="true" className="size-3.5" />
        </IconButton>
      </span>
      {asking?.what === "add" ? (
        <NameDialog
          state={state}
          self={null}
          onName={(path) => onAct({ act: "add", path, text: "" })}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking?.what === "rename" ? (
        <NameDialog
          state={state}
          self={asking.path}
          onName={(to) => onAct({ act: "rename", path: asking.path, to })}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking?.what === "remove" ? (
        <AskDialog
          title={fill(words.editor.removeAsk, { file: asking.path })}
          about={words.editor.removeAbout}
          act={words.editor.removeDo}
          onAct={() => onAct({ act: "remove", path: asking.path })}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </div>
  );
}

function IconButton(props: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      className="grid size-7 place-items-center rounded-md text-muted hover:bg-raised hover:text-text"
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
