import { LabPage } from "../lab-page.ts";
import { atMost, type BenchRow } from "./bench-row.ts";
import { median, percentile } from "./statistics.ts";

/** From `open` to `ready`, with the pool full: people come one after the other. */
export async function openLab(labSocket: string, rounds: number): Promise<BenchRow[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await LabPage.connect(labSocket, { address: `192.0.2.${round % 250}` });
    const startedAt = performance.now();
    page.say({ type: "open", lesson: null, language: "en" });
    await page.message("ready");
    times.push(performance.now() - startedAt);
    await page.close();
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  return [
    atMost("open a lab, pooled, p50", median(times), "ms", 5),
    { name: "open a lab, pooled, p95", value: percentile(times, 0.95), unit: "ms", budget: "", ok: true },
  ];
}
