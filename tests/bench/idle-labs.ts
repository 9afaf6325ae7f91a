import { LabPage } from "../lab-page.ts";
import type { LabServer } from "../lab-server.ts";
import { memoryOf } from "./process-tree.ts";
import { pressRun } from "./run-latency.ts";
import { scrape, shareBelow } from "./server-metrics.ts";
import { median } from "./statistics.ts";

/** What a number of open, idle labs cost. */
export type IdleCost = {
  labs: number;
  /** Bytes for each lab, everything in: kernel memory excepted, which no process is charged with. */
  bytesEach: number;
  runMs: number;
  /** p99 of how late the server's timers came while the labs stood. */
  lagMs: number;
};

/** Opens labs up to each of `steps` and measures there. */
export async function idleLabs(server: LabServer, steps: readonly number[]): Promise<IdleCost[]> {
  const pid = server.child.pid ?? 0;
  // What was measured before this has left labs that are still closing.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const before = memoryOf(pid);
  const pages: LabPage[] = [];
  const costs: IdleCost[] = [];
  for (const labs of steps) {
    while (pages.length < labs)
      pages.push(await LabPage.open(server.socket, null, `198.51.100.${pages.length % 250}`));
    // The pool refills behind the last one; then nothing should move.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const lagBefore = await scrape(server.socket);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const lagAfter = await scrape(server.socket);
    const bytesEach = (memoryOf(pid) - before) / labs;
    const runs: number[] = [];
    const last = pages.at(-1);
    for (let round = 0; round < 5 && last; round++) runs.push(await pressRun(last));
    costs.push({
      labs,
      bytesEach,
      runMs: median(runs),
      lagMs: 1_000 * shareBelow(lagBefore, lagAfter, "playground_loop_lag_seconds", 0.99),
    });
  }
  for (const page of pages) page.socket.terminate();
  return costs;
}
