import type { startLabServer as start } from "../scripts/lab-server.js";

export { startLabServer } from "../scripts/lab-server.js";

/** The server that tests drive from outside. */
export type LabServer = Awaited<ReturnType<typeof start>>;
