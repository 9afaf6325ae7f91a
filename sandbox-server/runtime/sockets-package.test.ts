import { expect, test } from "vitest";
import { exports } from "../../sockets/package.json";
import { socketsPackage } from "./sockets-package.ts";

test("a learner may import every entry that the package exports, and no other", () => {
  const entries = Object.keys(exports).filter((entry) => entry !== "./package.json");
  expect([...socketsPackage.keys()].sort()).toEqual(
    entries.map((entry) => `sockets${entry.slice(1)}`).sort(),
  );
});
