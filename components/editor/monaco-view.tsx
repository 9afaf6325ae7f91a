"use client";

import { useTheme } from "next-themes";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Source } from "@/protocol/lab-event";
import { useLabHandle } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { useWords } from "../words/use-words.tsx";
import type { Locale } from "../words/words.ts";
import { CodeView } from "./code-view.tsx";
import { type FilesState, textOf } from "./files-state.ts";
import type { FilesStore } from "./files-store.ts";
import type { LineMark } from "./line-now.ts";
import type { CodeEditor, EditorNews } from "./make-editor.ts";

export type RevealPlace = Source;

/** The code in Monaco. The coloured text stands until Monaco does, and if it cannot be loaded. */
export default function MonacoView(props: {
  files: FilesStore;
  state: FilesState;
  label: string;
  marks: readonly LineMark[];
  /** The lab's time that is looked at, in microseconds; null is now, which runs on. */
  now: number | null;
  reveal: RevealPlace | null;
  /** Whether the reader has asked for the editor by touching it. */
  focus: RefObject<boolean>;
}) {
  const { words, locale } = useWords();
  const { resolvedTheme } = useTheme();
  const { files, state } = props;
  const box = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | "failed" | null>(null);
  const { focus } = props;
  const lab = useLabHandle();
  const workspace = useWorkspace();
  const news = useRef<EditorNews>({
    onLine: lab.store.standOn,
    onCalls: (place) => {
      if (lab.store.selectCallOf(place)) workspace.showInstrument("timeline");
    },
  });

  useEffect(() => {
    let gone = false;
    let made: CodeEditor | null = null;
    loadEditor(locale).then(
      ({ makeEditor }) => {
        if (gone || !box.current) return;
        made = makeEditor(box.current, files, news.current, words.editor);
        if (focus.current) made.focus();
        setEditor(made);
      },
      () => setEditor("failed"),
    );
    return () => {
      gone = true;
      made?.dispose();
      setEditor(null);
    };
  }, [files, locale, focus, words]);

  const ready = editor !== null && editor !== "failed" ? editor : null;
  useEffect(() => ready?.setTheme(resolvedTheme === "dark" ? "dark" : "light"), [ready, resolvedTheme]);
  useEffect(() => ready?.follow(state, props.label), [ready, state, props.label]);
  useEffect(() => {
    if (ready && props.reveal) ready.reveal(props.reveal);
  }, [ready, props.reveal]);

  const { marks, now } = props;
  useEffect(() => {
    if (!ready) return;
    // The lab's clock and the browser's run alike: a mark's age is counted from when the page first saw it.
    const draw = () => ready.mark(marks, now, words.editor);
    draw();
    if (marks.length === 0 || now !== null) return;
    const timer = setInterval(draw, 100);
    return () => clearInterval(timer);
  }, [ready, marks, now, words]);

  const text = textOf(state, state.open) ?? "";
  return (
    <>
      {ready ? null : <CodeView text={text} label={props.label} marks={marks} />}
      {editor === "failed" ? (
        <p role="alert" className="absolute inset-x-0 bottom-0 bg-raised px-3 py-1.5 text-[12.5px] text-rst">
          {words.editor.failed}
        </p>
      ) : null}
      <div ref={box} className={ready ? "absolute inset-0" : "invisible absolute inset-0"} />
    </>
  );
}

/** Monaco's own words must be there before it; they hold for the page's life. */
async function loadEditor(locale: Locale) {
  if (locale === "zh") await import("monaco-editor/nls/lang/zh-cn");
  return import("./make-editor.ts");
}
