"use client";

/**
 * Before the reader's first run, the timeline and the socket tables show the lesson's solution at work, from a
 * recording: with a player above, and gone as soon as anything of the reader's own happens.
 */
import { type ReactNode, useEffect, useState } from "react";
import { useLive } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { useLesson } from "../lesson/lesson-context.tsx";
import { latePart } from "../site/late-part.tsx";

/** Instruments that show the past as well as the present; the others are for the reader's own lab. */
const shownIn: ReadonlySet<string> = new Set(["timeline", "sockets"]);

/** Until the recording plays, and where it cannot be had, the instrument stands by itself. */
const ExampleLab = latePart(() => import("./example-lab.tsx").then((module) => module.ExampleLab), {
  Waiting: (props) => props.children,
  failed: (props, notice) => (
    <div className="flex h-full min-h-0 flex-col">
      <div className="border-line border-b bg-raised px-3 py-1.5">{notice}</div>
      <div className="min-h-0 flex-1 overflow-auto">{props.children}</div>
    </div>
  ),
  title: (words) => words.replay.exampleLate,
});

export function SolutionExample(props: { instrument: string; children: ReactNode }) {
  const { lesson } = useWorkspace();
  const { idiom } = useLesson();
  const untouched = useLive(
    (slices) =>
      slices.lab.programs.size === 0 && slices.checks.check === null && slices.assistant.count === 0,
  );
  const [hidden, setHidden] = useState(false);
  const [idle, setIdle] = useState(false);
  // The page comes first: the recording is fetched once everything stands.
  useEffect(() => {
    const timer = setTimeout(() => setIdle(true), 1_500);
    return () => clearTimeout(timer);
  }, []);
  if (!lesson || !idle || hidden || !untouched || !shownIn.has(props.instrument)) return props.children;
  return (
    <ExampleLab
      key={`${lesson.slug} ${idiom}`}
      lesson={lesson.slug}
      idiom={idiom}
      onHide={() => setHidden(true)}
    >
      {props.children}
    </ExampleLab>
  );
}
