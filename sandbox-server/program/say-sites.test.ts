// biome-ignore-all lint/suspicious/noTemplateCurlyInString: learners' code, as text
import fc from "fast-check";
import { expect, test } from "vitest";
import { withSites } from "./say-sites.ts";

const saySites = (code: string) => withSites([{ path: "a.ts", text: code, code }])[0]?.code ?? "";
/** The words of a call that stands behind what its names mean. */
const wordOf = (call: string, before = "") =>
  saySites(`${before}\n${names}\nasync () => {\n${call}\n};`).match(/\.\.\.site\$0([^)]*)\)/)?.[1] ?? null;
const names =
  "const a = open(), b = open(), d = data(), s = open(), conn = a, list = [], map = new Map(); let l = a, i = 0;";

const words = /,?\.\.\.site\$\d+(?:\.\w+)?\([^()]*\)/g;
const importLine = /\nimport \{ site as site\$\d+ \} from "playground:call-site";$/;
const unsaid = (code: string) => code.replace(words, "").replace(importLine, "");
const said = (code: string) => saySites(code).match(words)?.length ?? 0;

test("a call of a socket's method says its number, its method and its receiver after its arguments", () => {
  const code = `import { conn, s } from "sockets";
conn.send(data);
const d = conn.recv(1024);
s.sendall(f(x), 0);
`;
  expect(saySites(code)).toBe(`import { conn, s } from "sockets";
conn.send(data,...site$0(0,"send",conn));
const d = conn.recv(1024,...site$0(1,"recv",conn));
s.sendall(f(x), 0,...site$0(2,"sendall",s));

import { site as site$0 } from "playground:call-site";`);
});

test("calls without arguments, with a comma after them, over several lines, in brackets and within one another", () => {
  const all = (code: string) => saySites(`const a = 1, b = 2;\n${code}`);
  expect(all("a.recv()")).toContain('a.recv(...site$0(0,"recv",a))');
  expect(all("a.sendto(x, y, )")).toContain('a.sendto(x, y,...site$0(0,"sendto",a), )');
  expect(all("a.send(\n  x /* , */,\n);")).toContain('a.send(\n  x /* , */,...site$0(0,"send",a),\n);');
  expect(all("a.send((x));")).toContain('a.send((x),...site$0(0,"send",a));');
  expect(all("a.send((x), );")).toContain('a.send((x),...site$0(0,"send",a), );');
  expect(said("const a = 1, b = 2;\na.send(b.recv(1));")).toBe(2);
  expect(said("const s = 1;\nprint(decode(s.recv(1024))); // and then?")).toBe(1);
  expect(said("const a = 1;\nif (a.send(x)) {\n}")).toBe(1);
});

test.each([
  ["conns = [], s.send(d)", '(0,"send",s'],
  ["list[0].send(d)", '.at(0,"send",".",list,0'],
  ["list[i].send(d)", '.at(0,"send",".",list,i'],
  ["map.get(i).recv(1)", '.at(0,"recv","~",map,i'],
  ["s.fileobj.recv(1)", '.at(0,"recv",".",s,"fileobj"'],
  ["s.clients.get(i).recv(1)", '.at(0,"recv",".~",s,"clients",i'],
  ["s.a[2].recv(1)", '.at(0,"recv","..",s,"a",2'],
  ["s?.a?.recv(1)", '.at(0,"recv",".",s,"a"'],
  ["l.send(d)", '(0,"send",l'],
  ["l.send([d, -1, !l, `x`, i ? l : this, () => f()])", '(0,"send",l'],
  ["s.send(f())", '(0,"send",s'],
  ["s.a.send(f())", '.at(0,"send",".",s,"a"'],
  ["s.send(await f())", '(0,"send",s'],
  ["s.write(f())", '(0,"write",s'],
  ["let x = a; x = b;\nx.send(f())", '(0,"send",x'],
  ["for (const x of list) {\nx.send(f())\n}", '(0,"send",x'],
  ["class A extends S { say() {\nthis.send(f())\n} }", '(0,"send",this'],
  ["class A { #s = 1; say() {\nthis.#s.send(f())\n} }", '(0,"send",this.#s'],
  ["class A { #s; constructor(s) { this.#s = s; } say() {\nthis.#s.send(f())\n} }", '(0,"send",this.#s'],
  ["class A { constructor(s) { this.s = s; } say() {\nthis.s.send(f())\n} }", '.at(0,"send",".",this,"s"'],
  ["class A { #s; set(s) { this.#s = s } say() {\nthis.#s.send(d)\n} }", '(0,"send",this.#s'],
])("%j: %j", (call, word) => {
  expect(wordOf(call)).toBe(word);
});

test("what a program imports from the package, by whatever name", () => {
  expect(wordOf("select([s], [], [], 1)", 'import { select } from "sockets/select";')).toBe(".of(0,select");
  expect(wordOf("wait([s], [], [], f())", 'import { select as wait } from "sockets";')).toBe(".of(0,wait");
  expect(wordOf("sel.select([s])", 'import * as sel from "sockets/select";')).toBe(".of(0,sel.select");
  expect(wordOf("select([s])", 'import { select } from "./mine.ts";')).toBeNull();
  expect(wordOf("select([s])", 'import { select } from "sockets"; { let select; }')).toBeNull();
  expect(wordOf("select([s])")).toBeNull();
  expect(wordOf("epoll([s])", 'import { epoll } from "sockets";')).toBeNull();
});

test.each([
  ["a.send(d); b.recv(1); /* more */ c();", "another call on its line"],
  ["a.send(d) || fail()", "what may fail after it"],
  ["while (a.recv_into(b) > 0) {}", "an operator after it"],
  ["`${a.recv(1)}`", "a template around it"],
  ["`${a.recv(1)} // ${a.x(b)}`", "what only looks like a comment"],
  ["list[i + 1].send(d)", "a receiver that is reckoned"],
  ["list[i++].send(d)", "a receiver that is reckoned"],
  ["open().send(d)", "a receiver that is made"],
  ["list.shift().send(d)", "a receiver that is taken"],
  ["map.get(i, 1).send(d)", "no get of a Map's"],
  ["map.get(f()).send(d)", "a key that is made"],
  ["a.b.c.d.send(d)", "a long way to the receiver"],
  ["class A extends S { send(x) {\nsuper.send(d)\n} }", "a receiver that is no value"],
  ["somewhere.send(d)", "a name that nobody has declared"],
  ['a["send"](d)', "a name that is computed"],
  ["a.send?.(d)", "a method that may not be there"],
  ["a.send", "no call"],
  ["send(d)", "no method"],
  ["a.sent(d)", "another method"],
  ['"a.send(d)"', "text"],
  ["// a.send(d)", "a comment"],
  ["a.send(d", "a file that is no code"],
  ["l.send(f()); (() => { l = b; })()", "another call on its line"],
  ["const g = () => { l = b; };\nl.send(f())", "a name that the arguments could change"],
  ["list[0].send(f())", "an element that the arguments could change"],
  ["map.get(i).send(f())", "a Map that the arguments could change"],
  ["s.a.send(await f())", "what may change while it waits"],
  ["s.a = b;\ns.a.send(f())", "a property that the arguments could change"],
  ["list[d] = b;\ns.a.send(f())", "a property that the arguments could change"],
  ["Object.assign(s, d);\ns.send(f())", "a method that the arguments could change"],
  ["s.send = b;\ns.send(f())", "a method that the arguments could change"],
  ["delete s.send;\ns.send(f())", "a method that the arguments could change"],
  ["eval(d);\ns.send(f())", "anything that the arguments could change"],
  ["class A { get #s() {} say() {\nthis.#s.send(d)\n} }", "an accessor"],
])("%j is left as it is: %s", (code) => {
  expect(wordOf(code)).toBeNull();
});

test("what one file writes, calls of another one count with; a file that is none counts for all", () => {
  const one = 'import { s } from "sockets";\ns.a.send(f());\ns.b.send(f());';
  const all = (other: string) =>
    withSites([
      { path: "a.ts", text: one, code: one },
      { path: "b.js", text: other, code: other },
    ])[0]?.code.match(words)?.length ?? 0;
  expect(all("x.c = 1; for (let n = 0; n < 3; n += 1) list[n] = x; list[0] = x;")).toBe(2);
  expect(all("x.a = 1;")).toBe(1);
  expect(all("list[n] = x;")).toBe(0);
  expect(all("this is no code")).toBe(0);
});

test("a file that is nested too deeply, or long, is left as it is", () => {
  const deep = `const a = 1;\n${"a.send(".repeat(9_000)}${")".repeat(9_000)}`;
  expect(saySites(deep)).toBe(deep);
  for (const chain of [
    `a${".b".repeat(20_000)}.send(d);`,
    `a${".get(1)".repeat(8_000)}.send(d());`,
    `a.send(1${"+1".repeat(20_000)});`,
    `for (a${".b".repeat(20_000)} of c) ;\na.send(d());`,
    `${"a = 1;".repeat(5_000)}\n${"a.send(d());\n".repeat(2_000)}`,
    `let a = 1;\n${"a=>".repeat(2_000)}a.send(d())`,
  ])
    expect(unsaid(saySites(chain)), chain.slice(0, 40)).toBe(chain);
  const long = `const a = 1;\na.send(x);\n${" ".repeat(70_000)}`;
  expect(saySites(long)).toBe(long);
});

test("the name that is imported is none of any file's", () => {
  const code = "const a = 1;\na.send(a);";
  const [file] = withSites([
    { path: "a.ts", text: code, code },
    { path: "b.ts", text: "const site$0 = 1;", code: "const site$0 = 1;" },
    { path: "c.md", text: "site$1", code: "site$1" },
  ]);
  expect(file?.code).toContain("...site$2(0,");
  expect(file?.site).toBe("site$2");
});

test("only code is changed, by its name", () => {
  const code = "const a = 1;\na.send(a)";
  const [text, script] = withSites([
    { path: "a.md", text: code, code },
    { path: "a.ts", text: code, code },
  ]);
  expect(text?.code).toBe(code);
  expect(script?.code).not.toBe(code);
});

test("whatever the code: without the words it is as it was, and nothing that could be told of has moved", () => {
  const part = fc.constantFrom(
    ...[
      "a.send(x)",
      "a.recv(1,\n 2, )",
      "b.sendall(a.recv( /* , */ ))",
      "f(a.send(x))",
      "a?.sendto((x), y)",
      "a.b[0].send(c)",
      "a.get(c).send(b)",
      "[a.send(x)]",
    ],
    ...[
      "`${a.recv(1)}`",
      "`${a.recv(1)\n} // ${a.send(x)}\n`",
      "(() => {\n  a.send(x)\n})",
      "/a.send(x)/",
      '"a.send(x)"',
      "c",
    ],
  );
  const between = fc.constantFrom(
    ...[
      ";",
      ";\n",
      "\n",
      " ; // c\n",
      " /* c */;",
      " /* c\n */;",
      ",",
      " || ",
      "\r\n",
      ";\u2028",
      "+",
      ".length;",
      ";;}\n{",
    ],
  );
  let changes = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(part, between), { maxLength: 6 }), (parts) => {
      const code = `const a = 1, b = a, c = a;\n{${parts.flat().join("")}\n}`;
      const changed = saySites(code);
      expect(unsaid(changed)).toBe(code);
      if (changed === code) return;
      changes += 1;
      for (const line of changed.replace(importLine, "").split(/[\n\r\u2028\u2029]/)) {
        const from = line.search(words);
        if (from < 0) continue;
        const rest = line
          .slice(from)
          .replace(words, "")
          .replace(/\/\/.*|\/\*.*?(\*\/|$)/g, "");
        expect(rest).toMatch(/^[\s)\]}{;,]*$/);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(changes).toBeGreaterThan(500);
});
