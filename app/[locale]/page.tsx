import { notFound } from "next/navigation";
import { readLessons } from "@/app/lessons";
import { isLocale } from "@/components/words/locales";

/** The course map. */
export default async function HomePage(props: { params: Promise<{ locale: string }> }) {
  const { locale } = await props.params;
  if (!isLocale(locale)) notFound();
  const lessons = await readLessons();
  return (
    <main>
      {lessons.map((lesson) => (
        <a key={lesson.slug} href={`/${locale}/lesson/${lesson.slug}`}>
          {lesson.title[locale]}
        </a>
      ))}
    </main>
  );
}
