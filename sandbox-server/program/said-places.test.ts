// biome-ignore-all lint/suspicious/noTemplateCurlyInString: learners' code, as text
import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { encode, Socket, select, socketpair } from "../../sockets/src/index.ts";
import { siteOfModule } from "../../sockets/src/said-site.ts";
import { setTracer } from "../../sockets/src/tracer.ts";
import { withSites } from "./say-sites.ts";

/** Whatever the code does, its calls are told at the places that V8 gives, and its errors too. */

afterEach(() => setTracer(null));

const site = "site$0";

type Ran = { seen: string[]; words: number };

/** Runs a file and tells the places of its calls and of what it threw, with words or without. */
async function ran(code: string, saying: boolean): Promise<Ran> {
  const said = withSites([{ path: "a.ts", text: code, code }])[0]?.code ?? "";
  const words = said.split(`...${site}`).length - 1;
  // A module's imports are given to a function here, and stand on lines of their own there.
  const body = (saying ? said : code).replace(/^import .*$/gm, "");
  const seen: string[] = [];
  const [a, b] = socketpair();
  const [c, d] = socketpair();
  for (const each of [a, b, c, d]) each.setblocking(false);
  for (const each of [a, b, c, d]) each.sendall(Buffer.alloc(200));
  const place = (file: unknown, line: unknown, column: unknown) =>
    file === "/user.js" ? `${line}:${column}` : String(file);
  const threw = (error: Error) => {
    const at = /\/user\.js:(\d+:\d+)/.exec(String(error.stack));
    seen.push(`${error.name} ${at?.[1]}`);
  };
  const things = { Socket, encode, select, a, b, c, d, threw, [site]: siteOfModule() };
  const run = runInThisContext(
    `"use strict"; (async ({ ${Object.keys(things).join(", ")} }) => {\n${body}\n})`,
    { filename: "/user.js", lineOffset: -1 },
  );
  const send = Socket.prototype.send;
  setTracer({
    enter({ name, source }) {
      seen.push(`${name} ${place(source?.file, source?.line, source?.column)}`);
      return 0;
    },
    leave() {},
  });
  try {
    await run(things);
  } catch (error) {
    threw(error as Error);
  } finally {
    setTracer(null);
    Socket.prototype.send = send;
    for (const each of [a, b, c, d]) each.close();
  }
  return { seen, words };
}

/** What code may use; what it does not use is not there, since all that a program can do decides what words it has. */
const parts = {
  fake: `const fake = { send(data) { return a.send(byte) || c.send(byte) || 0; }, recv(n) { return b.recv(1) && b.recv(2); },
  sendall(data) { return this.send(data) + (c.sendall(data), 1); } };`,
  odd: "const odd = function () { return b.recv(1) && this.recv(1); };",
  Late: "class Late extends Socket { send(data) { return super.send(data) || 0; } }",
  plain: "const plain = { s: fake, fileobj: c, list: [a, fake] };",
  sly: `const sly = { get t() { this.at += 1; threw(new Error("read")); return this.at % 2 ? a : fake; }, at: 0 };`,
  trap: `const trap = new Proxy({ t: a }, { get(o, k) { threw(new Error("trap")); return o[k]; },
  getOwnPropertyDescriptor(o, k) { threw(new Error("asked")); return { value: o[k], configurable: true }; } });`,
  own: `const own = new (class extends Map { get(key) { threw(new Error("got")); return super.get(key); } })(map);`,
  tick: "const tick = async (x) => { await null; turn += 1; return x; };",
  swap: `const swap = () => { [plain.s, plain.fileobj] = [plain.fileobj, turn % 3 ? plain.s : fake]; return byte; };`,
  turned: `const turned = () => { list.unshift(list.pop()); map.set(0, list[0]); l = list[1]; return byte; };`,
  loose: `const loose = () => { if (Object.hasOwn(a, "send")) delete a.send; else if (turn % 2) a.send = function (data) {
  delete a.send; return a.send(data) || 0; }; return byte; };`,
  set: "  set(s) { this.#s = s; return byte; }",
  change: "  change(s) { this.s = s; return byte; }",
};
const always = `import { Socket, encode, select } from "sockets";
import { a, b, c, d, threw } from "sockets";
const byte = Buffer.from("x");
let l = a, i = 0, turn = 0;
const list = [a, c, a];
const map = new Map([[0, a], [1, c], [2, a]]);
`;
const wire = `class Wire {
  #s; s; static #t = a; static t = c;
  constructor(s) { this.#s = s; this.s = s; }
  get p() { return this.#s; }`;

/** The code, and before it those parts that it uses. */
function whole(inside: string, after: string): string {
  const used = new Set<string>();
  const use = (code: string) => {
    for (const [name, part] of Object.entries(parts)) {
      if (used.has(name) || !new RegExp(`\\b${name}\\b`).test(code)) continue;
      used.add(name);
      use(part);
    }
  };
  use(inside + after);
  const names = Object.keys(parts).filter((name) => used.has(name));
  const of = (own: boolean) =>
    names
      .filter((name) => /^(set|change)$/.test(name) === own)
      .map((name) => `${parts[name as keyof typeof parts]}\n`)
      .join("");
  return `${always}${of(false)}${wire}\n${of(true)}${inside}}\n${after}`;
}

const receivers = {
  anywhere: [
    ...["a", "c", "l", "fake", "plain.s", "plain.fileobj", "plain.list[0]", "sly.t", "trap.t", "plain?.s"],
    ...["list[0]", "list[i]", "list[2]", "map.get(0)", "map.get(i)", "own.get(0)", "plain['s']"],
    ...["(turn ? a : c)", "tick", "undefined", "new Late(a.family, a.type, 0, a.dup().detach())"],
  ],
  wire: ["this.#s", "this.s", "this.p", "this.s", "this.#s", "this", "Wire.t", "Wire.#t"],
};
const args = {
  anywhere: [
    ...["byte", "byte, 0", "byte,", "byte /* , */", "(byte)", "encode('x')", "`x`", "swap()", "loose()"],
    ...["turned()", "(l = c, byte)", "(plain.s = c, byte)", "(list[0] = c, byte)", "...[byte]", ""],
    ...[
      "\n  byte,\n",
      "b.recv(1)",
      "fake.send(byte)",
      "encode(`${{ toString: turned }}`)",
      "(turn += 1, byte)",
    ],
    ...["(i = (i + 1) % 3, byte)", "(a.send = odd, byte)", "(Socket.prototype.send = odd, byte)"],
    // What the receiver then is, is called by what it was.
    ...["(l = a, byte)", "(plain.s = a, byte)", "(list[0] = a, byte)", "(map.set(i, a), byte)"],
  ],
  wire: [
    ...["this.set(a)", "this.set(fake)", "this.change(a)", "this.change(c)"],
    ...["(this.s = a, byte)", "(this.#s = a, byte)"],
  ],
  waiting: ["await tick(byte)", "(await tick(1), swap())", "(await tick(1), (l = a), byte)"],
};
const ends = [
  ";",
  ";",
  ";",
  ";",
  " // c",
  ", turn;",
  "\n",
  " || 0;",
  ".length;",
  "; a.send(byte);",
  "; turn += 1;",
  " ;;",
];

const from = (words: string[]) => fc.constantFrom(...words);
const callOf = (receiver: string[], argument: string[]) =>
  fc
    .tuple(
      from(receiver),
      from([".", ".", "\n    .", "?."]),
      from(["send", "send", "sendall", "recv"]),
      from(argument),
    )
    .map(([to, dot, method, given]) => `${to}${dot}${method}(${method === "recv" ? "1" : given})`);
const around = (call: fc.Arbitrary<string>) =>
  fc
    .tuple(
      call,
      from(["", "", "", "(", "[", "`${", "select([a], [], [], 0)\n", "turn ? ", "({ x: "]),
      from(ends),
    )
    .map(([text, before, end]) => {
      const after = { "(": ")", "[": "]", "`${": "}`", "turn ? ": " : i", "({ x: ": "})" }[before] ?? "";
      return `${before}${text}${after}${end}`;
    });
const trying = (statement: string) => `  try {\n    ${statement}\n  } catch (error) { threw(error); }`;

const program = fc
  .record({
    top: fc.array(around(callOf(receivers.anywhere, [...args.anywhere, ...args.waiting])), {
      minLength: 1,
      maxLength: 5,
    }),
    method: fc.array(
      around(callOf([...receivers.wire, ...receivers.anywhere], [...args.anywhere, ...args.wire])),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    slow: fc.array(around(callOf([...receivers.wire, "l"], [...args.waiting, ...args.wire, "byte"])), {
      minLength: 1,
      maxLength: 3,
    }),
    made: fc.array(around(callOf(receivers.anywhere, args.anywhere)), { minLength: 1, maxLength: 3 }),
    other: from(["a", "fake", "fake", "c"]),
    assigned: from([
      "l = fake;",
      "list[0] = fake;",
      "map.set(i, fake);",
      "plain.s = fake;",
      "l = c;",
      "let s = a; s = c;",
      "for (l of list) ;",
      "[l, plain.s] = [c, a];",
      "",
    ]),
  })
  .map(({ top, method, slow, made, assigned, other }) =>
    whole(
      `  say() {
${method.map(trying).join("\n")}
  }
  async wait() {
${slow.map(trying).join("\n")}
  }
`,
      `function* make(conn) {
  let l = conn;
${made.map((each) => trying(each.replace(/;(?=[^;]*$)/, ";\n    yield;"))).join("\n")}
}
const wires = [new Wire(a), new Wire(${other}), new Wire(c)];
for (; turn < 32; turn += 9) {
  ${assigned}
${top.map(trying).join("\n")}
  for (const wire of wires) wire.say();
  await Promise.all(wires.map((wire) => wire.wait()));
  for (const _ of make(turn % 2 ? c : ${other})) turn += 0;
}
`,
    ),
  );

/**
 * The receiver is a socket, so that its site is known; then it is what calls that socket from a line of its own, and the
 * arguments make the receiver that very socket.
 */
test.each([
  "let x = fake;\nx.send((x = a, byte));",
  "let x = fake;\nconst f = () => { x = a; return byte; };\nx.send(f());",
  "let x = fake;\nx.send(encode(`${{ toString() { x = a; return 'x'; } }}`));",
  "let x = fake;\nx.send(...{ *[Symbol.iterator]() { x = a; yield byte; } });",
  "let x = fake;\nconst f = () => { for (x of [a]) ; return byte; };\nx.send(f());",
  "let x = fake;\nconst f = () => { ({ x, y: [x = c] = [] } = { x: a, y: [a] }); return byte; };\nx.send(f());",
  "let x = fake;\nx.send(eval('x = a, byte'));",
  "let x = fake;\n{ let x = 1; x = 2; }\nconst f = () => { x = a; return byte; };\nx.send(f());",
  "let x = fake;\nfunction f(first) {\n  if (first) x.send(f(false));\n  x = a;\n  return byte;\n}\nf(true);",
  "var x = fake;\nfunction f() { x = a; return byte; }\nfunction g() {\n  x.send(f());\n}\ng();",
  "const o = { s: fake };\no.s.send((o.s = a, byte));",
  "const o = { s: fake };\nconst f = () => { o.s = a; return byte; };\no.s.send(f());",
  "const o = { s: fake };\nconst f = () => { o['s'] = a; return byte; };\no.s.send(f());",
  "const o = { s: fake };\nconst f = (k) => { o[k] = a; return byte; };\no.s.send(f('s'));",
  "const o = { s: fake };\nconst f = () => { Object.assign(o, { s: a }); return byte; };\no.s.send(f());",
  "const o = { s: fake };\nconst f = () => { [o.s] = [a]; return byte; };\no.s.send(f());",
  "const o = { s: fake };\nconst f = () => { for (o.s in { x: 1 }) o.s = a; return byte; };\no.s.send(f());",
  "const o = { s: fake, __proto__: { s: a } };\nconst f = () => { delete o.s; return byte; };\no.s.send(f());\no.s.send(byte);",
  "class T { s = fake; f() { this.s = a; return byte; } g() {\n  this.s.send(this.f());\n} }\nnew T().g();",
  "class T { #s = fake; f() { this.#s = a; return byte; } g() {\n  this.#s.send(this.f());\n} }\nnew T().g();",
  "class T { #s = fake; g() {\n  this.#s.send(eval('this.#s = a, byte'));\n} }\nnew T().g();",
  "class T { #s; constructor() { this.#s = fake; const f = () => { this.#s = a; return byte; };\n  this.#s.send(f());\n} }\nnew T();",
  "class T { s; constructor() { this.s = fake; this.g(); this.s = a; } async g() {\n  this.s.send(await byte);\n} }\nnew T();\nawait null;",
  "class T { #s; constructor() { this.#s = fake; this.g(); this.#s = a; } async g() {\n  this.#s.send(await byte);\n} }\nnew T();\nawait null;",
  "class T { #s; constructor() { this.#s = fake; this.i = this.g(); this.i.next(); this.#s = a; this.i.next(byte); } *g() {\n  this.#s.send(yield);\n} }\nnew T();",
  "class B { constructor(o) { return o; } }\nclass T extends B { #s; constructor(o, s) { super(o); this.s = s; } }\nconst o = { s: fake };\nconst f = () => { new T(o, a); return byte; };\no.s.send(f());",
  "let n = 0;\nconst o = { get s() { threw(new Error('read')); return n++ ? a : fake; } };\no.s.send(byte);\no.s.send(byte);",
  "const o = new Proxy({ s: fake }, { get(t, k) { threw(new Error('trap')); return t[k]; } });\no.s.send(byte);",
  "const x = new Proxy(fake, { get(t, k) { threw(new Error('trap')); return t[k]; }, getPrototypeOf() { threw(new Error('trap')); return null; } });\nx.send(byte);",
  "const list = [fake];\nlist[0].send((list[0] = a, byte));",
  "const list = [fake, a];\nlet i = 0;\nlist[i].send((i = 1, byte));",
  "const list = [fake, a];\nlet i = 0;\nlist[i++].send(byte);\nlist[i].send(byte);",
  "const list = [fake, a];\nlist.shift().send(byte);\nlist[0].send(byte);",
  "const list = [fake, a];\nconst i = { n: 0, toString() { threw(new Error('key')); return String(this.n++); } };\nlist[i].send(byte);",
  "const map = new Map([[1, fake]]);\nmap.get(1).send((map.set(1, a), byte));",
  "const map = { n: 0, get(k) { return this.n++ ? a : fake; } };\nmap.get(1).send(byte);\nmap.get(1).send(byte);",
  "class M extends Map { get(k) { threw(new Error('got')); return super.get(k); } }\nnew M([[1, a]]).get(1).send(byte);\nconst m = new M([[1, a]]);\nm.get(1).send(byte);",
  "if (turn) a.send = fake.send;\na.send((delete a.send, byte));",
  "const f = () => { delete a.send; return byte; };\nif (turn) a.send = fake.send;\na.send(f());",
  "if (turn) a.send = function (data) { delete a.send; return a.send(data) || 0; };\na.send(byte);",
  "class L extends Socket { get send() { threw(new Error('read')); return super.send; } }\nconst l = new L(a.family, a.type, 0, a.detach());\nl.setblocking(false);\nl.send(byte);\nl.close();\nawait null;",
  "const fake2 = { select: () => select([a], [], [], 0) && 0 };\nfake2.select(select([a], [], [], 0));",
])("%j", async (hazard) => {
  const code = `import { Socket, encode, select } from "sockets";
import { a, b, c, threw } from "sockets";
const byte = Buffer.from("x");
const fake = { send(data) { return a.send(data) || 0; } };
for (const turn of [0, 1, 0, 1]) {
${hazard.replace(/\bfake\b/, "(turn ? fake : a)")}
}
`;
  expect((await ran(code, true)).seen).toEqual((await ran(code, false)).seen);
});

test("whatever the code: its calls, its errors and what its getters see are as without the words", {
  timeout: 600_000,
}, async () => {
  let words = 0;
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(program, async (code) => {
      const asked = await ran(code, false);
      const said = await ran(code, true);
      expect(said.seen, code).toEqual(asked.seen);
      words += said.words;
      calls += said.seen.length;
    }),
    { numRuns: 150 },
  );
  expect(words).toBeGreaterThan(500);
  expect(calls).toBeGreaterThan(5_000);
});
