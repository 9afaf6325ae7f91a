import { RateLimiterMemory } from "rate-limiter-flexible";
import { shareLimits } from "./share-limits.ts";

/** New links are metered by address; the gateway writes the caller's own into `x-forwarded-for`. */
const meter = new RateLimiterMemory({
  points: shareLimits.perAddress,
  duration: shareLimits.windowMs / 1000,
});

/** Null when the address may make one more link; otherwise the seconds until it may. */
export async function meterShare(headers: Headers): Promise<number | null> {
  const address = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
  try {
    await meter.consume(address);
    return null;
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal;
    return Math.ceil((refusal as { msBeforeNext: number }).msBeforeNext / 1000);
  }
}
