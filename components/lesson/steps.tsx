"use client";

import { Check } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { useWords } from "@/components/words/use-words.tsx";
import { useLesson } from "./lesson-context.tsx";
import { followedRun, type StepState, stepState } from "./seen-calls.ts";

/** The file whose latest run ticks the steps; null follows the latest run of all. */
const StepsFile = createContext<string | null>(null);

/**
 * The numbered rail. Each step that names a call is ticked when the latest run of `file` (of any file, if not given)
 * has come back from it, and lit while the program is inside it.
 */
export function Steps(props: { file?: string; children: ReactNode }) {
  return (
    <StepsFile value={props.file ?? null}>
      <ol className="steps my-4 list-none p-0 [counter-reset:step]">{props.children}</ol>
    </StepsFile>
  );
}

const dot: Record<StepState, string> = {
  ahead: "border-line bg-raised text-muted",
  now: "border-transparent bg-accent text-on-accent",
  done: "border-transparent bg-ok text-bg",
};

/**
 * One step. `call` names one call or several of which any counts (`"send sendall"`); `times` is how often it must have
 * come back (two for "close both sockets").
 */
export function Step(props: { call?: string; times?: number; children: ReactNode }) {
  const { words } = useWords();
  const { seenCalls } = useLesson();
  const file = useContext(StepsFile);
  const names = props.call?.split(" ") ?? [];
  const state = stepState(followedRun(seenCalls, file), names, props.times ?? 1);
  return (
    <li
      data-state={state}
      className={`relative ml-2.5 border-l-2 py-2 pr-2.5 pl-7 [counter-increment:step] ${
        state === "now" ? "rounded-r-md border-l-accent bg-raised" : "border-l-line"
      }`}
    >
      <span
        aria-hidden="true"
        className={`absolute top-2.5 -left-[11px] grid size-5 place-items-center rounded-full border font-medium text-[11px] leading-none ${dot[state]} ${
          state === "done" ? "" : "before:content-[counter(step)]"
        }`}
      >
        {state === "done" ? <Check className="size-3.5" strokeWidth={3} /> : null}
      </span>
      {state === "ahead" ? null : (
        <span className="sr-only">{state === "done" ? words.lesson.stepDone : words.lesson.stepNow}</span>
      )}
      <div className="[&>p]:my-0 [&>p+p]:mt-1.5 [&>p+p]:text-muted">{props.children}</div>
    </li>
  );
}
