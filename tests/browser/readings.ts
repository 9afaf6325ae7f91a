import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "./desk.ts";
import { type Look, newReader, picture, type Site, startBrowser, startSite } from "./site.ts";

/**
 * One site and one browser for a file of tests. `reading` is a test with a reader of its own, who begins at a page
 * with a lab; page errors fail it, and what it looked like when it failed is kept.
 */
export function readings(): {
  site(): Site;
  browser(): Browser;
  reading(name: string, path: string, body: (desk: Desk, page: Page) => Promise<void>, look?: Look): void;
} {
  let site: Site | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    site = await startSite();
    browser = await startBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  }, 60_000);
  const there = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error("asked for before the file's tests began");
    return thing;
  };
  return {
    site: () => there(site),
    browser: () => there(browser),
    reading: (name, path, body, look = {}) =>
      test(name, async () => {
        const { page, context, errors } = await newReader(there(browser), look);
        try {
          await body(await Desk.open(page, there(site), path), page);
          expect(errors).toEqual([]);
        } catch (error) {
          await picture(page, `failed-${name.replaceAll(/\W+/g, "-").slice(0, 60)}`);
          throw error;
        } finally {
          await context.close();
        }
      }, 180_000),
  };
}
