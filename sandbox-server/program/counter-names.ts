/** Names that are only ever declared as a number and counted on: what is written by one as a key is an element. */
import type { AnyNode, Program } from "acorn";
import { children, namesIn } from "./syntax-tree.ts";

export function counterNames(program: Program): Set<string> {
  const counters = new Set<string>();
  const others = new Set<string>();
  const isNumber = (node: AnyNode | null | undefined) =>
    node?.type === "Literal" && typeof node.value === "number";
  const rest: AnyNode[] = [program];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && isNumber(node.init)) {
      counters.add(node.id.name);
      continue;
    }
    if (node.type === "UpdateExpression" && node.argument.type === "Identifier") continue;
    if (node.type === "MemberExpression") {
      // As a key it is only read.
      rest.push(node.object);
      if (node.computed && node.property.type !== "Identifier") rest.push(node.property);
      continue;
    }
    for (const name of declaredOrWritten(node)) others.add(name);
    rest.push(...children(node));
  }
  for (const name of others) counters.delete(name);
  return counters;
}

/** Names that take another value here than a number counted on. */
function declaredOrWritten(node: AnyNode): string[] {
  switch (node.type) {
    case "AssignmentExpression": {
      const { left, operator, right } = node;
      if (left.type === "MemberExpression") return [];
      const counted =
        (operator === "+=" || operator === "-=") &&
        right.type === "Literal" &&
        typeof right.value === "number";
      return counted && left.type === "Identifier" ? [] : namesIn(left);
    }
    case "VariableDeclarator":
      return namesIn(node.id);
    case "ForInStatement":
    case "ForOfStatement":
      return namesIn(node.left);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(namesIn)];
    case "ClassDeclaration":
    case "ClassExpression":
      return node.id ? [node.id.name] : [];
    case "CatchClause":
      return node.param ? namesIn(node.param) : [];
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return [node.local.name];
    default:
      return [];
  }
}
