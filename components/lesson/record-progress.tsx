"use client";

import { useEffect } from "react";
import { useLesson } from "./lesson-context.tsx";
import { betterProgress, parseProgress, progressKey } from "./progress.ts";
import { useRemembered } from "./use-remembered.ts";

/** Keeps how far the reader is, for the course map: opened once the page shows, better with every check. */
export function RecordProgress(props: { slug: string }) {
  const { lesson, verdicts } = useLesson();
  const [kept, remember] = useRemembered(progressKey(props.slug));
  useEffect(() => {
    if (!lesson || lesson.slug !== props.slug) return;
    const passed = lesson.requirements.filter(({ id }) => verdicts.get(id)?.result === "passed").length;
    const now = { passed, of: lesson.requirements.length };
    const next = JSON.stringify(betterProgress(parseProgress(kept), now));
    if (next !== kept) remember(next);
  }, [lesson, verdicts, kept, remember, props.slug]);
  return null;
}
