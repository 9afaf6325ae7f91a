import fs from "node:fs";
import { expect, test } from "vitest";
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** Reference peers, assistant and preview where they live: on host `lab`, across the wire from real programs. */

const socket = stageServer();
const lessons = new URL("../../lessons/", import.meta.url);

const program = (place: string) => fs.readFileSync(new URL(place, lessons), "utf8");
const logs = (page: LabPage, peer: string, kind: string) =>
  page
    .eventsOf("peer-log")
    .flatMap((event) => (event.peer === peer && event.kind === kind ? [event.text] : []));

async function withLesson(lesson: string | null, use: (page: LabPage) => Promise<void>): Promise<void> {
  const page = await LabPage.open(socket, lesson);
  try {
    await use(page);
  } finally {
    await page.close();
  }
}

test("lesson 02: the GBK greeter answers a client on host you", () =>
  withLesson("02-tcp-client", async (page) => {
    const run = page.run({ "client.ts": program("02-tcp-client/solution/client.ts") }, "client.ts");
    await page.printed(run, "我读到的是：你好，服务器！");
    expect(logs(page, "gbk-greeter", "in")).toEqual(["你好，服务器！"]);
    const returned = await page.event(
      "return",
      (event) => event.actor === "peer:gbk-greeter" && event.moved?.way === "received",
    );
    expect(returned.flow).toMatchObject({ local: ["10.0.0.1", 8080] });
  }));

test("lesson 03: nothing is on the wire before the server listens; then the client comes, each time", () =>
  withLesson("03-tcp-server", async (page) => {
    const files = { "server.ts": program("03-tcp-server/solution/server.ts") };
    await page.event("peer-log", (event) => event.peer === "greeter-client");
    const quiet = () =>
      page.eventsOf("frame").filter(({ data }) => decodePacket(Buffer.from(data, "base64")).tcp);
    expect(quiet()).toEqual([]);
    for (const [visit, line] of ["你好，我是客户端。", "吃了吗？"].entries()) {
      const run = page.run(files, "server.ts");
      await page.printed(run, line);
      const answered = () => logs(page, "greeter-client", "in").length > visit || undefined;
      await page.until(answered, "an answer", 30_000);
      page.say({ type: "stdin", run, text: "\n" });
      expect((await page.ended(run)).exit).toEqual({ code: 0 });
    }
    expect(logs(page, "greeter-client", "in")).toEqual(["收到 19 字节\n", "收到 9 字节\n"]);
  }));

test("lesson 08: server and client meet their counterparts, and each other's questions stay apart", () =>
  withLesson("08-udp-celsius", async (page) => {
    const files = {
      "server.ts": program("08-udp-celsius/solution/server.ts"),
      "client.ts": program("08-udp-celsius/solution/client.ts"),
    };
    const serving = page.run(files, "server.ts");
    await page.printed(serving, "asks -40");
    expect(logs(page, "celsius-client", "in")[0]).toBe("100 °C is 212.0 °F");
    const asking = page.run(files, "client.ts");
    await page.printed(asking, "Temperature in °C: ");
    page.say({ type: "stdin", run: asking, text: "20.5\n" });
    expect((await page.ended(asking)).stdout).toContain("20.5 °C is 68.9 °F");
    expect(logs(page, "celsius-server", "in")).toEqual(["20.5"]);
  }));

test("lesson 19: five clients are all answered, by the select server and by Node's", {
  timeout: 120_000,
}, async () => {
  for (const place of ["solution", "node/solution"]) {
    await withLesson("19-select", async (page) => {
      page.run({ "server.ts": program(`19-select/${place}/server.ts`) }, "server.ts");
      const answers = () => logs(page, "select-clients", "in");
      await page.until(() => (answers().length === 10 ? true : undefined), "ten answers", 60_000);
      expect(answers().every((answer) => answer.endsWith(" received"))).toBe(true);
      expect(logs(page, "select-clients", "error")).toEqual([]);
    });
  }
});

test("the assistant dials the learner's server, and a difficult peer's reset is an RST on the wire", () =>
  withLesson(null, async (page) => {
    const run = page.run({
      "main.ts": `import net from "node:net";
net.createServer((client) => {
  client.on("data", (data) => client.write(data));
  client.on("error", (error) => console.log("lost", error.message));
}).listen(8000, () => console.log("up"));`,
    });
    await page.printed(run, "up");
    page.say({ type: "assistant", act: { act: "connect", protocol: "tcp", port: 8000, encoding: "utf-8" } });
    await page.event("assistant", (event) => event.connections.some(({ id }) => id === "10.0.0.2:8000"));
    const data = Buffer.from("hi there").toString("base64");
    const send = { act: "send", to: null, data, split: 4, gapMs: 5, times: 1, everyMs: 0 } as const;
    page.say({ type: "assistant", act: send });
    await page.until(
      () => (logs(page, "assistant", "in").join("") === "hi there" ? true : undefined),
      "the echo",
      30_000,
    );
    page.say({ type: "assistant", act: { act: "difficult", peer: "resets", port: 8000 } });
    await page.printed(run, "lost read ECONNRESET");
    // Frames come from another thread than output does.
    await page.event(
      "frame",
      ({ from, data: bytes }) =>
        from === "lab" && decodePacket(Buffer.from(bytes, "base64")).tcp?.flags.rst === true,
    );
  }));

test("the table of host lab names each socket's peer: listeners, every connection of one, UDP, what was dialled", () =>
  withLesson("08-udp-celsius", async (page) => {
    /** The newest table's sockets by owner; a socket without one is told as nobody's. */
    const owned = () =>
      page
        .eventsOf("sockets")
        .findLast(({ host }) => host === "lab")
        ?.rows.filter(({ state }) => state !== "TIME_WAIT")
        .map(({ protocol, state, local, owner }) => {
          const port = typeof local === "string" ? local : String(local[1]);
          return `${owner?.actor ?? "nobody"} ${protocol} ${state} ${state === "LISTEN" || protocol === "udp" ? port : ""}`.trim();
        })
        .sort() ?? [];
    const comes = (expected: string[]) =>
      page.until(() => expected.every((one) => owned().includes(one)) || undefined, expected.join(), 30_000);
    page.say({ type: "peer", peer: "echo", action: "start" });
    page.say({ type: "assistant", act: { act: "listen", protocol: "tcp", port: 9000, encoding: "utf-8" } });
    const udp = page.eventsOf("peer-started").find(({ peer }) => peer === "celsius-server")?.address ?? "";
    const run = page.run({
      "main.ts": `import net from "node:net";
for (const port of [7, 7, 9000]) net.connect(port, "10.0.0.1", () => console.log("connected"));
net.createServer(() => {}).listen(8000, () => console.log("up"));`,
    });
    await page.printed(run, /(connected[\s\S]*){3}/);
    await page.printed(run, "up");
    page.say({ type: "assistant", act: { act: "connect", protocol: "tcp", port: 8000, encoding: "utf-8" } });
    await comes([
      "peer:echo tcp LISTEN 7",
      "peer:echo udp UNCONN 7",
      "peer:echo tcp ESTABLISHED",
      "peer:assistant tcp LISTEN 9000",
      "peer:assistant tcp ESTABLISHED",
      `peer:celsius-server udp UNCONN ${/:(\d+)/.exec(udp)?.[1]}`,
    ]);
    const established = () => owned().filter((row) => row.includes("ESTABLISHED"));
    await page.until(() => established().length === 4 || undefined, "four connections", 30_000);
    expect(established()).toEqual([
      ...Array(2).fill("peer:assistant tcp ESTABLISHED"),
      ...Array(2).fill("peer:echo tcp ESTABLISHED"),
    ]);
    expect(owned().filter((row) => row.startsWith("nobody"))).toEqual([]);
    // Its descriptor is the one that its calls name.
    const listener = page
      .eventsOf("sockets")
      .findLast(({ host }) => host === "lab")
      ?.rows.find(({ owner, state }) => owner?.actor === "peer:echo" && state === "LISTEN");
    const accepting = page
      .eventsOf("call")
      .find(({ actor, name }) => actor === "peer:echo" && name === "accept");
    expect(listener?.owner?.fd).toBe(accepting?.fd);
  }));

test("the preview shows what an HTTP server of the learner's returns", () =>
  withLesson(null, async (page) => {
    const run = page.run({
      "main.ts": `import http from "node:http";
http.createServer((request, response) => response.end("you asked " + request.url)).listen(8080, () => console.log("up"));`,
    });
    await page.printed(run, "up");
    const request = Buffer.from("GET /page HTTP/1.1\r\nHost: 10.0.0.2:8080\r\n\r\n").toString("base64");
    page.say({ type: "preview", preview: "p1", port: 8080, request });
    const { response, ended } = await page.event("preview");
    expect(Buffer.from(response, "base64").toString()).toMatch(/^HTTP\/1.1 200 OK[\s\S]*you asked \/page$/);
    expect(ended).toBe("close");
    page.say({ type: "preview", preview: "p2", port: 8081, request });
    expect((await page.event("preview", (event) => event.preview === "p2")).ended).toBe("refused");
  }));

test("previews of a server that never answers do not pile up", () =>
  withLesson(null, async (page) => {
    const run = page.run({
      "main.ts": `import net from "node:net";
net.createServer(() => {}).listen(8080, () => console.log("up"));`,
    });
    await page.printed(run, "up");
    const request = Buffer.from("GET / HTTP/1.1\r\n\r\n").toString("base64");
    for (let count = 0; count < 12; count++) {
      page.say({ type: "preview", preview: `p${count}`, port: 8080, request });
    }
    await page.until(() => page.eventsOf("preview").length === 12 || undefined, "twelve previews");
    const ended = (how: string) =>
      page.eventsOf("preview").flatMap(({ preview, ended }) => (ended === how ? [preview] : []));
    expect(ended("busy")).toEqual(["p8", "p9", "p10", "p11"]);
    expect(ended("timeout").sort()).toEqual(["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"]);
  }));
