"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Lesson } from "@/lessons/manifest";
import type { Files } from "@/protocol/client-message";
import type { Idiom } from "@/protocol/names";
import { EditorPanel } from "../editor/editor-panel.tsx";
import { filesRecord } from "../editor/files-state.ts";
import { createFilesStore, type FilesStore } from "../editor/files-store.ts";
import type { RevealPlace } from "../editor/monaco-view.tsx";
import { useRemembered } from "../lesson/use-remembered.ts";
import { lateWindow } from "../site/late-window.tsx";
import { Terminals } from "../terminal/terminals.tsx";
import { useWords } from "../words/use-words.tsx";
import { InstrumentTabs } from "./instrument-tabs.tsx";
import { LabProvider } from "./lab-context.tsx";
import { LabNotice } from "./lab-notice.tsx";
import { LessonShellProvider } from "./lesson-shell.tsx";
import { RunNews } from "./run-news.tsx";
import { makeRunner } from "./runner.ts";
import { StatusLine } from "./status-line.tsx";
import { useKeys } from "./use-keys.ts";
import { useLab } from "./use-lab.ts";
import { ViewTabs } from "./view-tabs.tsx";
import { WorkbenchPanels } from "./workbench-panels.tsx";
import { type Workspace, WorkspaceProvider } from "./workspace-context.tsx";

const ShareDialog = lateWindow(
  () => import("../replay/share-dialog.tsx").then((module) => module.ShareDialog),
  (words) => words.replay.shareTitle,
);
const SolutionDialog = lateWindow(
  () => import("../checks/solution-dialog.tsx").then((module) => module.SolutionDialog),
  (words) => words.checks.solutionTitle,
);

export type WorkbenchPage = {
  /** Null in the playground. */
  lesson: Lesson | null;
  /** Names the learner's files in this browser: a lesson's slug, or `play`. */
  shelf: string;
  /** What the editor opens with, in each idiom that is there. */
  start: Partial<Record<Idiom, Files>>;
  /** The file that Run starts when the open one is no program. */
  entry: string | null;
  /** Reference peers for a page without a lesson. */
  peers?: readonly string[];
};

/**
 * The workspace: what stands at the left (a lesson's text), the editor over the terminals, and the instruments,
 * all around one lab.
 */
export function Workbench(props: { page: WorkbenchPage; children: ReactNode }) {
  const { page } = props;
  const { locale, words } = useWords();
  const lab = useLab({ lesson: page.lesson?.slug ?? null, language: locale, peers: page.peers });
  const idioms = Object.keys(page.start) as Idiom[];
  const [keptIdiom, keepIdiom] = useRemembered("socket-playground/idiom");
  const idiom = idioms.find((one) => one === keptIdiom) ?? idioms[0] ?? "berkeley";
  const stores = useStores(page);
  const files = stores[idiom] ?? (Object.values(stores)[0] as FilesStore);
  const [view, setView] = useState(page.lesson ? "lesson" : "code");
  const [instrument, setInstrument] = useState("timeline");
  const [reveal, setReveal] = useState<RevealPlace | null>(null);
  const [sharing, setSharing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [beside, setBeside] = useState<{ own: Files; solution: Files } | null>(null);

  // What the stable objects below look up when they are asked.
  const now = useRef({ files, idiom });
  now.current = { files, idiom };

  const showInstrument = useCallback((id: string) => {
    setInstrument(id);
    setView((old) => (matchMedia("(max-width: 899px)").matches ? `i:${id}` : old));
  }, []);

  const runner = useMemo(
    () =>
      makeRunner(
        lab,
        () => now.current.files,
        () => page.entry,
      ),
    [lab, page.entry],
  );

  const workspace = useMemo<Workspace>(
    () => ({
      lesson: page.lesson,
      idiom: () => now.current.idiom,
      files: () => filesRecord(now.current.files.get()),
      replaceFiles: (next, by = "replace") => now.current.files.act({ act: "replace", files: next, by }),
      solution: () => fetchSolution(page.lesson, now.current.idiom),
      showSolution: async () => {
        const solution = await fetchSolution(page.lesson, now.current.idiom);
        setProblem(solution ? null : words.editor.solutionFailed);
        if (solution) setBeside({ own: filesRecord(now.current.files.get()), solution });
      },
      share: () => setSharing(true),
      putFile: (path, text) => {
        now.current.files.act({ act: "add", path, text });
        setView((old) => (old === "lesson" ? "code" : old));
      },
      reveal: (source) => {
        now.current.files.act({ act: "open", path: source.file });
        setReveal({ ...source });
        setView((old) => (matchMedia("(max-width: 899px)").matches ? "code" : old));
      },
      showInstrument,
      run: (path) => void runner.run(path),
    }),
    [page.lesson, runner, showInstrument, words],
  );

  const download = async () => {
    setProblem(null);
    try {
      const { downloadProject } = await import("../playground/download-project.ts");
      await downloadProject(workspace.files(), words.playground.readme);
    } catch {
      // No line to the site: said to the learner below the code.
      setProblem(words.playground.downloadFailed);
    }
  };

  useKeys(runner);

  return (
    <LabProvider lab={lab}>
      <WorkspaceProvider workspace={workspace}>
        <LessonShellProvider idiom={idiom}>
          <LabNotice />
          <ViewTabs
            view={view}
            lesson={page.lesson ? words.lab.lesson : words.playground.project}
            requirements={page.lesson?.requirements.length ?? 0}
            onView={(next) => {
              setView(next);
              if (next.startsWith("i:")) setInstrument(next.slice(2));
            }}
          />
          <WorkbenchPanels
            view={view}
            title={page.lesson?.title[locale] ?? words.playground.title}
            lesson={
              <section
                id="lesson"
                tabIndex={-1}
                aria-label={page.lesson ? words.lab.lesson : words.playground.project}
                className="h-full overflow-y-auto bg-bg outline-none"
              >
                {props.children}
              </section>
            }
            code={
              <EditorPanel
                files={files}
                idiom={idiom}
                idioms={idioms}
                onIdiom={keepIdiom}
                runner={runner}
                reveal={reveal}
                problem={problem}
                onSolution={page.lesson ? workspace.showSolution : null}
                onDownload={download}
              />
            }
            terminals={<Terminals files={files} target={runner.target} />}
            instruments={
              <InstrumentTabs
                requirements={page.lesson?.requirements.length ?? 0}
                chosen={instrument}
                onChoose={setInstrument}
              />
            }
          />
          <StatusLine />
          <RunNews />
          {sharing ? <ShareDialog onClose={() => setSharing(false)} /> : null}
          {beside ? (
            <SolutionDialog
              {...beside}
              onUse={() => workspace.replaceFiles({ ...beside.own, ...beside.solution }, "solution")}
              onClose={() => setBeside(null)}
            />
          ) : null}
        </LessonShellProvider>
      </WorkspaceProvider>
    </LabProvider>
  );
}

/** One store for each idiom; what this browser kept is read once the page stands, and written before it goes. */
function useStores(page: WorkbenchPage): Partial<Record<Idiom, FilesStore>> {
  const [stores] = useState(() => {
    const made: Partial<Record<Idiom, FilesStore>> = {};
    for (const [idiom, start] of Object.entries(page.start) as [Idiom, Files][])
      made[idiom] = createFilesStore(`socket-playground/files/${page.shelf}/${idiom}`, start);
    return made;
  });
  useEffect(() => {
    const all = Object.values(stores);
    for (const store of all) store.restore();
    const save = () => {
      for (const store of all) store.save();
    };
    addEventListener("pagehide", save);
    return () => {
      save();
      removeEventListener("pagehide", save);
    };
  }, [stores]);
  return stores;
}

/** One right answer, fetched only when somebody asks for it. */
async function fetchSolution(lesson: Lesson | null, idiom: Idiom): Promise<Files | null> {
  if (!lesson) return null;
  // A site that does not answer has no solution to give now, and the page says so.
  const response = await fetch(`/solutions/${lesson.slug}/${idiom}.json`).catch(() => null);
  return response?.ok ? ((await response.json()) as Files) : null;
}
