import { expect, test } from "vitest";
import { filesToRun } from "./transpile-thread.ts";

const deep = `${"!".repeat(60_000)}1;`;
const fine = { "a.ts": "const x: number = 1;" };
const read = [{ path: "a.ts", text: fine["a.ts"], code: "const x         = 1;" }];

test("each asker is answered with its own files, in their order", async () => {
  const asked = Array.from({ length: 20 }, (_, n) =>
    filesToRun({ "a.ts": `let n: number = ${n};`, "b.json": `${n}` }),
  );
  for (const [n, files] of (await Promise.all(asked)).entries()) {
    expect(files.map(({ path, code }) => [path, code])).toEqual([
      ["a.ts", `let n         = ${n};`],
      ["b.json", `${n}`],
    ]);
  }
});

test("a file that breaks the parser is told as such, as are those after it, and the next asker's are read", async () => {
  const [broken, next] = await Promise.all([
    filesToRun({ "before.ts": "let a: 1 = 1", "deep.ts": deep, "after.ts": "1" }),
    filesToRun(fine),
  ]);
  expect(broken.map(({ path, fault }) => [path, fault])).toEqual([
    ["before.ts", undefined],
    ["deep.ts", expect.stringMatching(/^deep\.ts:1:1 SyntaxError: .*nested too deeply/)],
    ["after.ts", expect.stringMatching(/^after\.ts:1:1 SyntaxError: not read, since deep\.ts could not be/)],
  ]);
  expect(next).toEqual(read);
});

test("files that take too long are given up, and the next asker's are read", async () => {
  await filesToRun({ "deep.ts": deep });
  // A thread that has yet to start takes longer than that.
  const [late] = await filesToRun({ "large.ts": "f();".repeat(30_000) }, 1);
  expect(late?.fault).toMatch(/^large\.ts:1:1 SyntaxError: .*took too long/);
  expect(await filesToRun(fine)).toEqual(read);
});
