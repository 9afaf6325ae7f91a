/** The one gate before a change lands: types, lint, and every layer of tests. The first that fails ends it. */
import { spawnSync } from "node:child_process";

for (const script of ["types", "lint", "test"]) {
  console.log(`\n== npm run ${script}`);
  const { status } = spawnSync("npm", ["run", "--silent", script], { stdio: "inherit" });
  if (status !== 0) {
    console.error(`\nnot ok: npm run ${script} failed`);
    process.exit(1);
  }
}
console.log("\nok");
