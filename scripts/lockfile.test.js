import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * `npm ci` refuses a lock file that lacks an optional package of another platform, and npm leaves those out when the
 * registry it asks does not hold them.
 */
test("every optional package that the lock file names is in it, so that `npm ci` works everywhere", () => {
  const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
