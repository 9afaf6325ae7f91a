import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRecording } from "../../protocol/recording-file.ts";
import { Desk } from "./desk.ts";
import { type Look, newReader, picture, type Site, startBrowser, startSite } from "./site.ts";

/** Each instrument in the playground, on real runs: what a hand does to the wire and to a server, and what is seen. */
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  browser = await startBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
}, 60_000);

function reading(
  name: string,
  path: string,
  body: (desk: Desk, page: Page) => Promise<void>,
  look: Look = {},
): void {
  test(name, async () => {
    const { page, context, errors } = await newReader(browser, look);
    try {
      await body(await Desk.open(page, site, path), page);
      expect(errors).toEqual([]);
    } catch (error) {
      await picture(page, `failed-${name.replaceAll(/\W+/g, "-").slice(0, 60)}`);
      throw error;
    } finally {
      await context.close();
    }
  }, 180_000);
}

/** Starts the playground's own TCP server and has the assistant connect to it. */
async function serverWithAssistant(desk: Desk, page: Page): Promise<void> {
  await desk.run();
  await desk.reads("listening on port 8989");
  await desk.instrument("Peer");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "What to send" }).fill(text);
  await page.getByRole("button", { name: /^Send/ }).first().click();
}

const log = (page: Page) => page.getByRole("list", { name: "Log" });

reading(
  "the assistant talks to the learner's server in text, hex and both, half-closes and resets",
  "/en/play",
  async (desk, page) => {
    await serverWithAssistant(desk, page);
    await log(page).getByText("connected to").waitFor();
    await say(page, "hello");
    await log(page).getByText(/HELLO/).waitFor();
    await page.getByText("Hex", { exact: true }).first().click();
    await say(page, "0x77 6f,72 \\x6c64");
    await log(page).getByText(/WORLD/).waitFor();
    await page.getByText("Mixed", { exact: true }).click();
    await say(page, "a\\x62\\u0063");
    await log(page).getByText(/ABC/).waitFor();

    await log(page).getByRole("button", { name: "Send again" }).first().click();
    await expect.poll(() => log(page).getByText(/HELLO/).count()).toBe(2);

    await page.getByRole("button", { name: "Half-close", exact: true }).click();
    await desk.reads(/10\.0\.0\.1:\d+ left/);
    await desk.timelineShows(/FIN/);
    await desk.instrument("Peer");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByRole("button", { name: "Reset", exact: true }).click();
    await desk.timelineShows(/RST/);
    await picture(page, "instrument-assistant");
  },
);

reading("a held wire is walked frame by frame: release, drop, alter", "/en/play", async (desk, page) => {
  await desk.run();
  await desk.reads("listening on port 8989");
  await desk.instrument("Wire");
  await page.getByRole("button", { name: "Hold" }).click();
  await page.getByText("every frame waits for your hand").waitFor();
  await desk.instrument("Peer");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await desk.instrument("Wire");

  // The client's SYN stands at the wire, and the server still waits.
  const release = page.getByRole("button", { name: /^Release: Frame \d+, lab to you.*\[SYN\]/ }).first();
  await release.waitFor();
  expect(await desk.terminals()).not.toContain("came");
  await page
    .getByRole("button", { name: /^Alter.*: Frame.*\[SYN\]/ })
    .first()
    .click();
  const bytes = page.getByRole("textbox", { name: "The frame's bytes in hex" });
  expect(await bytes.inputValue()).toMatch(/^([0-9a-f]{2} ?\n?)+$/);
  await bytes.fill("00 0");
  await page.getByText("A frame has at least 14 bytes").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await picture(page, "instrument-hold");
  await release.click();
  await page
    .getByRole("button", { name: /^Release: Frame \d+, you to lab.*\[SYN ACK\]/ })
    .first()
    .waitFor();
  // Off again: what waits goes on by itself, and the handshake ends.
  await page.getByRole("button", { name: "Hold" }).click();
  await desk.reads(/10\.0\.0\.1:\d+ came/);
});

reading("a lossy wire says what it does, loses frames, and TCP mends it", "/en/play", async (desk, page) => {
  await serverWithAssistant(desk, page);
  await log(page).getByText("connected to").waitFor();
  await desk.instrument("Wire");
  await page.getByText("Bad day", { exact: true }).click();
  await page.getByText(/Both ways: 10 % of frames are lost/).waitFor();
  await desk.instrument("Peer");
  for (let n = 0; n < 12; n += 1) await say(page, `message ${n}`);
  await log(page)
    .getByText(/MESSAGE 11/)
    .waitFor({ timeout: 90_000 });
  await desk.instrument("Wire");
  await page.getByText("Perfect", { exact: true }).click();
  await page.getByText("The wire is perfect").waitFor();
  await page.getByText(/So far: \d+ delivered/).waitFor();
});

reading(
  "the socket tables show a listener's queue and the path of a connection",
  "/en/play",
  async (desk, page) => {
    await serverWithAssistant(desk, page);
    await log(page).getByText("connected to").waitFor();
    // The template serves one client at a time, so a second one waits in the accept queue.
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await desk.instrument("Sockets");
    const you = page.getByRole("region", { name: "you Sockets" });
    await you.getByRole("row").filter({ hasText: "LISTEN" }).getByText("1 of 128").waitFor();
    await you
      .getByRole("row")
      .filter({ hasText: "ESTABLISHED" })
      .first()
      .getByRole("button", { name: /ESTABLISHED/ })
      .click();
    const path = page.getByRole("img", { name: /States that this socket was seen in/ });
    expect(await path.getAttribute("aria-label")).toContain("ESTABLISHED");
    await picture(page, "instrument-sockets");
    await you
      .getByRole("row")
      .filter({ hasText: "LISTEN" })
      .getByRole("button", { name: /server\.ts/ })
      .click();
    await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();
  },
);

reading(
  "the preview shows the page of the learner's HTTP server, styled and without scripts",
  "/en/play",
  async (desk, page) => {
    await page.getByRole("button", { name: /^HTTP/ }).click();
    await page.getByText("Your files were replaced.").waitFor();
    await desk.run();
    await desk.reads("listening on port 8080");
    await desk.instrument("Preview");
    await page.getByRole("button", { name: "Go" }).click();
    const heading = page.frameLocator("iframe").getByRole("heading", { name: "Hello from 10.0.0.2" });
    await heading.waitFor();
    // The style sheet came from the learner's server too, by a request of its own.
    await expect
      .poll(() => heading.evaluate((element) => getComputedStyle(element).color))
      .toBe("rgb(161, 95, 0)");
    await desk.reads("GET /style.css HTTP/1.1");
    expect(await page.locator("iframe").getAttribute("sandbox")).toBe("");
    await picture(page, "instrument-preview");
    await page.getByRole("button", { name: "A page that is not there" }).click();
    await page.getByText("404 Not Found", { exact: true }).first().waitFor();
  },
);

reading("hostile pages stay inside the preview's frame", "/en/play", async (desk, page) => {
  await desk.write(
    [
      `import http from "node:http";`,
      `http.createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(`,
      `  '<h1>hostile</h1><script>parent.document.title = "owned"</script><img src=x onerror="parent.document.title=1">'`,
      `  + '<a href="https://example.com/">away</a><meta http-equiv="refresh" content="0;url=https://example.com/">'`,
      `  + '<base href="https://example.com/"><form action="https://example.com/"><button>go</button></form>',`,
      `)).listen(8080, () => console.log("listening"));`,
    ].join("\n"),
  );
  const left: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url) && /^https?:/.test(request.url())) left.push(request.url());
  });
  await desk.run();
  await desk.reads("listening");
  await desk.instrument("Preview");
  await page.getByRole("button", { name: "Go" }).click();
  const frame = page.frameLocator("iframe");
  await frame.getByRole("heading", { name: "hostile" }).waitFor();
  await frame.getByText("away").click();
  await frame.getByRole("button", { name: "go" }).click();
  await page.waitForTimeout(1_000);
  expect(await page.title()).toContain("Playground");
  expect(left).toEqual([]);
  expect(await frame.locator("script, base, meta[http-equiv=refresh], [href], [onerror]").count()).toBe(0);
});

reading(
  "a run is shared by a link and played without a lab; the project is taken away",
  "/en/play",
  async (desk, page) => {
    await serverWithAssistant(desk, page);
    await log(page).getByText("connected to").waitFor();
    await say(page, "hello");
    await log(page).getByText(/HELLO/).waitFor();

    await page.getByRole("button", { name: "Share", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Share a link" });
    const saving = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Save the recording" }).click();
    const saved = readRecording(new Uint8Array(readFileSync(await (await saving).path())));
    if (!saved.ok) throw new Error(saved.why);
    expect(saved.recording.events.some((event) => event.type === "program-started")).toBe(true);
    await dialog.getByRole("button", { name: "Code and recording" }).click();
    const link = await dialog.getByRole("textbox", { name: "Share a link" }).inputValue();
    expect(link).toMatch(/\/en\/replay#[rs]=/);
    await page.keyboard.press("Escape");

    const taking = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the project" }).click();
    const project = unzipSync(new Uint8Array(readFileSync(await (await taking).path())));
    expect(Object.keys(project)).toContain("socket-project/server.ts");
    expect(Object.keys(project).some((name) => /sockets-[\d.]+\.tgz$/.test(name))).toBe(true);

    const { page: other, context, errors } = await newReader(browser);
    const sockets: string[] = [];
    other.on("websocket", (socket) => sockets.push(socket.url()));
    await other.goto(link);
    await other.getByRole("button", { name: "Play", exact: true }).click();
    await expect
      .poll(async () => (await other.locator(".xterm-rows").allInnerTexts()).join(), { timeout: 60_000 })
      .toContain("came");
    await other.getByRole("slider", { name: "Moment of the recording" }).press("ArrowLeft");
    await picture(other, "replay");
    // The development server's own socket is no lab.
    expect(sockets.filter((url) => url.endsWith("/lab"))).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  },
);

reading(
  "a lesson opens with its solution at work, and one's own run takes its place",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await page.getByText("A recording of the solution at work").waitFor();
    expect((await desk.timelineRows()).some((row) => /SYN/.test(row))).toBe(true);
    await desk.run();
    await page.getByText("A recording of the solution at work").waitFor({ state: "hidden" });
  },
);

for (const [locale, tabs] of [
  ["en", ["Sockets", "Wire", "Peer", "Preview"]],
  ["zh", ["套接字", "线路", "对端", "预览"]],
] as const) {
  for (const look of [{ theme: "dark" }, { theme: "light", width: 360, height: 740 }] as const) {
    reading(
      `the instruments are accessible (${locale}, ${look.theme})`,
      `/${locale}/play`,
      async (desk, page) => {
        await desk.run();
        for (const tab of tabs) {
          const narrow = "width" in look;
          await (narrow
            ? page.locator("nav button", { hasText: tab })
            : page.getByRole("tab", { name: new RegExp(`^${tab}`) })
          )
            .first()
            .click();
          await page.waitForTimeout(500);
          const { violations } = await new AxeBuilder({ page }).include("#instruments").analyze();
          expect(violations.map(({ id, nodes }) => `${tab} ${id}: ${nodes[0]?.html}`)).toEqual([]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(wide).toBeLessThanOrEqual(0);
          await picture(page, `instrument-${tab}-${locale}-${look.theme}`);
        }
      },
      look,
    );
  }
}
