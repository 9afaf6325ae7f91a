/**
 * The sandbox server. It is started on its stage (scripts/sandbox-stage.js) and listens on a Unix socket:
 *
 *   node .build/server.js --socket PATH [--cgroup FOLDER]
 *
 * Environment: ALLOWED_HOSTS, HOST (names the site is known by), WARM_LABS (labs kept ready), LOG_LEVEL,
 * LIMITS (single limits made smaller).
 * SIGTERM and SIGINT drain it. Without a layer of its confinement it ends at once, and says what is missing.
 */
import "./lower-limits.ts";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { catalogue } from "./peers/catalogue.ts";
import { serve } from "./serve.ts";

const { values } = parseArgs({
  options: { socket: { type: "string" }, cgroup: { type: "string" } },
});
await serve({
  path: values.socket ?? process.env.SANDBOX_SOCKET,
  cgroup: values.cgroup,
  catalogue,
  warm: Number(process.env.WARM_LABS ?? 3),
  log: pino({ level: process.env.LOG_LEVEL ?? "info", base: null }, pino.destination(2)),
});
