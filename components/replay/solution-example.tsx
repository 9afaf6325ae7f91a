"use client";

/**
 * Before the reader's first run, the timeline and the socket tables show the lesson's solution at work, from a
 * recording: with a player above, and gone as soon as anything of the reader's own happens.
 */
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useLive } from "../lab/lab-context.tsx";
import { useWorkspace } from "../lab/workspace-context.tsx";
import { useLesson } from "../lesson/lesson-context.tsx";

/** Instruments that show the past as well as the present; the others are for the reader's own lab. */
const shownIn: ReadonlySet<string> = new Set(["timeline", "sockets"]);

const ExampleLab = lazy(() => import("./example-lab.tsx").then((module) => ({ default: module.ExampleLab })));

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
    <Suspense fallback={props.children}>
      <ExampleLab
        key={`${lesson.slug} ${idiom}`}
        lesson={lesson.slug}
        idiom={idiom}
        onHide={() => setHidden(true)}
      >
        {props.children}
      </ExampleLab>
    </Suspense>
  );
}
