import { expect } from "vitest";
import { attack, setScene } from "./neighbourhood.ts";

/** Files that are written against whoever reads them: each is that learner's own trouble, told in their terminal. */
setScene();

const deep = {
  brackets: `${"(".repeat(30_000)}1${")".repeat(30_000)};`,
  signs: `${"!".repeat(60_000)}1;`,
  arrows: `${"x=>".repeat(20_000)}1;`,
  calls: `import { socketpair } from "sockets"; const [a] = socketpair();\n${"a.send(".repeat(9_000)}${")".repeat(9_000)};`,
};

for (const [name, code] of Object.entries(deep)) {
  attack(
    `${name} nested so deeply that a parser's memory ends are told of, and everybody's files are read after it`,
    async ({ page, neighbour }) => {
      for (let round = 0; round < 3; round++) {
        const { stderr, exit } = await page.toEnd({ "main.ts": code });
        expect(stderr).toMatch(/main\.ts:1:1 SyntaxError: .*nested too deeply/);
        expect(exit).toEqual({ code: 1 });
        const typed = { "main.ts": `const x: number = 2; console.log("still", x);` };
        expect((await neighbour.page.toEnd(typed)).stdout).toBe("still 2\n");
        expect((await page.toEnd(typed)).stdout).toBe("still 2\n");
      }
    },
  );
}

attack(
  "a file that the parser would read for years is given up, and nobody waits for it",
  async ({ page, neighbour }) => {
    const years = page.run({ "main.ts": `x=${"<T>(".repeat(60)}1${")".repeat(60)};` });
    const typed = { "main.ts": `const x: number = 2; console.log("still", x);` };
    for (let round = 0; round < 5; round++)
      expect((await neighbour.page.toEnd(typed)).stdout).toBe("still 2\n");
    expect((await page.ended(years)).stderr).toMatch(/^main\.ts:1:1 SyntaxError: .*too long/);
    expect((await page.toEnd(typed)).stdout).toBe("still 2\n");
    // Whoever leaves meanwhile leaves nothing behind.
    page.run({ "main.ts": `x=${"<T>(".repeat(60)}1${")".repeat(60)};` });
  },
);

attack(
  "files nested just so deeply that a parser has next to no stack left end nobody's lab",
  async ({ page, neighbour }) => {
    // The end of the stack lies somewhere; what is compiled there for the first time differs from file to file.
    const nested = (depth: number, inside: string) =>
      `let x, é;\n${"()=>{".repeat(depth)}${inside.repeat(30)}${"}".repeat(depth)}`;
    const insides = ["x.send(f());\n", "é.send(/a/u, `b`);\n", "'c\\u0064'.send(class { #e = 1n });\n"];
    for (let depth = 250; depth < 4_000; depth = Math.ceil(depth * 1.05)) {
      const files = insides.map((inside, n) => [`${n}.js`, nested(depth + n, inside)]);
      for (const [n, open, close] of [
        [4, "(?:", ")"],
        [5, "[", "]"],
      ] as const)
        files.push([
          `${n}.js`,
          `x.send(/${open.repeat(depth * n)}\\p{Script=Greek}${close.repeat(depth * n)}/${n === 4 ? "u" : "v"})`,
        ]);
      const { stdout } = await page.toEnd(
        { "main.js": 'console.log("on");', ...Object.fromEntries(files) },
        "main.js",
      );
      expect(stdout, `${depth}`).toBe("on\n");
    }
    expect((await neighbour.page.toEnd({ "main.ts": 'console.log("still");' })).stdout).toBe("still\n");
  },
);
