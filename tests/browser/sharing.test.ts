import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync, strToU8, unzipSync } from "fflate";
import type { Download, Page } from "playwright-core";
import { expect, test } from "vitest";
import { packRecording, readRecording } from "../../protocol/recording-file.ts";
import type { Desk } from "./desk.ts";
import { readings } from "./readings.ts";
import { newReader, picture } from "./site.ts";

/** What leaves the page and comes back: recordings as files and links, shared code, and a project that runs elsewhere. */
const { site, browser, reading } = readings();

async function bytesOf(download: Download): Promise<Uint8Array> {
  return new Uint8Array(readFileSync(await download.path()));
}

/** The file that the share window saves. */
async function savedRecording(page: Page): Promise<Buffer> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the recording" }).click();
  return Buffer.from(await bytesOf(await saving));
}

/** The link that the share window makes of the code, or of code and recording. */
async function linkTo(page: Page, what: "Code" | "Code and recording"): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share a link" });
  await dialog.getByRole("button", { name: what, exact: true }).click();
  const link = await dialog.getByRole("textbox", { name: "Share a link" }).inputValue();
  await page.keyboard.press("Escape");
  return link;
}

/** Opens an address as somebody else: a fresh browser, without anything that this reader has. */
async function asSomebodyElse(address: string, body: (page: Page) => Promise<void>): Promise<void> {
  const { page, context, errors } = await newReader(browser());
  try {
    await page.goto(address);
    await body(page);
    expect(errors).toEqual([]);
  } catch (error) {
    await picture(page, "failed-somebody-else");
    throw new AggregateError([error], `${error}; page errors: ${errors.join("; ") || "none"}`);
  } finally {
    await context.close();
  }
}

const terminals = async (page: Page) =>
  (await page.locator(".xterm-rows").allInnerTexts()).join("\n").replaceAll("\u00a0", " ");

/** The same once every terminal has drawn all that its log holds at the shown moment. */
async function drawnTerminals(page: Page): Promise<string> {
  const drawn = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("[data-entries]")].every(
        ({ dataset, firstElementChild }) =>
          dataset.entries === "0" ||
          (firstElementChild as HTMLElement | null)?.dataset.drawn === dataset.entries,
      ),
    );
  await expect.poll(drawn, { timeout: 60_000 }).toBe(true);
  return terminals(page);
}

const moment = (page: Page) => page.getByRole("slider", { name: "Moment of the recording" });

const atItsEnd = async (page: Page) =>
  (await moment(page).inputValue()) === (await moment(page).getAttribute("max"));

/** Hands a file to the page of replays. */
async function openRecording(page: Page, buffer: Buffer): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a file…" }).click();
  await (await choosing).setFiles({ name: "x.socketlab", mimeType: "application/gzip", buffer });
}

/** The playground's own log of the assistant. */
const log = (page: Page) => page.getByRole("list", { name: "Log" });
async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "What to send" }).fill(text);
  await page.getByRole("button", { name: /^Send/ }).first().click();
}
async function serverWithAssistant(desk: Desk, page: Page): Promise<void> {
  await desk.run();
  await desk.reads("listening on port 8989");
  await desk.instrument("Peer");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

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

    const { page: other, context, errors } = await newReader(browser());
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
  "a small run travels in the link itself, and a larger one is kept by the site; both play for somebody else",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import { create_connection, encode, print } from "sockets";
const client = create_connection(["10.0.0.1", 7]);
client.sendall(encode("small"));
print("back:", client.recv(100).toString());
`);
    await desk.run();
    await desk.reads("ended with code 0");
    const small = await linkTo(page, "Code and recording");
    expect(small).toMatch(/\/en\/replay#r=[\w-]+$/);

    // Random bytes are not to be compressed: the same few calls make a recording too large for a link.
    await desk.write(`import { randomBytes } from "node:crypto";
import { AF_INET, print, SOCK_DGRAM, Socket } from "sockets";
const client = new Socket(AF_INET, SOCK_DGRAM);
for (let n = 0; n < 20; n++) {
  client.sendto(randomBytes(1000), ["10.0.0.1", 7]);
  client.recv(2000);
}
print("large");
`);
    await desk.run();
    await desk.reads("large");
    await desk.reads(/large\s+\[ended with code 0/);
    const large = await linkTo(page, "Code and recording");
    expect(large).toMatch(/\/en\/replay#s=[\w-]{22}$/);

    await asSomebodyElse(small, async (other) => {
      await moment(other).press("End");
      await expect.poll(() => terminals(other), { timeout: 60_000 }).toContain("back: small");
    });
    await asSomebodyElse(large, async (other) => {
      await moment(other).press("End");
      await expect.poll(() => terminals(other), { timeout: 60_000 }).toContain("large");
      await other.getByRole("button", { name: "Table" }).click();
      await other
        .getByRole("row", { name: /UDP 1000 B/ })
        .first()
        .waitFor();
    });
  },
);

reading(
  "a saved run opens at /replay from its file, and scrubbing shows terminals and sockets as they were",
  "/en/play",
  async (desk, page) => {
    await serverWithAssistant(desk, page);
    await log(page).getByText("connected to").waitFor();
    await say(page, "hello");
    await log(page).getByText(/HELLO/).waitFor();
    await page.getByRole("button", { name: "Half-close", exact: true }).click();
    await desk.reads(/10\.0\.0\.1:\d+ left/);
    const file = await savedRecording(page);

    await asSomebodyElse(`${site().url}/en/replay`, async (other) => {
      await openRecording(other, file);
      await moment(other).press("End");
      expect(await drawnTerminals(other)).toContain("left");
      await moment(other).press("Home");
      let before = await drawnTerminals(other);
      expect(before).not.toContain("came");
      // Step by step until the client has come. The last step is the end, so there is one.
      const press = async (key: string) => {
        await moment(other).press(key);
        return drawnTerminals(other);
      };
      let after = await press("ArrowRight");
      while (!after.includes("came") && !(await atItsEnd(other))) {
        before = after;
        after = await press("ArrowRight");
      }
      expect(before).not.toContain("came");
      expect(after).toContain("came");
      expect(after).not.toContain("left");
      // Going back draws the terminal anew, from its first line on.
      expect(await press("ArrowLeft")).toBe(before);
      expect(before).toMatch(/^\$ run server\.ts/);
      expect(await press("ArrowRight")).toBe(after);
      // There is one slider for its time, and what the timeline is asked for moves it.
      await moment(other).press("End");
      expect(await other.getByRole("slider").count()).toBe(1);
      const shownAt = async () => Number(await moment(other).inputValue());
      const end = await shownAt();
      const timeline = other.getByRole("listbox", { name: /^Timeline/ });
      await timeline.press("[");
      expect(await shownAt()).toBeLessThan(end);
      await timeline.press("]");
      expect(await shownAt()).toBe(end);
      await timeline.press("Home");
      await timeline.press("Enter");
      await other.getByTitle("Show this moment").click();
      await expect.poll(shownAt, { timeout: 60_000 }).toBeLessThan(end);
      await moment(other).press("End");
      await other.getByRole("tab", { name: "Sockets" }).click();
      await other.getByRole("region", { name: "you Sockets" }).getByText("LISTEN").waitFor();
      await picture(other, "replay-file");
    });
  },
);

reading(
  "what is typed stands once in its terminal, and a look back and a recording show it as it stood",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import { input, print, Socket } from "sockets";
const name = input("name? ");
const socket = new Socket();
print("hello,", name);
socket.close();
try {
  input("more? ");
} catch {
  print("no more");
}
`);
    await desk.run();
    await desk.reads("name?");
    await desk.type("server.ts", "Ada");
    await desk.reads(/hello, Ada\s+more\?/);
    await page.keyboard.press("Control+d");
    await desk.reads("ended with code 0");
    const shown = async (reader: Page) => {
      await drawnTerminals(reader);
      const rows = reader.getByRole("group", { name: "Terminal of server.ts" }).locator(".xterm-rows");
      const text = (await rows.allInnerTexts()).join().replaceAll("\u00a0", " ").trimEnd();
      return text.split("\n").map((line) => line.trimEnd());
    };
    const live = await shown(page);
    expect(live.slice(1, 5)).toEqual(["name? Ada", "hello, Ada", "more? ^D", "no more"]);

    // Back to before the greeting: the name has been typed.
    const scrubber = page.getByRole("slider", { name: "Moment shown" });
    let past = live;
    while (past.includes("hello, Ada") && (await scrubber.inputValue()) !== "0") {
      const told = await scrubber.getAttribute("aria-valuetext");
      await scrubber.press("ArrowLeft");
      await expect.poll(() => scrubber.getAttribute("aria-valuetext"), { timeout: 60_000 }).not.toBe(told);
      past = await shown(page);
    }
    expect(past).toEqual([live[0], "name? Ada"]);
    await page.getByRole("button", { name: "Now", exact: true }).click();
    expect(await shown(page)).toEqual(live);

    const file = await savedRecording(page);
    await asSomebodyElse(`${site().url}/en/replay`, async (other) => {
      await openRecording(other, file);
      await moment(other).press("Home");
      const steps = [await shown(other)];
      while (!(await atItsEnd(other))) {
        await moment(other).press("ArrowRight");
        steps.push(await shown(other));
      }
      const typed = steps.findIndex((step) => step.includes("name? Ada"));
      expect(steps.slice(typed - 1, typed + 1)).toEqual([
        [live[0], "name?"],
        [live[0], "name? Ada"],
      ]);
      expect(steps.at(-1)).toEqual(live);
    });
  },
);

test("what is no recording is refused in words, and markup in one is text", async () => {
  await asSomebodyElse(`${site().url}/en/replay`, async (page) => {
    const said = page
      .locator("main, body")
      .getByRole("alert")
      .filter({ hasText: /recording/ });
    await openRecording(page, Buffer.from("not even gzip"));
    await said.getByText("This is no recording, or it was damaged on the way.").waitFor();
    await openRecording(page, Buffer.from(gzipSync(strToU8('{"version":1,"events":[{"type":"nonsense"}]}'))));
    await said.getByText("This file is not a recording that this site understands.").waitFor();
    // 64 MB of zeroes in 64 kB.
    await openRecording(page, Buffer.from(gzipSync(new Uint8Array(64 * 1024 * 1024))));
    await said.getByText("This recording is larger than what can be opened here.").waitFor();
    await page.getByRole("textbox", { name: "Paste a link to a recording" }).fill("https://example.com/#x=1");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await said.getByText("This is no link to a recording.").waitFor();
    const hostile = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>";
    const recording = packRecording({
      version: 1,
      lesson: null,
      idiom: "berkeley",
      files: { "server.ts": hostile },
      events: [
        {
          type: "program-started",
          at: 1,
          run: "r1",
          file: "server.ts",
          pid: 2,
          args: [hostile],
          step: false,
        },
        { type: "output", at: 2, run: "r1", stream: "stdout", text: `${hostile}\n` },
        { type: "input", at: 3, run: "r1", text: `\x1b]2;${hostile}\x07typed ${hostile}\n` },
      ],
    } as Parameters<typeof packRecording>[0]);
    await openRecording(page, Buffer.from(recording));
    await moment(page).press("End");
    await expect.poll(() => terminals(page), { timeout: 60_000 }).toContain("typed <img src=x");
    await page.getByText("<script>window.pwned=1</script>").first().waitFor();
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  });
  await asSomebodyElse(`${site().url}/en/replay#r=AAAA`, async (page) => {
    await page.getByText("This is no recording, or it was damaged on the way.").waitFor();
  });
  await asSomebodyElse(`${site().url}/en/replay#s=${"A".repeat(22)}`, async (page) => {
    await page.getByText("This recording is not there: shared links work for thirty days.").waitFor();
  });
}, 180_000);

reading(
  "what keeps a link from being made or copied is said, and the link is at hand",
  "/en/play",
  async (_desk, page) => {
    // As on a page without TLS, where there is no clipboard.
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.getByRole("button", { name: "Share", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Share a link" });
    await dialog.getByRole("button", { name: "Code", exact: true }).click();
    await dialog.getByRole("button", { name: "Copy", exact: true }).click();
    await dialog.getByText(/The link is selected: copy it with your keys/).waitFor();
    const link = dialog.getByRole("textbox", { name: "Share a link" });
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(await link.inputValue());

    // Code too large for a link's own letters goes through the site, which may say no.
    const large = packRecording({
      version: 1,
      lesson: "03-tcp-server",
      idiom: "berkeley",
      files: { "server.ts": randomBytes(20_000).toString("base64") },
      events: [{ type: "output", at: 1, run: "r1", stream: "stdout", text: "hello\n" }],
    });
    await asSomebodyElse(`${site().url}/en/replay`, async (other) => {
      await other.route("**/api/share", (route) =>
        route.fulfill({ status: 429, headers: { "retry-after": "7" }, json: { why: "too-many" } }),
      );
      await openRecording(other, Buffer.from(large));
      // A lesson's recording has its lesson's name.
      await other.getByRole("heading", { name: /^3 · The TCP server flow/ }).waitFor();
      await other.getByRole("button", { name: "Open its code in the playground" }).click();
      await other
        .getByRole("alert")
        .getByText("You have made many links in a short time. Try again in 7 s.")
        .waitFor();
    });
  },
);

reading(
  "files are added, renamed and removed, arguments reach the program, and the code is shared",
  "/en/play",
  async (desk, page) => {
    await page.getByRole("button", { name: /^UDP/ }).click();
    await page.getByText("Your files were replaced.").waitFor();
    await desk.addFile("notes.txt");
    await desk.write("in a file of its own");
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Rename notes.txt…" }).click();
    await page.getByRole("textbox", { name: "New name for notes.txt" }).fill("client.ts");
    await page.getByText("There is a file or folder of that name already.").waitFor();
    await page.getByRole("textbox", { name: "New name for notes.txt" }).fill("greeting.txt");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "greeting.txt", exact: true }).waitFor();
    await desk.showFile("client.ts");
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Remove client.ts…" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("client.ts was removed.").waitFor();
    const tabs = page.getByRole("tablist", { name: "Files" }).getByRole("tab");
    expect(await tabs.allInnerTexts()).toEqual(["server.ts", "greeting.txt"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("tab", { name: "client.ts", exact: true }).waitFor();

    await desk.showFile("server.ts");
    await desk.write(
      `import { readFileSync } from "node:fs";\nconsole.log(process.argv.slice(2).join("|"), readFileSync("greeting.txt", "utf8"));\n`,
    );
    await page.getByRole("textbox", { name: "Arguments" }).fill(`one "two words" 3`);
    await desk.run();
    await desk.reads("one|two words|3 in a file of its own");

    const link = await linkTo(page, "Code");
    expect(link).toMatch(/\/en\/play#r=[\w-]+$/);
    await asSomebodyElse(link, async (other) => {
      await other.getByText("The shared code is in the editor.").waitFor();
      await other.getByRole("tab", { name: "greeting.txt", exact: true }).click();
      await other.locator("#code-area").getByText("in a file of its own").first().waitFor();
      expect(new URL(other.url()).hash).toBe("");
    });
  },
);

reading(
  "a lesson's files are taken away too, and the menu says so when the site does not answer",
  "/en/lesson/02-tcp-client",
  async (desk, page) => {
    const take = async () => {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Download the project" }).click();
    };
    await desk.write('import { print } from "sockets";\nprint("mine");\n');
    const taking = page.waitForEvent("download");
    await take();
    const project = unzipSync(await bytesOf(await taking));
    const text = (path: string) => new TextDecoder().decode(project[`socket-project/${path}`]);
    expect(text("client.ts")).toContain('print("mine")');
    expect(text("README.md")).toMatch(/npm run client[\s\S]*10\.0\.0\.1/);
    expect(JSON.parse(text("package.json")).dependencies.sockets).toMatch(/^file:\.\/sockets-/);

    await page.route("**/sockets-package", (route) => route.fulfill({ status: 503 }));
    await take();
    await page.getByRole("alert").getByText("The site did not answer").waitFor();
  },
);

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address ? address.port : 0;
}

reading(
  "the downloaded project installs and runs outside: its server and its client talk to each other",
  "/en/play",
  async (_desk, page) => {
    await page.getByRole("button", { name: /^TCP/ }).click();
    const taking = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the project" }).click();
    const folder = mkdtempSync(join(tmpdir(), "taken-away-"));
    const running: ReturnType<typeof spawn>[] = [];
    try {
      for (const [path, bytes] of Object.entries(unzipSync(await bytesOf(await taking)))) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      const project = join(folder, "socket-project");
      // The real thing, from the registry that installed this repository.
      await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund"], { cwd: project });
      await promisify(execFile)("npx", ["tsc", "--noEmit"], { cwd: project });
      const port = await freePort();
      // As its README says: this machine has no 10.0.0.2. The port would be everybody's here.
      for (const file of ["server.ts", "client.ts"]) {
        const text = readFileSync(join(project, file), "utf8");
        writeFileSync(
          join(project, file),
          text.replaceAll("10.0.0.2", "127.0.0.1").replaceAll("8989", String(port)),
        );
      }
      const start = (script: string) => {
        const child = spawn("npm", ["run", "--silent", script], { cwd: project, detached: true });
        running.push(child);
        let printed = "";
        child.stdout.on("data", (data) => {
          printed += data;
        });
        child.stderr.on("data", (data) => {
          printed += data;
        });
        return { child, printed: () => printed };
      };
      const server = start("server");
      await expect.poll(server.printed, { timeout: 60_000 }).toContain("listening");
      const client = start("client");
      await expect.poll(client.printed, { timeout: 60_000 }).toContain("connected from 127.0.0.1");
      client.child.stdin?.write("outside the playground\n");
      await expect.poll(client.printed, { timeout: 60_000 }).toContain("OUTSIDE THE PLAYGROUND");
      client.child.stdin?.end("\n");
      await expect.poll(server.printed, { timeout: 60_000 }).toMatch(/127\.0\.0\.1:\d+ left/);
    } finally {
      // npm's own children too.
      for (const { pid, exitCode, signalCode } of running)
        if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
