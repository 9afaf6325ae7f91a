import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "./desk.ts";
import { newReader, picture, type Site, startBrowser, startSite } from "./site.ts";

/** The timeline on real runs: a packet opened by keyboard, a look back in time, and two thousand packets live. */
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

const talkingToItself = (count: number) => `
import { AF_INET, encode, print, SOCK_DGRAM, Socket } from "sockets";
const to = new Socket(AF_INET, SOCK_DGRAM);
to.bind(["127.0.0.1", 5000]);
const from = new Socket(AF_INET, SOCK_DGRAM);
for (let i = 1; i <= ${count}; i++) {
  from.sendto(encode("number " + i), ["127.0.0.1", 5000]);
  to.recv(64);
}
print("all came");
`;

const picked = (page: Page) => page.getByRole("region", { name: "Timeline" }).getByRole("listbox");
const detail = (page: Page) => page.getByRole("region", { name: "Detail" });

function reading(name: string, body: (desk: Desk, page: Page) => Promise<void>): void {
  test(name, async () => {
    const { page, context, errors } = await newReader(browser);
    try {
      await body(await Desk.open(page, site, "/en/lesson/02-tcp-client"), page);
      expect(errors).toEqual([]);
    } catch (error) {
      await picture(page, `failed-${name.replaceAll(/\W+/g, "-").slice(0, 60)}`);
      throw error;
    } finally {
      await context.close();
    }
  }, 180_000);
}

reading(
  "a packet opened by keyboard names the calls that sent and took it, and its fields in words",
  async (desk, page) => {
    await desk.write(talkingToItself(3));
    await desk.run();
    await desk.reads("all came");
    await picked(page).focus();
    await page.keyboard.press("End");
    const third = page.getByRole("option", { name: /UDP 8 B “number 3”/ });
    for (let i = 0; i < 12 && (await third.count()) === 0; i++) await page.keyboard.press("ArrowUp");
    expect(await third.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");
    const open = detail(page);
    await open.waitFor();
    const told = (await open.innerText()).replaceAll(/\s+/g, " ");
    expect(told).toContain("Sent by sendto() client.ts:7");
    expect(told).toContain("Received by recv() client.ts:8");
    await open.getByRole("button", { name: "Destination port" }).click();
    expect(await open.innerText()).toContain("5000");
    await page.keyboard.press("Escape");
    await open.waitFor({ state: "detached" });
  },
);

reading("a look back shows the terminals as they were, and now is one press away", async (desk, page) => {
  await desk.write(talkingToItself(3));
  await desk.run();
  await desk.reads("all came");
  await picked(page).focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press("[");
  await page.getByRole("button", { name: "Now", exact: true }).waitFor();
  await expect.poll(() => desk.terminals(), { timeout: 30_000 }).not.toContain("all came");
  await page.getByRole("button", { name: "Now", exact: true }).click();
  await desk.reads("all came");
});

reading(
  "two thousand packets live: the second thousand costs the page what the first did",
  async (desk, page) => {
    await desk.write(`
import { AF_INET, encode, input, print, SOCK_DGRAM, Socket } from "sockets";
const to = new Socket(AF_INET, SOCK_DGRAM);
to.bind(["127.0.0.1", 5000]);
const from = new Socket(AF_INET, SOCK_DGRAM);
for (const half of ["first", "second"]) {
  for (let i = 1; i <= 1000; i++) {
    from.sendto(encode("number " + i), ["127.0.0.1", 5000]);
    to.recv(64);
  }
  print(half + " half came");
  input();
}
`);
    // The processor time of the page's own thread: what else runs on this machine does not count.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const spent = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0;
    };
    const packets = async (count: number) =>
      await expect
        .poll(
          async () =>
            Number(/([\d,]+) packets/.exec(await page.locator("body").innerText())?.[1]?.replace(",", "")),
          { timeout: 60_000 },
        )
        .toBeGreaterThanOrEqual(count);
    const start = await spent();
    await desk.run();
    await desk.reads("first half came", 120_000);
    await packets(1_000);
    const middle = await spent();
    await desk.type("client.ts", "");
    await desk.reads("second half came", 120_000);
    await packets(2_000);
    const end = await spent();
    console.log(`the page's own time: ${(middle - start).toFixed(2)} s, then ${(end - middle).toFixed(2)} s`);
    expect(end - middle).toBeLessThan((middle - start) * 3);

    await picked(page).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("End");
    await expect
      .poll(() => picked(page).evaluate((element) => element.scrollTop), { timeout: 30_000 })
      .toBeGreaterThan(10_000);
    await picture(page, "timeline-two-thousand");
  },
);
