import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import fc from "fast-check";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { limits } from "../../protocol/limits.ts";
import { scrape } from "../bench/server-metrics.ts";
import { forgedCall, forgingProgram } from "../forged-records.ts";
import { LabPage } from "../lab-page.ts";
import { serverProcess } from "../server-process.ts";
import { attack, type Scene, setScene } from "./neighbourhood.ts";

/** Hostile clients: what is not a message, what is too much, and what only pretends. */
setScene();

/** Says something that is no message, and gives the code of the error that comes back. The connection must stay. */
async function answerTo(page: LabPage, raw: string): Promise<string> {
  const before = page.messages.length;
  page.sayRaw(raw);
  const error = await page.until(
    () => page.messages.slice(before).find((message) => message.type === "error"),
    `an error for ${raw.slice(0, 80)}`,
  );
  expect(page.socket.readyState).toBe(WebSocket.OPEN);
  return error.type === "error" ? error.code : "";
}

/** Tries to open a WebSocket with these headers: the status of the refusal, or 101. */
async function knock(labSocket: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws+unix:${labSocket}:/lab`, { headers });
  return await new Promise((resolve) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    // After a refusal `ws` reports the terminated handshake as an error too; the status was already taken.
    socket.on("error", () => resolve(0));
  });
}

attack("a page of a foreign origin is refused before the upgrade", async ({ server }) => {
  expect(await knock(server.socket, { host: "localhost", origin: "https://evil.example" })).toBe(403);
});

attack("an origin of null is refused", async ({ server }) => {
  expect(await knock(server.socket, { host: "localhost", origin: "null" })).toBe(403);
});

attack("a missing origin is refused", async ({ server }) => {
  expect(await knock(server.socket, { host: "localhost" })).toBe(403);
});

attack("an origin that only begins like ours is refused", async ({ server }) => {
  for (const origin of [
    "http://localhost.evil.example",
    "http://localhost@evil.example",
    "http://localhost:80:80",
    "file://",
    "javascript:0",
    "http://",
  ]) {
    expect(await knock(server.socket, { host: "localhost", origin }), origin).toBe(403);
  }
});

attack("a rebound Host is refused, even with an origin to match", async ({ server }) => {
  expect(await knock(server.socket, { host: "rebound.example", origin: "http://rebound.example" })).toBe(403);
  expect(await knock(server.socket, { host: "169.254.169.254", origin: "http://169.254.169.254" })).toBe(403);
});

attack("our own origin is let in: a control", async ({ server }) => {
  expect(await knock(server.socket, { host: "localhost:3000", origin: "http://localhost:3000" })).toBe(101);
  expect(await knock(server.socket, { host: "127.0.0.1:8080", origin: "http://127.0.0.1:8080" })).toBe(101);
});

attack("what is no JSON gets a typed error and the connection stays", async ({ page }) => {
  for (const raw of ["", "{", "hello", "\u0000", '{"type":"run"', "[1,2", "NaN"])
    expect(await answerTo(page, raw)).toBe("not-json");
});

attack("what is JSON but no message gets a typed error and the connection stays", async ({ page }) => {
  for (const raw of [
    "null",
    "1",
    '"x"',
    "[]",
    "{}",
    '{"type":"nothing"}',
    '{"type":"run"}',
    '{"type":["run"]}',
    '{"type":"ping","extra":1}',
    '{"__proto__":{"type":"ping"}}',
    '{"type":"constructor"}',
    '{"type":"__proto__"}',
  ])
    expect(await answerTo(page, raw), raw).toBe("not-understood");
});

attack("binary frames get a typed error and the connection stays", async ({ page }) => {
  const before = page.messages.length;
  page.sayRaw(new Uint8Array([0, 255, 128, 7]));
  await page.until(() => page.messages.slice(before).find((message) => message.type === "error"), "an error");
  expect(page.socket.readyState).toBe(WebSocket.OPEN);
});

attack("deeply nested JSON neither overflows nor stalls", async ({ page }) => {
  expect(["not-json", "not-understood"]).toContain(
    await answerTo(page, "[".repeat(100_000) + "]".repeat(100_000)),
  );
  expect(["not-json", "not-understood"]).toContain(
    await answerTo(page, `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`),
  );
});

attack("hostile file names are refused: .., absolute, NUL, hidden, 4 kB, __proto__", async ({ page }) => {
  const names = [
    "../x.ts",
    "a/../../x.ts",
    "/etc/passwd",
    "x\0.ts",
    ".bashrc",
    "a//b.ts",
    "a/",
    "x".repeat(4096),
    "__proto__",
    "node_modules/sockets/index.ts",
    "a\\..\\b",
    "\u202egnp.ts",
    "con\n.ts",
    "",
  ];
  for (const name of names) {
    const raw = `{"type":"run","run":"r9","entry":"main.ts","args":[],"step":false,"files":{"main.ts":"","${JSON.stringify(name).slice(1, -1)}":"x"}}`;
    expect(await answerTo(page, raw), JSON.stringify(name.slice(0, 40))).toBe("not-understood");
  }
});

attack("too many files, too large a file, too much in all are refused in words", async ({ page }) => {
  const run = (files: Record<string, string>) =>
    JSON.stringify({ type: "run", run: "r9", entry: "main.ts", args: [], step: false, files });
  expect(
    await answerTo(
      page,
      run(Object.fromEntries(Array.from({ length: limits.files.count + 1 }, (_, n) => [`f${n}.ts`, ""]))),
    ),
  ).toBe("not-understood");
  expect(await answerTo(page, run({ "main.ts": "x".repeat(limits.files.fileBytes + 1) }))).toBe(
    "not-understood",
  );
  expect(page.messages.some((message) => message.type === "error" && /at most/.test(message.message))).toBe(
    true,
  );
});

attack("an entry that is not among the files is an error in words", async ({ page }) => {
  page.say({ type: "run", run: "r9", entry: "missing.ts", files: { "main.ts": "" }, args: [], step: false });
  await page.message("error", (message) => message.code === "no-such-file");
});

attack(
  "a message over the limit is refused in words, and one of twice the size ends its connection with 1009",
  async ({ server }) => {
    const page = await LabPage.open(server.socket, null, "192.0.2.69");
    page.sayRaw("x".repeat(limits.connection.messageBytes + 1));
    await page.message("error", (message) => message.code === "too-large");
    const closed = once(page.socket, "close");
    page.sayRaw("x".repeat(2 * limits.connection.messageBytes + 1));
    const [code] = await closed;
    expect(code).toBe(1009);
  },
);

attack("a message in thousands of fragments is bounded like any other", async ({ server }) => {
  const page = await LabPage.open(server.socket, null, "192.0.2.70");
  const closed = once(page.socket, "close");
  const chunk = "x".repeat(100);
  const enough = (2 * limits.connection.messageBytes) / chunk.length + 1;
  for (let i = 0; i < enough && page.socket.readyState === WebSocket.OPEN; i++)
    page.socket.send(chunk, { fin: false });
  const [code] = await closed;
  expect(code).toBe(1009);
});

attack("compression is never agreed to, so no small message becomes a large one", async ({ server }) => {
  const socket = new WebSocket(`ws+unix:${server.socket}:/lab`, {
    origin: "http://localhost",
    headers: { host: "localhost" },
    perMessageDeflate: true,
  });
  await once(socket, "open");
  expect(socket.extensions).toBe("");
  socket.terminate();
});

attack("a frame with compression's bit set all the same is a protocol error", async ({ server }) => {
  const raw = await upgraded(server.socket);
  raw.write(Buffer.from([0xc1, 0x81, 1, 2, 3, 4, 0x79]));
  await once(raw, "close");
});

attack(
  "an unmasked frame, a reserved opcode and a torn frame close that connection only",
  async ({ server }) => {
    for (const bytes of [
      [0x81, 0x01, 0x78],
      [0x83, 0x81, 1, 2, 3, 4, 5],
      [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ]) {
      const raw = await upgraded(server.socket);
      raw.write(Buffer.from(bytes));
      await once(raw, "close");
    }
  },
);

attack("messages faster than anyone types are refused, then the connection goes on", async ({ page }) => {
  for (let i = 0; i < limits.connection.messageBurst * 2; i++) page.say({ type: "ping" });
  await page.message("error", (message) => message.code === "too-fast");
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(page.socket.readyState).toBe(WebSocket.OPEN);
  expect((await page.toEnd({ "main.ts": `console.log("on")` })).stdout).toBe("on\n");
});

attack("a flood of protocol pings is answered or cut, never queued without end", async ({ server }) => {
  const page = await LabPage.open(server.socket, null, "192.0.2.71");
  const memory = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${serverProcess(server)}/status`, "latin1"))?.[1]);
  const before = memory();
  for (let i = 0; i < 20_000 && page.socket.readyState === WebSocket.OPEN; i++)
    page.socket.ping("x".repeat(100));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(memory() - before, "kB grown").toBeLessThan(64 * 1024);
  page.socket.terminate();
});

attack("nothing is obeyed before `open`, and `open` is obeyed once", async ({ server }) => {
  const page = await LabPage.connect(server.socket, { address: "192.0.2.72" });
  page.say({ type: "run", run: "r1", entry: "main.ts", files: { "main.ts": "" }, args: [], step: false });
  await page.message("error", (message) => message.code === "open-first");
  page.say({ type: "open", lesson: null, language: "en" });
  await page.message("ready");
  page.say({ type: "open", lesson: null, language: "en" });
  await page.message("error", (message) => message.code === "already-open");
  await page.close();
});

attack("a lesson that does not exist is an error in words", async ({ server }) => {
  const page = await LabPage.connect(server.socket, { address: "192.0.2.73" });
  page.say({ type: "open", lesson: "99-nothing", language: "en" });
  await page.message("error", (message) => message.code === "no-such-lesson");
  await page.close();
});

attack(
  "another lab's run cannot be typed into, stopped or stepped by guessing its id",
  async ({ server, page }) => {
    const victim = await LabPage.open(server.socket, null, "192.0.2.74");
    const run = victim.run({
      "main.ts": `console.log("mine"); process.stdin.on("data", () => console.log("typed into"));`,
    });
    await victim.printed(run, "mine");
    page.say({ type: "stdin", run, text: "hello\n" });
    await page.message("error", (message) => message.code === "no-such-run");
    page.say({ type: "signal", run, signal: "SIGKILL" });
    page.say({ type: "step", run });
    victim.say({ type: "stdin", run, text: "own\n" });
    await victim.printed(run, "typed into");
    await victim.close();
  },
);

attack("a run id cannot be used twice", async ({ page }) => {
  const run = page.run({ "main.ts": `console.log("first"); setInterval(() => {}, 1000);` });
  await page.printed(run, "first");
  page.say({ type: "run", run, entry: "main.ts", files: { "main.ts": "" }, args: [], step: false });
  await page.message("error", (message) => message.code === "run-exists");
});

attack("wire settings out of range are refused", async ({ page }) => {
  for (const value of ["-1", "101", "1e999", "null", '"50"', "[]"]) {
    const one = `{"loss":${value},"delay":0,"jitter":0,"duplicate":0,"reorder":0,"corrupt":0,"rate":0,"cut":false,"hold":false}`;
    const answer = await answerTo(page, `{"type":"wire","settings":{"you":${one},"lab":${one}}}`);
    expect(["not-understood", "not-json"]).toContain(answer);
  }
});

attack("frames that are not there cannot be released, dropped or altered", async ({ page }) => {
  page.say({ type: "frame", frame: 123_456, action: "release" });
  await page.message("error", (message) => message.code === "no-such-frame");
  page.say({ type: "frame-alter", frame: -1, data: "AAAA" });
  await page.until(() => page.messages.filter((message) => message.type === "error")[1], "a second error");
});

attack("a slow handshake is ended in time, and half-open sockets hold nothing", async ({ server }) => {
  const descriptors = () => readdirSync(`/proc/${serverProcess(server)}/fd`).length;
  const until = async (enough: () => boolean) => {
    for (const deadline = Date.now() + 20_000; !enough() && Date.now() < deadline; )
      await new Promise((resolve) => setTimeout(resolve, 100));
  };
  const before = descriptors();
  const slow = connect(server.socket).resume();
  await once(slow, "connect");
  slow.write("GET /lab HTTP/1.1\r\nHost: localhost\r\n");
  const halfOpen = Array.from({ length: 50 }, () => connect(server.socket).resume());
  await Promise.all(halfOpen.map((socket) => once(socket, "connect")));
  // A connection stands in the kernel before the server takes it: all 51 must have been taken.
  await until(() => descriptors() >= before + 51);
  const held = descriptors();
  await Promise.all(
    [slow, ...halfOpen].map((socket) => once(socket, "close", { signal: AbortSignal.timeout(60_000) })),
  );
  // Not one stays; the pool may have made a lab meanwhile, which takes fewer than half of these.
  await until(() => descriptors() <= held - 25);
  expect(descriptors()).toBeLessThanOrEqual(held - 25);
});

attack("a connection that never says `open` is closed in time", async ({ server }) => {
  const page = await LabPage.connect(server.socket, { address: "192.0.2.75" });
  await once(page.socket, "close", { signal: AbortSignal.timeout(limits.connection.openMs * 4) });
});

attack(
  "one address cannot take every lab",
  async ({ server }) => {
    const pages: LabPage[] = [];
    let refused = false;
    for (let i = 0; i < limits.server.labsPerAddress + 2 && !refused; i++) {
      const page = await LabPage.connect(server.socket, { address: "192.0.2.99" });
      page.say({ type: "open", lesson: null, language: "en" });
      const answer = await page.until(
        () => page.messages.find((message) => message.type === "ready" || message.type === "busy"),
        "ready or busy",
      );
      pages.push(page);
      refused = answer.type === "busy";
      if (answer.type === "busy") expect(answer.reason).toBe("address");
    }
    expect(refused).toBe(true);
    for (const page of pages) page.socket.terminate();
  },
  { timeoutMs: 180_000 },
);

attack(
  "a storm of a thousand reconnects is survived",
  async ({ server }) => {
    const labs = async () => (await scrape(server.socket)).get("playground_labs");
    const before = await labs();
    let answered = 0;
    let refused = 0;
    for (let round = 0; round < 20; round++) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, n) => {
          const socket = new WebSocket(`ws+unix:${server.socket}:/lab`, {
            origin: "http://localhost",
            headers: { host: "localhost", "x-forwarded-for": `198.51.100.${n}` },
          });
          await new Promise<void>((resolve) => {
            socket.on("open", () => {
              answered += 1;
              socket.send('{"type":"open","lesson":null,"language":"en"}');
              socket.terminate();
            });
            socket.on("unexpected-response", () => {
              refused += 1;
              socket.terminate();
            });
            // After a refusal `ws` reports the terminated handshake as an error too.
            socket.on("error", () => resolve());
            socket.on("close", () => resolve());
          });
        }),
      );
    }
    expect(answered + refused, "every one was let in or turned away").toBe(1_000);
    expect(answered).toBeGreaterThan(500);
    const deadline = Date.now() + 60_000;
    while ((await labs()) !== before) {
      if (Date.now() > deadline) throw new Error(`${await labs()} labs, ${before} before the storm`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  },
  { timeoutMs: 240_000 },
);

attack(
  "requests that are not for a lab are answered by the door, whatever their path",
  async ({ server }) => {
    for (const path of [
      "/../../etc/passwd",
      "/lab/../../x",
      "/lab%2f..",
      "//lab",
      "/%00",
      "/healthz/../../metrics",
    ]) {
      const raw = connect(server.socket);
      raw.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      let answer = "";
      raw.on("data", (chunk) => {
        answer += chunk;
      });
      await once(raw, "close");
      expect(answer, path).toMatch(/^HTTP\/1\.1 4\d\d/);
      expect(answer).not.toContain("root:");
    }
  },
);

/** Writes bytes on every channel to the server that a program has besides the standard three, whatever it is for. */
const onEveryDescriptor = (bytes: string) => `
  import fs from "node:fs";
  for (const name of fs.readdirSync("/proc/self/fd")) {
    const fd = Number(name);
    if (fd < 3) continue;
    try { if (/^socket:/.test(fs.readlinkSync("/proc/self/fd/" + fd))) fs.writeSync(fd, ${bytes}); } catch {}
  }
  console.log("forged");
`;

async function forge({ page }: Scene, bytes: string): Promise<void> {
  const ended = await page.toEnd({ "main.ts": onEveryDescriptor(bytes) });
  expect(ended.stdout).toBe("forged\n");
  expect((await page.toEnd({ "main.ts": `console.log("next")` })).stdout).toBe("next\n");
}

attack("garbage on the trace channel is dropped", async (scene) => {
  await forge(scene, `"\\u0000 garbage }{ \\n[]\\nnull\\n1\\n"`);
});

attack("a forged call in another actor's name is not shown as theirs", async (scene) => {
  await forge(
    scene,
    `JSON.stringify({ type: "call", at: 1, actor: "peer:echo", call: 1, thread: 0, name: "forged", fd: 3, args: [], source: null }) + "\\n"`,
  );
  expect(scene.page.eventsOf("call").filter((event) => event.actor === "peer:echo")).toEqual([]);
});

attack("a forged verdict is not a verdict", async (scene) => {
  await forge(
    scene,
    `JSON.stringify({ type: "verdict", at: 1, check: "c1", id: "x", verdict: { result: "passed" } }) + "\\n"`,
  );
  expect(scene.page.eventsOf("verdict")).toEqual([]);
});

attack("forged packets and ends are not believed", async (scene) => {
  await forge(
    scene,
    `JSON.stringify({ type: "frame", at: 1, frame: 1, link: "wire", from: "lab", length: 60, data: "AAAA" }) + "\\n" + JSON.stringify({ type: "program-ended", at: 1, run: "r1", exit: { code: 77 } }) + "\\n"`,
  );
  expect(scene.page.eventsOf("frame").filter((event) => event.data === "AAAA")).toEqual([]);
  expect(
    scene.page.eventsOf("program-ended").filter((event) => "code" in event.exit && event.exit.code === 77),
  ).toEqual([]);
});

attack(
  "words forged in the runtime's own manner are the program's own, whatever they claim",
  async (scene) => {
    await forge(
      scene,
      `[{ t: "call", at: 1, call: 999, name: "forged", args: [], actor: "peer:echo", run: "r9" }, { t: "exit", code: 0 }, { t: "ready" }, { t: "limit", what: "sky" }].map((each) => JSON.stringify(each) + "\\n").join("")`,
    );
    expect(scene.page.eventsOf("call")).toEqual([]);
    expect(scene.page.eventsOf("notice")).toEqual([]);
    expect(scene.page.eventsOf("program-ended").map(({ run }) => run)).toEqual(["r1", "r2"]);
  },
);

attack("calls forged in the memory that they are told through are the program's own", async ({ page }) => {
  const { run, exit } = await page.toEnd({ "main.ts": forgingProgram(forgedCall("forged")) });
  expect(exit).toEqual({ code: 0 });
  const forged = page.eventsOf("call").filter(({ name }) => name === "forged");
  expect(forged.map(({ actor }) => actor)).toEqual([run]);
});

attack("garbage in that memory, and lies about it, hold up nobody but their writer", async ({ page }) => {
  const lies = `console.log("lying"); for (let bytes = 0; ; bytes += 4_099) { flood(bytes); lie(bytes); }`;
  const runs = [[], [0], [-1], forgedCall("x".repeat(41))].map((words, n) =>
    page.run({ [`${n}.ts`]: forgingProgram(words, lies) }, `${n}.ts`),
  );
  for (const run of runs) await page.printed(run, "lying");
  const next = { "main.ts": `import { Socket } from "sockets"; new Socket().close(); console.log("next")` };
  const honest = await page.toEnd(next);
  expect(honest.stdout).toBe("next\n");
  const shown = page.eventsOf("call").filter(({ actor }) => actor === honest.run);
  expect(shown.map(({ name }) => name)).toEqual(["socket", "close"]);
  for (const run of runs) page.say({ type: "signal", run, signal: "SIGKILL" });
  for (const run of runs) expect((await page.ended(run)).exit).toEqual({ signal: "SIGKILL" });
});

attack("a line without an end on every channel holds up nobody but its writer", async ({ page }) => {
  const run = page.run({ "main.ts": onEveryDescriptor(`"x".repeat(8_000_000)`) });
  await page.event("program-started", (event) => event.run === run);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  if (!page.eventsOf("program-ended").some((event) => event.run === run))
    page.say({ type: "signal", run, signal: "SIGKILL" });
  await page.ended(run);
  expect((await page.toEnd({ "main.ts": `console.log("next")` })).stdout).toBe("next\n");
});

attack("a checker cannot be pleased by patching net, Buffer, JSON and Date", async ({ server }) => {
  const page = await LabPage.open(server.socket, "08-udp-celsius", "192.0.2.76");
  const cheat = `
    import dgram from "node:dgram"; import net from "node:net";
    Buffer.prototype.equals = () => true; (Buffer as any).compare = () => 0; JSON.parse = () => ({ result: "passed" }) as any; Date.now = () => 0;
    (dgram as any).createSocket = () => ({ on() {}, bind() {}, send() {} }); (net as any).createServer = () => ({ listen() {} });
    console.log("passed passed passed"); setInterval(() => {}, 1000);`;
  page.say({
    type: "check",
    check: "c1",
    files: { "server.ts": cheat, "client.ts": cheat, "main.ts": cheat },
    idiom: "node",
  });
  await page.event("check-ended", () => true, 110_000);
  expect(page.eventsOf("verdict").length).toBeGreaterThan(0);
  const passed = page.eventsOf("verdict").filter((event) => event.verdict.result === "passed");
  expect(passed).toEqual([]);
  await page.close();
});

attack("hard-coded answers do not pass: the questions are random", async ({ server }) => {
  const page = await LabPage.open(server.socket, "08-udp-celsius", "192.0.2.77");
  const hardCoded = `
    import dgram from "node:dgram";
    const socket = dgram.createSocket("udp4");
    socket.on("message", (_, from) => socket.send("100 Celsius = 212 Fahrenheit", from.port, from.address));
    socket.bind(8888);`;
  page.say({
    type: "check",
    check: "c1",
    files: { "server.ts": hardCoded, "client.ts": `console.log("212");`, "main.ts": hardCoded },
    idiom: "node",
  });
  await page.event("check-ended", () => true, 110_000);
  expect(page.eventsOf("verdict").some((event) => event.verdict.result === "failed")).toBe(true);
  await page.close();
});

attack("any structured message at all is answered or obeyed, never a fault", async ({ server }) => {
  const page = await LabPage.open(server.socket, null, "192.0.2.78");
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("__proto__", "r1", "main.ts", "\u0000", "💥"),
  );
  const types = [
    "open",
    "run",
    "stdin",
    "stdin-end",
    "signal",
    "step",
    "continue",
    "check",
    "wire",
    "frame",
    "frame-alter",
    "release-all",
    "peer",
    "assistant",
    "preview",
    "ping",
  ];
  const keys = [
    "run",
    "entry",
    "files",
    "args",
    "step",
    "text",
    "signal",
    "settings",
    "frame",
    "action",
    "data",
    "host",
    "peer",
    "act",
    "preview",
    "port",
    "request",
    "check",
    "idiom",
    "lesson",
    "language",
  ];
  const message = fc
    .record({ type: fc.constantFrom(...types) })
    .chain((base) =>
      fc
        .dictionary(
          fc.constantFrom(...keys),
          fc.oneof(
            leaf,
            fc.array(leaf, { maxLength: 3 }),
            fc.dictionary(fc.string({ maxLength: 8 }), leaf, { maxKeys: 3 }),
          ),
          { maxKeys: 6 },
        )
        .map((rest) => ({ ...rest, ...base })),
    );
  for (const one of fc.sample(message, 600)) {
    if (one.type === "open") continue;
    page.sayRaw(JSON.stringify(one));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / limits.connection.messagesPerSecond));
  }
  expect(page.messages.filter((each) => each.type === "fault")).toEqual([]);
  page.say({ type: "ping" });
  await page.message("pong");
  await page.close();
});

/** A connection that has upgraded by hand, so that anything at all can be written on it. */
async function upgraded(labSocket: string) {
  const raw = connect(labSocket);
  raw.write(
    "GET /lab HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-For: 192.0.2.80\r\n\r\n",
  );
  const [head] = await once(raw, "data");
  expect(String(head)).toMatch(/^HTTP\/1\.1 101/);
  raw.on("error", () => raw.destroy());
  return raw;
}
