import { config } from "zod";

/**
 * Told before the first schema is made in a browser: zod would otherwise try whether `new Function` is allowed, which
 * the site's content security policy forbids and reports. Imported for its effect, before any schema.
 */
if ("document" in globalThis) config({ jitless: true });
