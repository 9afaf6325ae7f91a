"use client";

/** The playground: the learner's own files, with every instrument and no lesson. */
import { useCallback, useMemo } from "react";
import { Workbench, type WorkbenchPage } from "../lab/workbench.tsx";
import { useRemembered } from "../lesson/use-remembered.ts";
import { useWords } from "../words/use-words.tsx";
import { ProjectPanel } from "./project-panel.tsx";
import type { Templates } from "./templates.ts";
import { useSharedCode } from "./use-shared-code.tsx";

const firstPeers = "echo";

export function PlayPage(props: { templates: Templates }) {
  const { templates } = props;
  const [kept, keep] = useRemembered("socket-playground/play-peers");
  const [, keepIdiom] = useRemembered("socket-playground/idiom");
  const chosen = kept ?? firstPeers;
  const peers = useMemo(() => chosen.split(" ").filter(Boolean), [chosen]);
  const page = useMemo<WorkbenchPage>(
    () => ({
      lesson: null,
      shelf: "play",
      start: { berkeley: templates.tcp.berkeley, node: templates.tcp.node },
      entry: "server.ts",
      peers,
    }),
    [templates, peers],
  );
  const onIdiom = useCallback((idiom: "berkeley" | "node") => keepIdiom(idiom), [keepIdiom]);
  return (
    <Workbench page={page}>
      <SharedCode onIdiom={onIdiom} />
      <ProjectPanel templates={templates} peers={peers} onPeers={(next) => keep(next.join(" "))} />
    </Workbench>
  );
}

function SharedCode(props: { onIdiom: (idiom: "berkeley" | "node") => void }) {
  const { words } = useWords();
  const state = useSharedCode(props.onIdiom);
  if (state === null) return null;
  return (
    <p
      role="status"
      className={`m-0 border-line border-b px-5 py-2 text-[12.5px] ${state === "opened" ? "text-muted" : "text-rst"}`}
    >
      {state === "opened" ? words.playground.opened : words.replay.problems[state]}
    </p>
  );
}
