"use client";

import "./workbench.css";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { Group, type GroupImperativeHandle, Panel, Separator } from "react-resizable-panels";
import { useWords } from "../words/use-words.tsx";
import { defaultShares, keepLayout, readLayout } from "./panel-layout.ts";

/** Where things stand: lesson | code over terminals | instruments. `view` is the one shown where there is room for one. */
export function WorkbenchPanels(props: {
  view: string;
  lesson: ReactNode;
  code: ReactNode;
  terminals: ReactNode;
  instruments: ReactNode;
}) {
  const { words } = useWords();
  const columns = useRef<GroupImperativeHandle>(null);
  const rows = useRef<GroupImperativeHandle>(null);

  // Before the first paint after waking: the kept sizes go from the boot script's variables into the library.
  useLayoutEffect(() => {
    const kept = { columns: readLayout("columns"), rows: readLayout("rows") };
    if (kept.columns) columns.current?.setLayout(kept.columns);
    if (kept.rows) rows.current?.setLayout(kept.rows);
  }, []);
  useEffect(() => {
    delete document.documentElement.dataset.booting;
  }, []);

  const shares = { ...defaultShares.columns, ...defaultShares.rows };
  const size = (name: keyof typeof shares) => ({ id: name, defaultSize: `${shares[name]}%` });
  return (
    <div className="workbench min-h-0 flex-1" data-view={props.view}>
      <Group
        id="columns"
        groupRef={columns}
        className="h-full"
        onLayoutChanged={(layout, meta) => meta.isUserInteraction && keepLayout("columns", layout)}
      >
        <Panel {...size("lesson-panel")} minSize={220} className="h-full">
          {props.lesson}
        </Panel>
        <Separator className="workbench-divider" aria-label={words.lab.dividerLesson} />
        <Panel {...size("work-panel")} minSize={300} className="h-full">
          <Group
            id="rows"
            orientation="vertical"
            groupRef={rows}
            className="h-full"
            onLayoutChanged={(layout, meta) => meta.isUserInteraction && keepLayout("rows", layout)}
          >
            <Panel {...size("code-panel")} minSize={120} className="h-full">
              {props.code}
            </Panel>
            <Separator className="workbench-divider" aria-label={words.lab.dividerTerminals} />
            <Panel {...size("terminals-panel")} minSize={72} className="h-full">
              {props.terminals}
            </Panel>
          </Group>
        </Panel>
        <Separator className="workbench-divider" aria-label={words.lab.dividerInstruments} />
        <Panel {...size("instruments-panel")} minSize={280} className="h-full">
          {props.instruments}
        </Panel>
      </Group>
    </div>
  );
}
