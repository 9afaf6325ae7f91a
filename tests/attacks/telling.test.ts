import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { perfectConditions } from "../../protocol/wire-settings.ts";
import { type Scrape, scrape } from "../bench/server-metrics.ts";
import { LabPage } from "../lab-page.ts";
import { type LabServer, startLabServer } from "../lab-server.ts";

/** What the server tells those who run it: numbers that move with what happens, and a log that tells on nobody. */
let server: LabServer;
beforeAll(async () => {
  server = await startLabServer({ LOG_LEVEL: "trace" });
}, 60_000);
afterAll(async () => {
  await server?.stop();
}, 60_000);

/** Waits until a number has moved as `moved` wants: some totals are gathered a moment later. */
async function untilMoved(moved: (now: Scrape) => boolean, what: string): Promise<Scrape> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const now = await scrape(server.socket);
    if (moved(now)) return now;
    if (Date.now() > deadline) throw new Error(`${what} did not move`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const of = (numbers: Scrape, name: string) => numbers.get(name) ?? 0;

/** One lab that runs, prints, talks over the wire to the echo peer, and loses frames there. */
async function oneVisit(code: string, stdin: string): Promise<LabPage> {
  const page = await LabPage.connect(server.socket, { address: "192.0.2.5" });
  page.say({ type: "open", lesson: null, language: "en", peers: ["echo"] });
  await page.message("ready");
  const run = page.run({ "main.ts": code }, "main.ts");
  await page.printed(run, "ready for input");
  page.say({ type: "stdin", run, text: stdin });
  await page.ended(run);
  return page;
}

const talk = (marker: string) => `
  import { connect } from "node:net";
  console.log("ready for input");
  process.stdin.once("data", (typed) => {
    const socket = connect(7, "10.0.0.1", () => socket.write(${JSON.stringify(marker)} + typed));
    socket.once("data", (answer) => { console.log(String(answer)); console.error(String(answer)); socket.destroy(); process.stdin.destroy(); });
  });`;

test("labs, runs, first bytes, wire frames and drops, refusals and loop lag all move with what happens", async () => {
  const before = await scrape(server.socket);
  const page = await oneVisit(talk("counted"), "typed\n");
  const open = await scrape(server.socket);
  expect(of(open, "playground_labs") - of(before, "playground_labs")).toBe(1);
  expect(of(open, "playground_runs_total") - of(before, "playground_runs_total")).toBe(1);
  for (const histogram of ["playground_lab_open_seconds", "playground_run_first_byte_seconds"]) {
    expect(of(open, `${histogram}_count`) - of(before, `${histogram}_count`), histogram).toBe(1);
    expect(of(open, `${histogram}_sum`)).toBeGreaterThan(of(before, `${histogram}_sum`));
    expect(of(open, `${histogram}_bucket{le="+Inf"}`)).toBe(of(open, `${histogram}_count`));
  }
  // SYN, SYN-ACK, ACK, data, data back: five at the least.
  await untilMoved(
    (now) => of(now, "playground_wire_frames_total") >= of(before, "playground_wire_frames_total") + 5,
    "frames of the wire",
  );
  await untilMoved(
    (now) => of(now, "playground_loop_lag_seconds_count") > of(open, "playground_loop_lag_seconds_count"),
    "loop lag",
  );

  const conditions = { ...perfectConditions, loss: 100 };
  page.say({ type: "wire", settings: { you: conditions, lab: conditions } });
  const lossy = page.run({
    "main.ts": `import dgram from "node:dgram"; const s = dgram.createSocket("udp4"); s.send("lost", 7, "10.0.0.1", () => setTimeout(() => s.close(), 200));`,
  });
  await page.ended(lossy);
  await untilMoved(
    (now) => of(now, "playground_wire_drops_total") > of(before, "playground_wire_drops_total"),
    "drops of the wire",
  );

  page.sayRaw("no message");
  await page.message("error", ({ code }) => code === "not-json");
  const refused = await scrape(server.socket);
  const reason = 'playground_refusals_total{reason="not-json"}';
  expect(of(refused, reason) - of(before, reason)).toBe(1);
  await page.close();
  await untilMoved((now) => of(now, "playground_labs") === of(before, "playground_labs"), "labs");
});

test("a closed door is counted by its reason", async () => {
  const reason = 'playground_refusals_total{reason="host"}';
  const before = of(await scrape(server.socket), reason);
  await expect(
    LabPage.connect(server.socket, { host: "rebound.example", origin: "http://rebound.example" }),
  ).rejects.toThrow();
  expect(of(await scrape(server.socket), reason) - before).toBe(1);
});

test("the metrics are in Prometheus' own words: every series has its help and its type", async () => {
  const text = await get("/metrics");
  const names = new Set(
    [...text.body.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)].map(([, name]) => name),
  );
  for (const name of [
    "playground_labs",
    "playground_labs_warm",
    "playground_runs_total",
    "playground_run_first_byte_seconds",
    "playground_refusals_total",
    "playground_faults_total",
    "playground_loop_lag_seconds",
    "playground_wire_frames_total",
    "playground_wire_drops_total",
    "playground_timers",
    "playground_control_groups",
  ])
    expect(names, name).toContain(name);
  for (const name of names) expect(text.body).toMatch(new RegExp(`^# HELP ${name} \\S`, "m"));
});

test("/healthz and /readyz answer", async () => {
  expect(await get("/healthz")).toEqual({ status: 200, body: "ok\n" });
  expect(await get("/readyz")).toEqual({ status: 200, body: "ready\n" });
});

function get(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ socketPath: server.socket, path, headers: { host: "localhost" } }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

test("the log is structured, names labs and runs, and holds nothing of a learner's code, input or output", async () => {
  const inCode = `code${randomBytes(8).toString("hex")}`;
  const inInput = `input${randomBytes(8).toString("hex")}`;
  const inError = `error${randomBytes(8).toString("hex")}`;
  const inName = `name${randomBytes(4).toString("hex")}`;
  const page = await oneVisit(talk(inCode), `${inInput}\n`);
  // The marker came back over the wire and was printed on both streams: it was everywhere that it could be.
  expect(page.output("r1")).toContain(inCode + inInput);
  await page.toEnd({ "main.ts": `throw new Error("${inError}");` });
  await page.toEnd({ "main.ts": `const ${inError} = ;` });
  await page.toEnd({ [`${inName}.ts`]: `process.exit(3)` }, `${inName}.ts`);
  page.sayRaw(`{"type":"${inCode}"`);
  await page.message("error", ({ code }) => code === "not-json");
  const lab = (await page.message("ready")).lab;
  await page.close();
  const closed = (line: Record<string, unknown>) => line.lab === lab && line.msg === "lab closed";
  const deadline = Date.now() + 20_000;
  while (!lines().some(closed)) {
    if (Date.now() > deadline) throw new Error(`the log never said that lab ${lab} closed:\n${server.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const mine = lines().filter((line) => line.lab === lab);
  expect(mine.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(["lab open", "run", "run ended", "lab closed"]),
  );
  for (const line of mine.filter(({ msg }) => msg === "run" || msg === "run ended"))
    expect(line.run).toMatch(/^r\d+$/);
  for (const line of lines())
    expect(line).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
  for (const marker of [inCode, inInput, inError, inName]) expect(server.log()).not.toContain(marker);
});

/** Every line of the log so far; a line that is no JSON object fails the test. */
function lines(): Record<string, unknown>[] {
  return server
    .log()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
