import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as frontDoor from "./index.ts";

/** Every export has a doc comment, with its parameters; a function of the kernel's or of Python's says which it follows. */

const root = fileURLToPath(new URL(".", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}../package.json`, "utf8")) as { exports: object };

const source = (file: string) => readFileSync(root + file, "utf8");

/** The files behind the package's entry points, and those that they hand on, with the names handed on; null is all of them. */
function publicFiles(): Map<string, Set<string> | null> {
  const files = new Map<string, Set<string> | null>();
  for (const name of Object.keys(manifest.exports).filter((one) => !one.endsWith(".json")))
    files.set(name === "." ? "index.ts" : `${name.slice(2)}.ts`, null);
  const lists = /^export (?:type )?(?:\*|\{([^}]*)\}) from "\.\/(.*)";$/gm;
  for (const file of [...files.keys()]) {
    for (const [, list, from] of source(file).matchAll(lists)) {
      if (from === undefined || files.get(from) === null) continue;
      if (list === undefined) files.set(from, null);
      else {
        const names = files.get(from) ?? new Set<string>();
        for (const name of list.split(",")) names.add(name.replace("type ", "").trim());
        files.set(from, names);
      }
    }
  }
  return files;
}

type Declaration = { name: string; doc: string; parameters: string[]; callable: boolean };

const exported = /^export (?:declare )?(?:abstract )?(?:const|function\*?|class|type) (\w+)|^(epoll\.fromfd)/;
const member =
  /^ {2}(?!if|for|while|switch|return|super|throw|try|catch)(?:static |abstract |readonly |get |\*)*([a-z_]\w*)(?:<[^(]*>)?\??(?:[(:;]| = )/;

/** What a file gives to whoever imports it: its exports, and the public members of its classes and object types. */
function declarations(file: string): Declaration[] {
  const lines = source(file).split("\n");
  const found: Declaration[] = [];
  let within: string | null = null;
  lines.forEach((line, at) => {
    const outer = exported.exec(line);
    if (outer) within = /class|type/.test(line) && line.endsWith("{") ? (outer[1] ?? null) : null;
    else if (line.startsWith("}")) within = null;
    const name = outer?.[1] ?? outer?.[2] ?? (within && member.exec(line)?.[1]);
    if (!name) return;
    const full = outer ? name : `${within}.${name}`;
    const callable = outer ? /function|fromfd/.test(line) : /^[^:=]*\(/.test(line);
    const doc = docAbove(lines, at);
    const last = found.at(-1);
    // An overload is told with the first of them.
    if (last?.name === full && doc === "") return;
    found.push({
      name: full,
      doc,
      callable,
      parameters: callable ? parametersOf(lines.slice(at).join("\n")) : [],
    });
  });
  return found;
}

function docAbove(lines: readonly string[], at: number): string {
  let last = at - 1;
  while (lines[last]?.trim().startsWith("//")) last--;
  if (!lines[last]?.trim().endsWith("*/")) return "";
  let first = last;
  while (first > 0 && !lines[first]?.trim().startsWith("/**")) first--;
  return lines.slice(first, last + 1).join("\n");
}

function parametersOf(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let fresh = true;
  for (let at = text.indexOf("("); at < text.length; at++) {
    const character = text[at] as string;
    if ("([{<".includes(character)) {
      depth++;
      fresh = depth === 1;
    } else if (")]}".includes(character) || (character === ">" && text[at - 1] !== "=")) depth--;
    else if (character === "," && depth === 1) fresh = true;
    else if (fresh && depth === 1 && /\w/.test(character)) {
      const name = /^\w+/.exec(text.slice(at))?.[0] ?? "";
      if (!name.startsWith("_") && name !== "this") names.push(name);
      fresh = false;
    }
    if (depth === 0) break;
  }
  return names;
}

const all = [...publicFiles()].flatMap(([file, names]) =>
  declarations(file)
    .filter(({ name }) => names === null || names.has(name.split(".")[0] as string))
    .map((one) => ({ ...one, file })),
);

test("there are many of them", () => {
  expect(all.length).toBeGreaterThan(700);
});

test("every export and every public member has a doc comment", () => {
  expect(all.filter(({ doc }) => doc === "").map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

test("every parameter is told", () => {
  const missing = all.flatMap(({ file, name, doc, parameters }) =>
    (/\/\*\* Use `/.test(doc) ? [] : parameters)
      .filter((parameter) => !new RegExp(`@param ${parameter}\\b`).test(doc))
      .map((parameter) => `${file}: ${name}(${parameter})`),
  );
  expect(missing).toEqual([]);
});

test("every function of the front door, and every method of a Socket, says what it follows", () => {
  const front = new Set(Object.keys(frontDoor));
  // For the package's own threads.
  const own = /^Socket\.(share|fromShared)$/;
  const silent = all.filter(
    ({ name, doc, callable }) =>
      callable &&
      !own.test(name) &&
      (front.has(name) || name.startsWith("Socket.")) &&
      !/\w\(\d\)|Python/.test(doc),
  );
  expect(silent.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

test("every method of a Socket that makes a call says what it throws", () => {
  const quiet = /\.(fileno|detach|gettimeout|getblocking|toString|share|fromShared|family|type|proto)$/;
  const silent = all.filter(
    ({ name, doc }) => name.startsWith("Socket.") && !quiet.test(name) && !doc.includes("@throws"),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});
