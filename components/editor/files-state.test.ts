import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filePathSchema } from "../../protocol/names.ts";
import { filePathRule } from "./file-path-rule.ts";
import {
  filesRecord,
  nameProblem,
  openFiles,
  programsOf,
  reduceFiles,
  sizeProblem,
  splitArgs,
} from "./files-state.ts";

const two = openFiles({ "server.ts": "s", "client.ts": "c" });

describe("files", () => {
  test("open with the first, edit, add, rename", () => {
    expect(two.open).toBe("server.ts");
    let state = reduceFiles(two, { act: "edit", path: "client.ts", text: "c2" });
    state = reduceFiles(state, { act: "add", path: "data.txt", text: "" });
    expect(state.open).toBe("data.txt");
    state = reduceFiles(state, { act: "rename", path: "data.txt", to: "words.txt" });
    expect(state.open).toBe("words.txt");
    expect(filesRecord(state)).toEqual({ "server.ts": "s", "client.ts": "c2", "words.txt": "" });
  });

  test("an edit that changes nothing is no change", () => {
    expect(reduceFiles(two, { act: "edit", path: "server.ts", text: "s" })).toBe(two);
    expect(reduceFiles(two, { act: "edit", path: "gone.ts", text: "s" })).toBe(two);
  });

  test("a file is removed and brought back as it was", () => {
    const state = reduceFiles(two, { act: "remove", path: "server.ts" });
    expect(state.open).toBe("client.ts");
    const back = reduceFiles(state, { act: "undo" });
    expect(filesRecord(back)).toEqual(filesRecord(two));
    expect(back.open).toBe("server.ts");
  });

  test("the last file stays", () => {
    const one = openFiles({ "a.ts": "" });
    expect(reduceFiles(one, { act: "remove", path: "a.ts" })).toBe(one);
  });

  test("reset and solution put the learner's own files aside, and undo returns them", () => {
    const edited = reduceFiles(two, { act: "edit", path: "server.ts", text: "mine" });
    const solved = reduceFiles(edited, { act: "replace", files: { "server.ts": "right" }, by: "solution" });
    expect(filesRecord(solved)).toEqual({ "server.ts": "right" });
    expect(solved.aside?.by).toEqual({ act: "solution" });
    expect(filesRecord(reduceFiles(solved, { act: "undo" }))).toEqual(filesRecord(edited));
  });

  test.each([
    ["", "empty"],
    ["a b.ts", "bad"],
    ["../up.ts", "bad"],
    [".hidden.ts", "bad"],
    ["__proto__.ts", "bad"],
    ["node_modules/x.ts", "modules"],
    ["server.ts", "taken"],
    ["server.ts/part.ts", "taken"],
    ["run.sh", "kind"],
    [`${"x".repeat(80)}.ts`, "long"],
    ["web/index.html", null],
    ["handler.ts", null],
  ])("the name %j: %s", (name, problem) => {
    expect(nameProblem(two, name, null)).toBe(problem);
  });

  test("a file may keep its own name", () => {
    expect(nameProblem(two, "server.ts", "server.ts")).toBeNull();
  });

  test("the page's rule for names is the protocol's", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^[a-zA-Z0-9_./-]{0,60}$/)),
        (name) => {
          const page = filePathRule.test(name) && !name.split("/").includes("node_modules");
          expect(page).toBe(filePathSchema.safeParse(name).success);
        },
      ),
    );
  });

  test("programs are the files that no other file uses", () => {
    const state = openFiles({
      "server.ts": 'import { talk } from "./lib/talk.ts";\nstart_thread("./handler.ts", 1);',
      "handler.ts": "",
      "lib/talk.ts": 'import "../client-words.ts"',
      "client-words.ts": "",
      "client.ts": "",
      "data.txt": "",
    });
    expect(programsOf(state)).toEqual(["server.ts", "client.ts"]);
  });

  test("files that import each other are all programs rather than none", () => {
    expect(programsOf(openFiles({ "a.ts": 'import "./b.ts"', "b.ts": 'import "./a.ts"' }))).toEqual([
      "a.ts",
      "b.ts",
    ]);
  });

  test("too large a file is told before it is sent", () => {
    const state = openFiles({ "a.ts": "字".repeat(60_000) });
    expect(sizeProblem(state)).toMatchObject({ what: "file", path: "a.ts" });
    expect(sizeProblem(two)).toBeNull();
  });

  test("arguments are parted by blanks and kept whole by quotes", () => {
    expect(splitArgs(" 8080  \"two words\" 'and three' x")).toEqual(["8080", "two words", "and three", "x"]);
    expect(splitArgs("")).toEqual([]);
  });
});
