import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { processTree } from "../bench/process-tree.ts";
import type { Ended } from "../lab-page.ts";
import { commandOf, serverProcess } from "../server-process.ts";
import { findings, kernelProbe, probing } from "./kernel-probe.ts";
import { attack, setScene } from "./neighbourhood.ts";

/** Taking more than one's share: each limit is reached, told in words the learner can use, and felt by nobody else. */
setScene();

/** The program was ended or refused for this limit, and the page was told which. */
function wasTold(ended: Ended, notice: string): void {
  expect(
    ended.notices,
    `notices of a program that ended ${JSON.stringify(ended.exit)}: ${ended.stderr.slice(-500)}`,
  ).toContain(notice);
}

attack("a fork bomb stops at the task limit", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import { spawn } from "node:child_process";
      let made = 0, refused = 0;
      for (let i = 0; i < ${limits.program.tasks * 3}; i++) {
        try {
          const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "ignore" });
          child.on("error", () => { refused++; });
          if (child.pid) made++;
        } catch { refused++; }
      }
      await new Promise((done) => setTimeout(done, 500));
      console.log(JSON.stringify({ made, refused }));
      process.exit(0);`,
  });
  const { made, refused } = JSON.parse(ended.stdout);
  expect(made).toBeLessThan(limits.program.tasks);
  expect(refused).toBeGreaterThan(0);
});

attack("a bomb that forks from every child dies out in its own sandbox", async ({ page, server }) => {
  const bomb = `const { spawn } = require("node:child_process"); const go = () => { try { spawn(process.execPath, ["-e", process.argv[1], process.argv[1]], { stdio: "ignore" }).on("error", () => {}); } catch {} }; go(); go(); setInterval(go, 50);`;
  const run = page.run({
    "main.ts": `
      import { spawn } from "node:child_process";
      const bomb = ${JSON.stringify(bomb)};
      spawn(process.execPath, ["-e", bomb, bomb], { stdio: "ignore" }).on("error", () => {});
      console.log("lit");
      setInterval(() => {}, 1000);`,
  });
  await page.printed(run, "lit");
  // The bomb's own text is on each child's command line.
  const lit = () =>
    processTree(server.child.pid ?? 0).filter((pid) =>
      commandOf(pid).some((word) => word.includes("go(); go();")),
    );
  let most = 0;
  for (let look = 0; look < 15; look++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    most = Math.max(most, lit().length);
  }
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(limits.program.tasks);
  page.say({ type: "signal", run, signal: "SIGKILL" });
  await page.ended(run);
  expect(lit()).toEqual([]);
});

attack("a bomb of worker threads stops at the task limit", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import { Worker } from "node:worker_threads";
      let failed = 0, online = 0;
      for (let i = 0; i < 200; i++) {
        try { new Worker("setInterval(() => {}, 1000)", { eval: true }).on("error", () => { failed++; }).on("online", () => { online++; }); }
        catch { failed++; }
      }
      setTimeout(() => { console.log("threads", online < 200); process.exit(0); }, 4000);`,
  });
  // Either the threads were refused, or V8 gave up on the process: both are ends of the attacker alone.
  if (ended.stdout !== "") expect(ended.stdout).toBe("threads true\n");
  else expect(ended.exit).not.toEqual({ code: 0 });
});

attack("a heap bomb ends with words about memory", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": "const all: unknown[] = []; for (;;) all.push(new Array(10_000).fill(Math.random()));",
  });
  expect(ended.exit).not.toEqual({ code: 0 });
  wasTold(ended, "limit-memory");
});

attack("a Buffer bomb ends with an error or words about memory", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": "const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1));",
  });
  expect(ended.exit).not.toEqual({ code: 0 });
  wasTold(ended, "limit-memory");
});

attack("a WebAssembly memory bomb gets an error", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      const all: WebAssembly.Memory[] = [];
      let pages = 0;
      try { for (;;) { const memory = new WebAssembly.Memory({ initial: 512 }); new Uint8Array(memory.buffer).fill(1); all.push(memory); pages += 512; } }
      catch (error) { console.log("refused after", pages * 65536 <= ${limits.program.dataBytes * 2}, (error as Error).name); }`,
  });
  if (ended.stdout !== "") expect(ended.stdout).toMatch(/^refused after true/);
  else wasTold(ended, "limit-memory");
});

attack("an mmap bomb is refused by the kernel", async ({ page }) => {
  const ended = await page.toEnd({
    "kernel.ts": kernelProbe,
    "main.ts": `
      import { sys } from "./kernel.ts";
      let mapped = 0;
      let result: number | string = 0;
      // PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_POPULATE: pages that are really there.
      while (typeof (result = sys(9, 0, 64 * 1024 * 1024, 3, 0x8022, -1, 0)) === "number" && mapped < 64) mapped++;
      console.log(result, mapped * 64 * 1024 * 1024 <= ${limits.program.dataBytes});`,
  });
  expect(ended.stdout).toBe("ENOMEM true\n");
});

attack("filling /dev/shm ends in ENOSPC at its size, and all of a lab share it", async ({ page }) => {
  const filling = {
    "main.ts": `
      import fs from "node:fs";
      const chunk = Buffer.alloc(256 * 1024, 1);
      let written = 0;
      try { for (let i = 0; i < 4000; i++) { fs.writeFileSync("/dev/shm/" + process.argv[2] + i, chunk); written += chunk.length; } }
      catch (error) { console.log((error as NodeJS.ErrnoException).code, written); }`,
  };
  const first = await page.ended(page.run(filling, "main.ts", { args: ["a"] }));
  const [code, written] = first.stdout.trim().split(" ");
  expect(code).toBe("ENOSPC");
  expect(Number(written)).toBeGreaterThan(limits.lab.shmBytes / 2);
  expect(Number(written)).toBeLessThanOrEqual(limits.lab.shmBytes);
  const second = await page.ended(page.run(filling, "main.ts", { args: ["b"] }));
  expect(second.stdout).toBe("ENOSPC 0\n");
});

for (const [place, bytes] of [
  ["home", limits.lab.homeBytes],
  ["/tmp", limits.lab.tmpBytes],
] as const) {
  attack(`filling ${place} ends in ENOSPC at its size`, async ({ page }) => {
    const folder = place === "home" ? "." : place;
    const ended = await page.toEnd({
      "main.ts": `
        import fs from "node:fs";
        const chunk = Buffer.alloc(256 * 1024, 1);
        let written = 0;
        try { for (let i = 0; i < 4000; i++) { fs.writeFileSync("${folder}/fill" + i, chunk); written += chunk.length; } }
        catch (error) { console.log((error as NodeJS.ErrnoException).code, written <= ${bytes}, written > ${bytes / 2}); }`,
    });
    expect(ended.stdout).toBe("ENOSPC true true\n");
  });
}

attack("a full home does not stop the next program from starting", async ({ page }) => {
  await page.toEnd({
    "main.ts": `
      import fs from "node:fs";
      const fd = fs.openSync("fill", "w");
      const fill = (size: number) => { try { for (;;) fs.writeSync(fd, Buffer.alloc(size, 1)); } catch {} };
      fill(65536); fill(1);
      try { for (let i = 0; ; i++) fs.writeFileSync("f" + i, Buffer.alloc(4096)); } catch {}`,
  });
  const next = await page.toEnd({ "next.ts": `console.log("still runs");` }, "next.ts");
  expect(next.stdout + next.stderr).toMatch(/still runs|full|ENOSPC/);
  const removed = await page.toEnd({
    "main.ts": `import fs from "node:fs"; for (const name of fs.readdirSync(".")) if (/^f/.test(name)) fs.rmSync(name); console.log("cleared");`,
  });
  expect(removed.stdout).toBe("cleared\n");
});

for (const place of ["/home/you", "/tmp", "/dev/shm"]) {
  attack(`running out of inodes in ${place} ends in ENOSPC`, async ({ page }) => {
    const ended = await page.toEnd({
      "main.ts": `
        import fs from "node:fs";
        let made = 0;
        try { for (;;) { fs.writeFileSync("${place}/i" + made, ""); made++; } }
        catch (error) { console.log((error as NodeJS.ErrnoException).code, made > 900 && made <= ${limits.lab.homeInodes}); }`,
    });
    expect(ended.stdout).toBe("ENOSPC true\n");
  });
}

attack(
  "a file larger than the limit is refused with EFBIG or ENOSPC, without a signal death",
  async ({ page }) => {
    const ended = await page.toEnd({
      "main.ts": `
      import fs from "node:fs";
      const fd = fs.openSync("sparse", "w");
      try { fs.writeSync(fd, Buffer.from("x"), 0, 1, ${limits.program.fileBytes * 4}); console.log("written"); }
      catch (error) { console.log((error as NodeJS.ErrnoException).code); }`,
    });
    expect(ended.stdout).toMatch(/^(EFBIG|ENOSPC)\n$/);
  },
);

attack("running out of descriptors is EMFILE, and the program can say so", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import fs from "node:fs";
      const open: number[] = [];
      let code = "";
      try { for (;;) open.push(fs.openSync("/dev/null", "r")); } catch (error) { code = (error as NodeJS.ErrnoException).code ?? ""; }
      for (const fd of open.splice(0, 50)) fs.closeSync(fd);
      console.log(code, open.length < ${limits.program.files});`,
  });
  expect(ended.stdout).toBe("EMFILE true\n");
});

attack("descriptors on their way are bounded, and come free when their sender ends", async ({ page }) => {
  const hoard = await page.toEnd({
    "main.ts": `
      import { encode, send_fds, socketpair } from "sockets";
      const kept = [];
      let sent = 0;
      try {
        for (;;) {
          const [one, other] = socketpair();
          kept.push(one, other);
          one.setblocking(false);
          // A socket in its own queue, as well: the kernel has to find such circles.
          for (let i = 0; i < 4; i++) { send_fds(one, [encode("x")], Array(100).fill(other.fileno())); sent += 100; }
        }
      } catch (error) { console.log(sent, error.code); }`,
  });
  const [sent, code] = hoard.stdout.trim().split(" ");
  expect(code).toMatch(/^(ETOOMANYREFS|EMFILE|EAGAIN)$/);
  expect(Number(sent)).toBeLessThan(limits.program.files * 2);
  const after = await page.toEnd({
    "main.ts": `
      import { encode, recv_fds, send_fds, socketpair } from "sockets";
      const [one, other] = socketpair();
      const until = Date.now() + 20_000;
      for (;;) {
        try { send_fds(one, [encode("x")], [0]); break; }
        catch (error) { if (Date.now() > until) throw error; }
      }
      console.log(recv_fds(other, 10, 1)[1].length);`,
  });
  expect(after.stdout).toBe("1\n");
});

attack("eight spinning threads are stopped by one press of Stop", async ({ page }) => {
  const run = page.run({
    "main.ts": `
      import { Worker } from "node:worker_threads";
      for (let i = 0; i < 8; i++) new Worker("for (;;) {}", { eval: true });
      setTimeout(() => console.log("spinning"), 500);`,
  });
  await page.printed(run, "spinning");
  page.say({ type: "signal", run, signal: "SIGKILL" });
  const ended = await page.ended(run);
  expect(ended.exit).toEqual({ signal: "SIGKILL" });
});

attack("an endless loop is stopped by SIGTERM", async ({ page }) => {
  const run = page.run({ "main.ts": `console.log("looping"); for (;;) {}` });
  await page.printed(run, "looping");
  page.say({ type: "signal", run, signal: "SIGTERM" });
  expect((await page.ended(run)).exit).not.toEqual({ code: 0 });
});

attack("a gigabyte without a newline ends at the output limit, in words", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `import { writeSync } from "node:fs"; const chunk = Buffer.alloc(65536, 97); for (let i = 0; i < 16384; i++) writeSync(1, chunk);`,
  });
  wasTold(ended, "limit-output");
  expect(ended.stdout.length).toBeLessThanOrEqual(limits.program.outputBytes + 65_536);
});

attack("ten million short lines end at the output limit", async ({ page }) => {
  const ended = await page.toEnd(
    { "main.ts": `for (let i = 0; i < 10_000_000; i++) console.log(i);` },
    "main.ts",
    100_000,
  );
  wasTold(ended, "limit-output");
  expect(ended.stdout.startsWith("0\n1\n2\n")).toBe(true);
});

attack("a flood on stderr counts as output too", async ({ page }) => {
  const ended = await page.toEnd({ "main.ts": `for (;;) console.error("x".repeat(1000));` });
  wasTold(ended, "limit-output");
});

attack(
  "a browser that stops reading cannot grow the server: programs are held back, frames are counted",
  async ({ page, server }) => {
    // Loopback datagrams are shown as frames, and no limit of output ends them.
    const run = page.run({
      "main.ts": `
        import dgram from "node:dgram";
        const socket = dgram.createSocket("udp4").bind(9000, "127.0.0.1");
        const payload = Buffer.alloc(1400, "x");
        console.log("go");
        setInterval(() => { for (let i = 0; i < 60; i++) socket.send(payload, 9000, "127.0.0.1"); }, 10);`,
    });
    await page.printed(run, "go");
    await page.event("frame");
    page.socket.pause();
    const memory = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${serverProcess(server)}/status`, "latin1"))?.[1]);
    const before = memory();
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    expect(memory() - before, "kB grown").toBeLessThan(64 * 1024);
    const shown = page.eventsOf("frame").length;
    page.socket.resume();
    await page.event("frames-unshown", ({ count }) => count > 100);
    expect(page.eventsOf("frame").length).toBeGreaterThan(shown);
    expect(page.socket.readyState).toBe(page.socket.OPEN);
  },
);

attack("invalid UTF-8, NUL and lone surrogates arrive as text, and nothing breaks", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import { writeSync } from "node:fs";
      writeSync(1, Buffer.from([0x68, 0x69, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x0a]));
      console.log("\\ud800 lone");
      writeSync(1, Buffer.from([0xe4, 0xbd])); setTimeout(() => writeSync(1, Buffer.from([0xa0, 0x0a])), 100);`,
  });
  expect(ended.stdout).toContain("hi\0");
  expect(ended.stdout).toContain("你\n".replace("你", "\u4f60"));
  expect(ended.exit).toEqual({ code: 0 });
});

attack("endless recursion is a RangeError in the learner's terminal", async ({ page }) => {
  const ended = await page.toEnd({ "main.ts": `function down(): number { return 1 + down(); }\ndown();` });
  expect(ended.exit).toEqual({ code: 1 });
  expect(ended.stderr).toMatch(/RangeError.*call stack/s);
  expect(ended.stderr).toMatch(/main\.ts:1/);
});

attack("a regular expression that never ends is stopped like any loop", async ({ page }) => {
  const run = page.run({ "main.ts": `console.log("matching"); /^(a+)+$/.test("a".repeat(60) + "b");` });
  await page.printed(run, "matching");
  page.say({ type: "signal", run, signal: "SIGKILL" });
  expect((await page.ended(run)).exit).toEqual({ signal: "SIGKILL" });
});

attack("a ninth program is refused in words, and the eight go on", async ({ page }) => {
  const runs = Array.from({ length: limits.lab.programs }, () =>
    page.run({
      "main.ts": `console.log("up"); process.stdin.on("data", (line) => console.log("heard " + line));`,
    }),
  );
  for (const run of runs) await page.printed(run, "up");
  page.run({ "main.ts": `console.log("one too many")` });
  await page.message("error", (message) => message.code === "too-many-programs");
  const last = runs.at(-1) ?? "";
  page.say({ type: "stdin", run: last, text: "you\n" });
  await page.printed(last, "heard you");
});

attack("typing faster than a program reads is bounded", async ({ page }) => {
  const run = page.run({ "main.ts": `console.log("deaf"); for (;;) {}` });
  await page.printed(run, "deaf");
  const line = "x".repeat(30_000);
  for (let i = 0; i < 100; i++) page.say({ type: "stdin", run, text: line });
  await page.event("notice", (event) => event.run === run && event.notice.code === "limit-stdin");
  // What waits or was dropped is not told as typed: nobody has it.
  const told = page.eventsOf("input").reduce((sum, { text }) => sum + text.length, 0);
  expect(told).toBeLessThan(100 * line.length);
  page.say({ type: "signal", run, signal: "SIGKILL" });
  await page.ended(run);
});

attack(
  "a page that types on and reads nothing of what is told about it is cut off, and the server has not grown",
  async ({ page, server }) => {
    const run = page.run({ "main.ts": `process.stdin.resume(); console.log("reads all");` });
    await page.printed(run, "reads all");
    const line = "x".repeat(limits.connection.stdinBytes);
    page.say({ type: "stdin", run, text: line });
    expect((await page.event("input")).text).toBe(line);
    page.socket.pause();
    const memory = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${serverProcess(server)}/status`, "latin1"))?.[1]);
    const before = memory();
    // As fast as it may, until it is out: what is written to a connection that is gone tells so.
    const deadline = Date.now() + 60_000;
    while (page.socket.readyState === page.socket.OPEN && Date.now() < deadline) {
      page.say({ type: "stdin", run, text: line });
      await new Promise((resolve) => setTimeout(resolve, 1_000 / limits.connection.messagesPerSecond));
    }
    expect(page.socket.readyState).not.toBe(page.socket.OPEN);
    expect(memory() - before, "kB grown").toBeLessThan(64 * 1024);
  },
);

attack("a storm of socket calls is shown up to its limit, and the program goes on", async ({ page }) => {
  const ended = await page.toEnd(
    {
      "main.ts": `
        import { socketpair } from "sockets";
        const [left, right] = socketpair();
        const byte = Buffer.from("x");
        for (let i = 0; i < ${limits.program.calls}; i++) { left.send(byte); right.recv(1); }
        console.log("done");`,
    },
    "main.ts",
    100_000,
  );
  expect(ended.stdout).toBe("done\n");
  wasTold(ended, "limit-calls");
  expect(page.eventsOf("call").length).toBeLessThanOrEqual(limits.program.calls + 10);
});

attack("the kernel's own table says which limits a program has", async ({ page }) => {
  const ended = await page.toEnd(probing({ limits: `fs.readFileSync("/proc/self/limits", "utf8")` }));
  const table = String(findings(ended.stdout).limits);
  expect(table).toMatch(new RegExp(`Max open files\\s+${limits.program.files}\\s+${limits.program.files}`));
  expect(table).toMatch(new RegExp(`Max processes\\s+${limits.program.tasks}\\s+${limits.program.tasks}`));
  expect(table).toMatch(
    new RegExp(`Max data size\\s+${limits.program.dataBytes}\\s+${limits.program.dataBytes}`),
  );
  expect(table).toMatch(
    new RegExp(`Max file size\\s+${limits.program.fileBytes}\\s+${limits.program.fileBytes}`),
  );
});
