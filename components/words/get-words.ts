import "server-only";
import { en } from "./en.ts";
import type { Locale, Words } from "./words.ts";
import { zh } from "./zh.ts";

const catalogues: Record<Locale, Words> = { en, zh };

/** The catalogue of one language; only the reader's own is ever sent to the browser. */
export function getWords(locale: Locale): Words {
  return catalogues[locale];
}
