import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LabPage } from "../lab-page.ts";
import { atMost, type BenchRow, told } from "./bench-row.ts";
import { median } from "./statistics.ts";

/**
 * Run pressed to first output byte, as a page hears it, against a cold sandboxed Node and a bare one: the three in
 * turn, so that all three meet the same machine.
 */
export async function runLatency(labSocket: string, rounds: number): Promise<BenchRow[]> {
  const hello = join(tmpdir(), "bench-hello.js");
  writeFileSync(hello, "console.log('hello')\n");
  const sandbox = [
    "bwrap",
    "--unshare-all",
    "--unshare-user",
    "--ro-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--die-with-parent",
  ];
  const page = await LabPage.open(labSocket);
  const warm: number[] = [];
  const cold: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds + 2; round++) {
    const times = [
      await pressRun(page),
      await firstByte([...sandbox, process.execPath, hello]),
      await firstByte([process.execPath, hello]),
    ] as const;
    // The first two rounds only warm caches.
    if (round < 2) continue;
    warm.push(times[0]);
    cold.push(times[1]);
    bare.push(times[2]);
  }
  await page.close();
  return [
    told("run to first byte, warm, p50", median(warm), "ms"),
    told("cold bwrap + node, p50", median(cold), "ms"),
    told("bare node, p50", median(bare), "ms"),
    atMost("run to first byte / cold bwrap + node", median(warm) / median(cold), "ratio", 0.1),
    atMost("run to first byte / bare node", median(warm) / median(bare), "ratio", 0.15),
  ];
}

/** One run from the message to its first output, in milliseconds; then a pause as a person makes one. */
export async function pressRun(page: LabPage, pauseMs = 400): Promise<number> {
  const startedAt = performance.now();
  const run = page.run({ "main.ts": `console.log("hello");` });
  await page.printed(run, "hello");
  const taken = performance.now() - startedAt;
  await page.ended(run);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return taken;
}

async function firstByte(command: string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  const taken = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", () => resolve(performance.now() - startedAt));
    child.once("error", reject);
  });
  await new Promise((resolve) => child.once("close", resolve));
  return taken;
}
