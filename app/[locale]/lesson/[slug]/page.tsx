import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { lessonSlugs, readLesson, readLessons, readPrograms, readProse } from "@/app/lessons";
import { Workbench, type WorkbenchPage } from "@/components/lab/workbench";
import { lessonNumber } from "@/components/lesson/lesson-path";
import { LessonText } from "@/components/lesson/lesson-text";
import { SiteHeader } from "@/components/site/site-header";
import { SkipLinks } from "@/components/site/skip-links";
import { getWords } from "@/components/words/get-words";
import { isLocale } from "@/components/words/locales";
import { course } from "@/lessons/course";

type Params = { params: Promise<{ locale: string; slug: string }> };

export const dynamicParams = false;

export function generateStaticParams() {
  return lessonSlugs().map((slug) => ({ slug }));
}

export async function generateMetadata(props: Params): Promise<Metadata> {
  const { locale, slug } = await props.params;
  if (!isLocale(locale)) return {};
  const lesson = await readLesson(slug);
  return { title: lesson.title[locale], description: lesson.summary[locale] };
}

/** One lesson: its text, and the workspace beside it. */
export default async function LessonPage(props: Params) {
  const { locale, slug } = await props.params;
  if (!isLocale(locale)) notFound();
  const words = getWords(locale);
  const lesson = await readLesson(slug);
  const lessons = await readLessons();
  const Prose = await readProse(slug, locale);
  const at = lessons.findIndex((one) => one.slug === slug);
  const part = course.find(({ id }) => id === lesson.part);
  const page: WorkbenchPage = { lesson, shelf: slug, start: startFiles(lesson), entry: lesson.entry };
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <SkipLinks
        links={[
          ["lesson", words.site.skipToLesson],
          ["editor", words.site.skipToEditor],
          ["instruments", words.site.skipToInstruments],
        ]}
      />
      <SiteHeader
        locale={locale}
        words={words}
        crumb={
          <>
            <Link href={`/${locale}`} className="hover:text-text max-sm:hidden">
              {part?.title[locale]}
              <span aria-hidden="true" className="px-2">
                ›
              </span>
            </Link>
            {lessonNumber(slug)} · {lesson.title[locale]}
          </>
        }
      />
      <main className="flex min-h-0 flex-1 flex-col">
        <Workbench page={page}>
          <LessonText
            lesson={lesson}
            locale={locale}
            words={words}
            previous={lessons[at - 1] ?? null}
            next={lessons[at + 1] ?? null}
          >
            <Prose />
          </LessonText>
        </Workbench>
      </main>
    </div>
  );
}

/** The files that the editor opens with; the solutions stay on the server until they are asked for. */
function startFiles(lesson: Awaited<ReturnType<typeof readLesson>>): WorkbenchPage["start"] {
  const programs = Object.entries(readPrograms(lesson));
  return Object.fromEntries(programs.map(([idiom, { start }]) => [idiom, start]));
}
