"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Locale, Words } from "./words.ts";

const WordsContext = createContext<{ locale: Locale; words: Words } | null>(null);

/** Gives the page's one catalogue to every component below; the server sends only the reader's language. */
export function WordsProvider(props: { locale: Locale; words: Words; children: ReactNode }) {
  return <WordsContext value={{ locale: props.locale, words: props.words }}>{props.children}</WordsContext>;
}

/** The reader's catalogue and language. */
export function useWords(): { locale: Locale; words: Words } {
  const value = useContext(WordsContext);
  if (!value) throw new Error("useWords needs a WordsProvider above it");
  return value;
}
