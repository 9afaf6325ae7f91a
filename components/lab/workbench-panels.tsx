"use client";

import "./workbench.css";
import type { ReactNode } from "react";
import { useWords } from "../words/use-words.tsx";
import { Split } from "./split.tsx";

/** Where things stand: lesson | code over terminals | instruments. `view` is the one shown where there is room for one. */
export function WorkbenchPanels(props: {
  view: string;
  title: string;
  lesson: ReactNode;
  code: ReactNode;
  terminals: ReactNode;
  instruments: ReactNode;
}) {
  const { words } = useWords();
  const work = (
    <Split
      orientation="vertical"
      dividers={[words.lab.dividerTerminals]}
      panels={[
        { id: "code-panel", share: 73, min: 120, content: props.code },
        { id: "terminals-panel", share: 27, min: 72, content: props.terminals },
      ]}
    />
  );
  return (
    <div className="workbench min-h-0 flex-1" data-view={props.view}>
      <h1 className="workbench-title sr-only">{props.title}</h1>
      <Split
        orientation="horizontal"
        dividers={[words.lab.dividerLesson, words.lab.dividerInstruments]}
        panels={[
          { id: "lesson-panel", share: 26, min: 220, content: props.lesson },
          { id: "work-panel", share: 41, min: 300, content: work },
          { id: "instruments-panel", share: 33, min: 280, content: props.instruments },
        ]}
      />
    </div>
  );
}
