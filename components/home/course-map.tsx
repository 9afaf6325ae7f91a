import "./home.css";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { lessonNumber, lessonPath } from "@/components/lesson/lesson-path.ts";
import { fill, type Locale, type Words } from "@/components/words/words.ts";
import { type CourseLesson, course } from "@/lessons/course.ts";
import type { Lesson } from "@/lessons/manifest.ts";
import { HandshakePicture } from "./handshake-picture.tsx";
import { LessonProgress } from "./lesson-progress.tsx";
import { StartLink } from "./start-link.tsx";

/** The home page: what this is, a picture of it, and all lessons by part. `lessons` are those that are there to open. */
export function CourseMap(props: { locale: Locale; words: Words; lessons: readonly Lesson[] }) {
  const { locale, words, lessons } = props;
  const open = new Map(lessons.map((lesson) => [lesson.slug, lesson]));
  const total = course.reduce((sum, part) => sum + part.lessons.length, 0);
  return (
    <main className="mx-auto w-full max-w-[1120px] px-5 pb-24 sm:px-8">
      <section className="grid items-center gap-x-12 gap-y-8 py-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,460px)] lg:py-14">
        <div>
          <h1 className="text-balance break-keep font-bold text-[clamp(27px,3.4vw,36px)] leading-[1.12] tracking-[-0.03em]">
            {words.home.title}
          </h1>
          <p className="mt-4 max-w-[52ch] text-[16px] text-muted leading-[1.65]">{words.home.about}</p>
          <StartLink lessons={lessons.map(({ slug }) => slug)} />
        </div>
        <figure className="mx-auto w-full max-w-[460px] rounded-xl border border-line bg-panel px-3 pt-3 pb-2">
          <HandshakePicture words={words.home} />
          <figcaption className="mt-1 border-line border-t px-2 pt-2 pb-1 text-[12.5px] text-muted">
            {words.home.pictureCaption}
          </figcaption>
        </figure>
      </section>

      <h2 className="font-bold text-[21px] tracking-[-0.02em]">{words.home.mapTitle}</h2>
      <p className="mt-1 text-[14px] text-muted">{fill(words.home.mapAbout, { total, open: open.size })}</p>
      {course.map((part) => (
        <section
          key={part.id}
          aria-labelledby={`part-${part.id}`}
          className="mt-8 grid gap-x-10 gap-y-3 border-line border-t pt-6 md:grid-cols-[220px_minmax(0,1fr)]"
        >
          <div className="md:sticky md:top-20 md:self-start">
            <p className="font-mono text-[12px] text-accent">
              {fill(words.home.part, { part: part.id.toUpperCase() })}
            </p>
            <h3 id={`part-${part.id}`} className="font-semibold text-[17px] tracking-[-0.01em]">
              {part.title[locale]}
            </h3>
            <p className="mt-1 max-w-[36ch] text-[13px] text-muted">{part.about[locale]}</p>
          </div>
          <ol className="map-rail">
            {part.lessons.map((lesson) => {
              const manifest = open.get(lesson.slug);
              return (
                <li key={lesson.slug} data-open={manifest !== undefined}>
                  {manifest ? (
                    <OpenLesson lesson={manifest} locale={locale} words={words} />
                  ) : (
                    <ComingLesson lesson={lesson} locale={locale} words={words} />
                  )}
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </main>
  );
}

function OpenLesson(props: { lesson: Lesson; locale: Locale; words: Words }) {
  const { lesson, locale, words } = props;
  return (
    <Link
      href={lessonPath(locale, lesson.slug)}
      className="group grid grid-cols-[2.2rem_minmax(0,1fr)_auto] items-start gap-x-1 rounded-lg border border-line bg-panel px-3.5 py-3 transition-colors hover:border-accent motion-reduce:transition-none"
    >
      <span className="pt-px font-mono text-[13px] text-accent">{lessonNumber(lesson.slug)}</span>
      <span className="min-w-0">
        <span className="block font-semibold text-[15px]">{lesson.title[locale]}</span>
        <span className="block text-[13.5px] text-muted">{lesson.summary[locale]}</span>
        <span className="mt-1 flex flex-wrap items-center gap-x-2.5 text-[12px] text-muted">
          {fill(words.home.minutes, { n: lesson.minutes })}
          <LessonProgress slug={lesson.slug} />
        </span>
      </span>
      <ArrowRight
        aria-hidden="true"
        className="mt-0.5 size-4 text-faint transition-transform group-hover:translate-x-0.5 group-hover:text-accent motion-reduce:transition-none"
      />
    </Link>
  );
}

function ComingLesson(props: { lesson: CourseLesson; locale: Locale; words: Words }) {
  const { lesson, locale, words } = props;
  return (
    <div className="grid grid-cols-[2.2rem_minmax(0,1fr)_auto] items-start gap-x-1 px-3.5 py-2">
      <span className="pt-px font-mono text-[13px] text-faint">{lessonNumber(lesson.slug)}</span>
      <span className="min-w-0">
        <span className="block font-medium text-[14px] text-muted">{lesson.title[locale]}</span>
        <span className="block text-[13px] text-faint">{lesson.summary[locale]}</span>
      </span>
      <span className="mt-0.5 whitespace-nowrap rounded-full border border-line border-dashed px-2 py-px text-[11px] text-faint">
        {words.home.coming}
      </span>
    </div>
  );
}
