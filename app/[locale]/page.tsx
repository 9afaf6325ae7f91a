import { notFound } from "next/navigation";
import { readLessons } from "@/app/lessons";
import { CourseMap } from "@/components/home/course-map";
import { getWords } from "@/components/words/get-words";
import { isLocale } from "@/components/words/locales";

/** The course map. */
export default async function HomePage(props: { params: Promise<{ locale: string }> }) {
  const { locale } = await props.params;
  if (!isLocale(locale)) notFound();
  return <CourseMap locale={locale} words={getWords(locale)} lessons={await readLessons()} />;
}
