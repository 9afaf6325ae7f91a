import { notFound } from "next/navigation";
import { readLessons } from "@/app/lessons";
import { CourseMap } from "@/components/home/course-map";
import { SiteHeader } from "@/components/site/site-header";
import { SkipLinks } from "@/components/site/skip-links";
import { getWords } from "@/components/words/get-words";
import { isLocale } from "@/components/words/locales";

/** The course map. */
export default async function HomePage(props: { params: Promise<{ locale: string }> }) {
  const { locale } = await props.params;
  if (!isLocale(locale)) notFound();
  const words = getWords(locale);
  return (
    <>
      <SkipLinks links={[["main", words.site.skipToMain]]} />
      <SiteHeader locale={locale} words={words} />
      <div id="main" tabIndex={-1} className="outline-none">
        <CourseMap locale={locale} words={words} lessons={await readLessons()} />
      </div>
    </>
  );
}
