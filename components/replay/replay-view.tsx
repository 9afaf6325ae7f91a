"use client";

/** One recording, played: the code with its lines, the terminals and every instrument, as they were. */
import { useMemo, useState } from "react";
import type { Recording } from "../../protocol/recording.ts";
import { createFilesStore } from "../editor/files-store.ts";
import { InstrumentTabs } from "../lab/instrument-tabs.tsx";
import { LabProvider } from "../lab/lab-context.tsx";
import { ViewTabs } from "../lab/view-tabs.tsx";
import { type Workspace, WorkspaceProvider } from "../lab/workspace-context.tsx";
import { Terminals } from "../terminal/terminals.tsx";
import { RecordedCode } from "./recorded-code.tsx";
import { ReplayBar } from "./replay-bar.tsx";
import { usePlayer } from "./use-player.ts";

export function ReplayView(props: { recording: Recording }) {
  const { recording } = props;
  const { lab, player } = usePlayer(recording.events);
  const paths = Object.keys(recording.files);
  const [open, setOpen] = useState(
    () => recording.events.find((event) => event.type === "program-started")?.file ?? paths[0] ?? "",
  );
  const [instrument, setInstrument] = useState("timeline");
  const [view, setView] = useState("i:timeline");
  const [files] = useState(() => createFilesStore("", recording.files, () => null));

  const workspace = useMemo<Workspace>(() => {
    const nothing = () => {};
    return {
      lesson: null,
      idiom: () => recording.idiom,
      files: () => recording.files,
      replaceFiles: nothing,
      putFile: nothing,
      solution: async () => null,
      showSolution: nothing,
      share: nothing,
      run: nothing,
      reveal: (source) => {
        setOpen(source.file);
        setView("code");
      },
      showInstrument: (id) => {
        setInstrument(id);
        setView(`i:${id}`);
      },
    };
  }, [recording]);

  const side = view.startsWith("i:");
  return (
    <LabProvider lab={lab}>
      <WorkspaceProvider workspace={workspace}>
        <ReplayBar player={player} events={recording.events} />
        <ViewTabs
          view={view}
          lesson={null}
          requirements={0}
          onView={(next) => {
            setView(next);
            if (next.startsWith("i:")) setInstrument(next.slice(2));
          }}
        />
        <div className="grid min-h-0 flex-1 grid-cols-1 min-[900px]:grid-cols-[minmax(0,10fr)_minmax(0,9fr)]">
          <div
            className={`min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-1 border-line min-[900px]:grid min-[900px]:grid-rows-[minmax(0,7fr)_minmax(0,3fr)] min-[900px]:border-r ${side ? "max-[899px]:hidden" : "grid"}`}
          >
            <div className={`min-h-0 ${view === "code" ? "" : "max-[899px]:hidden"}`}>
              <RecordedCode files={recording.files} open={open} onOpen={setOpen} />
            </div>
            <div
              className={`min-h-0 border-line min-[900px]:border-t ${view === "terminal" ? "" : "max-[899px]:hidden"}`}
            >
              <Terminals files={files} target={() => open} />
            </div>
          </div>
          <div className={`min-h-0 min-w-0 ${side ? "" : "max-[899px]:hidden"}`}>
            <InstrumentTabs requirements={0} chosen={instrument} onChoose={setInstrument} />
          </div>
        </div>
      </WorkspaceProvider>
    </LabProvider>
  );
}
