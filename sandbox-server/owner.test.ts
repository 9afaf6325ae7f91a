import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";

/**
 * In a process of its own each, since what nobody catches is the test runner's too. `A` and `B` are owners that say
 * what they hear; `later` ends the process once all is quiet.
 */
let owner = "";
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("./owner.ts", import.meta.url).pathname],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    logLevel: "silent",
  });
  owner = outputFiles[0]?.text.replace(/export \{[\s\S]*\};\s*$/, "") ?? "";
});

function heard(program: string): string[] {
  const script = `${owner}
    import fs from "node:fs";
    import net from "node:net";
    import { spawn } from "node:child_process";
    import { createSocket } from "node:dgram";
    import { EventEmitter, once } from "node:events";
    import { MessageChannel } from "node:worker_threads";
    const say = (who) => (error) => console.log(who, error.message);
    const A = { failed: say("A") };
    const B = { failed: say("B") };
    hearUnexpected(say("nobody"));
    const boom = () => { throw new Error("boom"); };
    ${program}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout.trim().split("\n").sort();
}

for (const [what, program] of [
  ["a timer", "setTimeout(boom, 1)"],
  ["an immediate", "setImmediate(boom)"],
  ["a tick", "process.nextTick(boom)"],
  ["a file's callback", 'fs.stat("/", boom)'],
  ["a rejection that nobody hears", 'Promise.reject(new Error("boom"))'],
  ["a rejection long after", "(async () => { await new Promise((r) => setTimeout(r, 5)); boom(); })()"],
  ["a child's end", 'spawn("true").on("exit", boom)'],
  ["what a child says", 'spawn("echo", ["x"]).stdout.once("data", boom)'],
  [
    "what a datagram socket hears",
    'const s = createSocket("udp4", () => { s.close(); boom(); }).bind(0, "127.0.0.1", () => s.send("x", s.address().port, "127.0.0.1"))',
  ],
  [
    "what a connection says that a listener took",
    'const s = net.createServer((c) => { ownEvents(c); c.on("data", () => { c.destroy(); s.close(); boom(); }); }).listen(0, "127.0.0.1", () => workOf(B, () => net.connect(s.address().port, "127.0.0.1").on("error", () => {}).end("x")))',
  ],
] as const)
  test(`${what}, begun as A's work, fails A and nobody else`, () => {
    expect(heard(`workOf(A, () => { ${program}; });`)).toEqual(["A boom"]);
  });

test("what is begun outside is nobody's, also after an owner's work", () => {
  expect(
    heard(
      "workOf(A, () => {}); setTimeout(boom, 1); workOf(A, () => workOf(null, () => setTimeout(boom, 1)));",
    ),
  ).toEqual(["nobody boom", "nobody boom"]);
});

test("one source that calls for many: each call is its owner's, and one that throws does not keep the next from it", () => {
  expect(
    heard(`
      const { port1, port2 } = new MessageChannel();
      const calls = [workOf(A, () => owned(boom)), workOf(B, () => owned(boom)), workOf(A, () => owned(() => setTimeout(boom, 1)))];
      port1.on("message", () => { for (const call of calls) call(); port1.close(); });
      port2.postMessage(1);`),
  ).toEqual(["A boom", "A boom", "B boom"]);
});

test("an emitter with an owner says whether it was heard, as before", () => {
  expect(
    heard(`
      const emitter = new EventEmitter();
      workOf(A, () => ownEvents(emitter));
      emitter.on("yes", () => {});
      console.log(emitter.emit("yes"), emitter.emit("no"));`),
  ).toEqual(["true false"]);
});

test("work alone settles as it does, rejects with its first failure, and tells what comes later", () => {
  expect(
    heard(`
      workOf(B, async () => {
        const later = say("later");
        console.log("1", await workAlone(async () => "fine", later));
        await workAlone(async () => boom(), later).catch(say("2"));
        await workAlone(() => { setTimeout(boom, 1); return new Promise(() => {}); }, later).catch(say("3"));
        await workAlone(async () => { setTimeout(boom, 5); }, later);
      });`),
  ).toEqual(["1 fine", "2 boom", "3 boom", "later boom"]);
});

test("an owner that fails at hearing of its failure makes it everybody's", () => {
  expect(heard(`workOf({ failed: boom }, () => setTimeout(boom, 1));`)).toEqual([
    "nobody an owner failed at hearing of its failure",
  ]);
});
