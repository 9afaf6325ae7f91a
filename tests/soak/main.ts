import { startLabServer } from "../lab-server.ts";
import { inventory } from "./footprint.ts";
import { comparison, leftovers, soak } from "./soak.ts";

/**
 * `npm run soak [-- seconds]`: ten minutes unless told otherwise, at most an hour, after up to a minute of the same that
 * is not counted. It ends a few minutes after its time in any case.
 */
const seconds = Math.min(3_600, Number(process.argv[2] ?? 600));
if (!(seconds > 0)) throw new Error("usage: npm run soak -- SECONDS");
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
/**
 * What memory may differ by when the same labs stand ready. After four minutes and 2,514 runs it was 5 MB more; V8's heap
 * alone moved between 27 and 44 MB all the while, by how long ago it was last swept.
 */
const marginBytes = 24e6;
console.log(`Soaking for ${seconds} s with seed ${seed} (SEED=${seed} repeats it).`);
const server = await startLabServer();
const hangs = setTimeout(
  () => {
    console.error(`The soak did not come to its end. The server said:\n${server.log().slice(-3_000)}`);
    server.child.kill("SIGKILL");
    process.exit(1);
  },
  (seconds + 360) * 1_000,
);
const report = await soak(server, { seconds, pages: 6, seed, say: console.log }).catch((error) => {
  // A server that died has said why.
  console.error(server.log().split("\n").slice(-20).join("\n"));
  throw error;
});
console.table(comparison(report));
const left = leftovers(report, marginBytes);
if (left.length > 0)
  console.log("Before:", report.heldBefore.join("\n"), "\nAfter:", inventory(server).join("\n"));
await server.stop();
clearTimeout(hangs);
console.log(left.length === 0 ? "Nothing was left behind." : `Left behind:\n${left.join("\n")}`);
process.exitCode = left.length === 0 ? 0 : 1;
