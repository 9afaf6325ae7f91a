/**
 * Makes a learner's page safe to show: it becomes one self-contained document for a frame without scripts, forms,
 * network or links. Styles and pictures that come from the learner's own server are put inside it.
 */

/** Nothing is fetched, run or sent from inside the frame; only what stands in the document is drawn. */
export const framePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'";

/** Pictures and style sheets of one page that are asked for. */
const mostResources = 12;

export type PageParts = {
  /** Paths on the learner's server that the page needs, in the order of the page. */
  resources: readonly string[];
  /** Paths that the page links to. */
  links: readonly { path: string; text: string }[];
};

/** The path on the same server that a reference means; null when it leads elsewhere. */
export function resolvePath(reference: string, pagePath: string): string | null {
  const origin = "http://10.0.0.2";
  try {
    const url = new URL(reference, new URL(pagePath, origin));
    return url.hostname === "10.0.0.2" && url.protocol === "http:" ? url.pathname + url.search : null;
  } catch {
    // The learner wrote no URL.
    return null;
  }
}

/** What the page needs and where it leads. Parsing by DOMParser runs nothing and fetches nothing. */
export function pageParts(html: string, pagePath: string): PageParts {
  const page = new DOMParser().parseFromString(html, "text/html");
  const resources = new Set<string>();
  for (const element of page.querySelectorAll('link[rel~="stylesheet"][href], img[src]')) {
    const path = resolvePath(element.getAttribute("href") ?? element.getAttribute("src") ?? "", pagePath);
    if (path !== null && resources.size < mostResources) resources.add(path);
  }
  const links = new Map<string, string>();
  for (const anchor of page.querySelectorAll("a[href]")) {
    const path = resolvePath(anchor.getAttribute("href") ?? "", pagePath);
    if (path !== null) links.set(path, (anchor.textContent ?? "").trim().slice(0, 60) || path);
  }
  return {
    resources: [...resources],
    links: [...links].map(([path, text]) => ({ path, text })).slice(0, 20),
  };
}

const banned =
  "script, iframe, frame, frameset, object, embed, applet, base, meta[http-equiv], portal, template, noscript";

/**
 * The document for the frame's `srcdoc`. `resource` gives what the server answered for a path: CSS as text, a picture
 * as a data URL, or null for what has not come.
 */
export function previewDocument(
  html: string,
  pagePath: string,
  resource: (path: string) => { css: string } | { picture: string } | null,
): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll(banned)) element.remove();
  for (const element of page.querySelectorAll("link")) {
    const path = element.relList.contains("stylesheet")
      ? resolvePath(element.getAttribute("href") ?? "", pagePath)
      : null;
    const found = path === null ? null : resource(path);
    if (found && "css" in found) {
      const style = page.createElement("style");
      // A style element ends at the first `</style`, whatever stands around it.
      style.textContent = found.css.replace(/<\/style/gi, "<\\/style");
      element.replaceWith(style);
    } else element.remove();
  }
  for (const image of page.querySelectorAll("img")) {
    const path = resolvePath(image.getAttribute("src") ?? "", pagePath);
    const found = path === null ? null : resource(path);
    image.removeAttribute("srcset");
    if (found && "picture" in found) image.setAttribute("src", found.picture);
    else if (!image.getAttribute("src")?.startsWith("data:")) image.removeAttribute("src");
  }
  for (const element of page.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      // A link or form inside the frame would lead the frame away; handlers would not run, and need not stand there.
      if (
        /^on/i.test(name) ||
        /^(href|xlink:href|action|formaction|ping|target|http-equiv|srcdoc)$/i.test(name)
      )
        element.removeAttribute(name);
    }
  }
  const policy = page.createElement("meta");
  policy.setAttribute("http-equiv", "Content-Security-Policy");
  policy.setAttribute("content", framePolicy);
  page.head.prepend(policy);
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
