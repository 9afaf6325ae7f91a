import type { Page } from "playwright-core";
import { expect } from "vitest";
import { readings } from "./readings.ts";
import { picture } from "./site.ts";

/** The preview: what the learner's real HTTP server returns, as a page that can do nothing but be looked at. */
const { site, reading } = readings();

/** The addresses of what this page asks of anybody but the site, from now on. */
function outsideRequests(page: Page): readonly string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(site().url)) asked.push(url);
  });
  return asked;
}

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

reading(
  "a page that an earlier lab was asked for is not waited for in a new one, and a refused one shows no request",
  "/en/play",
  async (desk, page) => {
    const status = page.getByRole("region", { name: "Preview" }).getByRole("status");
    await desk.write(
      'import net from "node:net";\nnet.createServer(() => {}).listen(8080, () => console.log("silent"));\n',
    );
    await desk.run();
    await desk.reads("silent");
    await desk.instrument("Preview");
    await page.getByRole("button", { name: "Go" }).click();
    await status.getByText("Waiting for an answer…").waitFor();
    // Another choice of reference peers is another lab.
    await page.getByRole("checkbox", { name: /^GBK greeter/ }).check();
    await status.getByText(/^Ask your HTTP server for a page/).waitFor();
    await page.getByRole("button", { name: "Go" }).click();
    await status.getByText(/Connection refused: nothing listens on 10\.0\.0\.2:8080/).waitFor();
    // The request never left: what is shown as such must have crossed the wire.
    expect(await page.getByRole("heading", { name: "Request, from lab" }).count()).toBe(0);

    await page.getByText("Headers and body").click();
    await page.getByRole("textbox", { name: "Body" }).fill("x".repeat(70_000));
    await status.getByText("The request is too large: at most 64 KiB.").waitFor();
    expect(await page.getByRole("button", { name: "Go" }).isDisabled()).toBe(true);
  },
);

/** A font of one glyph: its "A" is three times as wide as the text is high. */
const wideFont =
  "AAEAAAAKAIAAAwAgT1MvMkUgSXsAAAEoAAAAYGNtYXAADACUAAABkAAAADRnbHlmTRZ3QAAAAcwAAAAwaGVhZDi4x5gAAACsAAAANmhoZWEOdgrzAAAA5AAAACRobXR4DawAAAAAAYgAAAAIbG9jYQAYAAwAAAHEAAAABm1heHAABAAGAAABCAAAACBuYW1lAJlcyAAAAfwAAAA8cG9zdAADAAAAAAI4AAAAIAABAAAAAQAA1ey7f18PPPUAAwPoAAAAAOcnQf4AAAAA5ydB/gAAAAALVAK8AAAAAwACAAAAAAAAAAEAAAMg/zgAAAu4AAAAAAtUAAEAAAAAAAAAAAAAAAAAAAACAAEAAAACAAQAAQAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAwbWAZAABQAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAPz8/PwAAAEEAQQMgAAAAAAMgAMgAAAAAAAAAAAAAAAAAAAAgAAAB9AAAC7gAAAAAAAIAAAADAAAAFAADAAEAAAAUAAQAIAAAAAQABAABAAAAQf//AAAAQf///8AAAQAAAAAAAAAMABgAAAABAAAAAAH0ArwAAwAAMREhEQH0Arz9RAABAAAAAAtUArwAAwAAMREhEQtUArz9RAAAAAQANgABAAAAAAABAAEAAAABAAAAAAACAAEAAQADAAEECQABAAIAAgADAAEECQACAAIABFRSAFQAUgADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

reading(
  "style sheets bring what they import, their pictures and their fonts, all from the learner's server and no other",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import http from "node:http";
const picture = (width) => '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="5"/>';
const parts = {
  "/": ["text/html", '<style>@import "css/loud.css" print; @import url(css/base.css);' +
    'p { background: url(/pic/7.svg) }</style><link rel="stylesheet" media="print" href="/css/loud.css">' +
    '<p style="border-image-source: url(pic/9.svg)">AA</p><b>AA</b>' +
    '<i style="content: image-set(&quot;pic/8.svg&quot; 1x)">i</i>'],
  "/css/base.css": ["text/css", '/* url(comment.png) */ @import "../css/base.css"; @import "more.css" layer(low);' +
    '@font-face { font-family: wide; src: url("../font.ttf") } p { font: 20px wide; display: inline-block }' +
    'b { background: url(https://example.com/a.png) } u { background: url(gone.png) } p { color: rgb(1, 2, 3) }'],
  "/css/more.css": ["text/css", '@import "base.css"; p { color: red; text-indent: 4px } b { color: rgb(4, 5, 6) } } /* left open'],
  "/css/loud.css": ["text/css", "p { color: rgb(255, 0, 0) !important }"],
  "/font.ttf": ["application/octet-stream", Buffer.from("${wideFont}", "base64")],
};
http.createServer(({ url }, response) => {
  console.log("asked for", url);
  const size = /^\\/pic\\/(\\d)\\.svg$/.exec(url);
  const [type, body] = size ? ["image/svg+xml", picture(size[1])] : parts[url] ?? ["text/plain", ""];
  response.writeHead(body === "" ? 404 : 200, { "Content-Type": type }).end(body);
}).listen(8080, () => console.log("listening"));
`);
    const left = outsideRequests(page);
    await desk.run();
    await desk.reads("listening");
    await desk.instrument("Preview");
    await page.getByRole("button", { name: "Go" }).click();
    const paragraph = page.frameLocator("iframe").locator("p");
    const look = () =>
      paragraph.evaluate((element) => {
        const { color, textIndent, backgroundImage, borderImageSource } = getComputedStyle(element);
        const bold = element.ownerDocument.querySelector("b") as Element;
        return { color, textIndent, backgroundImage, borderImageSource, bold: getComputedStyle(bold).color };
      });
    const svg = (size: number) =>
      `url("data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="5"/>`)}")`;
    // The layer of the innermost import loses to its importer; what that does not say, it says.
    await expect.poll(look).toEqual({
      color: "rgb(1, 2, 3)",
      textIndent: "4px",
      backgroundImage: svg(7),
      borderImageSource: svg(9),
      bold: "rgb(4, 5, 6)",
    });
    // Two letters of three times 20 px each, and the indent: the font is drawn with.
    await expect.poll(async () => (await paragraph.boundingBox())?.width).toBe(124);
    const requests = page.getByRole("group", { name: "Requests of this page" });
    await requests.getByText("/css/gone.png 404").waitFor();
    expect((await requests.locator("label").allInnerTexts()).map((text) => text.trim()).sort()).toEqual([
      "/ 200",
      "/css/base.css 200",
      "/css/gone.png 404",
      "/css/loud.css 200",
      "/css/more.css 200",
      "/font.ttf 200",
      "/pic/7.svg 200",
      "/pic/8.svg 200",
      "/pic/9.svg 200",
    ]);
    expect(left).toEqual([]);
    await picture(page, "instrument-preview-styles");
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
  const left = outsideRequests(page);
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

reading("the preview says in words what is wrong with an answer", "/en/play", async (desk, page) => {
  await desk.write(`import net from "node:net";
const answers = ["HTTP/1.1 200 OK\\nContent-Type: text/plain\\nContent-Length: 99\\n\\nshort", "hello, browser", ""];
net.createServer((client) => client.once("data", () => client.end(answers.shift())))
  .listen(8080, () => console.log("listening"));
`);
  await desk.instrument("Preview");
  const go = page.getByRole("button", { name: "Go" });
  await go.click();
  await page.getByText(/Connection refused: nothing listens on 10\.0\.0\.2:8080/).waitFor();
  await desk.run();
  await desk.reads("listening");
  await go.click();
  await page.getByText("Lines end with \\n alone; HTTP wants \\r\\n.").waitFor();
  await page.getByText("Content-Length promises 99 bytes, and only 5 came.").waitFor();
  await page.getByText("GET / HTTP/1.1").first().waitFor();
  await picture(page, "instrument-preview-malformed");
  await go.click();
  await page.getByText(/does not begin with a status line .* but with “hello, browser”/).waitFor();
  await go.click();
  await page.getByText("The answer is empty: the connection ended without a byte.").waitFor();
});

/** A server by hand: each path is answered with these bytes, and what it does not know is left without an answer. */
const byHand = (answers: string) => `import net from "node:net";
const dot = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const html = (text: string) => "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n" + text;
const image = (padding: number) => Buffer.concat(
  [Buffer.from("HTTP/1.1 200 OK\\r\\nContent-Type: image/png\\r\\n\\r\\n"), dot, Buffer.alloc(padding)]);
const answers: Record<string, string | Buffer> = {
${answers}
};
net.createServer((client) => {
  client.on("error", () => {});
  client.once("data", (asked) => {
    const [, path = ""] = asked.toString("latin1").split(" ");
    const answer = answers[path.replace(/\\d+/, "")];
    if (answer !== undefined) client.end(answer);
  });
}).listen(8080, () => console.log("listening"));
`;

reading(
  "a page of twelve pictures gets them all, though no more than a few are asked for at once; a silent server is not asked without end",
  "/en/play",
  async (desk, page) => {
    await desk.write(
      byHand(`"/": html(Array.from({ length: 12 }, (_, n) => '<img alt="" src="/pic' + n + '">').join("")),
"/pic": image(0)`),
    );
    await desk.run();
    await desk.reads("listening");
    await desk.instrument("Preview");
    const go = page.getByRole("button", { name: "Go" });
    await go.click();
    const requests = page.getByRole("group", { name: "Requests of this page" });
    await expect.poll(() => requests.getByText(/^\/pic\d+ 200$/).count()).toBe(12);
    await expect.poll(() => page.frameLocator("iframe").locator("img[src^=data]").count()).toBe(12);

    // Each of these waits for its answer; one more is not sent, and that is said.
    await page.getByRole("textbox", { name: "Path" }).fill("/silence");
    const status = page.getByRole("region", { name: "Preview" }).getByRole("status");
    await go.evaluate((button: HTMLButtonElement) => {
      for (let press = 0; press < 9; press += 1) button.click();
    });
    await status.getByText("The request was not sent").waitFor();
    expect(await page.getByRole("heading", { name: "Request, from lab" }).count()).toBe(0);
  },
);

reading(
  "answers made to hold up the page do not: endless heads, thousands of faults, one picture thousands of times",
  "/en/play",
  async (desk, page) => {
    await desk.write(
      byHand(`"/blanks": "HTTP" + " ".repeat(140_000) + "x",
"/faults": "HTTP/1.1 200 OK\\r\\n" + " bad\\r\\n".repeat(20_000) + "\\r\\n",
"/lines": "HTTP/1.1 200 OK\\r\\n" + "a:b\\r\\n".repeat(25_000) + "\\r\\n",
"/long": "HTTP/1.1 200 " + "R".repeat(99_000) + "\\r\\nContent-Type: text/" + "m".repeat(9_000) + "\\r\\n\\r\\nhello",
"/same": html('<img alt="" src="/pic1">'.repeat(6_000)),
"/far": html('<a href="/' + "a".repeat(70_000) + '">far</a><a href="/lines">near</a><img alt="" src="/' + "b".repeat(69_000) + '">'),
"/moved": "HTTP/1.1 302 Found\\r\\nLocation: lines\\r\\nContent-Length: 0\\r\\n\\r\\n",
"/pic": image(99_000)`),
    );
    await desk.run();
    await desk.reads("listening");
    await desk.instrument("Preview");
    const panel = page.getByRole("region", { name: "Preview" });
    const ask = async (path: string) => {
      await page.getByRole("textbox", { name: "Path" }).fill(path);
      await page.getByRole("button", { name: "Go" }).click();
      await panel.getByText(`GET ${path.slice(0, 40)}`).waitFor();
    };
    await ask("/blanks");
    await panel.getByText("does not begin with a status line").waitFor();
    await ask("/faults");
    await panel.getByText("…and 19988 more of this kind.").waitFor();
    await ask("/lines");
    expect(await panel.locator("pre span").count()).toBeLessThan(1_000);
    await ask("/long");
    await panel.getByText("hello", { exact: true }).first().waitFor();
    expect((await panel.getByRole("status").innerText()).length).toBeLessThan(800);
    await ask("/same");
    // As often as there is room for it.
    await expect.poll(() => page.frameLocator("iframe").locator("img[src^=data]").count()).toBeGreaterThan(9);

    // What is longer than a request may be is not asked for; a link leads to the server that its page came from.
    await ask("/far");
    expect(await panel.getByRole("button", { name: "far" }).isDisabled()).toBe(true);
    expect(await page.getByRole("group", { name: "Requests of this page" }).count()).toBe(0);
    await panel.getByRole("spinbutton", { name: "Port" }).fill("9999");
    await panel.getByRole("button", { name: "near" }).click();
    await panel.getByText("GET /lines").waitFor();
    expect(await panel.getByRole("spinbutton", { name: "Port" }).inputValue()).toBe("8080");
    await ask("/moved");
    await panel.getByText("The answer sends the browser on to").waitFor();
    await panel.getByRole("button", { name: "/lines" }).click();
    await panel.getByText("GET /lines").waitFor();
    // Half of a character pair, as a careless paste brings it.
    await page.getByRole("textbox", { name: "Path" }).evaluate((field: HTMLInputElement) => {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
      set?.call(field, "/\ud800");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.getByRole("button", { name: "Go" }).click();
    await panel.getByText("Waiting for an answer…").first().waitFor();
  },
);
