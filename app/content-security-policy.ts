import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a page may load and do: its own scripts, styles, workers and the lab's WebSocket, nothing from elsewhere.
 * Next puts a page's data into inline scripts. Pages are made with the site, so the inline scripts of each are known,
 * and the policy names their digests: a script that somebody smuggles into a page does not run.
 * Monaco and the terminals write inline styles, hence 'unsafe-inline' for those.
 */
export function contentSecurityPolicy(pathname: string): string {
  if (process.env.NODE_ENV !== "production") return policy("'unsafe-inline' 'unsafe-eval'");
  const known = policies.get(pathname);
  if (known !== undefined) return known;
  const html = readPage(pathname);
  // Not one of our pages: what is served instead is the page that says so. Addresses are endless, pages are not.
  if (html === null && pathname !== notFound) return contentSecurityPolicy(notFound);
  const made = policy(inlineDigests(html ?? "").join(" "));
  policies.set(pathname, made);
  return made;
}

const policies = new Map<string, string>();

/** How Next calls the page for an address that has none. */
const notFound = "/_not-found";

/** SHA-256 digests of a page's inline scripts, as a policy names them. */
export function inlineDigests(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g);
  const digests = [...scripts].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  return [...new Set(digests)];
}

function readPage(pathname: string): string | null {
  // Only names that pages have: never a way out of the folder.
  if (pathname !== notFound && !/^(\/[a-z0-9][a-z0-9-]*)+$/.test(pathname)) return null;
  const built = join(process.cwd(), process.env.NEXT_DIST_DIR ?? ".next", "server", "app");
  try {
    return readFileSync(`${join(built, pathname)}.html`, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function policy(scripts: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${scripts}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
