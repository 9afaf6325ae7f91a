import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { lessonSlugs, readLesson, readPrograms, readProse } from "@/app/lessons";
import { isLocale } from "@/components/words/locales";

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
  const lesson = await readLesson(slug);
  const Prose = await readProse(slug, locale);
  const programs = readPrograms(lesson);
  return (
    <main>
      <h1>{lesson.title[locale]}</h1>
      <Prose />
      <pre>{Object.keys(programs).join(" ")}</pre>
    </main>
  );
}
