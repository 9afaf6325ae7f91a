import type { Trial } from "./trial.ts";

/**
 * What a lesson's `check.ts` imports, and all that it imports. It defines one check for each requirement of the
 * manifest; a check starts the learner's program and talks with it as a peer on host `lab` would:
 *
 *     export const checks = defineChecks({
 *       answers: async (t) => {
 *         await t.run("server.ts");
 *         const client = await t.connect(8000);
 *         const word = t.random.word();
 *         await client.send(encode(word));
 *         await client.expectBytes(encode(`${word}!`));
 *       },
 *     });
 */

export type Prove = (trial: Trial) => Promise<void>;
/** `needs`: requirements without which this one means nothing; it is skipped when one of them was not met. */
export type Check = { needs: readonly string[]; prove: Prove };
export type Checks = ReadonlyMap<string, Check>;

/** A lesson's checks, in the order of its manifest. */
export function defineChecks(checks: Record<string, Prove | { needs: string[]; prove: Prove }>): Checks {
  return new Map(
    Object.entries(checks).map(([id, check]) => [
      id,
      typeof check === "function" ? { needs: [], prove: check } : check,
    ]),
  );
}

export { decode, encode, fits } from "../peers/text-encoding.ts";
export { sayBytes, sayText, words } from "./say.ts";
export type { Trial };
