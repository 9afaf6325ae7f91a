import { expect, test } from "vitest";
import { TranspileThread } from "./transpile-thread.ts";
import { Transpiler } from "./transpiler.ts";

/** The parser's memory ends in it. */
const deep = `${"!".repeat(60_000)}1;`;
/** Every further bracket doubles the time that the parser takes. */
const endless = `x=${"<T>(".repeat(60)}1${")".repeat(60)};`;
const fine = { "a.ts": "const x: number = 1;" };
const read = [{ path: "a.ts", text: fine["a.ts"], code: "const x         = 1;" }];

test("each asker is answered with its own files, in their order", async () => {
  const asked = Array.from({ length: 20 }, (_, n) =>
    new Transpiler().filesToRun({ "a.ts": `let n: number = ${n};`, "b.json": `${n}` }),
  );
  for (const [n, files] of (await Promise.all(asked)).entries()) {
    expect(files.map(({ path, code }) => [path, code])).toEqual([
      ["a.ts", `let n         = ${n};`],
      ["b.json", `${n}`],
    ]);
  }
});

test("a file that breaks the parser is told as such, as are those after it, and everybody's next files are read", async () => {
  const hostile = new Transpiler();
  const [broken, next] = await Promise.all([
    hostile.filesToRun({ "before.ts": "let a: 1 = 1", "deep.ts": deep, "after.ts": "1" }),
    new Transpiler().filesToRun(fine),
  ]);
  expect(broken.map(({ path, fault }) => [path, fault])).toEqual([
    ["before.ts", undefined],
    ["deep.ts", expect.stringMatching(/^deep\.ts:1:1 SyntaxError: .*nested too deeply/)],
    ["after.ts", expect.stringMatching(/^after\.ts:1:1 SyntaxError: not read, since deep\.ts could not be/)],
  ]);
  expect(next).toEqual(read);
  expect(await hostile.filesToRun(fine)).toEqual(read);
});

test("a file that would take years is given up, others' are read meanwhile, and its lab's next ones too", async () => {
  const threads = { quick: new TranspileThread(250), slow: new TranspileThread(3_000) };
  const hostile = new Transpiler(threads);
  let given = false;
  const late = hostile.filesToRun({ "years.ts": endless }).finally(() => {
    given = true;
  });
  expect(await new Transpiler(threads).filesToRun(fine)).toEqual(read);
  expect(given).toBe(false);
  expect((await late)[0]?.fault).toMatch(/^years\.ts:1:1 SyntaxError: .*too long/);
  expect(await hostile.filesToRun(fine)).toEqual(read);
}, 60_000);

test("where many slow files wait already, one more is told to come later", async () => {
  const threads = { quick: new TranspileThread(50), slow: new TranspileThread(200) };
  const labs = Array.from({ length: 10 }, () => new Transpiler(threads));
  const ask = async () =>
    (await Promise.all(labs.map((lab) => lab.filesToRun({ "years.ts": endless })))).map(
      ([file]) => file?.fault,
    );
  await ask();
  // Each lab is known by now, so all ask for the slow thread at once: it reads one, eight wait.
  const faults = await ask();
  expect(faults.filter((fault) => fault?.includes("too long"))).toHaveLength(9);
  expect(faults[9]).toMatch(/come first/);
}, 120_000);

test("a thread that takes too long, or has ended, is replaced", async () => {
  const hurried = new TranspileThread(1);
  expect(await hurried.read({ "years.ts": endless })).toBeNull();
  const thread = new TranspileThread(60_000);
  const big = `[${"[".repeat(200)}${"1,".repeat(60_000)}${"]".repeat(200)}]`;
  for (const files of [{ "deep.ts": deep }, fine, { "big.ts": big }, fine]) {
    expect(await thread.read(files)).not.toBeNull();
  }
  expect((await thread.read(fine))?.files).toEqual(read);
});
