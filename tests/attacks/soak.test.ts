import { expect, test } from "vitest";
import { startLabServer } from "../lab-server.ts";
import { comparison, leftovers, soak } from "../soak/soak.ts";

/** A short soak with every change; `npm run soak` is the long one. */
test("twenty-five seconds of labs opened, used, dropped and killed leave nothing behind", async () => {
  const server = await startLabServer();
  try {
    const report = await soak(server, { seconds: 25, pages: 4, seed: 20_240_229 });
    expect(report.runs).toBeGreaterThan(10);
    // V8 gives memory back late: 48 MB covers its young generation and the code it compiled meanwhile.
    expect(leftovers(report, 48e6), JSON.stringify(comparison(report))).toEqual([]);
  } finally {
    await server.stop();
  }
}, 240_000);
