import "./lesson.css";
import { ArrowLeft, ArrowRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { fill, type Locale, type Words } from "@/components/words/words.ts";
import { course } from "@/lessons/course.ts";
import type { Lesson } from "@/lessons/manifest.ts";
import { lessonNumber, lessonPath } from "./lesson-path.ts";
import { RecordProgress } from "./record-progress.tsx";

/**
 * The lesson's column: where one is, the title, the prose (as children), and the lessons before and after.
 * Stands inside a `LessonProvider`, which gives its steps, predictions and exercise their life.
 */
export function LessonText(props: {
  lesson: Lesson;
  locale: Locale;
  words: Words;
  /** The open lessons next to this one. */
  previous: Lesson | null;
  next: Lesson | null;
  children: ReactNode;
}) {
  const { lesson, locale, words, previous, next } = props;
  return (
    <article className="lesson-text mx-auto max-w-[68ch] px-[clamp(14px,6%,24px)] pt-5 pb-12 text-[14px] leading-[1.6]">
      <RecordProgress slug={lesson.slug} />
      <p className="m-0 text-[12px] text-muted">
        {fill(words.lesson.kicker, {
          part: lesson.part.toUpperCase(),
          n: lessonNumber(lesson.slug),
          total: course.reduce((sum, part) => sum + part.lessons.length, 0),
          minutes: lesson.minutes,
        })}
      </p>
      <h1 className="mt-0.5 mb-2 text-balance break-keep font-bold [overflow-wrap:anywhere] text-[23px] leading-[1.2] tracking-[-0.02em]">
        {lesson.title[locale]}
      </h1>
      {props.children}
      <nav
        aria-label={words.lesson.neighbours}
        className="mt-10 flex flex-wrap justify-between gap-3 border-line border-t pt-4 text-[13px]"
      >
        {previous ? (
          <Link href={lessonPath(locale, previous.slug)} className="group text-muted hover:text-text">
            <span className="flex items-center gap-1 text-[12px]">
              <ArrowLeft aria-hidden="true" className="size-3.5" />
              {words.lesson.previous}
            </span>
            {previous.title[locale]}
          </Link>
        ) : (
          <Link href={`/${locale}`} className="text-muted hover:text-text">
            <span className="flex items-center gap-1 text-[12px]">
              <ArrowLeft aria-hidden="true" className="size-3.5" />
              {words.lesson.toMap}
            </span>
          </Link>
        )}
        {next ? (
          <Link
            href={lessonPath(locale, next.slug)}
            className="ml-auto text-right text-text hover:text-accent"
          >
            <span className="flex items-center justify-end gap-1 text-[12px] text-muted">
              {words.lesson.next}
              <ArrowRight aria-hidden="true" className="size-3.5" />
            </span>
            {next.title[locale]}
          </Link>
        ) : (
          <Link href={`/${locale}`} className="ml-auto text-right text-text hover:text-accent">
            <span className="flex items-center justify-end gap-1 text-[12px] text-muted">
              {words.lesson.toMap}
              <ArrowRight aria-hidden="true" className="size-3.5" />
            </span>
          </Link>
        )}
      </nav>
    </article>
  );
}
