/** Going through a syntax tree without knowing what each node is. */
import type { AnyNode } from "acorn";

export function children(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Names in a pattern; more than it declares: those in default values too, which leaves more unsaid and nothing else. */
export function namesIn(pattern: AnyNode): string[] {
  const names: string[] = [];
  const rest: AnyNode[] = [pattern];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type === "Identifier") names.push(node.name);
    else for (const each of children(node)) rest.push(each);
  }
  return names;
}
