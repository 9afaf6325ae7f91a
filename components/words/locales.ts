import type { Locale } from "./words.ts";

/** The site's languages, the first being the one for readers of neither. */
export const locales: readonly Locale[] = ["en", "zh"];

/** What a page's `lang` attribute says. */
export const htmlLang: Readonly<Record<Locale, string>> = { en: "en", zh: "zh-Hans" };

export function isLocale(text: string): text is Locale {
  return (locales as readonly string[]).includes(text);
}

/**
 * The best of the site's languages for a browser's Accept-Language header, by its weights
 * (RFC 9110 section 12.5.4): `zh-TW,zh;q=0.9,en;q=0.8` is `zh`.
 */
export function negotiateLocale(header: string | null): Locale {
  const wishes = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const weight = parameters.map((text) => text.trim()).find((text) => text.startsWith("q="));
      const q = weight === undefined ? 1 : Number(weight.slice(2));
      return { language: tag.split("-")[0] ?? "", q: Number.isFinite(q) ? q : 0 };
    })
    .filter((wish) => wish.q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { language } of wishes) if (isLocale(language)) return language;
  return "en";
}
