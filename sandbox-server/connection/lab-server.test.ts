import fs from "node:fs";
import os from "node:os";
import { expect, test } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { LabPage } from "../../tests/lab-page.ts";
import { stageServer } from "../../tests/stage-server.ts";

/** A whole server, talked to as a page does. It runs on the stage, like the real one. */

const socket = stageServer();

const withPage = async (use: (page: LabPage) => Promise<void>) => {
  const page = await LabPage.open(socket);
  try {
    await use(page);
  } finally {
    await page.close();
  }
};

test("a TypeScript program runs, is given its arguments, and its exit code is told", () =>
  withPage(async (page) => {
    const run = page.run(
      {
        "main.ts": `import { double } from "./lib/math.ts";
const [word] = process.argv.slice(2) as [string];
console.log(word, double(21), Object.keys(process.env).length, process.cwd());
process.exitCode = 7;`,
        "lib/math.ts": "export function double(n: number): number { return n * 2; }",
      },
      "main.ts",
      { args: ["hello"] },
    );
    const ended = await page.ended(run);
    expect(ended).toMatchObject({ stdout: "hello 42 0 /home/you\n", stderr: "", exit: { code: 7 } });
  }));

test("stdin reaches the program, and its end too", () =>
  withPage(async (page) => {
    const run = page.run({
      "main.ts": `process.stdout.write("name? ");
let all = "";
process.stdin.setEncoding("utf8").on("data", (text: string) => { all += text; });
process.stdin.on("end", () => console.log("got " + JSON.stringify(all)));`,
    });
    await page.printed(run, "name? ");
    page.say({ type: "stdin", run, text: "小明\n" });
    page.say({ type: "stdin-end", run });
    expect((await page.ended(run)).stdout).toBe('name? got "小明\\n"\n');
  }));

test("what is typed has a time before that of the calls which the program makes with it", () =>
  withPage(async (page) => {
    const run = page.run({
      "main.ts": `import { input, print, Socket } from "sockets";
for (let n = 0; n < 40; n++) { print("ask", n); input(); new Socket().close(); }`,
    });
    for (let n = 0; n < 40; n++) {
      await page.printed(run, `ask ${n}\n`);
      page.say({ type: "stdin", run, text: "x\n" });
    }
    await page.ended(run);
    const typed = page.eventsOf("input").map(({ at }) => at);
    const called = page.eventsOf("call").flatMap(({ name, at }) => (name === "socket" ? [at] : []));
    expect([typed.length, called.length]).toEqual([40, 40]);
    expect(typed.filter((at, n) => at > (called[n] ?? 0))).toEqual([]);
  }));

test("what is typed is told when the program has it, before what the program answers", () =>
  withPage(async (page) => {
    const run = page.run({
      "main.ts": `process.on("SIGINT", () => process.exit(3));
process.stdin.setEncoding("utf8").on("data", (text: string) => process.stdout.write("heard " + text));
process.stdin.on("end", () => console.log("no more"));
setInterval(() => {}, 1000);
console.log("up");`,
    });
    const heard = () =>
      page.events.flatMap((event) =>
        (event.type === "output" || event.type === "input") && event.run === run
          ? [event.type === "output" ? event.text : `> ${event.key ?? event.text}`]
          : [],
      );
    await page.printed(run, "up");
    page.say({ type: "stdin", run, text: "one\n" });
    await page.printed(run, "heard one");
    page.say({ type: "stdin", run, text: "two" });
    await page.printed(run, "heard two");
    // Ended a second time, and written to afterwards: the program gets none of that, and none of it is told.
    page.say({ type: "stdin-end", run });
    page.say({ type: "stdin-end", run });
    page.say({ type: "stdin", run, text: "late\n" });
    await page.printed(run, "no more");
    page.say({ type: "signal", run, signal: "SIGINT" });
    expect((await page.ended(run)).exit).toEqual({ code: 3 });
    expect(heard()).toEqual([
      "up\n",
      "> one\n",
      "heard one\n",
      "> two",
      "heard two",
      "> end",
      "no more\n",
      "> interrupt",
    ]);
    const times = page.events.flatMap((event) => ("run" in event && event.run === run ? [event.at] : []));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }));

test("a syntax error is the program's stderr, at its line and column, and nothing is started", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({ "main.ts": "const a = 1;\n\nconst b: = 2;\n" });
    expect(ended.stderr).toMatch(/^main\.ts:3:10 SyntaxError: /);
    expect(ended.stderr).toContain("const b: = 2;\n         ^\n");
    expect(ended.exit).toEqual({ code: 1 });
  }));

test("a syntax error in another file counts when that file is imported", () =>
  withPage(async (page) => {
    const broken = { "other.ts": "let x = ;\n" };
    expect((await page.toEnd({ "main.ts": 'console.log("fine");', ...broken })).stdout).toBe("fine\n");
    const ended = await page.toEnd({ "main.ts": 'import "./other.ts";', ...broken });
    expect(ended.stderr).toMatch(/^other\.ts:1:9 SyntaxError: /);
    expect(ended.exit).toEqual({ code: 1 });
  }));

test("a mistake that only the engine finds has its place as well", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({ "main.ts": "const a = 1;\nconst a = 2;\n" });
    expect(ended.stderr).toMatch(/^main\.ts:2:7 SyntaxError: Identifier 'a' has already been declared/);
  }));

test("a missing export and a missing module point at the import", () =>
  withPage(async (page) => {
    const missing = await page.toEnd({
      "main.ts": '\nimport { nothing } from "./lib.ts";\n',
      "lib.ts": "export {};",
    });
    expect(missing.stderr).toMatch(/^main\.ts:2:\d+ SyntaxError: .*'nothing'/);
    const absent = await page.toEnd({ "main.ts": '\nimport "./lib";\n', "lib.ts": "" });
    expect(absent.stderr).toMatch(
      /^main\.ts:2:8 ModuleNotFound: Cannot find module '\.\/lib' \(did you mean '\.\/lib\.ts'\?\)/,
    );
  }));

test("a runtime error names the learner's line, and none of ours", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": `type Person = { name: string };
function greet(person: Person | null) {
  return person.name;
}
setTimeout(() => greet(null), 1);
`,
    });
    expect(ended.stderr).toBe(
      `main.ts:3:17 TypeError: Cannot read properties of null (reading 'name')
  return person.name;
                ^
    at greet (main.ts:3:17)
    at Timeout._onTimeout (main.ts:5:18)
`,
    );
    expect(ended.exit).toEqual({ code: 1 });
  }));

test("an endless loop is stopped by SIGTERM, and by SIGKILL when it does not listen", () =>
  withPage(async (page) => {
    const plain = page.run({ "main.ts": 'console.log("in"); for (;;);' });
    await page.printed(plain, "in");
    page.say({ type: "signal", run: plain, signal: "SIGTERM" });
    expect((await page.ended(plain)).exit).toEqual({ signal: "SIGTERM" });
    const deaf = page.run({ "main.ts": 'process.on("SIGTERM", () => {}); console.log("in"); for (;;);' });
    await page.printed(deaf, "in");
    page.say({ type: "signal", run: deaf, signal: "SIGTERM" });
    expect((await page.ended(deaf)).exit).toEqual({ signal: "SIGKILL" });
  }));

test("Ctrl+C is the program's own to answer", () =>
  withPage(async (page) => {
    const run = page.run({
      "main.ts":
        'process.on("SIGINT", () => { console.log("bye"); process.exit(3); }); setInterval(() => {}, 1000); console.log("up");',
    });
    await page.printed(run, "up");
    page.say({ type: "signal", run, signal: "SIGINT" });
    expect(await page.ended(run)).toMatchObject({ stdout: "up\nbye\n", exit: { code: 3 } });
  }));

test("several programs of one lab talk over its network, and share its home", () =>
  withPage(async (page) => {
    const files = {
      "server.ts": `import net from "node:net";
net.createServer((c) => c.on("data", (d) => c.end(String(d).toUpperCase()))).listen(7000, () => console.log("up"));`,
      "client.ts": `import net from "node:net";
import fs from "node:fs";
const c = net.connect(7000, "10.0.0.2", () => c.write("hi"));
c.on("data", (d) => { console.log(String(d)); fs.writeFileSync("note.txt", "left"); });`,
      "reader.ts": 'import fs from "node:fs"; console.log(fs.readFileSync("note.txt", "utf8"));',
    };
    const server = page.run(files, "server.ts");
    await page.printed(server, "up");
    expect(await page.toEnd(files, "client.ts")).toMatchObject({ stdout: "HI\n", stderr: "" });
    expect((await page.toEnd(files, "reader.ts")).stdout).toBe("left\n");
    page.say({ type: "signal", run: server, signal: "SIGKILL" });
    expect((await page.ended(server)).exit).toEqual({ signal: "SIGKILL" });
  }));

test("a run's id is used once, and a run that has ended takes no more messages", () =>
  withPage(async (page) => {
    const { run } = await page.toEnd({ "main.ts": "" });
    page.say({ type: "run", run, entry: "main.ts", files: { "main.ts": "" }, args: [], step: false });
    await page.message("error", ({ code }) => code === "run-exists");
    page.say({ type: "stdin", run, text: "late" });
    await page.message("error", ({ code }) => code === "no-such-run");
    page.say({ type: "run", run: "r77", entry: "x.ts", files: { "main.ts": "" }, args: [], step: false });
    await page.message("error", ({ code }) => code === "no-such-file");
  }));

test("more programs than a lab may have are refused, and said", () =>
  withPage(async (page) => {
    const runs = Array.from({ length: limits.lab.programs }, () =>
      page.run({ "main.ts": "setInterval(() => {}, 1000); console.log('up');" }),
    );
    const tooMany = page.run({ "main.ts": "" });
    await page.message("error", ({ code }) => code === "too-many-programs");
    await page.event("notice", ({ run, notice }) => run === tooMany && notice.code === "limit-programs");
    for (const run of runs) await page.printed(run, "up");
  }));

const limitCases: [what: string, code: string, program: string][] = [
  ["heap", "limit-memory", "const all: unknown[] = []; for (;;) all.push(new Array(1000).fill({}));"],
  ["Buffers", "limit-memory", "const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(1 << 24, 1));"],
  ["output", "limit-output", 'for (;;) console.log("x".repeat(1000));'],
  [
    // Whatever the pipe cuts it into, the first is read to its last byte before the second comes.
    "output, met to the byte and then passed,",
    "limit-output",
    `import fs from "node:fs"; fs.writeSync(1, "x".repeat(${limits.program.outputBytes}));
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500); fs.writeSync(1, "y");
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
  ],
  ["one file", "limit-disk", 'import fs from "node:fs"; fs.writeFileSync("a", Buffer.alloc(9 << 20));'],
  [
    "the home",
    "limit-disk",
    'import fs from "node:fs"; for (let i = 0; ; i++) fs.writeFileSync("f" + i, Buffer.alloc(4 << 20));',
  ],
  ["inodes", "limit-disk", 'import fs from "node:fs"; for (let i = 0; ; i++) fs.writeFileSync("i" + i, "");'],
  ["descriptors", "limit-files", 'import fs from "node:fs"; for (;;) fs.openSync("/dev/null");'],
  [
    "tasks",
    "limit-tasks",
    'import { spawn } from "node:child_process"; for (let i = 0; i < 100; i++) spawn(process.execPath, ["-e", "setInterval(()=>{},1e3)"], { stdio: "ignore" });',
  ],
];

for (const [what, code, program] of limitCases) {
  test(`the limit of ${what} is reached in words, and the lab goes on`, () =>
    withPage(async (page) => {
      const ended = await page.toEnd({ "main.ts": program });
      expect(ended.notices).toContain(code);
      expect(ended.exit).not.toEqual({ code: 0 });
      // The home may still be full: room for one small program is made by taking the last one's place.
      const after = await page.toEnd({ "main.ts": "console.log(1);" });
      expect(after.stdout).toBe("1\n");
    }));
}

test("output comes whole and in order", () =>
  withPage(async (page) => {
    const ended = await page.toEnd({
      "main.ts": 'for (let i = 0; i < 20000; i++) console.log("line", i);',
    });
    const lines = ended.stdout.trim().split("\n");
    expect(lines).toHaveLength(20_000);
    expect(lines.every((line, at) => line === `line ${at}`)).toBe(true);
  }));

test("what is not understood gets a typed error, and the connection stays", async () => {
  const page = await LabPage.connect(socket);
  page.sayRaw("{");
  await page.message("error", ({ code }) => code === "not-json");
  page.sayRaw('{"type":"fly"}');
  await page.message("error", ({ code }) => code === "not-understood");
  page.sayRaw('{"type":"stdin","run":"r1","text":"x"}');
  await page.message("error", ({ code }) => code === "open-first");
  page.sayRaw(`"${"x".repeat(limits.connection.messageBytes)}"`);
  await page.message("error", ({ code }) => code === "too-large");
  page.say({ type: "open", lesson: "99-nowhere", language: "en" });
  await page.message("error", ({ code }) => code === "no-such-lesson");
  page.say({ type: "open", lesson: null, language: "en" });
  await page.message("ready");
  page.say({ type: "open", lesson: null, language: "en" });
  await page.message("error", ({ code }) => code === "already-open");
  await page.close();
});

test("a page of another origin, or to a name that is not ours, is turned away", async () => {
  for (const wrong of [
    { origin: "http://evil.example" },
    { host: "evil.example", origin: "http://evil.example" },
    { origin: "null" },
  ]) {
    await expect(LabPage.connect(socket, wrong)).rejects.toThrow("403");
  }
});

test("nothing is left of a lab that has closed", async () => {
  const footprint = () => ({
    fds: fs.readdirSync("/proc/self/fd").length,
    mounts: fs
      .readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .filter((line) => line.includes("/home-")).length,
    processes: fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).length,
    homes: fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("home-")).length,
  });
  /** The pool is full and no lab is open: counted once it has stayed so for a while. */
  const settled = async () => {
    for (let last = "", same = 0; ; ) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const now = JSON.stringify(footprint());
      same = now === last ? same + 1 : 0;
      last = now;
      if (same === 4) return now;
    }
  };
  await withPage(async (page) => void (await page.toEnd({ "main.ts": "" })));
  const before = await settled();
  await withPage(async (page) => {
    page.run({ "main.ts": "for (;;);" });
    const orphan = page.run({
      "main.ts": `import { spawn } from "node:child_process";
spawn(process.execPath, ["-e", "for(;;);"], { detached: true, stdio: "inherit" }).unref();
console.log("left");`,
    });
    await page.printed(orphan, "left");
  });
  expect(await settled()).toBe(before);
});
