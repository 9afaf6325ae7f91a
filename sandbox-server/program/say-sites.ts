/**
 * Lets a learner's calls say where they are made, as the package's `said-site` has it: `client.send(data)` becomes
 * `client.send(data, ...site(7, "send", client))` before it runs. Nothing moves for it: a call is left as it is where
 * anything that could have a place of its own follows it on its line, and V8 is asked about it each time.
 */
import { type AnyNode, type CallExpression, type Comment, parse } from "acorn";
import { sitedMethods } from "../../sockets/src/said-site.ts";
import type { FileToRun } from "./program-to-run.ts";
import { siteModule } from "./site-module.ts";

/** A file longer than that is not parsed once more, in characters. */
const longest = 64 * 1024;
/** The rest of a line in which nothing has a place that could be told: brackets, commas, semicolons, spaces. */
const inert = /(?:[^\S\n\r\u2028\u2029]|[)\]}{;,])*(?:[\n\r\u2028\u2029]|$)/y;
const scripts = /\.[mc]?[jt]s$/;
const methods = new Set<string>(sitedMethods);
const mayCall = new RegExp(`\\.\\s*(?:${sitedMethods.join("|")})\\s*\\(`);

/** A file to run, its calls' sites said. */
export function withSites(file: FileToRun): FileToRun {
  return scripts.test(file.path) ? { ...file, code: saySites(file.code) } : file;
}

/** The code with its calls' sites said; as it is if there are none, or if V8 will not run it. */
export function saySites(code: string): string {
  if (code.length > longest || !mayCall.test(code)) return code;
  const parsed = parsedBare(code);
  if (parsed === null) return code;
  const { program, bare } = parsed;
  const site = unusedName(code);
  const calls = callsIn(program).filter((call) => methodOf(call) !== null && endsLine(bare, call.end));
  if (calls.length === 0) return code;
  let out = "";
  let from = 0;
  for (const [number, call] of calls.sort((a, b) => a.end - b.end).entries()) {
    const end = call.end - 1;
    const last = call.arguments.at(-1);
    const comma = last === undefined || bare.slice(last.end, end).includes(",") ? "" : ",";
    const { method, receiver } = methodOf(call) as Method;
    out += `${code.slice(from, end)}${comma}...${site}(${number},"${method}",${receiver})`;
    from = end;
  }
  // An import holds for the whole module wherever it stands, and on a line of its own at the end it moves nothing.
  return `${out}${code.slice(from)}\nimport { site as ${site} } from "${siteModule}";`;
}

type Method = { method: string; receiver: string };

/** For `receiver.method(...)`, both plain names. */
function methodOf({ callee }: CallExpression): Method | null {
  if (callee.type !== "MemberExpression" || callee.computed || callee.object.type !== "Identifier")
    return null;
  const { property, object } = callee;
  if (property.type !== "Identifier" || !methods.has(property.name)) return null;
  return { method: property.name, receiver: object.name };
}

/** The program, and its text with spaces for comments. Null if V8 will not run it, or it is too deeply nested to be parsed here. */
function parsedBare(code: string): { program: AnyNode; bare: string } | null {
  const comments: Comment[] = [];
  try {
    const program = parse(code, { ecmaVersion: "latest", sourceType: "module", onComment: comments });
    const spaces = (text: string) => text.replace(/[^\n\r\u2028\u2029]/g, " ");
    let bare = "";
    let from = 0;
    for (const { start, end } of comments) {
      bare += code.slice(from, start) + spaces(code.slice(start, end));
      from = end;
    }
    return { program, bare: bare + code.slice(from) };
  } catch {
    return null;
  }
}

function callsIn(program: AnyNode): CallExpression[] {
  const calls: CallExpression[] = [];
  const rest: AnyNode[] = [program];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === "CallExpression") calls.push(node);
    for (const value of Object.values(node)) {
      for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) rest.push(each);
    }
  }
  return calls;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function endsLine(bare: string, from: number): boolean {
  inert.lastIndex = from;
  return inert.test(bare);
}

function unusedName(code: string): string {
  const used = new Set(code.match(/site\$\d+/g));
  let n = 0;
  while (used.has(`site$${n}`)) n += 1;
  return `site$${n}`;
}
