import { readFileSync } from "node:fs";
import { perfectConditions } from "../../protocol/wire-settings.ts";
import { processTree } from "../bench/process-tree.ts";
import { LabPage } from "../lab-page.ts";
import type { LabServer } from "../lab-server.ts";
import { limitServer } from "../server-process.ts";
import { type Footprint, footprint, inventory } from "./footprint.ts";

export type SoakOptions = {
  /** How long labs come and go. */
  seconds: number;
  pages: number;
  seed: number;
  say?: (line: string) => void;
};

export type SoakReport = {
  runs: number;
  labs: number;
  faults: number;
  before: Footprint;
  after: Footprint;
  /** Every process before, to compare by hand when something was left. */
  heldBefore: string[];
};

/** Programs of all kinds: short, endless, loud, broken, hungry, forking, talking over the wire. */
const programs = [
  `console.log("hello");`,
  `for (;;) {}`,
  `console.log("x".repeat(300_000));`,
  `throw new Error("broken");`,
  `const = 1;`,
  `import { spawn } from "node:child_process"; for (let i = 0; i < 5; i++) spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" }).unref(); console.log("forked"); process.exit(0);`,
  `import fs from "node:fs"; for (let i = 0; i < 50; i++) fs.writeFileSync("f" + i, "x".repeat(1000)); console.log("written");`,
  `import { connect } from "node:net"; const s = connect(7, "10.0.0.1", () => s.write("hi")); s.on("data", () => s.destroy()); s.on("error", () => {}); setTimeout(() => process.exit(0), 1500);`,
  `import { createServer } from "node:net"; createServer().listen(8000, () => console.log("listening"));`,
  `import { Worker } from "node:worker_threads"; new Worker("setInterval(() => {}, 100)", { eval: true }); console.log("thread");`,
  `process.stdin.on("data", (d) => console.log(String(d))); console.log("reading");`,
];

/**
 * Labs opened, used, dropped and killed at random, with faults thrown in; then everything is let go and the server's
 * footprint is compared with that of before. The same seed makes the same choices.
 */
export async function soak(server: LabServer, options: SoakOptions): Promise<SoakReport> {
  const random = generator(options.seed);
  const { pages, say = () => {} } = options;
  // The same weather first, so that what is made once (workers, caches, the pool) and the room that V8 takes for its
  // young objects are not taken for a leak.
  const warming = (line: string) => say(`not counted yet, ${line}`);
  await season(server, { pages, random, say: warming }, Math.min(60, options.seconds / 4), newCount());
  const before = await settle(server);
  const heldBefore = inventory(server);
  const count = newCount();
  const spells = await season(server, { pages, random, say }, options.seconds, count);
  say(
    `${count.runs} runs in ${count.labs} labs, ${count.faults} programs killed from outside, ${spells} times without processes or descriptors`,
  );
  return { ...count, before, after: await settle(server, before), heldBefore };
}

type Count = { runs: number; labs: number; faults: number };
const newCount = (): Count => ({ runs: 0, labs: 0, faults: 0 });

/** So many seconds of readers and bad weather. @returns how often nothing could be started or opened */
async function season(
  server: LabServer,
  { pages, random, say }: { pages: number; random: () => number; say: (line: string) => void },
  seconds: number,
  count: Count,
): Promise<number> {
  const until = Date.now() + seconds * 1_000;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const reader = async (n: number): Promise<void> => {
    while (Date.now() < until) {
      const page = await openPolitely(server, `192.0.2.${n + 1}`);
      if (!page) continue;
      count.labs += 1;
      if (random() < 0.3)
        page.say({
          type: "wire",
          settings: { you: { ...perfectConditions, loss: 30 }, lab: { ...perfectConditions, loss: 30 } },
        });
      for (let turn = 0; turn < 6 && page.socket.readyState === page.socket.OPEN; turn++) {
        const run = page.run({ "main.ts": pick(programs) });
        count.runs += 1;
        await pause(50 + random() * 400);
        const fate = random();
        if (fate < 0.1) count.faults += killFromOutside(server, random) ? 1 : 0;
        else if (fate < 0.7)
          page.say({ type: "signal", run, signal: pick(["SIGINT", "SIGTERM", "SIGKILL"] as const) });
      }
      if (random() < 0.5) page.socket.terminate();
      else await page.close();
    }
  };
  let going = true;
  const weather = badWeather(server, random, () => going);
  const progress = tellProgress(server, count, () => going, say);
  await Promise.all(Array.from({ length: pages }, (_, n) => reader(n))).finally(() => {
    going = false;
  });
  const spells = await weather;
  await progress;
  return spells;
}

const tellEveryMs = 15_000;

/** A line now and then, so that a long soak is seen to go on, and memory to rise or not. */
async function tellProgress(
  server: LabServer,
  count: Count,
  going: () => boolean,
  say: (line: string) => void,
): Promise<void> {
  const startedAt = Date.now();
  for (let told = startedAt; going(); await pause(250)) {
    if (Date.now() - told < tellEveryMs) continue;
    told = Date.now();
    const seconds = Math.round((told - startedAt) / 1_000);
    // A server without descriptors answers nobody; the next line comes soon.
    const now = await footprint(server).catch(() => null);
    if (now === null) continue;
    say(
      `${seconds} s: ${count.runs} runs, ${count.labs} labs; now ${now.labs} labs, ${now.processes} processes, ` +
        `${now.descriptors} descriptors, server ${megabytes(now.serverBytes)} of which heap ${megabytes(now.heapBytes)}, all ${megabytes(now.memoryBytes)}`,
    );
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Again and again, for a moment, the server can start no process or open nothing. @returns how often that was */
async function badWeather(server: LabServer, random: () => number, going: () => boolean): Promise<number> {
  let spells = 0;
  while (going()) {
    for (let waited = 0; waited < 4_000 + random() * 4_000 && going(); waited += 100) await pause(100);
    if (!going()) break;
    // Twenty are fewer than it holds already.
    const undo = random() < 0.5 ? limitServer(server, "nproc", 1) : limitServer(server, "nofile", 20);
    await pause(200 + random() * 300);
    undo();
    spells += 1;
  }
  return spells;
}

async function openPolitely(server: LabServer, address: string): Promise<LabPage | null> {
  const page = await LabPage.connect(server.socket, { address }).catch(() => null);
  if (page === null) {
    // Turned away while the server has no descriptors. A server that is gone fails the next look at it.
    if (server.child.exitCode !== null) throw new Error(`the server ended:\n${server.log().slice(-3_000)}`);
    await pause(200);
    return null;
  }
  page.say({ type: "open", lesson: null, language: "en", peers: ["echo"] });
  const answer = await page.until(
    () => page.messages.find(({ type }) => type === "ready" || type === "busy" || type === "fault"),
    "ready, busy or fault",
  );
  if (answer.type === "ready") return page;
  page.socket.terminate();
  await pause(answer.type === "busy" ? Math.min(2_000, answer.retryAfterMs) : 500);
  return null;
}

/** A fault: some sandboxed process is killed behind the server's back. Its own process is spared. */
function killFromOutside(server: LabServer, random: () => number): boolean {
  const sandboxed = processTree(server.child.pid ?? 0).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("boot.js");
    } catch {
      // It ended while we looked.
      return false;
    }
  });
  const victim = sandboxed[Math.floor(random() * sandboxed.length)];
  if (victim === undefined) return false;
  try {
    process.kill(victim, "SIGKILL");
    return true;
  } catch {
    // It ended before the blow.
    return false;
  }
}

/**
 * The server must have stood still for so long, in ms: a pool that could make no lab tries again after five seconds, and
 * what it makes then was not there before.
 */
const stillMs = 7_000;
const lookMs = 750;

/**
 * Waits until no lab is open, as many as before stand ready, and the number of processes stands still; and for what is
 * only on its way out, such as a timer that has not run yet. What is left for good is there at the end, too.
 */
async function settle(server: LabServer, before: Footprint | null = null): Promise<Footprint> {
  const deadline = Date.now() + 60_000;
  let last = "";
  for (let still = 0; ; ) {
    await pause(lookMs);
    const seen = await footprint(server);
    const now = `${seen.labs} ${seen.processes} ${seen.descriptors}`;
    still = seen.labs === 0 && seen.warm >= (before?.warm ?? 0) && now === last ? still + 1 : 0;
    last = now;
    const clean = before === null || grown(before, seen).length === 0;
    if ((still * lookMs >= stillMs && clean) || Date.now() >= deadline) return seen;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A small seeded generator (mulberry32, public domain): numbers from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const exact = [
  "processes",
  "descriptors",
  "networkNamespaces",
  "mounts",
  "controlGroups",
  "files",
  "timers",
  "labs",
] as const;

/** What there is more of than before; a figure that could not be read counts as more. */
const grown = (before: Footprint, after: Footprint) => exact.filter((what) => !(after[what] <= before[what]));

/** What is left that was not there before; memory may differ by `marginBytes`. */
export function leftovers({ before, after }: SoakReport, marginBytes: number): string[] {
  const more = grown(before, after).map((what) => `${what}: ${before[what]} before, ${after[what]} after`);
  const bytes = after.memoryBytes - before.memoryBytes;
  return bytes > marginBytes
    ? [...more, `memory: ${megabytes(bytes)} more, ${megabytes(marginBytes)} allowed`]
    : more;
}

/** Each thing that was counted, before and after. */
export function comparison({
  before,
  after,
}: SoakReport): Record<string, { before: number | string; after: number | string }> {
  const counts = [...exact, "warm"].map(
    (what) => [what, before[what as "warm"], after[what as "warm"]] as const,
  );
  const memory = (["memoryBytes", "serverBytes", "heapBytes"] as const).map(
    (what) => [what.replace("Bytes", ""), megabytes(before[what]), megabytes(after[what])] as const,
  );
  return Object.fromEntries(
    [...counts, ...memory].map(([what, was, is]) => [what, { before: was, after: is }]),
  );
}
