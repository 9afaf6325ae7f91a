/**
 * What a module's text says about what changes while it runs: which names it declares and where it assigns them, which
 * properties it writes, and whether it can do so unseen. Read off the syntax tree, so all of it errs to the side of change.
 */
import type { AnyNode, CallExpression, Program } from "acorn";
import { counterNames } from "./counter-names.ts";
import { children, namesIn } from "./syntax-tree.ts";

/** The function in which something stands directly: its node, or that of a field's value, or the module. */
export type Scope = AnyNode;

export type Binding = { kind: "const" | "other" | "package" | "namespace" | "file"; scope: Scope };

export type ModuleFacts = {
  /** Names -> where they are declared. */
  bindings: Map<string, Binding[]>;
  /** Names of packages' exports, as they are called there. */
  imported: Map<string, string>;
  /** Names -> where they are assigned, the first value of `let` and `const` left out. */
  assigned: Map<string, { scope: Scope; at: number }[]>;
  /** Names of private fields, and of private methods and accessors. */
  fields: Set<string>;
  privateMethods: Set<string>;
  /** Private names that are written elsewhere than while an object is made. */
  privateWrites: Set<string>;
  /** Properties that are written elsewhere than while an object is made, or deleted, or read by a function. */
  writes: Set<string>;
  /** Properties are written by names that the text does not show. */
  computed: boolean;
  /** Anything at all may be written: by text that runs, by functions of the language that write. */
  unseen: boolean;
  /** The function around each function; null around the module. */
  around: Map<Scope, Scope | null>;
  /** Where functions stop and go on later. */
  waits: Map<Scope, number[]>;
  calls: { call: CallExpression; scope: Scope }[];
};

/** What writes properties by names that a text need not show, or runs text, or makes an object of another. */
const unseenWords = new Set([
  ...["eval", "Function", "constructor", "Proxy", "Reflect", "assign", "defineProperty", "defineProperties"],
  ...["setPrototypeOf", "__proto__", "__defineGetter__", "__defineSetter__", "require", "createRequire"],
]);
const unseenModules = /^(?:node:)?(?:vm|module|inspector|repl)(?:\/|$)/;
const ownFile = /^\.{0,2}\//;

type Role = "read" | "write" | Binding["kind"];
type Work = [node: AnyNode, scope: Scope, role: Role];

export function moduleFacts(program: Program): ModuleFacts {
  const facts: ModuleFacts = {
    bindings: new Map(),
    imported: new Map(),
    assigned: new Map(),
    fields: new Set(),
    privateMethods: new Set(),
    privateWrites: new Set(),
    writes: new Set(),
    computed: false,
    unseen: false,
    around: new Map([[program, null]]),
    waits: new Map(),
    calls: [],
  };
  const makers = new Set<Scope>();
  const counters = counterNames(program);
  const rest: Work[] = [[program, program, "read"]];
  const push = (node: AnyNode | null | undefined, scope: Scope, role: Role = "read") => {
    if (node) rest.push([node, scope, role]);
  };
  const open = (scope: Scope, outer: Scope): Scope => {
    facts.around.set(scope, outer);
    return scope;
  };
  const add = <Key, T>(to: Map<Key, T[]>, key: Key, what: T) => {
    const all = to.get(key);
    if (all) all.push(what);
    else to.set(key, [what]);
  };
  const assign = (name: string, scope: Scope, at: number) => add(facts.assigned, name, { scope, at });
  const say = (name: string) => {
    if (unseenWords.has(name)) facts.unseen = true;
  };

  const write = (target: AnyNode, scope: Scope) => {
    if (target.type !== "MemberExpression") return;
    const { object, property } = target;
    const inMaking = object.type === "ThisExpression" && makers.has(scope);
    if (property.type === "PrivateIdentifier") {
      if (!inMaking) facts.privateWrites.add(property.name);
    } else {
      const name = keyOf(target);
      if (name !== null) {
        if (!inMaking) facts.writes.add(name);
      } else if (!(property.type === "Identifier" && counters.has(property.name))) facts.computed = true;
    }
  };

  for (let work = rest.pop(); work !== undefined; work = rest.pop()) {
    const [node, scope, role] = work;
    if (role !== "read") {
      // A pattern: what is declared by it, or written to.
      if (node.type === "Identifier") {
        if (role === "write") assign(node.name, scope, node.start);
        else add(facts.bindings, node.name, { kind: role, scope });
        say(node.name);
      } else if (node.type === "MemberExpression") {
        write(node, scope);
        push(node, scope);
      } else if (node.type === "ObjectPattern") {
        for (const each of node.properties) {
          if (each.type === "RestElement") push(each.argument, scope, role);
          else {
            if (each.computed) push(each.key, scope);
            else if (each.key.type === "Identifier") say(each.key.name);
            push(each.value, scope, role);
          }
        }
      } else if (node.type === "ArrayPattern") {
        for (const each of node.elements) push(each, scope, role);
      } else if (node.type === "AssignmentPattern") {
        push(node.left, scope, role);
        push(node.right, scope);
      } else if (node.type === "RestElement") push(node.argument, scope, role);
      else push(node, scope);
      continue;
    }
    switch (node.type) {
      case "VariableDeclaration":
        for (const { id, init, start } of node.declarations) {
          push(id, scope, node.kind === "const" ? "const" : "other");
          // `var` takes its first value each time that it is come by.
          if (node.kind === "var") for (const name of namesIn(id)) assign(name, scope, start);
          push(init, scope);
        }
        continue;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        const own = open(node, scope);
        if (node.type === "FunctionDeclaration") push(node.id, scope, "other");
        else push(node.id, own, "other");
        for (const each of node.params) push(each, own, "other");
        push(node.body, own);
        continue;
      }
      case "ClassDeclaration":
      case "ClassExpression":
        push(node.id, scope, "other");
        push(node.superClass, scope);
        push(node.body, scope);
        continue;
      case "PropertyDefinition": {
        if (node.computed) push(node.key, scope);
        else if (node.key.type === "PrivateIdentifier") facts.fields.add(node.key.name);
        push(node.value, open(node, scope));
        continue;
      }
      case "StaticBlock":
        for (const each of node.body) push(each, open(node, scope));
        continue;
      case "MethodDefinition":
        if (node.key.type === "PrivateIdentifier") facts.privateMethods.add(node.key.name);
        else if (node.computed) push(node.key, scope);
        if (node.kind === "get" || node.kind === "set") accessor(facts, node.key, node.computed);
        if (node.kind === "constructor") makers.add(node.value);
        push(node.value, scope);
        continue;
      case "Property":
        if (node.kind !== "init") accessor(facts, node.key, node.computed);
        if (node.computed) push(node.key, scope);
        else if (node.key.type === "Identifier") say(node.key.name);
        push(node.value, scope);
        continue;
      case "CatchClause":
        push(node.param, scope, "other");
        push(node.body, scope);
        continue;
      case "ImportDeclaration": {
        const from = String(node.source.value);
        if (unseenModules.test(from)) facts.unseen = true;
        for (const each of node.specifiers) {
          const kind = ownFile.test(from)
            ? "file"
            : each.type === "ImportNamespaceSpecifier"
              ? "namespace"
              : "package";
          add(facts.bindings, each.local.name, { kind, scope });
          if (kind === "package" && each.type === "ImportSpecifier" && each.imported.type === "Identifier") {
            facts.imported.set(each.local.name, each.imported.name);
          }
        }
        continue;
      }
      case "AssignmentExpression":
        push(node.left, scope, "write");
        push(node.right, scope);
        continue;
      case "UpdateExpression":
        push(node.argument, scope, "write");
        continue;
      case "ForInStatement":
      case "ForOfStatement":
        push(node.left, scope, node.left.type === "VariableDeclaration" ? "read" : "write");
        push(node.right, scope);
        push(node.body, scope);
        continue;
      case "UnaryExpression":
        if (node.operator === "delete") write(node.argument, scope);
        push(node.argument, scope);
        continue;
      case "ReturnStatement":
        // A constructor may give back another object, and its class then writes its fields there.
        if (node.argument && makers.has(scope)) facts.unseen = true;
        push(node.argument, scope);
        continue;
      case "MemberExpression": {
        const name = keyOf(node);
        if (name !== null) say(name);
        push(node.object, scope);
        if (node.computed) push(node.property, scope);
        continue;
      }
      case "Identifier":
        say(node.name);
        continue;
      case "AwaitExpression":
      case "YieldExpression":
        add(facts.waits, scope, node.start);
        push(node.argument, scope);
        continue;
      case "CallExpression":
        facts.calls.push({ call: node, scope });
        break;
    }
    for (const each of children(node)) push(each, scope);
  }
  return facts;
}

/** The name of a property that the text shows: `.name`, `["name"]`, `[0]`. */
export function keyOf({ property, computed }: Extract<AnyNode, { type: "MemberExpression" }>): string | null {
  if (!computed) return property.type === "Identifier" ? property.name : null;
  return property.type === "Literal" && property.value !== null ? String(property.value) : null;
}

function accessor(facts: ModuleFacts, key: AnyNode, computed: boolean): void {
  if (computed) facts.computed = true;
  else if (key.type === "Identifier") facts.writes.add(key.name);
  else if (key.type === "Literal") facts.writes.add(String(key.value));
}
