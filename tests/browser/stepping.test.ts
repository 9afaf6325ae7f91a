import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Desk } from "./desk.ts";
import { readings } from "./readings.ts";
import { picture } from "./site.ts";

/** Two programs under Step, each at its own pace, in both idioms; and the ways between a line and its calls. */
const { reading } = readings();

/** Where the shown file's program stands, as the editor marks it: "paused before accept() at 4", "blocked at 4". */
async function standing(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const editor = document.querySelector(".monaco-editor");
    const mark = editor?.querySelector(".view-overlays .line-paused, .view-overlays .line-now");
    if (!editor || !mark) return "nowhere";
    const top = (mark.parentElement as HTMLElement).style.top;
    const beside = [...editor.querySelectorAll<HTMLElement>(".margin-view-overlays > div")];
    const line = beside.find((one) => one.style.top === top)?.querySelector(".line-numbers")?.textContent;
    const words = editor.querySelector(".line-paused-text, .line-now-text")?.textContent ?? "";
    const said = words
      .replaceAll("\u00a0", " ")
      .trim()
      .replace(/ [\d.]+ s$/, "");
    return `${said} at ${line}`;
  });
}

const stands = async (page: Page, where: string | RegExp) => {
  const told = expect.poll(() => standing(page), { timeout: 45_000 });
  await (typeof where === "string" ? told.toBe(where) : told.toMatch(where));
};

/** Presses F10 until the shown file's program stands there; each press waits for what comes of it. */
async function stepTo(page: Page, where: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    const before = await standing(page);
    if (before === where) return;
    await page.keyboard.press("F10");
    await expect.poll(() => standing(page), { timeout: 45_000 }).not.toBe(before);
    // A call that takes no time passes through "at": wait until it stands somewhere with words.
    await expect.poll(() => standing(page), { timeout: 45_000 }).toMatch(/^(paused|blocked)/);
  }
  throw new Error(`thirty steps did not lead to ${where}, but to ${await standing(page)}`);
}

async function putFiles(desk: Desk, page: Page, server: string, client: string): Promise<void> {
  await desk.write(client, "client.ts");
  await desk.write(server, "server.ts");
  await stands(page, "nowhere");
}

reading(
  "Berkeley: one program waits in accept and recv while the other is stepped; Continue lets each run",
  "/en/play",
  async (desk, page) => {
    await putFiles(
      desk,
      page,
      `import { create_server, print } from "sockets";
const listener = create_server(["", 8989]);
const [client] = listener.accept();
const heard = client.recv(1024);
client.sendall(Buffer.from("you said " + heard));
print("server done");
`,
      `import { AF_INET, print, SOCK_STREAM, Socket } from "sockets";
const client = new Socket(AF_INET, SOCK_STREAM);
client.connect(["10.0.0.2", 8989]);
client.sendall(Buffer.from("hello"));
print(client.recv(1024).toString());
print("client done");
`,
    );
    await desk.showFile("server.ts");
    await page.keyboard.press("F10");
    await stands(page, /^paused before .* at 2$/);
    await stepTo(page, "paused before accept() at 3");
    await page.keyboard.press("F10");
    await stands(page, "blocked at 3");

    await desk.showFile("client.ts");
    await stands(page, "nowhere");
    await page.keyboard.press("F10");
    await stands(page, "paused before socket() at 2");
    await stepTo(page, "paused before connect() at 3");
    // The server waits all the while.
    await desk.showFile("server.ts");
    await stands(page, "blocked at 3");
    await picture(page, "stepping-blocked");
    await desk.showFile("client.ts");
    await stands(page, "paused before connect() at 3");
    await page.keyboard.press("F10");
    await stands(page, "paused before sendall() at 4");

    // The connection has come: the server stands before its next call, and then waits in it.
    await desk.showFile("server.ts");
    await stands(page, "paused before recv() at 4");
    await page.keyboard.press("F10");
    await stands(page, "blocked at 4");
    await desk.showFile("client.ts");
    await stands(page, "paused before sendall() at 4");
    await page.keyboard.press("F10");
    await stands(page, "paused before recv() at 5");
    await page.getByRole("button", { name: "Continue" }).click();
    await stands(page, "blocked at 5");
    await picture(page, "stepping-two");
    expect(await desk.terminals()).not.toContain("done");

    await desk.showFile("server.ts");
    await stands(page, "paused before sendall() at 5");
    await page.getByRole("button", { name: "Continue" }).click();
    await desk.timelineShows(/sendall\("you said hello/);
    for (const file of ["client.ts", "server.ts"])
      await page
        .getByText(new RegExp(`■ ${file} ended`))
        .first()
        .waitFor();
    await stands(page, "nowhere");
  },
);

reading(
  "threads: Step goes on in the file in view, and where nobody stands there it leads to the thread that does",
  "/en/play",
  async (desk, page) => {
    await putFiles(
      desk,
      page,
      `import { create_server } from "sockets";
import { start_thread } from "sockets/threading";
const listener = create_server(["", 8989]);
for (;;) {
  const [client] = listener.accept();
  start_thread("./worker.ts", client);
}
`,
      `import { create_connection } from "sockets";
const client = create_connection(["10.0.0.2", 8989]);
client.sendall(Buffer.from("hello"));
client.recv(1024);
`,
    );
    await desk.addFile("worker.ts");
    await desk.write(`import type { Socket } from "sockets";
export default function handle(client: Socket) {
  const heard = client.recv(1024);
  client.sendall(heard);
  client.close();
}
`);
    await desk.showFile("server.ts");
    await page.keyboard.press("F10");
    await stands(page, /^paused before .* at 3$/);
    await stepTo(page, "paused before accept() at 5");
    await page.keyboard.press("F10");
    await stands(page, "blocked at 5");
    await desk.showFile("client.ts");
    await desk.run();
    await desk.showFile("server.ts");
    await stands(page, "paused before start_thread() at 6");
    await page.keyboard.press("F10");
    await stands(page, "paused before accept() at 5");

    // Two threads stand: the one in view goes on, the other stays.
    const file = (name: string) => page.getByRole("tab", { name, exact: true, selected: true }).waitFor();
    await desk.showFile("worker.ts");
    await stands(page, "paused before recv() at 3");
    await desk.showFile("server.ts");
    await page.keyboard.press("F10");
    await stands(page, "blocked at 5");
    await desk.showFile("worker.ts");
    await stands(page, "paused before recv() at 3");
    // The main thread waits in its call: from there Step leads to the thread, and goes on with it.
    await desk.showFile("server.ts");
    await stands(page, "blocked at 5");
    await page.keyboard.press("F10");
    await file("worker.ts");
    await stands(page, "paused before sendall() at 4");
    await picture(page, "stepping-threads");
    await page.keyboard.press("F10");
    await stands(page, "paused before close() at 5");
    await page.getByRole("button", { name: "Continue" }).click();
    await desk.timelineShows(/client\.ts ended/);
  },
);

reading(
  "Node: a server on node:net and its client are stepped by turns, and Continue lets them run",
  "/en/play",
  async (desk, page) => {
    await page.getByRole("combobox", { name: "Idiom" }).selectOption("node");
    await putFiles(
      desk,
      page,
      `import net from "node:net";
const server = net.createServer((client) => {
  client.on("data", (data) => {
    client.end("you said " + data);
    server.close();
  });
});
server.listen(8989, () => console.log("listening"));
`,
      `import net from "node:net";
const client = net.connect(8989, "10.0.0.2");
client.write("hello");
client.on("data", (data) => console.log(String(data)));
`,
    );
    await desk.showFile("server.ts");
    await page.keyboard.press("F10");
    await stands(page, /^paused before .*listen\(\) at 8$/);
    await page.keyboard.press("F10");
    await desk.reads("listening");
    await picture(page, "stepping-node-server");
    await desk.showFile("client.ts");
    await page.keyboard.press("F10");
    await stands(page, /^paused before .*connect\(\) at 2$/);
    await picture(page, "stepping-node-client");
    await page.keyboard.press("F10");
    await stands(page, /^paused before write\(\) at 3$/);
    expect(await desk.terminals()).not.toContain("you said");
    await page.getByRole("button", { name: "Continue" }).click();
    await desk.showFile("server.ts");
    await stands(page, /^paused before .* at \d+$/);
    await picture(page, "stepping-node-two");
    await page.getByRole("button", { name: "Continue" }).click();
    await desk.reads("you said hello");
    await desk.timelineShows(/client\.ts ended/);
  },
);

reading(
  "a call on the timeline leads to its line, and a line to its call, by mouse and by keyboard",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import { create_connection, encode, print } from "sockets";
const client = create_connection(["10.0.0.1", 7]);
for (const word of ["one", "two"]) {
  client.sendall(encode(word));
  print(client.recv(100).toString());
}
client.close();
`);
    await desk.run();
    await desk.reads("ended with code 0");
    await desk.timelineShows(/close\(\)/);
    const detail = page.getByRole("region", { name: "Detail" });
    const table = page.getByRole("table", { name: "Calls and packets in order" });
    await desk.showFile("client.ts");
    // The server that echoes it makes the same call, later.
    await table
      .getByRole("button", { name: /^sendall\("two" / })
      .first()
      .click();
    await detail.getByRole("button", { name: "server.ts:4" }).click();
    await page.getByRole("tab", { name: "server.ts", exact: true, selected: true }).waitFor();
    await page.locator(".monaco-editor .line-shown").waitFor();

    // Line 5 was passed twice: its number leads to the later call.
    await desk.instrument("Sockets");
    await page.locator(".monaco-editor .line-numbers", { hasText: /^5$/ }).click();
    await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();
    await detail.getByText("recv(100)").first().waitFor();
    expect((await detail.allInnerTexts()).join()).toContain('"two"');

    // The click chose the whole line, so that the cursor stands behind it.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Alt+F10");
    await detail.getByText("close()").first().waitFor();
    expect((await detail.allInnerTexts()).join()).toContain("server.ts:7");
    // A line that made no call changes nothing.
    await page.locator(".monaco-editor .line-numbers", { hasText: /^3$/ }).click();
    await detail.getByText("close()").first().waitFor();
  },
);
