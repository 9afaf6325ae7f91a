import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { workshop } from "./program.ts";

/** What the package shows to its readers does what it says: the files of examples/, and the programs of README.md. */

const root = fileURLToPath(new URL("..", import.meta.url));
const shop = workshop();

/** The text of a program with its fixed port taken out: 0 lets the kernel choose one that is free. */
const anyPort = (text: string) => text.replaceAll(/\b(8989|8000|9999)\b/g, "0");

/** Sends and collects what comes until it is `length` bytes long. */
async function ask(port: number, text: string, length: number): Promise<string> {
  const client = connect(port, "127.0.0.1");
  let out = "";
  client.on("data", (data) => {
    out += data;
  });
  client.write(text);
  while (out.length < length) await once(client, "data");
  client.destroy();
  return out;
}

test("the echo server and the threaded server of examples/", async () => {
  for (const name of readdirSync(`${root}examples`)) {
    shop.write({ [name]: anyPort(readFileSync(`${root}examples/${name}`, "utf8")) });
  }
  for (const [name, answer] of [
    ["echo-server.mjs", "hello\n"],
    ["threaded-server.mjs", "HELLO\n"],
  ] as const) {
    const server = shop.start(name);
    const [, port] = await server.said(/'127\.0\.0\.1', (\d+)/);
    expect(await ask(Number(port), "hello\n", answer.length)).toBe(answer);
    server.child.kill("SIGKILL");
    expect((await server.ended).err).toBe("");
  }
});

test("the chat of examples/: everybody hears the others", async () => {
  shop.write({ "chat-select.mjs": anyPort(readFileSync(`${root}examples/chat-select.mjs`, "utf8")) });
  const server = shop.start("chat-select.mjs");
  const [, port] = await server.said(/'127\.0\.0\.1', (\d+)/);
  const [one, two] = [connect(Number(port), "127.0.0.1"), connect(Number(port), "127.0.0.1")];
  await Promise.all([once(one, "connect"), once(two, "connect")]);
  let heard = "";
  two.on("data", (data) => {
    heard += data;
  });
  // The second may still be waiting for accept when the first speaks: speak until it hears.
  while (!heard.includes("hi")) {
    one.write("hi");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  one.destroy();
  two.destroy();
  server.child.kill("SIGKILL");
  expect((await server.ended).err).toBe("");
});

test("the server and the client of README.md talk to each other", async () => {
  const blocks = [...readFileSync(`${root}README.md`, "utf8").matchAll(/```ts\n\/\/ (\w+)\.ts\n([^`]*)```/g)];
  const texts = Object.fromEntries(blocks.map(([, name, text]) => [name, text as string]));
  const { server: serverText, client: clientText } = texts;
  shop.write({
    "server.mjs": anyPort(String(serverText)).replace(
      "listener.listen(128);",
      "listener.listen(128); print(listener.getsockname()[1]);",
    ),
  });
  const server = shop.start("server.mjs");
  const [, port] = await server.said(/^(\d+)\n/);
  const client = await shop.run({ "client.mjs": String(clientText).replace("8989", String(port)) });
  expect(client).toEqual({ code: 0, signal: null, out: "hello, client\n", err: "" });
  expect((await server.ended).out).toMatch(/\[ '127\.0\.0\.1', \d+ \] hello, server\n$/);
});
