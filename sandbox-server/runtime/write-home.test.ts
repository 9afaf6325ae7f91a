import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeHome } from "./write-home.ts";

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "home-"));
});
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

const read = (name: string) => fs.readFileSync(path.join(home, name), "utf8");
const write = (files: Record<string, string>) =>
  writeHome(
    home,
    Object.entries(files).map(([name, text]) => [name, { text }]),
  );

test("files and the folders above them are there as they were sent, and nothing else is", () => {
  write({ "server.ts": "one", "lib/deep/frame.ts": "二" });
  expect(read("server.ts")).toBe("one");
  expect(read("lib/deep/frame.ts")).toBe("二");
  expect(fs.readdirSync(home).sort()).toEqual(["lib", "server.ts"]);
});

test("a file that has not changed is not touched, one that has is another file", () => {
  write({ "a.ts": "same", "b.ts": "old" });
  const before = { a: fs.statSync(path.join(home, "a.ts")).ino, b: fs.statSync(path.join(home, "b.ts")).ino };
  write({ "a.ts": "same", "b.ts": "new" });
  expect(fs.statSync(path.join(home, "a.ts")).ino).toBe(before.a);
  expect(fs.statSync(path.join(home, "b.ts")).ino).not.toBe(before.b);
  expect(read("b.ts")).toBe("new");
});

test("a link that a program left leads the writing nowhere, and a folder gives way", () => {
  fs.writeFileSync(path.join(home, "precious"), "kept");
  fs.symlinkSync(path.join(home, "precious"), path.join(home, "a.ts"));
  fs.mkdirSync(path.join(home, "b.ts/full"), { recursive: true });
  write({ "a.ts": "a", "b.ts": "b" });
  expect([read("precious"), read("a.ts"), read("b.ts")]).toEqual(["kept", "a", "b"]);
});

test("what cannot be written says why and leaves nothing behind", () => {
  fs.writeFileSync(path.join(home, "lib"), "a file");
  expect(() => write({ "lib/a.ts": "a" })).toThrow(/EEXIST|ENOTDIR/);
  expect(fs.readdirSync(home)).toEqual(["lib"]);
});

test("programs that start together with different texts of one file do not fail, and one text stays whole", async () => {
  const script = path.join(home, "..", `${path.basename(home)}.mjs`);
  await build({
    stdin: {
      contents: `import { writeHome } from "./write-home.ts";
        const [home, letter] = process.argv.slice(2);
        for (let n = 0; n < 300; n++) writeHome(home, [["a.ts", { text: letter.repeat(9_000 + (n % 2)) }]]);`,
      resolveDir: import.meta.dirname,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
  try {
    const run = (letter: string) => promisify(execFile)(process.execPath, [script, home, letter]);
    await Promise.all(["a", "b", "c", "d"].map(run));
  } finally {
    fs.rmSync(script);
  }
  expect(read("a.ts")).toMatch(/^(a+|b+|c+|d+)$/);
  expect(fs.readdirSync(home)).toEqual(["a.ts"]);
});
