"use client";

import { useWords } from "../words/use-words.tsx";

/**
 * The same page in the other language, as a whole new page: the editor's own words are loaded once and for all.
 * The choice is kept in a cookie, which `/` reads.
 */
export function LanguageSwitch() {
  const { locale, words } = useWords();
  const other = locale === "en" ? "zh" : "en";
  return (
    <a
      href={`/${other}`}
      hrefLang={other}
      lang={other === "zh" ? "zh-Hans" : "en"}
      className="btn"
      aria-label={words.site.otherLanguageAbout}
      onClick={(event) => {
        const { pathname, search, hash } = location;
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
        document.cookie = `locale=${other}; path=/; max-age=31536000; samesite=lax`;
        event.preventDefault();
        location.assign(pathname.replace(/^\/(en|zh)(?=\/|$)/, `/${other}`) + search + hash);
      }}
    >
      {words.site.otherLanguage}
    </a>
  );
}
