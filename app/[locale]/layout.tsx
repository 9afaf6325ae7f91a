import "../globals.css";
import type { Metadata, Viewport } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { bootLayoutScript } from "@/components/lab/panel-layout";
import { ThemeProvider } from "@/components/site/theme-provider";
import { getWords } from "@/components/words/get-words";
import { htmlLang, isLocale, locales } from "@/components/words/locales";
import { WordsProvider } from "@/components/words/use-words";

export const dynamicParams = false;

export function generateStaticParams() {
  return locales.map((locale) => ({ locale }));
}

export async function generateMetadata(props: { params: Promise<{ locale: string }> }): Promise<Metadata> {
  const { locale } = await props.params;
  if (!isLocale(locale)) return {};
  const words = getWords(locale);
  return {
    title: { default: words.site.name, template: `%s · ${words.site.name}` },
    description: words.site.description,
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#11151a" },
  ],
};

/** The frame of every page: language, theme, and the reader's one catalogue. */
export default async function RootLayout(props: {
  children: ReactNode;
  params: Promise<{ locale: string }>;
}) {
  const { locale } = await props.params;
  if (!isLocale(locale)) notFound();
  return (
    // next-themes writes the theme's class on <html> before React hydrates it.
    <html lang={htmlLang[locale]} suppressHydrationWarning>
      <body>
        {/* Before anything is painted: the panels' sizes, as this browser kept them. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of our own */}
        <script dangerouslySetInnerHTML={{ __html: bootLayoutScript }} />
        <ThemeProvider>
          <WordsProvider locale={locale} words={getWords(locale)}>
            {props.children}
          </WordsProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
