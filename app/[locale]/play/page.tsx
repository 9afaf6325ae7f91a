import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PlayPage } from "@/components/playground/play-page";
import { readTemplates } from "@/components/playground/read-templates";
import { SiteHeader } from "@/components/site/site-header";
import { SkipLinks } from "@/components/site/skip-links";
import { getWords } from "@/components/words/get-words";
import { isLocale } from "@/components/words/locales";

type Params = { params: Promise<{ locale: string }> };

export async function generateMetadata(props: Params): Promise<Metadata> {
  const { locale } = await props.params;
  if (!isLocale(locale)) return {};
  const { title, about } = getWords(locale).playground;
  return { title, description: about };
}

/** The playground. */
export default async function Page(props: Params) {
  const { locale } = await props.params;
  if (!isLocale(locale)) notFound();
  const words = getWords(locale);
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <SkipLinks
        links={[
          ["editor", words.site.skipToEditor],
          ["instruments", words.site.skipToInstruments],
        ]}
      />
      <SiteHeader locale={locale} words={words} crumb={words.playground.title} />
      <main className="flex min-h-0 flex-1 flex-col">
        <PlayPage templates={readTemplates()} />
      </main>
    </div>
  );
}
