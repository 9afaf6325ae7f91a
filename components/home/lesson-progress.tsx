"use client";

import { Check } from "lucide-react";
import { isDone, parseProgress, progressKey } from "@/components/lesson/progress.ts";
import { useRemembered } from "@/components/lesson/use-remembered.ts";
import { useWords } from "@/components/words/use-words.tsx";
import { fill } from "@/components/words/words.ts";

/** How far the reader is in one lesson, if they opened it in this browser. */
export function LessonProgress(props: { slug: string }) {
  const { words } = useWords();
  const [kept] = useRemembered(progressKey(props.slug));
  const progress = parseProgress(kept);
  if (!progress) return null;
  if (isDone(progress)) {
    return (
      <span className="flex items-center gap-1 text-ok">
        <Check aria-hidden="true" className="size-3.5" strokeWidth={2.5} />
        {words.home.done}
      </span>
    );
  }
  return (
    <span className="text-accent">
      {progress.passed > 0 ? fill(words.home.progress, progress) : words.home.opened}
    </span>
  );
}
