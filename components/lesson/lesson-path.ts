import type { Locale } from "@/components/words/words.ts";

/** The address of a lesson's page. */
export function lessonPath(locale: Locale, slug: string): string {
  return `/${locale}/lesson/${slug}`;
}

/** `03-tcp-server` is lesson 3. */
export function lessonNumber(slug: string): number {
  return Number.parseInt(slug, 10);
}
