/** Runs tests/soak/main.ts against a server of its own. */
import { fileURLToPath } from "node:url";
import { build } from "./build.js";
import { doctor } from "./doctor.js";
import { runBundled } from "./run-bundled.js";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
if (!doctor({ tests: false, install: true })) process.exit(1);
await build({ pages: false });
process.exitCode = await runBundled("tests/soak/main.ts", process.argv.slice(2));
