import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { LabPage } from "../lab-page.ts";
import { startLabServer } from "../lab-server.ts";
import { attack, setScene } from "./neighbourhood.ts";

/** Programs that will not die, that die too early, and what they leave behind. */
setScene();

attack("a program that ignores SIGTERM is killed after its grace", async ({ page }) => {
  const run = page.run({
    "main.ts": `process.on("SIGTERM", () => console.log("no")); console.log("up"); setInterval(() => {}, 1000);`,
  });
  await page.printed(run, "up");
  page.say({ type: "signal", run, signal: "SIGTERM" });
  expect((await page.ended(run)).exit).toEqual({ signal: "SIGKILL" });
});

attack("a program that handles SIGINT decides for itself, and Stop still ends it", async ({ page }) => {
  const run = page.run({
    "main.ts": `process.on("SIGINT", () => console.log("caught")); console.log("up"); setInterval(() => {}, 1000);`,
  });
  await page.printed(run, "up");
  page.say({ type: "signal", run, signal: "SIGINT" });
  await page.printed(run, "caught");
  page.say({ type: "signal", run, signal: "SIGKILL" });
  expect((await page.ended(run)).exit).toEqual({ signal: "SIGKILL" });
});

attack("a program that stops itself with SIGSTOP can be ended", async ({ page }) => {
  const run = page.run({
    "main.ts": `console.log("frozen"); setTimeout(() => process.kill(process.pid, "SIGSTOP"), 100); setInterval(() => {}, 1000);`,
  });
  await page.printed(run, "frozen");
  await new Promise((resolve) => setTimeout(resolve, 400));
  page.say({ type: "signal", run, signal: "SIGTERM" });
  expect((await page.ended(run)).exit).toHaveProperty("signal");
});

attack("double-forked orphans end with their program", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import { spawn } from "node:child_process";
      const orphan = 'require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "orphan-marker"], { detached: true, stdio: "ignore" }).unref()';
      spawn(process.execPath, ["-e", orphan], { detached: true, stdio: "ignore" }).on("exit", () => { console.log("forked"); process.exit(0); });`,
  });
  expect(ended.stdout).toBe("forked\n");
  await gone("orphan-marker");
});

attack("a grandchild that keeps stdout open does not keep the run open", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import { spawn } from "node:child_process";
      spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "holder-marker"], { detached: true, stdio: "inherit" }).unref();
      console.log("leaving");
      process.exit(0);`,
  });
  expect(ended.exit).toEqual({ code: 0 });
  await gone("holder-marker");
});

attack("zombies are reaped with the sandbox", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `
      import { spawn } from "node:child_process";
      for (let i = 0; i < 4; i++) spawn(process.execPath, ["-e", "setTimeout(() => {}, 200)", "zombie-marker"], { stdio: "ignore", detached: true }).unref();
      console.log("spawned");
      setTimeout(() => process.abort(), 800);`,
  });
  expect(ended.exit).toEqual({ signal: "SIGABRT" });
  await gone("zombie-marker");
});

attack(
  "kill(-1) reaches nobody outside the sandbox, not even the next program of the same lab",
  async ({ page }) => {
    const bystander = await startedBystander(page);
    await page.toEnd({
      "main.ts": `try { process.kill(-1, "SIGKILL"); } catch (error) { console.log((error as NodeJS.ErrnoException).code); }`,
    });
    await bystander.answers();
  },
);

attack("killing process 1 of the sandbox ends that run at most", async ({ page }) => {
  const bystander = await startedBystander(page);
  await page.toEnd({
    "main.ts": `for (const signal of ["SIGTERM", "SIGKILL", "SIGSTOP"] as const) try { process.kill(1, signal); } catch {} setTimeout(() => process.exit(0), 200);`,
  });
  await bystander.answers();
  expect((await page.toEnd({ "main.ts": `console.log("next")` })).stdout).toBe("next\n");
});

/** Another program of the same lab, which must not notice anything. */
async function startedBystander(page: LabPage): Promise<{ answers(): Promise<void> }> {
  const run = page.run({
    "main.ts": `console.log("standing by"); process.stdin.on("data", () => console.log("unharmed"));`,
  });
  await page.printed(run, "standing by");
  return {
    async answers() {
      page.say({ type: "stdin", run, text: "well?\n" });
      await page.printed(run, "unharmed");
    },
  };
}

attack("a crash of the process itself is told by its signal", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1000);`,
  });
  expect(ended.exit).toEqual({ signal: "SIGSEGV" });
});

attack("a program that closes every descriptor it has ends as any other", async ({ page }) => {
  const ended = await page.toEnd({
    "main.ts": `import fs from "node:fs"; for (let fd = 0; fd < 64; fd++) try { fs.closeSync(fd); } catch {} process.exit(3);`,
  });
  expect(ended.exit).not.toEqual({ code: 0 });
  expect((await page.toEnd({ "main.ts": `console.log("next")` })).stdout).toBe("next\n");
});

attack("run, stop, run in ten milliseconds gives each run its own end", async ({ page }) => {
  const loop = { "main.ts": `console.log("up"); setInterval(() => {}, 1000);` };
  const runs: string[] = [];
  for (let i = 0; i < limits.lab.programs; i++) {
    const run = page.run(loop);
    runs.push(run);
    page.say({ type: "signal", run, signal: "SIGKILL" });
  }
  for (const run of runs) expect((await page.ended(run)).exit).toBeDefined();
  expect(
    page
      .eventsOf("program-ended")
      .map((event) => event.run)
      .sort(),
  ).toEqual([...runs].sort());
});

attack("nothing is heard of a run after its end", async ({ page }) => {
  const run = page.run({ "main.ts": `setInterval(() => console.log("tick"), 1);` });
  await page.printed(run, "tick");
  page.say({ type: "signal", run, signal: "SIGKILL" });
  await page.ended(run);
  const heard = page.events.length;
  await page.toEnd({ "main.ts": `console.log("other")` });
  expect(page.events.slice(heard).filter((event) => "run" in event && event.run === run)).toEqual([]);
});

attack("exit codes from 0 to 255 arrive as they are", async ({ page }) => {
  for (const code of [0, 1, 42, 255])
    expect((await page.toEnd({ "main.ts": `process.exit(${code})` })).exit).toEqual({ code });
});

attack(
  "an error thrown late, and a rejection nobody handles, name the learner's file and line",
  async ({ page }) => {
    const thrown = await page.toEnd({
      "main.ts": `// a comment\nsetTimeout(() => {\n  throw new Error("late");\n}, 10);`,
    });
    expect(thrown.exit).toEqual({ code: 1 });
    expect(thrown.stderr).toMatch(/late[\s\S]*main\.ts:3/);
    const rejected = await page.toEnd({
      "main.ts": `async function fail() {\n  throw new TypeError("unheard");\n}\nvoid fail();`,
    });
    expect(rejected.exit).toEqual({ code: 1 });
    expect(rejected.stderr).toMatch(/unheard[\s\S]*main\.ts:2/);
  },
);

attack("a page that vanishes takes its programs along", async ({ server }) => {
  const page = await LabPage.open(server.socket, null, "192.0.2.68");
  const run = page.run({
    "main.ts": `import { spawn } from "node:child_process"; spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "vanish-marker"], { stdio: "ignore" }); console.log("up"); setInterval(() => {}, 1000);`,
  });
  await page.printed(run, "up");
  page.socket.terminate();
  await gone("vanish-marker");
});

test("SIGKILL of the server with labs open leaves no process, mount or folder on the host", async () => {
  const mountsBefore = readFileSync("/proc/self/mountinfo", "utf8").split("\n").length;
  const server = await startLabServer();
  const pages = await Promise.all([1, 2, 3].map((n) => LabPage.open(server.socket, null, `192.0.2.${n}`)));
  for (const page of pages) {
    const run = page.run({
      "main.ts": `import { spawn } from "node:child_process"; spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "sigkill-marker"], { stdio: "ignore" }); console.log("up"); setInterval(() => {}, 1000);`,
    });
    await page.printed(run, "up");
  }
  expect(processesNamed("sigkill-marker").length).toBeGreaterThanOrEqual(3);
  server.child.kill("SIGKILL");
  await gone("sigkill-marker");
  await gone(server.socket);
  expect(readFileSync("/proc/self/mountinfo", "utf8").split("\n").length).toBe(mountsBefore);
  await server.stop();
});

test("a server that ends drains first: open pages are told, runs may finish, and it ends by itself", async () => {
  const server = await startLabServer();
  const page = await LabPage.open(server.socket);
  const run = page.run({
    "main.ts": `
      process.on("SIGTERM", () => setTimeout(() => { console.log("finished in time"); process.exit(0); }, 500));
      console.log("up");
      setInterval(() => {}, 1000);`,
  });
  await page.printed(run, "up");
  const silent = await LabPage.connect(server.socket, { address: "192.0.2.9" });
  server.child.kill("SIGTERM");
  await page.message("closing", ({ reason }) => reason === "draining");
  await page.printed(run, "finished in time");
  expect((await page.ended(run)).exit).toEqual({ code: 0 });
  // Who has no lab yet is sent away at once, and nobody new comes in.
  if (silent.socket.readyState !== silent.socket.CLOSED) await once(silent.socket, "close");
  await expect(LabPage.connect(server.socket)).rejects.toThrow();
  await server.stop();
  expect(server.child.exitCode).toBe(0);
});

/** Processes of this machine whose command line holds `marker`: seen from outside every sandbox. */
function processesNamed(marker: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(marker);
      } catch {
        // It ended between the listing and the look.
        return false;
      }
    });
}

/** Waits until no process has `marker` on its command line. */
async function gone(marker: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (processesNamed(marker).length > 0) {
    if (Date.now() > deadline)
      throw new Error(
        `still there: ${execFileSync("ps", ["-ef"], { encoding: "utf8" })
          .split("\n")
          .filter((line) => line.includes(marker))
          .join("\n")}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
