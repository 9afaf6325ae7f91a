import { mkdirSync, writeFileSync } from "node:fs";
import { socketsOverhead } from "../../sockets/bench/overhead.ts";
import { startLabServer } from "../lab-server.ts";
import { atMost, type BenchRow, told } from "./bench-row.ts";
import { busyPrograms } from "./busy-programs.ts";
import { growthPlot } from "./growth-plot.ts";
import { idleLabs } from "./idle-labs.ts";
import { openLab } from "./open-lab.ts";
import { pageWeight } from "./page-weight.ts";
import { restingLabs } from "./resting-labs.ts";
import { runLatency } from "./run-latency.ts";
import { tracingCost } from "./tracing-cost.ts";
import { wireOnStage } from "./wire-on-stage.ts";

/**
 * `npm run bench [-- --json] [-- --quick] [-- --plot] [-- --no-pages]`: every budget, as a ratio against a baseline of
 * the same run where there is one. `--json` prints the rows as one array and nothing else; `--quick` takes fewer rounds
 * and labs; `--plot` writes docs/growth.svg; `--no-pages` leaves the lesson page's weight out, and needs no build of it.
 */
const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const say = (line: string) => json || console.log(line);
const rows: BenchRow[] = [];
const take = (more: readonly BenchRow[]) => {
  for (const row of more) {
    rows.push(row);
    say(line(row));
  }
};

const server = await startLabServer();
try {
  take(await runLatency(server.socket, quick ? 7 : 25));
  take(await openLab(server.socket, quick ? 7 : 25));
  take(await busyPrograms(server.socket, 20));
  const programs: { count: number; ms: number }[] = [];
  for (const count of quick ? [] : [1, 5, 10, 20, 50]) {
    const all = (await busyPrograms(server.socket, count)).find((row) => row.name.endsWith("all done"));
    programs.push({ count, ms: all?.value ?? Number.NaN });
  }
  const costs = await idleLabs(server, quick ? [1, 20] : [1, 10, 50, 100, 200]);
  for (const { labs, bytesEach, runMs, lagMs } of costs) {
    const exact = labs === 100;
    take([
      exact
        ? atMost(`${labs} labs open: memory each`, bytesEach / 1e6, "MB", 12)
        : told(`${labs} labs open: memory each`, bytesEach / 1e6, "MB"),
      told(`${labs} labs open: run to first byte, p50`, runMs, "ms"),
      exact
        ? atMost(`${labs} labs open: loop lag, p99 below`, lagMs, "ms", 20)
        : told(`${labs} labs open: loop lag, p99 below`, lagMs, "ms"),
    ]);
  }
  take(await restingLabs(quick ? 10 : 50));
  take(await tracingCost(server.socket, quick ? 3 : 7));
  take(socketsOverhead(quick ? 9 : 25));
  take(await wireOnStage(process.cwd(), quick ? 3 : 10));
  if (!process.argv.includes("--no-pages")) take([pageWeight(process.cwd())]);
  if (process.argv.includes("--plot")) {
    mkdirSync("docs", { recursive: true });
    writeFileSync("docs/growth.svg", growthPlot(costs, programs));
  }
} finally {
  await server.stop();
}
if (json) console.log(JSON.stringify(rows, null, 2));
else {
  const missed = rows.filter((row) => !row.ok);
  console.log(
    missed.length === 0 ? "\nEvery budget is kept." : `\nMissed: ${missed.map((row) => row.name).join("; ")}`,
  );
}

function line({ name, value, unit, budget, ok }: BenchRow): string {
  return `${ok ? (budget ? "ok    " : "      ") : "MISSED"} ${name.padEnd(56)} ${Number.isFinite(value) ? value.toPrecision(3) : value} ${unit}${budget ? `  (${budget})` : ""}`;
}
