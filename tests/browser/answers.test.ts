import { readdirSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readings } from "./readings.ts";
import { newReader } from "./site.ts";

/** What the running site tells a browser to refuse, with each kind of answer it gives. */
const { site, browser } = readings();

/** The address as it stands here, not as a browser would tidy it. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get({ ...address(), path, headers }, resolve).on("error", reject),
  );
  answer.resume();
  return answer;
}

const address = () => {
  const { hostname, port } = new URL(site().url);
  return { hostname, port };
};

const chunks = fileURLToPath(
  new URL(`../../${process.env.NEXT_DIST_DIR ?? ".next"}/static/chunks`, import.meta.url),
);
const built = (ending: string) =>
  `/_next/static/chunks/${readdirSync(chunks).find((name) => name.endsWith(ending))}`;

const page = /^default-src 'none'; script-src 'self' ('sha256-[^ ]+' ?)+; .*frame-ancestors 'none'$/;
const script = /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/;
const nothing = /^default-src 'none'; style-src 'unsafe-inline'; .*frame-ancestors 'none'; sandbox$/;

const answers: readonly [path: string, status: number, policy: RegExp][] = [
  ["/", 307, nothing],
  ["/en", 200, page],
  ["/zh", 200, page],
  ["/en/", 308, nothing],
  ["/en/play", 200, page],
  ["/zh/replay", 200, page],
  ["/en/lesson/02-tcp-client", 200, page],
  ["/en/lesson/none", 404, page],
  ["/lesson/none", 307, nothing],
  ["/play", 307, nothing],
  ["/nowhere", 404, page],
  ["/nowhere/at/all.html", 404, page],
  ["//elsewhere.example", 308, nothing],
  ["/en/nowhere", 404, page],
  ["/500", 404, page],
  ["/_error", 404, page],
  ["/_not-found", 404, page],
  ["/favicon.ico", 404, page],
  ["/api", 404, page],
  ["/api/none", 404, page],
  ["/api/share", 405, nothing],
  ["/api/share/none", 404, nothing],
  ["/api/share/none/none", 404, page],
  ["/recordings/none/none", 404, page],
  ["/recordings/02-tcp-client/solution-berkeley.socketlab", 200, nothing],
  ["/solutions/none/none.json", 404, page],
  ["/solutions/02-tcp-client/node.json", 200, nothing],
  ["/editor-types", 200, nothing],
  ["/sockets-package", 200, nothing],
  ["/icon.svg", 200, nothing],
  ["/_next/none", 404, page],
  ["/_next/image", 400, nothing],
  ["/_next/static/none.js", 404, nothing],
  ["/healthz", 200, nothing],
  ["/readyz", 200, nothing],
  ["/metrics", 200, nothing],
  ["/lab", 426, nothing],
  ["/lab/none", 404, page],
  ["/%", 400, nothing],
  ["/en/%ff", 400, nothing],
];

test("every answer says what a browser is to refuse, and a page names its own scripts", async () => {
  const all = [...answers, [built(".js"), 200, script] as const, [built(".css"), 200, nothing] as const];
  const seen = await Promise.all(
    all.map(async ([path]) => {
      const { statusCode, headers } = await ask(path);
      return { path, statusCode, headers, policy: String(headers["content-security-policy"]) };
    }),
  );
  for (const [at, [path, status, policy]] of all.entries()) {
    const answer = seen[at];
    expect({ path, status: answer?.statusCode }).toEqual({ path, status });
    expect(answer?.policy, path).toMatch(policy);
    expect(answer?.headers, path).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect(answer?.headers["x-powered-by"], path).toBeUndefined();
  }
});

test("an answer that has not changed keeps what it said before", async () => {
  for (const [path, policy] of [
    ["/en/play", page],
    ["/nowhere", page],
    ["/icon.svg", undefined],
    [built(".js"), undefined],
  ] as const) {
    const first = await ask(path);
    const again = await ask(path, { "if-none-match": String(first.headers.etag) });
    const said = again.headers["content-security-policy"];
    expect({ path, status: again.statusCode }).toEqual({ path, status: first.headers.etag ? 304 : 200 });
    if (again.statusCode === 304 && policy === undefined) expect(said, path).toBe(undefined);
    else expect(said, path).toBe(first.headers["content-security-policy"]);
  }
});

test("what a page fetches of another one says the same", async () => {
  const { status, headers } = await fetch(`${site().url}/en/play`, { headers: { RSC: "1" } });
  expect([status, headers.get("content-type")]).toEqual([200, expect.stringContaining("text/x-component")]);
  expect(headers.get("content-security-policy")).toMatch(nothing);
});

test("no page, nor the one for an address that has none, asks for what its policy refuses", async () => {
  const { page, context, errors } = await newReader(browser());
  try {
    await page.addInitScript(() =>
      addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) =>
        reportError(new Error(`${effectiveDirective} refused ${blockedURI} at ${location.pathname}`)),
      ),
    );
    for (const path of ["/nowhere", "/api/none", "/en/none", "/en", "/zh/replay", "/en/play"]) {
      await page.goto(`${site().url}${path}`, { waitUntil: "networkidle" });
      // The theme's class is written by an inline script of the page.
      await page.locator("html.dark").waitFor();
    }
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}, 180_000);
