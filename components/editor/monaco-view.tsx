"use client";

import { useTheme } from "next-themes";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Source } from "@/protocol/lab-event";
import { useLabHandle } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { LateNotice } from "../site/late-notice.tsx";
import { useWords } from "../words/use-words.tsx";
import type { FilesState } from "./files-state.ts";
import type { FilesStore } from "./files-store.ts";
import { lateHelp } from "./late-help.ts";
import type { LineMark } from "./line-now.ts";
import { type CodeEditor, type EditorNews, makeEditor } from "./make-editor.ts";

export type RevealPlace = Source;

export type MonacoProps = {
  files: FilesStore;
  state: FilesState;
  label: string;
  marks: readonly LineMark[];
  /** The lab's time that is looked at, in microseconds; null is now, which runs on. */
  now: number | null;
  reveal: RevealPlace | null;
  /** Whether the reader has asked for the editor by touching it. */
  focus: RefObject<boolean>;
};

/** The code in Monaco, and below it a word where Monaco lacks what it knows the code by. */
export function MonacoView(props: MonacoProps) {
  const { words } = useWords();
  const { resolvedTheme } = useTheme();
  const { files, state } = props;
  const box = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const { focus } = props;
  const lab = useLabHandle();
  const workspace = useWorkspace();
  const news = useRef<EditorNews>({
    onLine: lab.store.standOn,
    onCalls: (place) => {
      if (lab.store.selectCallOf(place)) workspace.showInstrument("timeline");
    },
  });

  // Before anything is painted, so that the coloured text gives way to the same text.
  useLayoutEffect(() => {
    if (!box.current) return;
    const made = makeEditor(box.current, files, news.current, words.editor);
    if (focus.current) made.focus();
    setEditor(made);
    return () => {
      made.dispose();
      setEditor(null);
    };
  }, [files, focus, words]);

  useLayoutEffect(
    () => editor?.setTheme(resolvedTheme === "dark" ? "dark" : "light"),
    [editor, resolvedTheme],
  );
  useLayoutEffect(() => editor?.follow(state, props.label), [editor, state, props.label]);
  useEffect(() => {
    if (editor && props.reveal) editor.reveal(props.reveal);
  }, [editor, props.reveal]);

  const { marks, now } = props;
  useEffect(() => {
    if (!editor) return;
    // The lab's clock and the browser's run alike: a mark's age is counted from when the page first saw it.
    const draw = () => editor.mark(marks, now, words.editor);
    draw();
    if (marks.length === 0 || now !== null) return;
    const timer = setInterval(draw, 100);
    return () => clearInterval(timer);
  }, [editor, marks, now, words]);

  const missing = useSyncExternalStore(lateHelp.subscribe, lateHelp.missing, () => null);
  return (
    <div className="absolute inset-0 flex flex-col">
      <div ref={box} className="min-h-0 flex-1" />
      {missing ? (
        <div className="border-line border-t bg-raised px-3 py-1.5">
          <LateNotice error={missing} title={(all) => all.editor.helpLate} onAgain={lateHelp.again} />
        </div>
      ) : null}
    </div>
  );
}
