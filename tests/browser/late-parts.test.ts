import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readings } from "./readings.ts";
import { newReader, picture } from "./site.ts";

/**
 * Parts whose scripts come late, on a line that drops them or from a site that has been replaced: the part alone says
 * so, the page stays whole, and trying again brings it.
 */
const { site, browser, reading } = readings();

type Gate = { answer: "fetch" | "abort" | "gone" };

/** Lets every script through that the page's own HTML names; the others as the gate says. */
async function gateLateScripts(page: Page): Promise<Gate> {
  const gate: Gate = { answer: "fetch" };
  const html = await (await page.request.get(page.url())).text();
  await page.route("**/_next/static/**", async (route) => {
    if (gate.answer === "fetch" || html.includes(new URL(route.request().url()).pathname))
      await route.continue();
    else if (gate.answer === "abort") await route.abort("internetdisconnected");
    else await route.fulfill({ status: 404, body: "Not Found" });
  });
  return gate;
}

const notice = (page: Page) => page.getByRole("alert").filter({ hasText: "could not be loaded" });
const again = (page: Page) => notice(page).getByRole("button", { name: "Try again" });

/** A line that the editor's workers find fault with, so that a test sees when they are there too. */
const faulty = 'const mine: number = "written before";';
const editorAndWorkers = (page: Page) => page.locator(".monaco-editor .squiggly-error").first().waitFor();

/** The text, the editor's bar, the instruments' tabs and the status line: what one part must not take along. */
async function pageIsWhole(page: Page): Promise<void> {
  await page.locator("h1:visible").first().waitFor();
  await page.locator("#editor .btn-primary").first().waitFor();
  await page.locator("#tab-timeline").waitFor();
  await page.getByText(/lab ready in/).waitFor();
}

reading(
  "a timeline, a terminal and an editor that cannot be loaded say so where they stand; what ran meanwhile is on the timeline when it comes",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const gate = await gateLateScripts(page);
    gate.answer = "abort";
    await page.reload();
    await desk.labReady();
    const instruments = page.locator("#instruments");
    await instruments.getByRole("alert").getByText("The site does not answer").first().waitFor();
    await pageIsWhole(page);

    const terminal = page.getByRole("group", { name: "Terminal of client.ts" });
    const editor = page.locator("#editor");
    await desk.run();
    await terminal.getByRole("alert").waitFor();
    await page.getByText(/running · pid/).waitFor();
    await page.locator("#code-area").click();
    await editor.getByRole("alert").waitFor();
    expect(await editor.getByText("import").first().isVisible()).toBe(true);
    await pageIsWhole(page);
    await picture(page, "late-parts");

    // Still no line: the notice stays, and so does the page.
    await terminal.getByRole("button", { name: "Try again" }).click();
    await terminal.getByRole("button", { name: "Try again", disabled: false }).waitFor();

    gate.answer = "fetch";
    await terminal.getByRole("button", { name: "Try again" }).click();
    await terminal.locator(".xterm-rows").waitFor();
    await desk.reads("$ run client.ts");
    await page
      .getByRole("group", { name: /^Log of/ })
      .getByRole("button", { name: "Try again" })
      .click();
    await editor.getByRole("button", { name: "Try again" }).click();
    await page.locator(".monaco-editor .view-line").first().waitFor();
    await instruments.getByRole("button", { name: "Try again" }).click();
    await desk.timelineShows(/socket\(/);
    expect(await notice(page).count()).toBe(0);
  },
);

reading(
  "windows, instruments and the sheet of keys that cannot be loaded say so, and come when tried again",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const gate = await gateLateScripts(page);
    await page.reload();
    await desk.labReady();
    await page.getByRole("button", { name: "Table" }).waitFor();
    await desk.write(faulty);
    await editorAndWorkers(page);
    await page.getByText("A recording of the solution at work.").waitFor();
    await page.locator("#lesson").click();

    const failsThenComes = async (open: () => Promise<void>, part: () => Promise<void>) => {
      gate.answer = "abort";
      await open();
      await again(page).waitFor();
      await pageIsWhole(page);
      gate.answer = "fetch";
      await again(page).click();
      await part();
      expect(await notice(page).count()).toBe(0);
    };
    await failsThenComes(
      () => page.keyboard.press("?"),
      () => page.getByRole("dialog").getByText("In a terminal: end of input").waitFor(),
    );
    await page.keyboard.press("Escape");
    await failsThenComes(
      async () => {
        await page.getByRole("button", { name: "More", exact: true }).click();
        await page.getByRole("menuitem", { name: "Solution…" }).click();
      },
      () => page.getByRole("dialog").getByText("Put it into the editor…").waitFor(),
    );
    await page.keyboard.press("Escape");
    for (const tab of ["Sockets", "Wire", "Peer", "Preview", "Checks"]) {
      const panel = page.getByRole("tabpanel", { name: new RegExp(`^${tab}`) });
      await failsThenComes(
        () => desk.instrument(tab),
        () => panel.locator("section, form, table, fieldset").first().waitFor(),
      );
    }
  },
);

reading(
  "a part of a site that was replaced asks for a reload, which loses nothing that was written",
  "/en/play",
  async (desk, page) => {
    const gate = await gateLateScripts(page);
    await page.reload();
    await desk.labReady();
    await desk.write(faulty);
    await editorAndWorkers(page);
    gate.answer = "gone";
    await page.getByRole("button", { name: "Show the keyboard shortcuts" }).click();
    const sheet = page.getByRole("dialog", { name: "Keys" }).getByRole("alert");
    await sheet.getByText("The site was renewed").waitFor();
    await pageIsWhole(page);
    await picture(page, "late-parts-renewed");

    gate.answer = "fetch";
    const loaded = page.waitForEvent("load");
    await sheet.getByRole("button", { name: "Reload the page" }).click();
    await loaded;
    await desk.labReady();
    await page.locator("#code-area").click();
    await editorAndWorkers(page);
    await page.locator(".monaco-editor").getByText('"written before"').waitFor();

    gate.answer = "abort";
    await page.getByRole("button", { name: "Share", exact: true }).click();
    const share = page.getByRole("dialog", { name: "Share a link" });
    await share.getByRole("alert").waitFor();
    gate.answer = "fetch";
    await again(page).click();
    await share.getByRole("button", { name: "Code and recording", exact: true }).waitFor();
    expect(await notice(page).count()).toBe(0);
  },
);

reading(
  "without the recording of the solution the timeline stands by itself, and the recording comes when tried again",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const gate = await gateLateScripts(page);
    await page.reload();
    await page.getByRole("button", { name: "Table" }).waitFor();
    gate.answer = "abort";
    await desk.labReady();
    const alert = page.locator("#instruments").getByRole("alert");
    await alert.waitFor();
    await page.getByRole("button", { name: "Table" }).waitFor();
    gate.answer = "fetch";
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.getByText("A recording of the solution at work.").waitFor();
  },
);

reading(
  "what the timeline, the sockets and the preview are folded from says so above another instrument, and waits",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const gate = await gateLateScripts(page);
    gate.answer = "abort";
    await page.reload();
    await desk.labReady();
    await desk.instrument("Wire");
    const instruments = page.locator("#instruments");
    const folds = instruments.getByRole("alert").filter({ hasText: "The timeline, the socket tables" });
    await folds.waitFor();
    await instruments.getByText("the first 100,000 events of this lab").waitFor();
    await desk.run();
    await page.getByText(/running · pid/).waitFor();
    await picture(page, "late-parts-folds");

    // Still no line: the notice stays.
    await folds.getByRole("button", { name: "Try again" }).click();
    await folds.getByRole("button", { name: "Try again", disabled: false }).waitFor();
    gate.answer = "fetch";
    await folds.getByRole("button", { name: "Try again" }).click();
    await folds.waitFor({ state: "detached" });
    await pageIsWhole(page);
    await desk.timelineShows(/socket\(/);
  },
);

/** What the editor knows the code by: its workers' scripts, and the declarations of what may be imported. */
const editorHelp = ["**/turbopack-worker-*", "**/editor-types"];

for (const missing of editorHelp)
  reading(
    `an editor without ${missing} says so in its place, finds no false faults, and knows all when tried again`,
    "/en/play",
    async (desk, page) => {
      await page.route(missing, (route) => route.abort("internetdisconnected"));
      await desk.write(`import { Socket } from "sockets";\nnew Socket().bind(["", 8080]);\n${faulty}`);
      const alert = page.locator("#editor").getByRole("alert");
      await alert.getByText("Suggestions and error marks could not be loaded.").waitFor();
      await alert.getByText("The site does not answer").waitFor();
      await pageIsWhole(page);
      expect(await page.locator(".squiggly-error").count()).toBe(0);
      await picture(page, "late-parts-help");

      // Still no line: the notice stays, and so does the text.
      await alert.getByRole("button", { name: "Try again" }).click();
      await alert.getByRole("button", { name: "Try again", disabled: false }).waitFor();
      await page.unroute(missing);
      await alert.getByRole("button", { name: "Try again" }).click();
      await alert.waitFor({ state: "detached" });
      await editorAndWorkers(page);
      expect(await page.locator(".squiggly-error").count()).toBe(1);
      await page.locator(".monaco-editor .view-line").last().click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("\nnew Socket().listen");
      await page.locator(".suggest-widget .monaco-list-row").filter({ hasText: "listen" }).first().waitFor();
    },
  );

test("a page that breaks as a whole says so in both languages, and comes back", async () => {
  const { page, context } = await newReader(browser());
  try {
    await page.addInitScript(() => {
      if (sessionStorage.getItem("mended")) return;
      window.ResizeObserver = class {
        constructor() {
          throw new Error("broken by the test");
        }
      } as unknown as typeof ResizeObserver;
    });
    await page.goto(`${site().url}/zh/lesson/02-tcp-client`);
    await page.getByRole("heading", { name: "This page has broken" }).waitFor();
    await page.getByText("页面出错了。").waitFor();
    await picture(page, "page-broken");
    await page.evaluate(() => sessionStorage.setItem("mended", "yes"));
    await page.getByRole("button", { name: "Reload" }).click();
    await page.locator("#editor .btn-primary").first().waitFor();
    await page.getByText(/就绪/).first().waitFor();
  } finally {
    await context.close();
  }
}, 120_000);
