import { afterEach } from "vitest";
import { type LabServer, startLabServer } from "../lab-server.ts";

/** Starts servers that one test has to itself; they are stopped after it, and what a failed one said is shown. */
export function ownServers(): typeof startLabServer {
  const servers: LabServer[] = [];
  afterEach(async ({ task }) => {
    // What a server says last is the first thing to know when it died of a fault.
    if (task.result?.state === "fail")
      for (const server of servers) console.error(`The server said:\n${server.log().slice(-3_000)}`);
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  }, 60_000);
  return async (...how) => {
    const server = await startLabServer(...how);
    servers.push(server);
    return server;
  };
}
