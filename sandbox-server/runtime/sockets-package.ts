/** The `sockets` package as it lies beside the runtime: what of it a learner may import, and its tracer hook. */
import fs from "node:fs";
import type * as tracerHook from "../../sockets/src/tracer.ts";
import type { Packages } from "./learner-modules.ts";

const folder = new URL("./node_modules/sockets/", import.meta.url);

/** Every entry that the package exports, by the name a program imports it under. */
export function socketsEntries(): Packages {
  const { exports } = JSON.parse(fs.readFileSync(new URL("package.json", folder), "utf8")) as {
    exports?: Record<string, unknown>;
  };
  return new Map(
    Object.keys(exports ?? {})
      .filter((entry) => entry !== "./package.json")
      .map((entry) => {
        const name = `sockets${entry.slice(1)}`;
        return [name, () => import(name) as Promise<object>] as const;
      }),
  );
}

/** The package's own tracer module: the one that its calls ask, not a copy. */
export function socketsTracer(): Promise<typeof tracerHook> {
  const name = "sockets/tracer";
  return import(name) as Promise<typeof tracerHook>;
}
