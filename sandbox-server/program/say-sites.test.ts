// biome-ignore-all lint/suspicious/noTemplateCurlyInString: learners' code, as text
import fc from "fast-check";
import { expect, test } from "vitest";
import { saySites, withSites } from "./say-sites.ts";

const words = /,?\.\.\.site\$\d+\(\d+,"\w+",[\w$]+\)/g;
const importLine = /\nimport \{ site as site\$\d+ \} from "playground:call-site";$/;
const unsaid = (code: string) => code.replace(words, "").replace(importLine, "");
const said = (code: string) => saySites(code).match(words)?.length ?? 0;

test("a call of a socket's method says its number, its method and its receiver after its arguments", () => {
  expect(saySites("conn.send(data);\nconst d = conn.recv(1024);\ns.sendall(f(x), 0);\n")).toBe(
    'conn.send(data,...site$0(0,"send",conn));\nconst d = conn.recv(1024,...site$0(1,"recv",conn));\n' +
      's.sendall(f(x), 0,...site$0(2,"sendall",s));\n\nimport { site as site$0 } from "playground:call-site";',
  );
});

test("calls without arguments, with a comma after them, over several lines, in brackets and within one another", () => {
  expect(saySites("a.recv()")).toContain('a.recv(...site$0(0,"recv",a))');
  expect(saySites("a.sendto(x, y, )")).toContain('a.sendto(x, y, ...site$0(0,"sendto",a))');
  expect(saySites("a.send(\n  x,\n);")).toContain('a.send(\n  x,\n...site$0(0,"send",a));');
  expect(saySites("a.send((x));")).toContain('a.send((x),...site$0(0,"send",a));');
  expect(said("a.send(b.recv(1));")).toBe(2);
  expect(said("print(decode(s.recv(1024))); // and then?")).toBe(1);
  expect(said("if (a.send(x)) {\n}")).toBe(1);
});

test.each([
  ["a.send(x); b.recv(1); /* more */ c();", "another call on its line"],
  ["a.send(x) || fail()", "what may fail after it"],
  ["while (a.recv_into(b) > 0) {}", "an operator after it"],
  ["`${a.recv(1)}`", "a template around it"],
  ["`${a.recv(1)} // ${a.x(b)}`", "what only looks like a comment"],
  ["this.s.send(x)", "a receiver that is not a plain name"],
  ["clients[i].send(x)", "a receiver that is not a plain name"],
  ["open().send(x)", "a receiver that is not a plain name"],
  ["super.send(x)", "a receiver that is not a plain name"],
  ['a["send"](x)', "a name that is computed"],
  ["a.send", "no call"],
  ["send(x)", "no method"],
  ["a.sent(x)", "another method"],
  ['"a.send(x)"', "text"],
  ["// a.send(x)", "a comment"],
  ["a.send(x", "a file that is no code"],
])("%j is left as it is: %s", (code) => {
  expect(saySites(code.startsWith("super") ? `class A { send(x) {\n${code}\n} }` : code)).not.toContain(
    "...site$",
  );
});

test("a file that is nested too deeply, or long, is left as it is", () => {
  const deep = `${"a.send(".repeat(9_000)}${")".repeat(9_000)}`;
  expect(saySites(deep)).toBe(deep);
  const long = `a.send(x);${" ".repeat(70_000)}`;
  expect(saySites(long)).toBe(long);
});

test("the name that is imported is none of the file's", () => {
  expect(saySites("const site$0 = 1, site$2 = 2;\na.send(site$0);")).toContain("...site$1(0,");
});

test("only code is changed, by its name", () => {
  const text = "a.send(x)";
  expect(withSites({ path: "a.md", text, code: text }).code).toBe(text);
  expect(withSites({ path: "a.ts", text, code: text }).code).not.toBe(text);
});

test("whatever the code: without the words it is as it was, and nothing that could be told of has moved", () => {
  const part = fc.constantFrom(
    ...[
      "a.send(x)",
      "a.recv(1,\n 2, )",
      "b.sendall(a.recv( /* , */ ))",
      "f(a.send(x))",
      "a?.sendto((x), y)",
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
      const code = `{${parts.flat().join("")}\n}`;
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
