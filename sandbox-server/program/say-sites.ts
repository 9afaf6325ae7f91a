/**
 * Lets a learner's calls say where they are made, as the package's `said-site` has it: `client.send(data)` becomes
 * `client.send(data, ...site(7, "send", client))` before it runs. Nothing moves for it: a call is left as it is where
 * anything that could have a place of its own follows it on its line, and V8 is asked about it each time. And it is left
 * as it is where its arguments could change whom it is made to, since the word is said after them (site-word).
 */
import type { Comment, Program } from "acorn";
import { sitedFunctions, sitedMethods } from "../../sockets/src/said-site.ts";
import { type ModuleFacts, moduleFacts } from "./module-facts.ts";
import type { FileToRun } from "./program-to-run.ts";
import { shallowParse } from "./shallow-parse.ts";
import { siteModule } from "./site-module.ts";
import { type ProgramFacts, siteWord } from "./site-word.ts";

/** A file longer than that is not parsed once more, in characters. */
const longest = 64 * 1024;
/** The rest of a line in which nothing has a place that could be told: brackets, commas, semicolons, spaces. */
const inert = /(?:[^\S\n\r\u2028\u2029]|[)\]}{;,])*(?:[\n\r\u2028\u2029]|$)/y;
const scripts = /\.[mc]?[jt]s$/;
/** Those of the package, and Node's that the runtime tells of. */
const methods = new Set<string>([...sitedMethods, "write"]);
const functions = new Set<string>(sitedFunctions);
const mayCall = new RegExp(`\\b(?:${[...methods, ...functions].join("|")})\\b`);

type Parsed = { facts: ModuleFacts; bare: string };

/** The files to run, their calls' sites said, by a name that none of them has. */
export function withSites(files: readonly FileToRun[]): FileToRun[] {
  const code = files.filter(({ path }) => scripts.test(path));
  if (!code.some((file) => mayCall.test(file.code))) return [...files];
  const parsed = new Map(code.map((file) => [file, parsedBare(file.code)]));
  const all = [...parsed.values()];
  const known = all.flatMap((each) => (each === null ? [] : [each.facts]));
  const program: ProgramFacts = {
    writes: new Set(known.flatMap(({ writes }) => [...writes])),
    computed: known.some(({ computed }) => computed),
    // What cannot be read here may do anything.
    unseen: known.length < all.length || known.some(({ unseen }) => unseen),
  };
  const site = unusedName(files);
  return files.map((file) => {
    const found = parsed.get(file);
    const said = found ? saySites(file.code, found, program, site) : null;
    return said === null ? file : { ...file, code: said, site };
  });
}

/** The code with its calls' sites said; null if it has none. */
function saySites(code: string, { facts, bare }: Parsed, program: ProgramFacts, site: string): string | null {
  const found = facts.calls.flatMap(({ call, scope }) => {
    if (!endsLine(bare, call.end)) return [];
    const word = siteWord(call, scope, facts, program, { methods, functions });
    return word === null ? [] : [{ call, word }];
  });
  if (found.length === 0) return null;
  const words = found.map(({ call, word }) => {
    const last = call.arguments.at(-1);
    if (last === undefined) return { at: call.end - 1, comma: "", word };
    // Brackets of the last argument stand before the comma after it, if there is one.
    const comma = bare.slice(last.end, call.end - 1).indexOf(",");
    return { at: comma < 0 ? call.end - 1 : last.end + comma, comma: ",", word };
  });
  words.sort((a, b) => a.at - b.at);
  let out = "";
  let from = 0;
  for (const [number, { at, comma, word }] of words.entries()) {
    const [how, what] = word;
    out += `${code.slice(from, at)}${comma}...${site}${how}(${[number, ...what].join(",")})`;
    from = at;
  }
  // An import holds for the whole module wherever it stands, and on a line of its own at the end it moves nothing.
  return `${out}${code.slice(from)}\nimport { site as ${site} } from "${siteModule}";`;
}

/** What the program says, and its text with spaces for comments. Null if V8 will not run it, or it is too long or too deeply nested. */
function parsedBare(code: string): Parsed | null {
  if (code.length > longest) return null;
  const comments: Comment[] = [];
  try {
    const program: Program = shallowParse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      onComment: comments,
    });
    const spaces = (text: string) => text.replace(/[^\n\r\u2028\u2029]/g, " ");
    let bare = "";
    let from = 0;
    for (const { start, end } of comments) {
      bare += code.slice(from, start) + spaces(code.slice(start, end));
      from = end;
    }
    return { facts: moduleFacts(program), bare: bare + code.slice(from) };
  } catch {
    return null;
  }
}

function endsLine(bare: string, from: number): boolean {
  inert.lastIndex = from;
  return inert.test(bare);
}

function unusedName(files: readonly FileToRun[]): string {
  const used = new Set(files.flatMap(({ code, text }) => `${code}\n${text}`.match(/site\$\d+/g) ?? []));
  let n = 0;
  while (used.has(`site$${n}`)) n += 1;
  return `site$${n}`;
}
