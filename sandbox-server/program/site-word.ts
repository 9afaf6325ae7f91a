/**
 * The word by which one call says its site, or that it has none. It is said after the call's arguments, so it names the
 * receiver anew; it has one only where that must be what it was before them: where they run no code, or the program
 * has none that could change it.
 */
import type { AnyNode, CallExpression } from "acorn";
import { stepSign } from "../../sockets/src/said-site.ts";
import { keyOf, type ModuleFacts, type Scope } from "./module-facts.ts";

/** What all files of a program together do. */
export type ProgramFacts = Pick<ModuleFacts, "writes" | "computed" | "unseen">;

/** How it is said (`.at`), and what follows the site's number. */
export type SiteWord = [how: "" | ".at" | ".of", what: string[]];

type Listening = { methods: ReadonlySet<string>; functions: ReadonlySet<string> };

/** From a name, `this` or a private field of theirs by so many steps. */
type Way = { root: string; signs: string; keys: string[]; holds: boolean };

const stepsMost = 2;
/** So often a name may be declared and assigned, and so deep may functions lie in one another, to be looked into. */
const lookedInto = 100;

export function siteWord(
  call: CallExpression,
  scope: Scope,
  facts: ModuleFacts,
  program: ProgramFacts,
  { methods, functions }: Listening,
): SiteWord | null {
  const { callee } = call;
  if (call.optional) return null;
  if (callee.type === "Identifier") {
    const listens =
      functions.has(facts.imported.get(callee.name) ?? "") && isOnly(callee.name, "package", facts);
    return listens ? [".of", [callee.name]] : null;
  }
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier")
    return null;
  const { object, property } = callee;
  if (object.type === "Identifier" && functions.has(property.name) && isOnly(object.name, "namespace", facts))
    return [".of", [`${object.name}.${property.name}`]];
  if (!methods.has(property.name)) return null;

  const quiet = call.arguments.every((argument) => runsNothing(argument, facts));
  const changing: Changing = { call, scope, facts, program, waits: waits(call, scope, facts) };
  const way = wayTo(object, changing);
  if (way === null) return null;
  const methodHolds = !program.unseen && !program.writes.has(property.name);
  if (!quiet && !(way.holds && methodHolds)) return null;
  const method = JSON.stringify(property.name);
  if (way.signs === "") return ["", [method, way.root]];
  return [".at", [method, JSON.stringify(way.signs), way.root, ...way.keys]];
}

/** A call whose arguments may change things, and what is known of where it stands. */
type Changing = {
  call: CallExpression;
  scope: Scope;
  facts: ModuleFacts;
  program: ProgramFacts;
  /** Its arguments wait for something, and anything may happen meanwhile. */
  waits: boolean;
};

/** How a receiver is come by in at most `left` steps; null where naming it once more could run code. */
function wayTo(node: AnyNode, changing: Changing, left = stepsMost): Way | null {
  const { facts, program, waits: long } = changing;
  if (node.type === "ThisExpression") return { root: "this", signs: "", keys: [], holds: true };
  if (node.type === "Identifier") {
    if (!facts.bindings.has(node.name)) return null;
    return { root: node.name, signs: "", keys: [], holds: nameHolds(node.name, changing) };
  }
  if (node.type === "MemberExpression" && node.property.type === "PrivateIdentifier") {
    const from = wayTo(node.object, changing, 0);
    const { name } = node.property;
    if (from === null || !facts.fields.has(name) || facts.privateMethods.has(name)) return null;
    if (from.root.includes("#")) return null;
    const holds = from.holds && !long && !facts.privateWrites.has(name);
    return { ...from, root: `${from.root}.#${name}`, holds };
  }
  if (left === 0) return null;
  if (node.type === "MemberExpression") {
    const from = wayTo(node.object, changing, left - 1);
    if (node.computed) return stepped(from, stepSign.property, keyText(node.property, facts), false);
    const name = keyOf(node);
    if (name === null) return null;
    const holds = !long && !program.unseen && !program.computed && !program.writes.has(name);
    return stepped(from, stepSign.property, JSON.stringify(name), holds);
  }
  if (node.type === "CallExpression" && !node.optional && node.arguments.length === 1) {
    const { callee } = node;
    if (callee.type !== "MemberExpression" || keyOf(callee) !== "get" || callee.computed) return null;
    const from = wayTo(callee.object, changing, left - 1);
    return stepped(from, stepSign.got, keyText(node.arguments[0], facts), false);
  }
  return null;
}

function stepped(from: Way | null, sign: string, key: string | null, holds: boolean): Way | null {
  if (from === null || key === null) return null;
  const { root, signs, keys } = from;
  return { root, signs: signs + sign, keys: [...keys, key], holds: from.holds && holds };
}

/** A key that is the same when it is read once more. */
function keyText(node: AnyNode | undefined, { bindings }: ModuleFacts): string | null {
  if (node?.type === "Identifier" && bindings.has(node.name)) return node.name;
  return node?.type === "Literal" && typeof node.value === "number" ? String(node.value) : null;
}

/** Whether the only thing that a module calls so is what it imports. */
function isOnly(name: string, kind: "package" | "namespace", { bindings }: ModuleFacts): boolean {
  return bindings.get(name)?.every((each) => each.kind === kind) ?? false;
}

/** Whether a name has the same value before the arguments of a call and after them, whatever these run. */
function nameHolds(name: string, { call, scope, facts }: Changing): boolean {
  const declared = facts.bindings.get(name) ?? [];
  if (declared.some(({ kind }) => kind === "file")) return false;
  const assigned = facts.assigned.get(name);
  if (assigned === undefined) return true;
  if (declared.length > lookedInto || assigned.length > lookedInto) return false;
  // Assigned where it is declared and called, by the same run of the same function, which now is at the arguments.
  if (declared.some((each) => each.scope !== scope && liesIn(scope, each.scope, facts))) return false;
  return assigned.every((each) =>
    each.scope === scope
      ? each.at < call.callee.end || each.at >= call.end
      : !liesIn(each.scope, scope, facts),
  );
}

/** Whether a function lies in another one; if it lies too deep to be seen it does. */
function liesIn(inner: Scope, outer: Scope, { around }: ModuleFacts): boolean {
  let scope: Scope | null | undefined = inner;
  for (let left = lookedInto; scope && left > 0; left--) {
    if (scope === outer) return true;
    scope = around.get(scope);
  }
  return Boolean(scope);
}

/** Whether an expression is sure to run no code of anybody's. */
function runsNothing(node: AnyNode, facts: ModuleFacts): boolean {
  switch (node.type) {
    case "Literal":
    case "ThisExpression":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "Identifier":
      return facts.bindings.has(node.name) || node.name === "undefined";
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "UnaryExpression":
      return (node.operator === "!" || node.argument.type === "Literal") && runsNothing(node.argument, facts);
    case "ConditionalExpression":
      return [node.test, node.consequent, node.alternate].every((each) => runsNothing(each, facts));
    case "LogicalExpression":
      return runsNothing(node.left, facts) && runsNothing(node.right, facts);
    case "BinaryExpression":
      return node.operator === "|" && isFlag(node.left, facts) && isFlag(node.right, facts);
    case "ArrayExpression":
      return node.elements.every((each) => each !== null && runsNothing(each, facts));
    default:
      return false;
  }
}

/** Numbers of a package, joined: `MSG_PEEK | MSG_DONTWAIT`. */
function isFlag(node: AnyNode, facts: ModuleFacts): boolean {
  if (node.type === "Identifier")
    return /^[A-Z][A-Z0-9_]+$/.test(node.name) && isOnly(node.name, "package", facts);
  return node.type === "BinaryExpression" ? runsNothing(node, facts) : node.type === "Literal";
}

/** Whether the function itself stops at a call's arguments and goes on later. */
function waits({ callee, end }: CallExpression, scope: Scope, facts: ModuleFacts): boolean {
  return facts.waits.get(scope)?.some((at) => at >= callee.end && at < end) ?? false;
}
