/** Where on the learner's server a reference leads, with its part after `#`; null when it leads elsewhere. */
export function resolvePath(reference: string, pagePath: string): { path: string; fragment: string } | null {
  try {
    const url = new URL(reference, new URL(pagePath, "http://10.0.0.2"));
    if (url.hostname !== "10.0.0.2" || url.protocol !== "http:") return null;
    return { path: url.pathname + url.search, fragment: url.hash };
  } catch {
    // The learner wrote no URL.
    return null;
  }
}
