/** SECURITY.md's table of limits: `| \`program.heapMiB\` | 96 | words |`, one row a number of protocol/limits.ts. */

/** Every number of a tree by its dotted name. */
export function leavesOf(tree: object, prefix = ""): [name: string, value: number][] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null
      ? leavesOf(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, Number(value)] as [string, number]],
  );
}

/** The rows of the table, numbers without their thousands' separators. */
export function tableIn(markdown: string): [name: string, value: number][] {
  return [...markdown.matchAll(/^\| `(\w+\.\w+)` \| ([\d,]+) \|/gm)].map(([, name = "", value = ""]) => [
    name,
    Number(value.replaceAll(",", "")),
  ]);
}
