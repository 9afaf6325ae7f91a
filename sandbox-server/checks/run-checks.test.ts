import fs from "node:fs";
import { expect, test } from "vitest";
import type { Verdict } from "../../protocol/lab-event.ts";
import { decodePacket } from "../../protocol/packet/decode-packet.ts";
import { perfectConditions } from "../../protocol/wire-settings.ts";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** Presses of Check over a real server, wire and sandbox. That each lesson's checks are right, check:lessons proves. */

const socket = stageServer();
const lessons = new URL("../../lessons/", import.meta.url);

const program = (place: string) => fs.readFileSync(new URL(place, lessons), "utf8");
const selectServer = { "server.ts": program("19-select/node/solution/server.ts") };

async function open(lesson: string | null, language: "en" | "zh" = "en"): Promise<LabPage> {
  const page = await LabPage.connect(socket);
  page.say({ type: "open", lesson, language });
  await page.message("ready");
  return page;
}

let presses = 0;
function press(page: LabPage, files: Record<string, string>): string {
  const check = `c${++presses}`;
  page.say({ type: "check", check, files, idiom: "node" });
  return check;
}

async function verdictsOf(page: LabPage, check: string): Promise<Record<string, Verdict>> {
  await page.event("check-ended", (event) => event.check === check, 200_000);
  return Object.fromEntries(
    page.eventsOf("verdict").flatMap((event) => (event.check === check ? [[event.id, event.verdict]] : [])),
  );
}

const results = (verdicts: Record<string, Verdict>) => Object.values(verdicts).map(({ result }) => result);

test("a check has the lab to itself and gives it back", { timeout: 240_000 }, async () => {
  const page = await open("19-select");
  // The learner's own server holds the port, an assistant stands on another, and the wire is cut.
  const own = page.run({ "mine.ts": selectServer["server.ts"] }, "mine.ts");
  await page.printed(own, "listening on 8001");
  const act = { act: "listen", protocol: "tcp", port: 4400, encoding: "utf-8" } as const;
  page.say({ type: "assistant", act });
  await page.event("assistant", (event) => event.listening?.port === 4400);
  const cut = { ...perfectConditions, cut: true };
  page.say({ type: "wire", settings: { you: cut, lab: cut } });

  const check = press(page, selectServer);
  await page.event("check-started", (event) => event.check === check);
  page.run(selectServer, "server.ts");
  expect((await page.message("error")).code).toBe("check-running");
  expect(results(await verdictsOf(page, check))).toEqual(Array(6).fill("passed"));

  expect(page.eventsOf("program-ended").some((event) => event.run === own)).toBe(true);
  expect(page.eventsOf("assistant").at(-1)?.listening).toBeNull();
  await page.event("wire", (event) => event === page.eventsOf("wire").at(-1) && event.settings.you.cut);
  const peers = page.events.filter((event) => event.type === "peer-started" || event.type === "peer-ended");
  expect(peers.map(({ type }) => type)).toEqual(["peer-started", "peer-ended", "peer-started"]);
  await page.close();
});

test("a failed verdict says what was expected and seen, and names frames of that very talk", async () => {
  const page = await open("19-select");
  const files = {
    "server.ts": `import net from "node:net";
net.createServer((client) => client.on("data", () => client.write("hello received"))).listen(8000);
console.log(JSON.stringify({ type: "verdict", id: "answers", verdict: { result: "passed" } }));`,
  };
  const verdicts = await verdictsOf(page, press(page, files));
  const { answers } = verdicts;
  if (answers?.result !== "failed") throw new Error(`answers: ${answers?.result}`);
  expect(answers.expected).toMatch(/^the answer "[a-z]+ received"$/);
  expect(answers.seen).toContain('"hello received"');
  expect(results(verdicts).slice(1)).toEqual(Array(5).fill("skipped"));
  expect(answers.frames.length).toBeGreaterThan(3);
  const shown = page.eventsOf("frame").filter(({ frame }) => answers.frames.includes(frame));
  expect(shown).toHaveLength(answers.frames.length);
  const texts = shown.map(({ data, length }) => {
    const bytes = Buffer.from(data, "base64");
    const { tcp, payload } = decodePacket(bytes, length);
    expect([tcp?.sourcePort, tcp?.destinationPort]).toContain(8000);
    return payload === null ? "" : bytes.toString("utf8", payload.start, payload.end);
  });
  expect(texts).toContain("hello received");
  await page.close();
});

test("a program that sends for ever is judged in time", async () => {
  const page = await open("03-tcp-server");
  const files = {
    "server.ts": `import net from "node:net";
net.createServer((client) => {
  const flood = () => { while (client.write(Buffer.alloc(65536, 120))); };
  client.on("drain", flood).on("error", () => {});
  flood();
}).listen(8989, "0.0.0.0");`,
  };
  const { answers } = await verdictsOf(page, press(page, files));
  expect(answers).toMatchObject({ result: "failed" });
  expect(answers?.result === "failed" && answers.seen).toMatch(/bytes: 78 78 78/);
  expect(answers?.result === "failed" && answers.seen.length).toBeLessThan(2_000);
  await page.close();
});

test("verdicts come in the reader's language, and name the program's own error and line", async () => {
  const page = await open("02-tcp-client", "zh");
  const files = { "client.ts": `\nthrow new RangeError("too far");` };
  const { connects } = await verdictsOf(page, press(page, files));
  expect(connects).toMatchObject({
    result: "failed",
    expected: "一条到 10.0.0.1、端口 8080 的连接",
    seen: "没有人连接；client.ts 已结束，退出码 1：client.ts:2:7 RangeError: too far",
  });
  await page.close();
});

test("a syntax error is the learner's, told in the verdict", async () => {
  const page = await open("02-tcp-client");
  const { connects } = await verdictsOf(page, press(page, { "client.ts": "const a = ;\n" }));
  expect(connects).toMatchObject({ result: "failed" });
  expect(connects?.result === "failed" && connects.seen).toContain("client.ts:1:11 SyntaxError");
  await page.close();
});

test("nothing is checked in the playground, and one check at a time", async () => {
  const playground = await open(null);
  press(playground, selectServer);
  expect((await playground.message("error")).code).toBe("no-checks");
  await playground.close();
  const page = await open("02-tcp-client");
  const check = press(page, { "client.ts": "" });
  press(page, { "client.ts": "" });
  expect((await page.message("error")).code).toBe("check-running");
  await verdictsOf(page, check);
  await page.close();
});

test("a page that leaves in the middle of a check takes everything with it", async () => {
  const page = await open("19-select");
  const check = press(page, selectServer);
  await page.event("verdict", (event) => event.check === check);
  await page.close();
  const next = await open("02-tcp-client");
  const files = { "client.ts": program("02-tcp-client/solution/client.ts") };
  expect(results(await verdictsOf(next, press(next, files)))).toEqual(Array(4).fill("passed"));
  await next.close();
});
