/** A style sheet with all that it names put inside it, so that it stands by itself where nothing can be fetched. */
import { type CssReference, readCss } from "./css-references.ts";
import type { PageSource } from "./page-source.ts";
import { resolvePath } from "./resolve-path.ts";

/**
 * `path` is where the text came from, which its references are relative to. What the source does not have becomes an
 * empty reference. An imported sheet stands in its place as blocks of the layer, the condition and the media that it
 * was imported for; a `@namespace` after it then comes too late to count.
 *
 * @param sheet false for the text of a `style` attribute
 * @param within the sheets that are being imported: a cycle ends, as in a browser, where it would begin again
 */
export function inlineCss(
  css: string,
  path: string,
  source: PageSource,
  sheet = true,
  within: readonly string[] = [],
): string {
  const reading = readCss(css, sheet);
  const edits = reading.references.map((reference) => ({
    start: reference.start,
    end: reference.end,
    text:
      reference.kind === "import"
        ? importedSheet(reference, path, source, within)
        : namedFile(reference, css, path, source),
  }));
  if (within.length > 0) {
    // An imported sheet ends where it ends, whatever it leaves open, and closes nothing around it: escaped, a stray
    // bracket spoils the rule it stands in, as it did before.
    for (const start of reading.stray) edits.push({ start, end: start + 1, text: "\\}" });
    edits.sort((one, other) => one.start - other.start);
  }
  let out = "";
  let at = 0;
  for (const edit of edits) {
    out += css.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + css.slice(at) + (within.length > 0 ? reading.closing : "");
}

function importedSheet(
  reference: CssReference & { kind: "import" },
  path: string,
  source: PageSource,
  within: readonly string[],
): string {
  const target = resolvePath(reference.url, path);
  if (target === null || target.path === path || within.includes(target.path)) return "";
  const css = source.sheet(target.path);
  if (css === null) return "";
  const inner = inlineCss(css, target.path, source, true, [...within, path]);
  const wrappers = [
    ...(reference.media === "" ? [] : [`@media ${reference.media}`]),
    ...(reference.supports === null ? [] : [`@supports (${reference.supports})`]),
    ...(reference.layer === null ? [] : [`@layer ${reference.layer}`]),
  ];
  return wrappers.reduceRight((text, wrapper) => `${wrapper} {\n${text}\n}`, `${inner}\n`);
}

function namedFile(reference: CssReference, css: string, path: string, source: PageSource): string {
  const { start, end, url } = reference;
  // A part of the page itself, or what it carries already.
  if (/^\s*(?:#|data:|$)/i.test(url)) return css.slice(start, end);
  const target = resolvePath(url, path);
  const found = target === null ? null : source.file(target.path);
  const text = found === null || target === null ? "" : found + target.fragment;
  const quoted = `"${text.replace(/["\\\n\r\f]/g, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;
  return /["']/.test(css[start] ?? "") ? quoted : `url(${quoted})`;
}
