"use client";

import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { Lesson } from "@/lessons/manifest.ts";
import type { Verdict } from "@/protocol/lab-event.ts";
import type { Idiom } from "@/protocol/names.ts";
import { initialSeenCalls, type SeenCalls } from "./seen-calls.ts";

/**
 * What the text of a lesson knows of the page around it, and what it may ask of it. The page's shell provides it;
 * without a shell the text still reads whole, with its buttons left out.
 */
export type LessonShell = {
  lesson: Lesson | null;
  idiom: Idiom;
  /** Fold of the lab's events by `reduceSeenCalls`; ticks the steps. */
  seenCalls: SeenCalls;
  /** The latest verdict of each requirement, by its id. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** A check is going on. */
  checking: boolean;
  /** Plays a recording of this lesson by its name; null where nothing can play one. */
  Replay: ComponentType<{ name: string }> | null;
  actions: LessonActions | null;
};

/** All of these are stable functions: they do not change while the page lives. */
export type LessonActions = {
  /** Runs the lesson's checks on the learner's files. */
  check(): void;
  /** Shows the solution beside the learner's own code; asks before it replaces anything. */
  showSolution(): void;
  /** Opens a file of the text in the editor, in a tab of its own, and shows it. */
  putFile(path: string, text: string): void;
  /** Replaces `find` (which must occur once) in a file by `put`; false if it is not there. One undo takes it back. */
  change(path: string, find: string, put: string): boolean;
  /** Starts a file, as the Run button does. */
  run(path: string): void;
  /** Shows these frames on the timeline: the proof of a verdict. */
  showFrames(frames: readonly number[]): void;
};

const reading: LessonShell = {
  lesson: null,
  idiom: "berkeley",
  seenCalls: initialSeenCalls,
  verdicts: new Map(),
  checking: false,
  Replay: null,
  actions: null,
};

const LessonContext = createContext<LessonShell>(reading);

export function LessonProvider(props: { shell: LessonShell; children: ReactNode }) {
  return <LessonContext value={props.shell}>{props.children}</LessonContext>;
}

/** The shell around this text; outside of one, a shell that knows nothing and can do nothing. */
export function useLesson(): LessonShell {
  return useContext(LessonContext);
}
