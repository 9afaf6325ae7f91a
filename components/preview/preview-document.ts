/**
 * Makes a learner's page safe to show: it becomes one self-contained document for a frame without scripts, forms,
 * network or links. Styles, pictures and fonts that come from the learner's own server are put inside it.
 */
import { inlineCss } from "./inline-css.ts";
import type { PageSource } from "./page-source.ts";
import { resolvePath } from "./resolve-path.ts";

/** Nothing is fetched, run or sent from inside the frame; only what stands in the document is drawn. */
export const framePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'";

export type PageLink = { path: string; text: string };

/** Where the page leads on the learner's server. */
function pageLinks(page: Document, pagePath: string): readonly PageLink[] {
  const links = new Map<string, string>();
  for (const anchor of page.querySelectorAll("a[href]")) {
    const path = resolvePath(anchor.getAttribute("href") ?? "", pagePath)?.path;
    if (path !== undefined) links.set(path, (anchor.textContent ?? "").trim().slice(0, 60) || path);
  }
  return [...links].map(([path, text]) => ({ path, text })).slice(0, 20);
}

const banned =
  "script, iframe, frame, frameset, object, embed, applet, base, meta[http-equiv], portal, template, noscript";

/**
 * The document for the frame's `srcdoc`, with the parts that the source has, and the links that it has no more. Parsing
 * by DOMParser runs nothing and fetches nothing.
 */
export function previewDocument(
  html: string,
  pagePath: string,
  source: PageSource,
): { document: string; links: readonly PageLink[] } {
  const page = new DOMParser().parseFromString(html, "text/html");
  const links = pageLinks(page, pagePath);
  for (const element of page.querySelectorAll(banned)) element.remove();
  for (const style of page.querySelectorAll("style"))
    style.textContent = styleText(inlineCss(style.textContent ?? "", pagePath, source));
  for (const element of page.querySelectorAll("link")) {
    const { relList } = element;
    const sheet = relList.contains("stylesheet") && !relList.contains("alternate");
    const path = sheet ? resolvePath(element.getAttribute("href") ?? "", pagePath)?.path : undefined;
    const css = path === undefined ? null : source.sheet(path);
    if (path !== undefined && css !== null) {
      const style = page.createElement("style");
      if (element.media !== "") style.media = element.media;
      style.textContent = styleText(inlineCss(css, path, source));
      element.replaceWith(style);
    } else element.remove();
  }
  for (const element of page.querySelectorAll("[style]"))
    element.setAttribute("style", inlineCss(element.getAttribute("style") ?? "", pagePath, source, false));
  for (const image of page.querySelectorAll("img")) {
    const reference = image.getAttribute("src") ?? "";
    const path = resolvePath(reference, pagePath)?.path;
    const picture = path === undefined ? null : source.picture(path);
    if (picture !== null) image.setAttribute("src", picture);
    else if (!reference.startsWith("data:")) image.removeAttribute("src");
  }
  for (const element of page.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      // A link or form inside the frame would lead the frame away; handlers would not run, and need not stand there.
      if (
        /^on/i.test(name) ||
        /^(href|xlink:href|action|formaction|ping|target|http-equiv|srcdoc|srcset)$/i.test(name)
      )
        element.removeAttribute(name);
    }
  }
  const policy = page.createElement("meta");
  policy.setAttribute("http-equiv", "Content-Security-Policy");
  policy.setAttribute("content", framePolicy);
  page.head.prepend(policy);
  return { document: `<!doctype html>${page.documentElement.outerHTML}`, links };
}

/** A style element ends at the first `</style`, whatever stands around it. */
const styleText = (css: string) => css.replace(/<\/style/gi, "<\\/style");
