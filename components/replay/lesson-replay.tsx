"use client";

/** A recording of the lesson played where the text stands: small, with the timeline and what was printed. */
import { useEffect, useState } from "react";
import type { Recording } from "../../protocol/recording.ts";
import { instruments } from "../lab/instruments.ts";
import { LabProvider, useShown } from "../lab/lab-context.tsx";
import { entriesOf } from "../lab/terminal-log.ts";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { useLesson } from "../lesson/lesson-context.tsx";
import { useWords } from "../words/use-words.tsx";
import { recordingUrl } from "./lesson-recording.ts";
import { openUrl } from "./open-recording.ts";
import { ReplayBar } from "./replay-bar.tsx";
import { usePlayer } from "./use-player.ts";

export function LessonReplay(props: { name: string }) {
  const words = useWords().words.replay;
  const { lesson } = useWorkspace();
  const { idiom } = useLesson();
  const [opened, setOpened] = useState<Recording | "missing" | null>(null);
  useEffect(() => {
    if (!lesson) return;
    let wanted = true;
    void openUrl(recordingUrl(lesson.slug, props.name, idiom)).then(
      (result) => wanted && setOpened(result.ok ? result.recording : "missing"),
    );
    return () => {
      wanted = false;
    };
  }, [lesson, props.name, idiom]);
  if (opened === null) return <p className="m-0 px-3.5 py-3 text-[12.5px] text-muted">{words.opening}</p>;
  if (opened === "missing")
    return <p className="m-0 px-3.5 py-3 text-[12.5px] text-muted">{words.problems["not-found"]}</p>;
  return <SmallReplay recording={opened} />;
}

function SmallReplay(props: { recording: Recording }) {
  const { lab, player } = usePlayer(props.recording.events);
  const Timeline = instruments.find((one) => one.id === "timeline")?.Component;
  return (
    <LabProvider lab={lab}>
      <ReplayBar player={player} events={props.recording.events} small />
      <div className="h-80 overflow-auto">{Timeline ? <Timeline /> : null}</div>
      <Printed />
    </LabProvider>
  );
}

/** What stood in the programs' terminals at this moment, its last lines: what they printed, and what was typed. */
function Printed() {
  const terminals = useShown((slices) => slices.lab.terminals);
  const printed = [...terminals]
    .filter(([key]) => !key.startsWith("peer:"))
    .map(([file, log]) => ({
      file,
      text: entriesOf(log)
        .entries.map((entry) =>
          entry.kind === "stdout" || entry.kind === "stderr" || entry.kind === "typed" ? entry.text : "",
        )
        .join("")
        .trimEnd()
        .split("\n")
        .slice(-4)
        .join("\n"),
    }))
    .filter(({ text }) => text !== "");
  if (printed.length === 0) return null;
  return (
    <div className="border-line border-t px-3.5 py-2">
      {printed.map(({ file, text }) => (
        <pre key={file} className="m-0 whitespace-pre-wrap font-mono text-[12px] leading-[1.5]">
          <span className="text-muted">{file}</span>
          {"\n"}
          {text}
        </pre>
      ))}
    </div>
  );
}
