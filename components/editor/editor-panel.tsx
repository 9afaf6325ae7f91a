"use client";

import "./editor.css";
import { Ellipsis, FastForward, Play, Square } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { limits } from "@/protocol/limits";
import type { Idiom } from "@/protocol/names";
import { fieldLook } from "../controls/field.ts";
import { useLabView, useShown } from "../lab/lab-context.tsx";
import { liveProgram } from "../lab/lab-state.ts";
import type { Runner } from "../lab/runner.ts";
import { useModKey } from "../site/keys.ts";
import { latePart } from "../site/late-part.tsx";
import { MenuButton, type MenuItem } from "../site/menu-button.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill, type Words } from "../words/words.ts";
import { CodeView } from "./code-view.tsx";
import { type Asking, FileDialogs } from "./file-dialogs.tsx";
import { FileTabs } from "./file-tabs.tsx";
import { type Aside, programsOf, sizeProblem, textOf } from "./files-state.ts";
import type { FilesStore } from "./files-store.ts";
import { lineMarks } from "./line-now.ts";
import { loadMonaco } from "./load-monaco.ts";
import type { MonacoProps, RevealPlace } from "./monaco-view.tsx";

/** The coloured text stands until Monaco does, and where it cannot be loaded. */
const MonacoView = latePart(loadMonaco, {
  Waiting: ColouredText,
  failed: (props, notice) => (
    <>
      <ColouredText {...props} />
      <div className="absolute inset-x-0 bottom-0 border-line border-t bg-raised px-3 py-1.5">{notice}</div>
    </>
  ),
});

function ColouredText({ state, ...props }: Pick<MonacoProps, "state" | "label" | "marks">) {
  return <CodeView {...props} text={textOf(state, state.open) ?? ""} />;
}

/** The learner's files and what runs them. Monaco comes when it is wanted; until then the code is coloured text. */
export function EditorPanel(props: {
  files: FilesStore;
  idiom: Idiom;
  idioms: readonly Idiom[];
  onIdiom: (idiom: Idiom) => void;
  runner: Runner;
  /** A place to show, anew each time. */
  reveal: RevealPlace | null;
  onSolution: (() => void) | null;
  /** Saves the files as a project that runs outside. */
  onDownload: () => void;
  /** What could not be done, in words; null when all is well. */
  problem: string | null;
}) {
  const { words } = useWords();
  const { files, runner } = props;
  const state = useSyncExternalStore(files.subscribe, files.get, files.get);
  const programs = useShown((s) => s.lab.programs);
  const at = useShown((s) => s.lab.at);
  const past = useLabView((view) => view.past !== null);
  const ready = useLabView((view) => view.status.kind === "ready");
  const [asking, ask] = useState<Asking | null>(null);
  const wanted = useWanted();

  const running = new Set([...programs.values()].filter(liveProgram).map((program) => program.file));
  const marks = lineMarks(programs.values()).filter((mark) => mark.file === state.open);
  const label = fill(words.editor.label, { file: state.open });
  const tooLarge = sizeProblem(state);
  const all = programsOf(state);
  const more: MenuItem[] = [
    {
      id: "rename",
      label: fill(words.editor.renameFile, { file: state.open }),
      onChoose: () => ask({ what: "rename", path: state.open }),
    },
    {
      id: "remove",
      label: fill(words.editor.removeFile, { file: state.open }),
      onChoose: () => ask({ what: "remove", path: state.open }),
      disabled: state.files.length === 1,
    },
    { id: "reset", label: words.editor.reset, onChoose: () => ask({ what: "reset" }) },
    { id: "download", label: words.playground.download, onChoose: props.onDownload },
    ...(props.onSolution
      ? [{ id: "solution", label: words.editor.solution, onChoose: props.onSolution }]
      : []),
  ];

  return (
    <section
      id="editor"
      tabIndex={-1}
      aria-label={words.editor.title}
      className="flex h-full min-h-0 flex-col bg-panel outline-none"
    >
      <div className="@container shrink-0 border-line border-b">
        <div className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 px-2.5 py-1 @lg:flex-nowrap">
          <FileTabs state={state} running={running} onAct={files.act} ask={ask} />
          <MenuButton label={words.editor.more} items={more} align="start">
            <Ellipsis aria-hidden="true" className="size-3.5" />
          </MenuButton>
          <div className="ml-auto flex shrink-0 items-center gap-1.5 @xl:gap-2">
            <RunButtons runner={runner} ready={ready && !tooLarge} programs={all} />
          </div>
        </div>
      </div>
      <div
        id="code-area"
        role="tabpanel"
        aria-label={label}
        className="relative min-h-0 flex-1"
        ref={wanted.area}
        {...wanted.on}
      >
        {wanted.now ? (
          <MonacoView
            key={props.idiom}
            files={files}
            state={state}
            label={label}
            marks={marks}
            now={past ? at : null}
            reveal={props.reveal}
            focus={wanted.focus}
          />
        ) : (
          <ColouredText state={state} label={label} marks={marks} />
        )}
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-t px-3 py-1 text-[12px] text-muted">
        {state.aside ? (
          <p className="flex items-center gap-2" role="status">
            {sayAside(state.aside.by, words.editor)}
            <button type="button" className="btn min-h-6 py-0.5" onClick={() => files.act({ act: "undo" })}>
              {words.site.undo}
            </button>
          </p>
        ) : null}
        {props.problem ? (
          <p role="alert" className="text-rst">
            {props.problem}
          </p>
        ) : null}
        {tooLarge ? (
          <p role="alert" className="text-rst">
            {tooLarge.what === "file"
              ? fill(words.editor.fileLarge, { file: tooLarge.path, n: limits.files.fileBytes / 1024 })
              : fill(words.editor.totalLarge, { n: limits.files.totalBytes / 1024 })}
          </p>
        ) : null}
        {props.idioms.length > 1 ? (
          <label className="ml-auto flex items-center gap-2">
            {words.editor.idiom}
            <select
              title={props.idiom === "node" ? words.editor.nodeAbout : words.editor.berkeleyAbout}
              className={`${fieldLook} pr-1`}
              value={props.idiom}
              onChange={(event) => props.onIdiom(event.target.value as Idiom)}
            >
              {props.idioms.map((idiom) => (
                <option key={idiom} value={idiom}>
                  {words.editor[idiom]}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <label
          className={`flex items-center gap-2 ${props.idioms.length > 1 ? "" : "ml-auto"}`}
          title={words.editor.argsAbout}
        >
          {words.editor.args}
          <input
            className={`${fieldLook} w-28 font-mono`}
            value={state.args}
            maxLength={400}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => files.act({ act: "args", args: event.target.value })}
          />
        </label>
      </div>
      <FileDialogs
        asking={asking}
        state={state}
        start={files.start}
        onAct={files.act}
        onClose={() => ask(null)}
      />
    </section>
  );
}

/**
 * Run, with the other files that could run; Stop; Step, and Continue before it where something waits, so that its
 * coming moves no other button. In a narrow panel Continue and Stop are icons.
 */
function RunButtons(props: { runner: Runner; ready: boolean; programs: readonly string[] }) {
  const { words } = useWords();
  const { runner, ready } = props;
  const mod = useModKey();
  const live = useShown((s) => s.lab.programs);
  const running = [...live.values()].filter(liveProgram);
  const paused = running.some((program) => program.paused.size > 0);
  const items: MenuItem[] = [
    ...props.programs.map((file) => ({
      id: file,
      label: fill(words.editor.runFile, { file }),
      onChoose: () => void runner.run(file),
    })),
    { id: "*", label: words.editor.runAll, onChoose: () => void runner.runAll() },
    ...running.map((program) => ({
      id: `stop ${program.file}`,
      label: fill(words.editor.stopFile, { file: program.file }),
      onChoose: () => runner.stop(program.file),
    })),
  ];
  return (
    <>
      {paused ? (
        <button
          type="button"
          className="btn"
          title={words.editor.resumeAbout}
          onClick={() => runner.resume()}
        >
          <FastForward aria-hidden="true" className="size-3 @2xl:hidden" />
          <span className="@max-2xl:sr-only">{words.editor.resume}</span>
        </button>
      ) : null}
      <button
        type="button"
        className="btn"
        title={words.editor.stepAbout}
        disabled={!ready}
        onClick={() => runner.step()}
      >
        {words.editor.step}
        <kbd className="@max-xl:hidden">F10</kbd>
      </button>
      <button
        type="button"
        className="btn"
        title={`${words.editor.stop} (${mod} .)`}
        disabled={running.length === 0}
        onClick={() => runner.stop()}
      >
        <Square
          aria-hidden="true"
          className={`size-2.5 fill-current ${running.length > 0 ? "text-rst" : ""}`}
        />
        <span className="@max-2xl:sr-only">{words.editor.stop}</span>
      </button>
      <div className="flex shrink-0">
        <button
          type="button"
          className={`btn btn-primary ${props.programs.length > 1 ? "rounded-r-none" : ""}`}
          disabled={!ready}
          title={ready ? `${mod} ⏎` : words.editor.noLab}
          onClick={() => runner.run()}
        >
          <Play aria-hidden="true" className="size-3 fill-current" />
          {words.editor.run}
          <kbd className="@max-xl:hidden">{mod} ⏎</kbd>
        </button>
        {props.programs.length > 1 ? (
          <MenuButton
            label={words.editor.choose}
            items={items}
            disabled={!ready}
            className="btn btn-primary ml-px rounded-l-none px-1.5"
          >
            <span aria-hidden="true">▾</span>
          </MenuButton>
        ) : null}
      </div>
    </>
  );
}

function sayAside(by: Aside, words: Words["editor"]): string {
  switch (by.act) {
    case "reset":
      return words.resetDone;
    case "solution":
      return words.solutionDone;
    case "replace":
      return words.replaced;
    case "remove":
      return fill(words.removed, { file: by.path });
  }
}

/**
 * Monaco is fetched at the first touch of the code, or, where the code is in sight, as soon as a hand stirs anywhere on
 * the page: reading comes first, and a page that is only read does without.
 */
function useWanted() {
  const [now, setNow] = useState(false);
  const focus = useRef(false);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (now) return;
    const stop = () => {
      for (const sign of signsOfAHand) removeEventListener(sign, stir);
    };
    const stir = () => {
      // Behind another tab of a small screen.
      if (area.current?.offsetParent === null) return;
      stop();
      if ("requestIdleCallback" in window) requestIdleCallback(() => setNow(true), { timeout: 1_000 });
      else setNow(true);
    };
    for (const sign of signsOfAHand) addEventListener(sign, stir, { passive: true });
    return stop;
  }, [now]);
  const touch = () => {
    focus.current = true;
    setNow(true);
  };
  return { now, focus, area, on: now ? {} : { onPointerDown: touch, onFocus: touch } };
}

const signsOfAHand = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"] as const;
