import { once } from "node:events";
import { request } from "node:http";
import { scrape } from "../bench/server-metrics.ts";
import type { LabServer } from "../lab-server.ts";
import { type Footprint, footprint } from "../soak/footprint.ts";

/** What tells from outside that a fault was dealt with: its entry in the log, and labs that are gone. */

/** The log entry of this fault; the server must write it, if a moment after it told the page. */
export async function loggedFault(server: LabServer, id: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 100; tries++) {
    const entry = server
      .log()
      .split("\n")
      .filter((line) => line.includes(id))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((each) => each.fault === id);
    if (entry !== undefined) return entry;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no fault ${id} in the log:\n${server.log().slice(-3_000)}`);
}

/** Waits until so many labs are left. */
export async function labsFall(server: LabServer, to: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const labs = (await scrape(server.socket)).get("playground_labs");
    if (labs === to) return;
    if (Date.now() > deadline) throw new Error(`${labs} labs, not ${to}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What the server holds of the machine, and that can be counted exactly. */
type Held = Omit<Footprint, `${string}Bytes` | "timers">;

/** All that it holds, once so many labs are open and stand ready, and it has stood still for a while. */
export async function settled(server: LabServer, labs: number, warm = 1): Promise<Held> {
  for (let last = "", same = 0; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { memoryBytes: _m, serverBytes: _s, heapBytes: _h, timers: _t, ...held } = await footprint(server);
    const now = JSON.stringify(held);
    same = now === last && held.labs === labs && held.warm === warm ? same + 1 : 0;
    last = now;
    if (same === 5) return held;
  }
}

/** What /readyz answers. */
export async function readiness(server: LabServer): Promise<number | undefined> {
  const asked = request({ socketPath: server.socket, path: "/readyz", headers: { host: "localhost" } }).end();
  const [answer] = await once(asked, "response");
  answer.resume();
  return answer.statusCode;
}
