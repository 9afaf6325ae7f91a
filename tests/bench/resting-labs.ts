import { LabPage } from "../lab-page.ts";
import { startLabServer } from "../lab-server.ts";
import { type BenchRow, told } from "./bench-row.ts";
import { memoryOf } from "./process-tree.ts";
import { pressRun } from "./run-latency.ts";
import { median } from "./statistics.ts";

/** What labs cost whose pages have been silent for `limits.lab.restMs`, on a server of its own where that is soon. */
export async function restingLabs(count: number): Promise<BenchRow[]> {
  const server = await startLabServer({ LIMITS: "lab.restMs=1000,connection.silentMs=4000" });
  try {
    const pid = server.child.pid ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const before = memoryOf(pid);
    const pages: LabPage[] = [];
    while (pages.length < count)
      pages.push(await LabPage.open(server.socket, null, `198.51.100.${pages.length % 250}`));
    // It looks every quarter of `silentMs`, and what it gives back takes its time to end.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const bytesEach = (memoryOf(pid) - before) / count;
    const runs: number[] = [];
    // Each of these has to boot its sandbox first.
    for (const page of pages.slice(0, 7)) runs.push(await pressRun(page));
    for (const page of pages) page.socket.terminate();
    return [
      told(`${count} labs at rest: memory each`, bytesEach / 1e6, "MB"),
      told("run to first byte in a lab at rest, nobody stirred before, p50", median(runs), "ms"),
    ];
  } finally {
    await server.stop();
  }
}
