import Link from "next/link";
import type { ReactNode } from "react";
import type { Locale, Words } from "../words/words.ts";
import { KeySheetButton } from "./key-sheet-button.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

/** The bar on top of every page: where one is, and how to read it. */
export function SiteHeader(props: { locale: Locale; words: Words; crumb?: ReactNode }) {
  const { locale, words } = props;
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-line border-b bg-panel px-4 max-sm:gap-2 max-sm:px-3 max-[380px]:gap-1">
      <Link
        href={`/${locale}`}
        className="flex shrink-0 items-center gap-1.5 font-semibold tracking-[-0.01em] hover:text-accent"
      >
        <span aria-hidden="true" className="font-mono text-accent">
          ⌁
        </span>
        <span className={props.crumb ? "max-sm:sr-only" : ""}>{words.site.name}</span>
      </Link>
      <div className="min-w-0 flex-1 truncate text-muted">{props.crumb}</div>
      <nav className="flex shrink-0 items-center gap-2 max-[380px]:gap-1" aria-label={words.site.menu}>
        <Link
          href={`/${locale}/play`}
          className={`px-1.5 text-[13px] max-[380px]:px-0 text-muted hover:text-text ${props.crumb ? "max-md:hidden" : ""}`}
        >
          {words.site.playground}
        </Link>
        <LanguageSwitch />
        <ThemeSwitch />
        {/* A phone has room for where to go or for the keys; the sheet comes by its own key, too. */}
        <KeySheetButton className={props.crumb ? "" : "max-[420px]:hidden"} />
      </nav>
    </header>
  );
}
