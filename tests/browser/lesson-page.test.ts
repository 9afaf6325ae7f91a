import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { processTree } from "../bench/process-tree.ts";
import { Desk } from "./desk.ts";
import { type Look, newReader, picture, type Site, startBrowser, startSite } from "./site.ts";

/** The main job, as a person does it: type a program, press the keys, read the terminal and the timeline. */
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

/** A reader with a page of their own; page errors fail the test. */
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

reading(
  "the server hears, once in a while, that somebody is at the page, so that a sandbox waits when Run is pressed",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const said: string[] = [];
    page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => said.push(String(payload))));
    await page.reload();
    await desk.labReady();
    const awake = () => said.filter((text) => text === '{"type":"awake"}').length;
    expect(awake()).toBe(0);
    for (let n = 0; n < 5; n++) await page.keyboard.press("Shift");
    await expect.poll(awake).toBe(1);
    await page.keyboard.press("Shift");
    await page.waitForTimeout(300);
    expect(awake()).toBe(1);
  },
);

reading(
  "a client typed into the editor greets the lab in GBK and reads the answer, and the timeline shows the whole connection",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await desk.write(
      [
        `import { AF_INET, decode, encode, print, SOCK_STREAM, Socket } from "sockets";`,
        `const client = new Socket(AF_INET, SOCK_STREAM);`,
        `client.connect(["10.0.0.1", 8080]);`,
        `client.sendall(encode("你好, this is typed", "gbk"));`,
        `print("answer:", decode(client.recv(1024), "gbk"));`,
        `client.close();`,
      ].join("\n"),
    );
    await desk.run();
    await desk.reads("answer:");
    await desk.reads("ended with code 0");
    await page.waitForTimeout(500);
    await picture(page, "lesson-02-run");
    const rows = await desk.timelineShows(/FIN/);
    for (const what of [/connect/, /sendall/, /recv/, /SYN/, /SYN ACK/, /PSH ACK/, /FIN/])
      expect(
        rows.some((row) => what.test(row)),
        String(what),
      ).toBe(true);
  },
);

reading(
  "server.ts and client.ts talk to each other on one host",
  "/en/lesson/03-tcp-server",
  async (desk, page) => {
    await desk.write(
      [
        `import { AF_INET, print, SO_REUSEADDR, SOCK_STREAM, Socket, SOL_SOCKET } from "sockets";`,
        `const listener = new Socket(AF_INET, SOCK_STREAM);`,
        `listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);`,
        `listener.bind(["", 7777]);`,
        `listener.listen(1);`,
        `print("waiting");`,
        `const [client] = listener.accept();`,
        `const heard = client.recv(100);`,
        `print("server heard", heard.toString());`,
        `client.sendall(Buffer.from(heard.toString().toUpperCase()));`,
        `client.close();`,
      ].join("\n"),
    );
    await desk.run();
    await desk.reads("waiting");
    await desk.addFile("client.ts");
    await desk.write(
      [
        `import { create_connection, print } from "sockets";`,
        `const server = create_connection(["127.0.0.1", 7777]);`,
        `server.sendall(Buffer.from("across the loopback"));`,
        `print("client heard", server.recv(100).toString());`,
      ].join("\n"),
    );
    await page
      .getByRole("button", { name: /^Run client\.ts|^Run/ })
      .last()
      .focus();
    await desk.run();
    await desk.timelineShows(/across the loopback|19 B/);
    await desk.reads(/client heard ACROSS THE LOOPBACK/);
    await picture(page, "two-programs");
  },
);

reading("a UDP conversion against the lab", "/en/lesson/08-udp-celsius", async (desk) => {
  const files = await desk.page.getByRole("tablist", { name: "Files" }).getByRole("tab").allInnerTexts();
  const file = files.find((name) => name.includes("client")) ?? files[0] ?? "";
  await desk.write(
    [
      `import { AF_INET, print, SOCK_DGRAM, Socket } from "sockets";`,
      `const socket = new Socket(AF_INET, SOCK_DGRAM);`,
      `socket.sendto(Buffer.from("37"), ["10.0.0.1", 8888]);`,
      `print("it says:", socket.recv(1024).toString());`,
    ].join("\n"),
    file.trim(),
  );
  await desk.run();
  await desk.reads(/it says:.*98\.6/);
  await desk.timelineShows(/UDP/);
});

reading("four clients are answered by one select loop", "/en/lesson/19-select", async (desk, page) => {
  await desk.write(
    [
      `import { AF_INET, print, select, SO_REUSEADDR, SOCK_STREAM, Socket, SOL_SOCKET } from "sockets";`,
      `const listener = new Socket(AF_INET, SOCK_STREAM);`,
      `listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);`,
      `listener.bind(["", 8000]);`,
      `listener.listen(16);`,
      `const clients = new Set<Socket>();`,
      `let answered = 0;`,
      `while (answered < 4) {`,
      `  const [readable] = select([listener, ...clients], [], [], 20);`,
      `  for (const one of readable) {`,
      `    if (one === listener) { const [client] = listener.accept(); clients.add(client); continue; }`,
      `    let data: Buffer;`,
      `    try { data = (one as Socket).recv(1024); } catch { clients.delete(one as Socket); continue; }`,
      `    if (data.length === 0) { clients.delete(one as Socket); (one as Socket).close(); continue; }`,
      `    (one as Socket).sendall(Buffer.concat([data, Buffer.from(" and welcome")]));`,
      `    answered += 1;`,
      `    print("answered", answered, "of", clients.size);`,
      `  }`,
      `}`,
    ].join("\n"),
  );
  await desk.run();
  await desk.reads("answered 4");
  await picture(page, "lesson-19-run");
});

reading("an endless loop is stopped by its key", "/en/lesson/02-tcp-client", async (desk, page) => {
  await desk.write(`console.log("spinning");\nfor (;;) {}`);
  await desk.run();
  await desk.reads("spinning");
  await page.keyboard.press("Control+.");
  await desk.reads(/ended by SIG(TERM|KILL|INT)/);
});

reading(
  "a syntax error names its line, and a thrown error its own",
  "/en/lesson/02-tcp-client",
  async (desk) => {
    await desk.write(`const fine = 1;\n\nconst = 2;\n`);
    await desk.run();
    await desk.reads(/client\.ts:3/);
    await desk.write(
      `const fine: number = 1;\nfunction fail(): never {\n  throw new Error("on line three");\n}\nfail();\n`,
    );
    await desk.run();
    await desk.reads(/on line three/);
    await desk.reads(/client\.ts:3/);
  },
);

reading("what was typed survives a reload", "/en/lesson/02-tcp-client", async (desk, page) => {
  await desk.write(`console.log("kept across a reload");`);
  await page.waitForTimeout(1_000);
  await page.reload();
  await desk.labReady();
  await page.locator("#code-area").click();
  await page.locator(".monaco-editor .view-line").first().waitFor();
  await desk.run();
  await desk.reads("kept across a reload");
});

reading(
  "the server is killed and started again under an open page: it says so, loses nothing, comes back",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await desk.write(`console.log("before and after");`);
    await desk.run();
    await desk.reads("before and after");
    const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "utf8");
    const stage = processTree(site.child?.pid ?? 0).find((pid) =>
      /(bwrap|setpriv)\0.*server\.js/s.test(commandOf(pid)),
    );
    if (stage === undefined) throw new Error("the sandbox server is not among the site's processes");
    process.kill(stage, "SIGKILL");
    await page
      .getByText(/does not answer|Trying again|opening again/)
      .first()
      .waitFor();
    await picture(page, "server-away");
    await desk.labReady();
    await desk.run();
    await page.waitForTimeout(500);
    await desk.reads(/ended with code 0/);
    expect(await page.locator(".monaco-editor .view-lines").first().innerText()).toMatch(
      /before\s+and\s+after/,
    );
  },
);

reading(
  "what a program prints is text: no markup, no title, no link, no clipboard",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const title = await page.title();
    await desk.write(
      [
        `console.log("<img src=x onerror=window.pwned=1><script>window.pwned=1</script>");`,
        String.raw`console.log("\x1b]0;stolen title\x07\x1b]8;;javascript:window.pwned=1\x07click me\x1b]8;;\x07\x1b]52;c;c3RvbGVu\x07");`,
        `console.log("end of it");`,
      ].join("\n"),
    );
    await desk.run();
    await desk.reads("end of it");
    expect(await desk.terminals()).toContain("<img src=x");
    expect(await page.title()).toBe(title);
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
    expect(await page.locator(".xterm a").count()).toBe(0);
  },
);

reading(
  "typed input reaches the program, and Ctrl+D ends it",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await desk.write(
      `import { input, print } from "sockets";\nprint("hello,", input("who? "));\ntry { input(); } catch { print("no more"); }`,
    );
    await desk.run();
    await desk.reads("who?");
    await desk.type("client.ts", "Ada");
    await desk.reads("hello, Ada");
    await page.keyboard.press("Control+D");
    await desk.reads(/no more/);
  },
);

reading(
  "Step stops before each call and goes on one at a time",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await desk.write(
      [
        `import { AF_INET, SOCK_STREAM, Socket, print } from "sockets";`,
        `const client = new Socket(AF_INET, SOCK_STREAM);`,
        `client.connect(["10.0.0.1", 8080]);`,
        `client.close();`,
        `print("stepped through");`,
      ].join("\n"),
    );
    await page.keyboard.press("F10");
    await page
      .getByText(/paused\sbefore/)
      .first()
      .waitFor();
    expect(await desk.terminals()).not.toContain("stepped through");
    for (let press = 0; press < 6 && !(await desk.terminals()).includes("stepped through"); press++) {
      await page.keyboard.press("F10");
      await page.waitForTimeout(700);
    }
    await desk.reads("stepped through");
  },
);

reading(
  "Check says what each requirement expected and saw, and a solution passes them all",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    await desk.write(`console.log("nothing done");`);
    await page.getByRole("button", { name: "Check my program" }).first().click();
    await page
      .getByText(/expected/i)
      .first()
      .waitFor({ timeout: 120_000 });
    await picture(page, "verdicts");
  },
);

for (const theme of ["dark", "light"] as const) {
  for (const locale of ["en", "zh"] as const) {
    reading(
      `the lesson page has no accessibility fault that axe finds: ${theme}, ${locale}`,
      `/${locale}/lesson/03-tcp-server`,
      async (_desk, page) => {
        await page.waitForTimeout(1_500);
        await picture(page, `lesson-03-${theme}-${locale}`);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
          ),
        ).toEqual([]);
      },
      { theme },
    );
  }
}

reading(
  "the sheet of keys opens by its key and by its button, and gives the focus back however it is closed",
  "/en/play",
  async (_desk, page) => {
    const button = page.getByRole("button", { name: "Show the keyboard shortcuts" });
    const sheet = page.getByRole("dialog");
    const focused = () => button.evaluate((one) => one === document.activeElement);
    await button.focus();
    await page.keyboard.press("Enter");
    await sheet.waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    expect(await focused()).toBe(true);
    await page.keyboard.press("?");
    await sheet.getByRole("button", { name: "Close" }).click();
    await sheet.waitFor({ state: "detached" });
    expect(await focused()).toBe(true);
  },
);

reading(
  "at 360 px reading, running and the timeline are tabs, and nothing is wider than the screen",
  "/en/lesson/02-tcp-client",
  async (_desk, page) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await picture(page, "lesson-02-360");
    for (const name of ["Code", "Terminal", "Timeline"]) {
      await page
        .getByRole("button", { name, exact: true })
        .or(page.getByRole("tab", { name, exact: true }))
        .first()
        .click();
      await page.waitForTimeout(300);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(360);
      await picture(page, `lesson-02-360-${name}`);
    }
    // The line at the foot shows what matters whole, and what has no room not at all.
    const foot = () =>
      page
        .locator("footer div > span")
        .evaluateAll((parts: HTMLElement[]) =>
          parts
            .filter((part) => part.offsetTop < 26 + (parts[0]?.offsetTop ?? 0) - 1)
            .map((part) =>
              part.scrollWidth > part.clientWidth ? `cut: ${part.textContent}` : part.textContent,
            ),
        );
    expect((await foot()).slice(0, 2)).toEqual([expect.stringMatching(/^lab ready/), "0 packets"]);
    await page.keyboard.press("F10");
    await expect.poll(async () => (await foot()).slice(1, 2)).toEqual(["1 waits for Step"]);
    expect((await foot()).filter((part) => part.startsWith("cut"))).toEqual([]);
    await page.keyboard.press("Control+.");
    await expect.poll(async () => (await foot()).join()).not.toContain("Step");
    // What a program says is not missed while something else is in view.
    await page.keyboard.press("Control+Enter");
    const terminal = page.getByRole("button", { name: /^Terminal ?, new lines$/ });
    await terminal.waitFor();
    await picture(page, "lesson-02-360-news");
    await terminal.click();
    await page.getByRole("button", { name: "Terminal", exact: true }).waitFor();
  },
  { width: 360, height: 740 },
);

for (const width of [1440, 360] as const)
  reading(
    `with many files the open one's tab is in view, and running and stepping move no button (${width} px)`,
    "/en/play",
    async (desk, page) => {
      if (width < 900) await page.getByRole("button", { name: "Code", exact: true }).click();
      for (const file of ["handler.ts", "protocol.ts", "a-file-with-a-long-name.ts"])
        await desk.addFile(file);
      const tabs = page.getByRole("tablist", { name: "Files" });
      const inView = async (name: string) => {
        const row = await tabs.boundingBox();
        const tab = await tabs.getByRole("tab", { name }).boundingBox();
        if (!row || !tab) return false;
        // Half a pixel is rounding.
        return tab.x > row.x - 1 && tab.x + tab.width < row.x + row.width + 1 && row.width > 120;
      };
      await expect.poll(() => inView("a-file-with-a-long-name.ts")).toBe(true);
      expect(await inView("server.ts")).toBe(false);
      await tabs.getByRole("tab", { selected: true }).focus();
      await page.keyboard.press("Home");
      await expect.poll(() => inView("server.ts")).toBe(true);

      const buttons = () =>
        Promise.all(
          [/^Step/, /^Stop$/, /^Run/].map(async (name) => {
            const box = await page.locator("#editor").getByRole("button", { name }).first().boundingBox();
            return box && { x: box.x, y: box.y };
          }),
        );
      const idle = await buttons();
      await desk.run();
      await page.locator("#editor").getByRole("button", { name: "Stop", disabled: false }).waitFor();
      expect(await buttons()).toEqual(idle);
      await page.keyboard.press("Control+.");
      await page.locator("#editor").getByRole("button", { name: "Stop", disabled: true }).waitFor();
      await page.keyboard.press("F10");
      await page.getByRole("button", { name: "Continue" }).waitFor();
      expect(await buttons()).toEqual(idle);
      expect(await inView("server.ts")).toBe(true);
    },
    { width, height: 740 },
  );

test("the door leads to the reader's language, and the course map shows 29 lessons", async () => {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto(`${site.url}/`);
  expect(new URL(page.url()).pathname).toBe("/zh");
  expect(await page.locator("html").getAttribute("lang")).toMatch(/^zh/);
  await context.close();
  const { page: english, context: other } = await newReader(browser);
  await english.goto(`${site.url}/en`);
  await english.getByText("29 lessons").first().waitFor();
  const { violations } = await new AxeBuilder({ page: english }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await english.setViewportSize({ width: 360, height: 740 });
  for (const locale of ["en", "zh"]) {
    await english.goto(`${site.url}/${locale}`);
    expect(await english.evaluate(() => document.documentElement.scrollWidth), locale).toBeLessThanOrEqual(
      360,
    );
  }
  await other.close();
});

test("an address without a page says so in both languages and in the reader's theme", async () => {
  for (const theme of ["dark", "light"] as const) {
    const { page, context, errors } = await newReader(browser, { theme });
    const refused: string[] = [];
    page.on(
      "console",
      (message) => message.text().includes("Content Security Policy") && refused.push(message.text()),
    );
    const response = await page.goto(`${site.url}/zh/lesson/no-such-lesson`);
    expect(response?.status()).toBe(404);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    await page.getByRole("heading", { name: "没有这个页面" }).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.documentElement.classList.contains("dark")))
      .toBe(theme === "dark");
    await page.getByRole("link", { name: "课程" }).click();
    await page.waitForURL(/\/zh$/);
    expect([...errors, ...refused]).toEqual([]);
    await context.close();
  }
});
