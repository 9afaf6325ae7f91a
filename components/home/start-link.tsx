"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useCallback, useSyncExternalStore } from "react";
import { lessonNumber, lessonPath } from "@/components/lesson/lesson-path.ts";
import { isDone, parseProgress, progressKey } from "@/components/lesson/progress.ts";
import { listenRemembered, readRemembered } from "@/components/lesson/use-remembered.ts";
import { useWords } from "@/components/words/use-words.tsx";
import { fill } from "@/components/words/words.ts";

/** Leads to where the reader is: the first open lesson that is not done yet. */
export function StartLink(props: { lessons: readonly string[] }) {
  const { words, locale } = useWords();
  const { lessons } = props;
  const place = useSyncExternalStore(
    listenRemembered,
    useCallback(() => findPlace(lessons), [lessons]),
    () => `start ${lessons[0] ?? ""}`,
  );
  const [how, slug] = place.split(" ") as ["start" | "goOn" | "again", string];
  if (!slug) return null;
  return (
    <Link
      href={lessonPath(locale, slug)}
      className="mt-6 inline-flex items-center gap-2 rounded-lg bg-accent px-4 py-2 font-semibold text-[14px] text-on-accent hover:brightness-110"
    >
      {fill(words.home[how], { n: lessonNumber(slug) })}
      <ArrowRight aria-hidden="true" className="size-4" />
    </Link>
  );
}

/** As one text, since a snapshot must be the same value while nothing changes. */
function findPlace(lessons: readonly string[]): string {
  const kept = lessons.map((slug) => ({ slug, progress: parseProgress(readRemembered(progressKey(slug))) }));
  const opened = kept.some(({ progress }) => progress !== null);
  const next = kept.find(({ progress }) => !isDone(progress));
  if (!next) return `again ${lessons[0] ?? ""}`;
  return `${opened ? "goOn" : "start"} ${next.slug}`;
}
