"use client";

import { Square } from "lucide-react";
import { type ReactNode, useMemo, useState, useSyncExternalStore } from "react";
import { useSeen } from "../controls/use-seen.ts";
import type { FilesStore } from "../editor/files-store.ts";
import { useLabHandle, useLabView, useShown } from "../lab/lab-context.tsx";
import { liveProgram, type Peer, type Program, peerTerminal } from "../lab/lab-state.ts";
import type { TerminalLog } from "../lab/terminal-log.ts";
import { latePart } from "../site/late-part.tsx";
import { useWords } from "../words/use-words.tsx";
import { fill, type Words } from "../words/words.ts";
import { useScreenReader } from "./use-screen-reader.ts";
import type { TerminalHand } from "./xterm-view.tsx";

const XtermView = latePart(() => import("./xterm-view.tsx").then((module) => module.XtermView));

/**
 * One terminal for each program that has run (or the one that Run would start), and one for each reference peer.
 * Two stand side by side; more are chosen by their tabs.
 */
export function Terminals(props: { files: FilesStore; target: () => string }) {
  const { words } = useWords();
  const target = useSyncExternalStore(props.files.subscribe, props.target, props.target);
  const programs = useShown((s) => s.lab.programs);
  const peers = useShown((s) => s.lab.peers);
  const [chosen, choose] = useState<{ program: string | null; peer: string | null }>({
    program: null,
    peer: null,
  });

  const files = programs.size > 0 ? [...programs.keys()] : [target];
  const newest = newestOf(programs) ?? target;
  const file = chosen.program !== null && files.includes(chosen.program) ? chosen.program : newest;
  const peerList = [...peers.values()];
  const peer = peerList.find((one) => one.peer === chosen.peer) ?? peerList[0];

  return (
    <section aria-label={words.terminal.title} className="@container h-full bg-panel">
      <div className="flex h-full @max-md:flex-col">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TerminalBar
            names={files.map((path) => ({ id: path, title: path, on: liveProgram(programs.get(path)) }))}
            chosen={file}
            onChoose={(program) => choose({ ...chosen, program })}
          >
            <ProgramStatus program={programs.get(file)} />
          </TerminalBar>
          <ProgramTerminal key={file} file={file} />
        </div>
        {peer ? (
          <div className="flex min-h-0 min-w-0 flex-1 flex-col border-line @max-md:border-t @md:border-l">
            <TerminalBar
              names={peerList.map((one) => ({
                id: one.peer,
                title: one.title,
                on: one.status === "running",
              }))}
              chosen={peer.peer}
              onChoose={(id) => choose({ ...chosen, peer: id })}
            >
              <PeerStatus peer={peer} />
            </TerminalBar>
            <PeerTerminal key={peer.peer} peer={peer} />
          </div>
        ) : null}
      </div>
    </section>
  );
}

/** Of the programs that run, the one started last; else the last that ran. */
function newestOf(programs: ReadonlyMap<string, Program>): string | null {
  const all = [...programs.values()].sort((a, b) => (a.run < b.run ? 1 : -1));
  return (all.find(liveProgram) ?? all[0])?.file ?? null;
}

function TerminalBar(props: {
  names: { id: string; title: string; on: boolean }[];
  chosen: string;
  onChoose: (id: string) => void;
  children: ReactNode;
}) {
  return (
    <div className="flex h-8 shrink-0 items-center gap-1 border-line border-b pr-2 pl-1.5 text-[12px] text-muted">
      <div className="flex min-w-0 max-w-[75%] shrink-0 items-center gap-0.5 overflow-x-auto [scrollbar-width:none]">
        {props.names.map(({ id, title, on }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === props.chosen}
            className={`flex min-h-6 shrink-0 items-center gap-1.5 rounded px-1.5 outline-offset-[-2px] hover:text-text ${
              id === props.chosen && props.names.length > 1 ? "bg-raised text-text" : ""
            }`}
            onClick={() => props.onChoose(id)}
          >
            <span
              aria-hidden="true"
              className={`size-2 rounded-full ${on ? "bg-ok" : "border border-faint"}`}
            />
            {title}
          </button>
        ))}
      </div>
      <span className="ml-auto flex min-w-0 items-center gap-1.5">{props.children}</span>
    </div>
  );
}

function ProgramStatus(props: { program: Program | undefined }) {
  const { words } = useWords();
  const lab = useLabHandle();
  const now = useLabView((view) => view.status.kind === "ready" && view.past === null);
  const { program } = props;
  return (
    <>
      <span className="truncate">{sayStatus(program, words.terminal)}</span>
      {now && liveProgram(program) ? (
        <button
          type="button"
          className="grid size-6 shrink-0 place-items-center rounded hover:bg-raised hover:text-text"
          aria-label={fill(words.editor.stopFile, { file: program.file })}
          title={fill(words.editor.stopFile, { file: program.file })}
          onClick={() => lab.signal(program.run, "SIGTERM")}
        >
          <Square aria-hidden="true" className="size-2.5 fill-current" />
        </button>
      ) : null}
    </>
  );
}

function sayStatus(program: Program | undefined, words: Words["terminal"]): string {
  if (!program) return "";
  const { status } = program;
  if (status.kind === "starting") return words.starting;
  if (program.paused.size > 0) return words.paused;
  if (status.kind === "running") return fill(words.running, { pid: status.pid });
  if (status.exit === null) return words.gone;
  return "code" in status.exit
    ? fill(words.exited, { code: status.exit.code })
    : fill(words.killed, { signal: status.exit.signal });
}

function PeerStatus(props: { peer: Peer }) {
  const { words } = useWords();
  const lab = useLabHandle();
  const { peer } = props;
  const now = useLabView((view) => view.status.kind === "ready" && view.past === null);
  const running = peer.status === "running";
  const act = fill(running ? words.terminal.peerStop : words.terminal.peerStart, { peer: peer.title });
  return (
    <>
      <span className="truncate">
        {running ? (
          <>
            <span className="@md:@max-3xl:sr-only">{words.terminal.reference} · </span>
            {peer.address}
          </>
        ) : (
          words.terminal.peerEnded
        )}
      </span>
      {now ? (
        <button
          type="button"
          className="grid size-6 shrink-0 place-items-center rounded hover:bg-raised hover:text-text"
          aria-label={act}
          title={act}
          onClick={() => lab.send({ type: "peer", peer: peer.peer, action: running ? "stop" : "start" })}
        >
          {running ? (
            <Square aria-hidden="true" className="size-2.5 fill-current" />
          ) : (
            <span aria-hidden="true">▶</span>
          )}
        </button>
      ) : null}
    </>
  );
}

function ProgramTerminal(props: { file: string }) {
  const { words } = useWords();
  const lab = useLabHandle();
  const log = useShown((s) => s.lab.terminals.get(props.file) ?? null);
  // What is typed before a program stands would reach nobody.
  const run = useShown((s) => {
    const program = s.lab.programs.get(props.file);
    return program?.status.kind === "running" ? program.run : null;
  });
  const past = useLabView((view) => view.past !== null) || lab.stepMoment !== null;
  const hand = useMemo<TerminalHand | null>(() => {
    if (run === null || past) return null;
    return {
      send: (text) => lab.type(run, text),
      end: () => lab.endInput(run),
      interrupt: () => lab.signal(run, "SIGINT"),
    };
  }, [lab, run, past]);
  const region = fill(words.terminal.of, { file: props.file });
  return (
    <TerminalBody
      log={log}
      hand={hand}
      label={hand ? `${fill(words.terminal.input, { file: props.file })}. ${words.terminal.escapes}` : region}
      region={region}
      empty={past ? words.terminal.emptyThen : fill(words.terminal.empty, { file: props.file })}
    />
  );
}

function PeerTerminal(props: { peer: Peer }) {
  const { words } = useWords();
  const log = useShown((s) => s.lab.terminals.get(peerTerminal(props.peer.peer)) ?? null);
  const label = fill(words.terminal.ofPeer, { peer: props.peer.title });
  return <TerminalBody log={log} hand={null} label={label} region={label} empty={words.terminal.emptyPeer} />;
}

function TerminalBody(props: {
  log: TerminalLog | null;
  hand: TerminalHand | null;
  label: string;
  region: string;
  empty: string;
}) {
  const [reader] = useScreenReader();
  const [box, seen] = useSeen<HTMLDivElement>();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <section> per terminal would crowd the page's landmarks
    <div
      ref={box}
      role="group"
      aria-label={props.region}
      data-entries={props.log?.length ?? 0}
      className="relative min-h-0 flex-1"
    >
      {props.log === null ? (
        <p className="px-3 py-2 text-[12.5px] text-faint">{props.empty}</p>
      ) : seen ? (
        <XtermView log={props.log} hand={props.hand} label={props.label} screenReader={reader} />
      ) : null}
    </div>
  );
}
