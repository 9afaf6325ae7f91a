import { LabPage } from "../lab-page.ts";
import { atMost, type BenchRow, told } from "./bench-row.ts";
import { median, percentile } from "./statistics.ts";

const rounds = 100;
/** A program that asks the echo peer, prints what came, and asks again. */
const chatter = `
  import { connect } from "node:net";
  const socket = connect(7, "10.0.0.1");
  let asked = 0, at = 0;
  const ask = () => { at = performance.now(); socket.write("question " + asked++ + "\\n"); };
  socket.on("connect", ask);
  socket.on("data", () => {
    console.log((performance.now() - at).toFixed(3));
    if (asked < ${rounds}) ask(); else { socket.destroy(); console.log("done"); }
  });
`;

/** `count` labs, each with a program that exchanges and prints, all at once. */
export async function busyPrograms(labSocket: string, count: number): Promise<BenchRow[]> {
  const pages = await openTalkative(labSocket, count);
  const startedAt = performance.now();
  const ends = await Promise.all(
    pages.map(async (page) => await page.toEnd({ "main.ts": chatter }, "main.ts", 120_000)),
  );
  const wallMs = performance.now() - startedAt;
  for (const page of pages) await page.close();
  const failed = ends.filter((end) => !end.stdout.endsWith("done\n")).length;
  const worst = ends.map((end) =>
    percentile(
      end.stdout
        .split("\n")
        .map(Number)
        .filter((ms) => ms > 0),
      0.95,
    ),
  );
  return [
    atMost(`${count} programs at once: failed`, failed, "programs", 0),
    atMost(
      `${count} programs at once: worst p95 / median p95`,
      Math.max(...worst) / median(worst),
      "ratio",
      3,
    ),
    told(`${count} programs at once: all done`, wallMs, "ms"),
  ];
}

export async function openTalkative(labSocket: string, count: number): Promise<LabPage[]> {
  const pages: LabPage[] = [];
  for (let n = 0; n < count; n++) {
    const page = await LabPage.connect(labSocket, { address: `203.0.113.${n % 250}` });
    page.say({ type: "open", lesson: null, language: "en", peers: ["echo"] });
    await page.message("ready");
    pages.push(page);
  }
  return pages;
}
