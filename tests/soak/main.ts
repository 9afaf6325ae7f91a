import { startLabServer } from "../lab-server.ts";
import { inventory } from "./footprint.ts";
import { leftovers, soak } from "./soak.ts";

/** `npm run soak [-- seconds]`: ten minutes unless told otherwise, at most an hour. */
const seconds = Math.min(3_600, Number(process.argv[2] ?? 600));
if (!(seconds > 0)) throw new Error("usage: npm run soak -- SECONDS");
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
console.log(`Soaking for up to ${seconds} s with seed ${seed} (SEED=${seed} repeats it).`);
const server = await startLabServer();
const report = await soak(server, { seconds, pages: 6, seed, say: console.log }).catch((error) => {
  // A server that died has said why.
  console.error(server.log().split("\n").slice(-20).join("\n"));
  throw error;
});
console.table({ before: report.before, after: report.after });
const left = leftovers(report, 64e6);
if (left.length > 0)
  console.log("Before:", report.heldBefore.join("\n"), "\nAfter:", inventory(server).join("\n"));
await server.stop();
console.log(left.length === 0 ? "Nothing was left behind." : `Left behind:\n${left.join("\n")}`);
process.exitCode = left.length === 0 ? 0 : 1;
