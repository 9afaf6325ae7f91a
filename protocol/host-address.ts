import type { Host } from "./names.ts";

/** Where the two hosts of a lab are. Kept apart from the schemas, which a page need not load. */
export const hostAddress: Readonly<Record<Host, string>> = { you: "10.0.0.2", lab: "10.0.0.1" };
