/**
 * LIMITS="program.wallMs=60000,server.labs=20" makes single numbers of protocol/limits.ts smaller for this server: for
 * a machine that is small, and for tests that cannot wait for the real ones. It never makes one larger.
 * Imported before anything that reads a limit.
 */
import { limits } from "../protocol/limits.ts";

/** Lowers numbers of `tree` in place. Throws, in words, for a name that is no limit and a number that is not lower. */
export function lowerLimits(tree: object, wanted: string): void {
  for (const each of wanted.split(",").map((word) => word.trim())) {
    if (each === "") continue;
    const [, group = "", name = "", digits = ""] = /^(\w+)\.(\w+)=(\d+)$/.exec(each) ?? [];
    const members: unknown = Object.hasOwn(tree, group) ? Reflect.get(tree, group) : undefined;
    const known: unknown =
      typeof members === "object" && members !== null && Object.hasOwn(members, name)
        ? Reflect.get(members, name)
        : undefined;
    if (typeof members !== "object" || members === null || typeof known !== "number")
      throw new Error(`LIMITS: "${each}" names no limit; one is written program.wallMs=60000`);
    if (Number(digits) > known)
      throw new Error(`LIMITS: ${group}.${name} is ${known} at most, not ${digits}`);
    Reflect.set(members, name, Number(digits));
  }
}

lowerLimits(limits, process.env.LIMITS ?? "");
