import { config } from "zod";

/**
 * Told before the first schema is used in a browser: zod would otherwise try whether `new Function` is allowed, which
 * our content security policy forbids and reports. Imported for its effect.
 */
config({ jitless: true });
