import { expect, test } from "vitest";
import { stripTypes } from "./strip-types.ts";

test("every place of the code is one of the file, also after text of many bytes", () => {
  const text = `type 名 = { 字: string };\nconst 值: 名 = { 字: "你好" }; function f<T>(x: T): T { return x; }\n`;
  const { code, fault } = stripTypes("a.ts", text);
  expect(fault).toBeUndefined();
  expect(code.split("\n")).toHaveLength(text.split("\n").length);
  for (const word of ["值", '"你好"', "function f", "return x"]) {
    expect(code.split("\n")[1]?.indexOf(word), word).toBe(text.split("\n")[1]?.indexOf(word));
  }
});

test("a file that is no TypeScript by its name passes as it is", () => {
  expect(stripTypes("data.json", '{"a": 1}')).toEqual({
    path: "data.json",
    text: '{"a": 1}',
    code: '{"a": 1}',
  });
  expect(stripTypes("a.js", "let x = ;").fault).toBeUndefined();
});

test("a fault names file, line and column, and shows the line with a caret, tabs kept", () => {
  const { fault } = stripTypes("lib/a.ts", "const a = 1;\n\tlet b: = 2;\n");
  expect(fault).toMatch(/^lib\/a\.ts:2:9 SyntaxError: .+\n\tlet b: = 2;\n\t {7}\^\n$/s);
});

test("columns count characters, also after wide ones", () => {
  const { fault } = stripTypes("a.ts", 'const 值 = "你好"; let b: = 2;\n');
  expect(fault).toMatch(/^a\.ts:1:24 SyntaxError/);
});

test("TypeScript that is more than types is told as such", () => {
  expect(stripTypes("a.ts", "enum A { B }").fault).toMatch(/^a\.ts:1:1 SyntaxError: .*enum/);
});
