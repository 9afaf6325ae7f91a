import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readLessons } from "@/app/lessons";
import { lessonNumber } from "@/components/lesson/lesson-path";
import { ReplayPage } from "@/components/replay/replay-page";
import { SiteHeader } from "@/components/site/site-header";
import { SkipLinks } from "@/components/site/skip-links";
import { getWords } from "@/components/words/get-words";
import { isLocale } from "@/components/words/locales";

type Params = { params: Promise<{ locale: string }> };

export async function generateMetadata(props: Params): Promise<Metadata> {
  const { locale } = await props.params;
  if (!isLocale(locale)) return {};
  const { title, about } = getWords(locale).replay;
  return { title, description: about };
}

/** Plays a recording, without a lab. */
export default async function Page(props: Params) {
  const { locale } = await props.params;
  if (!isLocale(locale)) notFound();
  const words = getWords(locale);
  const titles = Object.fromEntries(
    (await readLessons()).map(({ slug, title }) => [slug, `${lessonNumber(slug)} · ${title[locale]}`]),
  );
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <SkipLinks links={[["main", words.site.skipToMain]]} />
      <SiteHeader locale={locale} words={words} crumb={words.replay.title} />
      <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        <ReplayPage titles={titles} />
      </main>
    </div>
  );
}
