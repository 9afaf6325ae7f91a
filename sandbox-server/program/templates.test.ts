import fs from "node:fs";
import { describe, expect, test } from "vitest";
import type { Files } from "../../protocol/client-message.ts";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** What the playground begins as, run as it stands: each template does what its words say, and is fit to build on. */

const templates = new URL("../../components/playground/templates/", import.meta.url);
const socket = stageServer();

function template(name: string, idiom: string): Files {
  const folder = new URL(`${name}/${idiom}/`, templates);
  return Object.fromEntries(
    fs.readdirSync(folder).map((file) => [file, fs.readFileSync(new URL(file, folder), "utf8")]),
  );
}

/** A lab in which the template's server stands. */
async function withServer(
  name: string,
  idiom: string,
  use: (page: LabPage, files: Files, serving: string) => Promise<void>,
): Promise<void> {
  const page = await LabPage.open(socket);
  try {
    const files = template(name, idiom);
    const serving = page.run(files, "server.ts");
    await page.printed(serving, /listening on|waiting for/);
    await use(page, files, serving);
  } finally {
    await page.close();
  }
}

const ok = { code: 0 };

describe.each(["berkeley", "node"])("in the %s idiom", (idiom) => {
  test("TCP: the server answers in upper case, and the client leaves at an empty line", () =>
    withServer("tcp", idiom, async (page, files, serving) => {
      const asking = page.run(files, "client.ts");
      await page.printed(asking, "connected from 10.0.0.2:");
      page.say({ type: "stdin", run: asking, text: "hello, 你好\n" });
      await page.printed(asking, "HELLO, 你好");
      page.say({ type: "stdin", run: asking, text: "\n" });
      expect((await page.ended(asking)).exit).toEqual(ok);
      await page.printed(serving, / left/);
    }));

  test("UDP: each question has its answer, and without a server the clock says that none comes", () =>
    withServer("udp", idiom, async (page, files, serving) => {
      const { stdout, exit } = await page.toEnd(files, "client.ts");
      expect(stdout.trim().split("\n")).toEqual([1, 2, 3, 4, 5].map((number) => `QUESTION ${number}`));
      expect(exit).toEqual(ok);
      page.say({ type: "signal", run: serving, signal: "SIGKILL" });
      await page.ended(serving);
      expect((await page.toEnd(files, "client.ts")).stdout).toContain("no answer to question 5");
    }));

  test("select: one thread answers four clients who speak out of turn", () =>
    withServer("select", idiom, async (page, files, serving) => {
      const { stdout, exit } = await page.toEnd(files, "clients.ts");
      expect(stdout.trim().split("\n")).toEqual([2, 0, 3, 1, 1, 0].map((n) => `client ${n} received`));
      expect(exit).toEqual(ok);
      await page.printed(serving, /left; 0 are here/);
    }));

  test("epoll: fifty come and three speak", () =>
    withServer("epoll", idiom, async (page, files) => {
      const { stdout, exit } = await page.toEnd(files, "crowd.ts");
      expect(stdout.trim().split("\n")).toEqual([
        "50 are connected",
        ...[7, 21, 42].map((n) => `number ${n}`),
      ]);
      expect(exit).toEqual(ok);
    }));

  test("HTTP: a page, its style, and a status for what is not there", () =>
    withServer("http", idiom, async (page) => {
      const ask = async (id: string, target: string) => {
        const request = Buffer.from(
          `GET ${target} HTTP/1.1\r\nHost: 10.0.0.2:8080\r\nConnection: close\r\n\r\n`,
        );
        page.say({ type: "preview", preview: id, port: 8080, request: request.toString("base64") });
        const { response } = await page.event("preview", (event) => event.preview === id);
        return Buffer.from(response, "base64").toString();
      };
      expect(await ask("p1", "/")).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*<h1>Hello from 10\.0\.0\.2<\/h1>/);
      expect(await ask("p2", "/style.css")).toMatch(/content-type: text\/css[\s\S]*max-width/i);
      expect(await ask("p3", "/../server.ts")).toMatch(/^HTTP\/1\.1 404 Not Found/);
    }));

  test("Unix socket: an answer, and not one packet", () =>
    withServer("unix", idiom, async (page, files) => {
      const { stdout, exit } = await page.toEnd(files, "client.ts");
      expect([stdout.trim(), exit]).toEqual(["HELLO THROUGH A FILE", ok]);
      expect(page.eventsOf("frame")).toEqual([]);
    }));

  test.each([
    ["tcp", 8989],
    ["select", 8000],
    ["epoll", 8000],
    ["http", 8080],
  ] as const)("the %s server outlives a reset and bytes that mean nothing", (name, port) =>
    withServer(name, idiom, async (page, _files, serving) => {
      for (const peer of ["resets", "garbage"] as const) {
        page.say({ type: "assistant", act: { act: "difficult", port, peer } });
        await page.event("assistant", ({ connections }) => connections.some(({ id }) => id.startsWith(peer)));
        // It has left, one way or the other.
        await page.until(
          () => (page.eventsOf("assistant").at(-1)?.connections.length === 0 ? true : undefined),
          `the end of ${peer}`,
        );
      }
      // Another client is served as before, by the same program.
      page.say({ type: "assistant", act: { act: "connect", protocol: "tcp", port, encoding: "utf-8" } });
      const data = Buffer.from("GET / HTTP/1.1\r\n\r\n").toString("base64");
      const send = { act: "send", to: null, data, split: 0, gapMs: 0, times: 1, everyMs: 0 } as const;
      await page.event("assistant", ({ connections }) =>
        connections.some(({ id }) => id === `10.0.0.2:${port}`),
      );
      page.say({ type: "assistant", act: send });
      await page.event("peer-log", ({ kind, text }) => kind === "in" && /\bHTTP\/1\.1/.test(text));
      expect(page.eventsOf("program-ended")).toEqual([]);
      expect(page.output(serving, "stderr")).toBe("");
    }),
  );

  test.each(["select", "epoll"])("the %s server loses no byte for a client that is slow to read", (name) =>
    withServer(name, idiom, async (page) => {
      const { stdout } = await page.toEnd({ "slow.ts": slowClient }, "slow.ts");
      expect(stdout.trim()).toBe("every byte came back");
    }),
  );
});

/** Sends 16 MiB and begins to read when nothing more goes out. A server may add words of its own, without an x. */
const slowClient = `import net from "node:net";
const whole = 16 * 1024 * 1024;
let back = 0;
const client = net.connect(8000, "10.0.0.2", () => client.write(Buffer.alloc(whole, "x")));
client.pause();
setTimeout(() => client.resume(), 1500);
client.on("data", (data) => {
  for (const byte of data) if (byte === 120) back += 1;
  if (back < whole) return;
  console.log("every byte came back");
  client.destroy();
});
`;
