import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/**
 * The whole site as `npm start` starts it, on a port of its own, and a browser in front of it. `SITE_URL` names one
 * that stands already, such as a development server.
 */
export type Site = {
  readonly url: string;
  /** Null for a site that stood already. */
  readonly child: ChildProcess | null;
  log(): string;
  stop(): Promise<void>;
};

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function startSite(env: Record<string, string> = {}): Promise<Site> {
  const standing = process.env.SITE_URL;
  if (standing) return { url: standing, child: null, log: () => "", stop: async () => {} };
  const child = spawn(process.execPath, ["scripts/start.js"], {
    cwd: root,
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  const closed = once(child, "close");
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      log = (log + chunk).slice(-2_000_000);
      const found = /Socket Playground is at (http:\S+)/.exec(log)?.[1];
      if (found) resolve(found);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    void closed.then(() => reject(new Error(`the site ended before it stood:\n${log}`)));
  });
  return {
    url,
    child,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}

export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export type Look = { theme?: "dark" | "light"; width?: number; height?: number };

/** A fresh reader: no storage, this theme, this width. Page errors are collected, and a test may look at them. */
export async function newReader(
  browser: Browser,
  look: Look = {},
): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.theme ?? "dark",
  });
  context.setDefaultTimeout(45_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  // Nothing of ours asks for eval. A learner's page, parsed for the preview, may ask for other things that the policy
  // forbids, and is told no.
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ blockedURI, sourceFile }) => {
      if (blockedURI === "eval") reportError(new Error(`eval was asked for by ${sourceFile}`));
    });
  });
  return { page, context, errors };
}

/** Keeps a picture for whoever looks after the tests: test-results/NAME.png. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(`${root}/test-results`, { recursive: true });
  await page.screenshot({ path: `${root}/test-results/${name}.png` });
}
