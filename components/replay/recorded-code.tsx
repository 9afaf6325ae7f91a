"use client";

/** The files of a recording, with the line in which each program stands at this moment. */
import "../editor/editor.css";
import { useEffect, useRef } from "react";
import { CodeView } from "../editor/code-view.tsx";
import { lineMarks } from "../editor/line-now.ts";
import { useShown } from "../lab/lab-context.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";

export function RecordedCode(props: {
  files: Readonly<Record<string, string>>;
  open: string;
  onOpen: (path: string) => void;
}) {
  const words = useWords().words.replay;
  const programs = useShown((slices) => slices.lab.programs);
  const all = lineMarks(programs.values());
  const marks = all.filter((mark) => mark.file === props.open);
  const place = useRef<HTMLDivElement>(null);
  const line = marks[0]?.line ?? null;

  useEffect(() => {
    if (line === null) return;
    place.current?.querySelector(".line-now")?.scrollIntoView({ block: "nearest" });
  }, [line]);

  return (
    <section aria-label={words.code} className="flex h-full min-h-0 flex-col bg-panel">
      <div className="flex min-h-10 shrink-0 items-center gap-1 overflow-x-auto border-line border-b px-2.5">
        {Object.keys(props.files).map((path) => (
          <button
            key={path}
            type="button"
            aria-pressed={path === props.open}
            className={`tab shrink-0 font-mono ${path === props.open ? "tab-on" : ""}`}
            onClick={() => props.onOpen(path)}
          >
            {path}
            {all.some((mark) => mark.file === path) && (
              <span aria-hidden="true" className="ml-1.5 inline-block size-1.5 rounded-full bg-accent" />
            )}
          </button>
        ))}
      </div>
      <div ref={place} className="min-h-0 flex-1">
        <CodeView
          text={props.files[props.open] ?? ""}
          label={fill(words.fileLabel, { file: props.open })}
          marks={marks}
        />
      </div>
    </section>
  );
}
