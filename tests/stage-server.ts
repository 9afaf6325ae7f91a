import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll } from "vitest";
import { LabServer } from "../sandbox-server/connection/lab-server.ts";
import { catalogue } from "../sandbox-server/peers/catalogue.ts";
import { openSandboxKit } from "../sandbox-server/program/sandbox-kit.ts";

/** A whole server for one file of tests that runs on the stage, silent, with one lab ready. Returns the path it listens on. */
export function stageServer(): string {
  const socket = join(mkdtempSync(join(tmpdir(), "stage-")), "lab.sock");
  let server: LabServer | undefined;
  beforeAll(async () => {
    server = new LabServer({
      kit: await openSandboxKit(),
      catalogue,
      allowedHosts: ["localhost"],
      warm: 1,
      log: pino({ level: "silent" }),
    });
    await server.listen(socket);
  });
  afterAll(() => server?.close());
  return socket;
}
