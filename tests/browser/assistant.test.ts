import { createHash, randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { readings } from "./readings.ts";
import { picture } from "./site.ts";

/** The peer driven by hand, and the shelf of difficult ones: each act upon a real program, and what comes of it. */
const { reading } = readings();

const log = (page: Page) => page.getByRole("list", { name: "Log" });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "What to send" }).fill(text);
  await page.getByRole("button", { name: /^Send/ }).first().click();
}

/** The log's times of what was sent and reads so, in seconds. */
async function sentAt(page: Page, text: RegExp): Promise<number[]> {
  const lines = log(page).getByRole("listitem").filter({ hasText: "sent" }).filter({ hasText: text });
  return (await lines.locator("time").allInnerTexts()).map(Number);
}

/** Tells in few words, as a narrow terminal asks for, what each client was like. */
const accountant = `import { isUtf8 } from "node:buffer";
import net from "node:net";
let here = 0;
net.createServer({ allowHalfOpen: true }, (client) => {
  const heard: Buffer[] = [];
  const bytes = () => Buffer.concat(heard);
  here += 1;
  if (here === 100) console.log("a hundred at once");
  client.on("data", (data) => {
    heard.push(data);
    if (data.includes("here to stay")) client.end("go home\\n");
    if (data.includes("listening?") && !client.isPaused() && !client.write(data)) {
      console.log("answers pile up");
      client.pause();
    }
  });
  client.on("end", () => {
    const lines = bytes().toString("latin1").split("\\n").length - 1;
    const text = isUtf8(bytes()) ? lines + " lines" : "no text";
    if (here < 9) console.log(bytes().length + " B,", text + ",", heard.length, "reads");
    client.end("that was " + bytes().length + " bytes");
  });
  client.on("error", (error: NodeJS.ErrnoException) => console.log(bytes().length + " B,", error.code));
  client.on("close", () => { here -= 1; });
}).listen(8989, () => console.log("listening"));
`;

reading(
  "each difficult peer does its worst to the learner's server, and what that is can be seen",
  "/en/play",
  async (desk, page) => {
    await desk.write(accountant);
    await desk.run();
    await desk.reads("listening");
    await desk.instrument("Peer");
    const shelf = page.getByRole("region", { name: "Difficult peers" });
    const set = (name: string) => shelf.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    const row = (state: string) =>
      page.getByRole("region", { name: "you Sockets" }).getByRole("row").filter({ hasText: state });

    await set("Drip");
    const dripped = await desk.reads(/26 B, 1 lines, \d+ reads/);
    // A busy machine may join some bytes, never most of them.
    expect(Number(/26 B, 1 lines, (\d+) reads/.exec(dripped)?.[1])).toBeGreaterThan(8);
    await desk.timelineShows(/PSH ACK.* 1 B/);

    await desk.instrument("Peer");
    await set("Burst");
    const burst = await desk.reads(/2292 B, 200 lines, \d+ reads/);
    // What was sent as two hundred messages is one stream: it never takes two hundred reads.
    expect(Number(/200 lines, (\d+) reads/.exec(burst)?.[1])).toBeLessThan(200);

    await set("Garbage");
    await desk.reads(/2000 B, no text/);

    await set("Half-closes");
    await log(page).getByText("that was 26 bytes").last().waitFor();

    await set("Resets");
    await desk.reads("40 B, ECONNRESET");
    await desk.timelineShows(/RST/);

    await desk.instrument("Peer");
    await set("Never closes");
    await log(page).getByText("go home").waitFor();
    await desk.instrument("Sockets");
    // The server has said its FIN, and for ever waits for the other one.
    await row("FIN_WAIT2").first().waitFor();
    await desk.instrument("Peer");
    await press(page, "End all");

    await set("Never reads");
    await desk.reads("answers pile up");
    await desk.instrument("Sockets");
    await row("ESTABLISHED")
      .getByTitle(/^\d+ bytes not yet acknowledged/)
      .first()
      .waitFor();
    await picture(page, "instrument-never-reads");
    await desk.instrument("Peer");
    await press(page, "End all");

    await set("A hundred");
    await desk.reads("a hundred at once");
    await log(page).getByText("100 of 100 were let in").waitFor();
    await picture(page, "instrument-hundred");
  },
);

/** Tells each read in hex; at a client's end how much it was and its digest; and answers a ping. */
const listener = `import { createHash } from "node:crypto";
import net from "node:net";
net.createServer({ allowHalfOpen: true }, (client) => {
  const heard: Buffer[] = [];
  const sum = () => createHash("sha256").update(Buffer.concat(heard)).digest("hex").slice(0, 12);
  client.on("data", (data) => {
    heard.push(data);
    if (data.length < 15) console.log("<" + data.toString("hex") + ">");
    if (data.toString() === "ping") client.write("pong");
    if (data.length > 1000 && heard.length === 1) {
      client.pause();
      setTimeout(() => client.resume(), 1000);
    }
  });
  client.on("end", () => client.end(() => console.log(Buffer.concat(heard).length + " B", sum())));
  client.on("error", (error: NodeJS.ErrnoException) => console.log(error.code));
}).listen(8989, () => console.log("listening"));
`;

reading(
  "the assistant sends in pieces, by the clock, by itself and from a file, in every way that bytes can be written",
  "/en/play",
  async (desk, page) => {
    await desk.write(listener);
    await desk.run();
    await desk.reads("listening");
    await desk.instrument("Peer");
    const choose = (name: string) => page.getByRole("radio", { name, exact: true }).check({ force: true });
    const number = async (name: RegExp, value: number) =>
      await page.getByRole("spinbutton", { name }).fill(String(value));
    const ending = (name: string) =>
      page.getByRole("combobox", { name: "Ends with" }).selectOption({ label: name });
    await press(page, "Connect");
    await log(page).getByText("connected to").waitFor();

    // Bytes in whatever dress they were pasted.
    await choose("Hex");
    await say(page, "0x61, 62:63\n\\x64");
    await desk.reads("<61626364>");
    await page.getByRole("textbox", { name: "What to send" }).fill("616");
    await page.getByText("There is half a byte: every byte has two hex digits.").waitFor();
    expect(await page.getByRole("button", { name: /^Send/ }).first().isDisabled()).toBe(true);
    await choose("Mixed");
    await ending("\\r\\n");
    await say(page, "a\\x00\\u4f60");
    await desk.reads("<6100e4bda00d0a>");
    await choose("Text");
    await ending("\\0");
    await say(page, "\\n");
    await desk.reads("<5c6e00>");
    await ending("nothing");

    // Each piece is a segment of its own, no sooner than it should be: the clock cannot run fast.
    await page.getByText("In pieces, again, answers").click();
    await number(/^Pieces of/, 2);
    await number(/^bytes, gap/, 150);
    await say(page, "abcdef");
    await desk.reads(/<6162>[\s\S]*<6364>[\s\S]*<6566>/);
    const pieces = await sentAt(page, /(ab|cd|ef)2 B/);
    expect(pieces).toHaveLength(3);
    expect((pieces[2] ?? 0) - (pieces[0] ?? 0)).toBeGreaterThan(0.29);
    await number(/^Pieces of/, 0);
    await number(/^Times/, 3);
    await number(/^every/, 200);
    await page.getByRole("textbox", { name: "What to send" }).fill("tick");
    await press(page, "Send 3 times");
    await expect.poll(() => sentAt(page, /tick/)).toHaveLength(3);
    const ticks = await sentAt(page, /tick/);
    expect((ticks[2] ?? 0) - (ticks[0] ?? 0)).toBeGreaterThan(0.39);
    await number(/^Times/, 1);
    await log(page).getByRole("listitem").filter({ hasText: "tick" }).first().getByRole("button").click();
    await expect.poll(() => sentAt(page, /tick/)).toHaveLength(4);

    // What comes is answered: with the same, and with what stands in the field.
    await choose("the same");
    await say(page, "ping");
    await desk.reads(/<706f6e67>/);
    await page.getByRole("textbox", { name: "What to send" }).fill("me too");
    await choose("what is typed");
    await log(page).getByRole("listitem").filter({ hasText: "ping" }).first().getByRole("button").click();
    await desk.reads("<6d6520746f6f>");
    await picture(page, "instrument-assistant");
    await choose("nothing");
    await press(page, "Half-close");
    await desk.reads(/\d+ B [0-9a-f]{12}/);

    // GBK has what Chinese needs, and says what it has not.
    await choose("GBK");
    await press(page, "Connect");
    await say(page, "你€");
    await desk.reads("<c4e380>");
    await page.getByRole("textbox", { name: "What to send" }).fill("🙂");
    await page.getByText("GBK has no “🙂”.").waitFor();
    await press(page, "Close");
    await desk.timelineShows(/FIN/);

    // As large as a file may be, and whole when it arrives, though the server is slow to begin reading.
    await desk.instrument("Peer");
    await press(page, "Connect");
    const file = randomBytes(1024 * 1024);
    const digest = createHash("sha256").update(file).digest("hex").slice(0, 12);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({ name: "noise.bin", mimeType: "application/octet-stream", buffer: file });
    await press(page, "Half-close");
    await desk.reads(`1048576 B ${digest}`);
    // The log keeps the beginning of each part, tells how much it was, and does not send a part of it as the whole.
    const part = log(page).getByRole("listitem").filter({ hasText: "49152 B" }).first();
    expect(await part.getByRole("button", { name: /^Only its first 16384 bytes/ }).isDisabled()).toBe(true);
    await press(page, "Connect");
    await press(page, "Reset");
    await desk.reads("ECONNRESET");
  },
);

reading(
  "the assistant answers by itself in a new lab too, shows hostile text as it is, and says what is too much",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import net from "node:net";
const client = net.connect(9100, "10.0.0.1", () => client.write("anybody? \\u202eabc"));
client.on("data", (data) => console.log("answered:", data.length));
`);
    await desk.instrument("Peer");
    await page.getByText("TCP server", { exact: true }).click();
    await page.getByRole("spinbutton", { name: "Port" }).fill("9100");
    await page.getByText("In pieces, again, answers").click();
    await page.getByRole("radio", { name: "the same", exact: true }).check({ force: true });
    // Another choice of reference peers is another lab, which was never told of the answer.
    const another = page.waitForEvent("websocket");
    await page.getByRole("checkbox", { name: /^GBK greeter/ }).check();
    await another;
    await press(page, "Listen");
    await page.getByText(/TCP on 10\.0\.0\.1:9100, 0 connected/).waitFor();
    await desk.run();
    await desk.reads("answered: 15");
    await log(page).getByText("anybody? \\u202eabc").first().waitFor();

    await page.getByRole("textbox", { name: "What to send" }).fill("x".repeat(64 * 1024));
    expect(await page.getByRole("button", { name: /^Send/ }).first().isDisabled()).toBe(false);
    await page.getByRole("textbox", { name: "What to send" }).fill("x".repeat(64 * 1024 + 1));
    await page.getByText("At most 64 KiB at once. A file may have more.").waitFor();
    expect(await page.getByRole("button", { name: /^Send/ }).first().isDisabled()).toBe(true);
    // No port, nobody to set on it.
    await page.getByRole("spinbutton", { name: "Port" }).fill("70000");
    const shelf = page.getByRole("region", { name: "Difficult peers" });
    expect(await shelf.getByRole("button", { name: /^Drip/ }).isDisabled()).toBe(true);
  },
);

reading(
  "the assistant as a server: GBK both ways, hex, a half-close, and a reset that the program hears of",
  "/en/play",
  async (desk, page) => {
    await desk.write(`import { AF_INET, decode, encode, print, SOCK_STREAM, Socket, SocketError } from "sockets";
for (const round of [1, 2]) {
  const client = new Socket(AF_INET, SOCK_STREAM);
  client.connect(["10.0.0.1", 9100]);
  client.sendall(encode("第" + round + "次", "gbk"));
  try {
    for (;;) {
      const data = client.recv(1024);
      if (data.length === 0) break;
      print("got", data.toString("hex"), decode(data, "gbk"));
    }
    print("their side has ended");
    client.sendall(encode("还能说", "gbk"));
    client.close();
  } catch (error) {
    if (error instanceof SocketError) print("broken by", error.code);
  }
}
`);
    await desk.instrument("Peer");
    await page.getByText("TCP server", { exact: true }).click();
    await page.getByRole("spinbutton", { name: "Port" }).fill("9100");
    await page.getByText("GBK", { exact: true }).click();
    await page.getByRole("button", { name: "Listen", exact: true }).click();
    await page.getByText(/TCP on 10\.0\.0\.1:9100, 0 connected/).waitFor();
    await desk.run();
    await log(page).getByText("第1次").waitFor();
    await say(page, "你好");
    await desk.reads(/got c4e3bac3 你\s*好/);
    await page.getByText("Hex", { exact: true }).first().click();
    await say(page, "0xc4 e3");
    await desk.reads(/got c4e3 你/);
    await picture(page, "instrument-assistant-server");

    await page.getByRole("button", { name: "Half-close", exact: true }).click();
    await desk.reads("their side has ended");
    await log(page).getByText("还能说").waitFor();

    await log(page).getByText("第2次").waitFor();
    await page.getByRole("button", { name: "Reset", exact: true }).click();
    await desk.reads("broken by ECONNRESET");
  },
);
