/**
 * What every answer of the site tells a browser to refuse, whoever made it: the pages, the sandbox server, or the
 * gateway itself when neither does. What an answer says of these things itself stays, but for one: only a page may
 * have a policy of its own.
 */

/** Name, value, name, value, as Node keeps headers. */
type RawHeaders = readonly string[];

const always: Readonly<Record<string, string>> = {
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
};

/** Read by itself, as JSON or a picture is, nothing needs anything. */
const nothing = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "sandbox",
].join("; ");

/** A script's answer says what it may do as a worker: the editor's are made of several scripts of the site. */
const worker = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'";

/** A browser keeps what a 304 says with the answer that it has: of its policy, known by its kind, nothing new is said. */
const unchanged = 304;

export function answerHeaders(status: number, said: RawHeaders): string[] {
  const find = (name: string) =>
    said.find((_, index) => index % 2 === 1 && said[index - 1]?.toLowerCase() === name) ?? null;
  const missing = Object.entries(always).filter(([name]) => find(name.toLowerCase()) === null);
  const all = [...said, ...missing.flat()];
  if (status === unchanged) return all;
  const own = find("content-security-policy");
  const withoutPolicy = all.filter(
    (_, index) => all[index - (index % 2)]?.toLowerCase() !== "content-security-policy",
  );
  return [...withoutPolicy, "Content-Security-Policy", policyFor(find("content-type") ?? "", own)];
}

function policyFor(type: string, own: string | null): string {
  if (/^text\/html\b/i.test(type)) return own ?? nothing;
  return /^(?:text|application)\/javascript\b/i.test(type) ? worker : nothing;
}
