import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const spec = readFileSync(`${root}SPEC.md`, "utf8");
const rules = [...spec.matchAll(/^- \*\*(\d+\.\d+)\*\*/gm)].map(([, rule]) => rule as string);

/** The rules cited in the names of tests: `[3.2]`, `[3.2, 4.1]`. */
function cited(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const folder of ["src", "parity", "tests"]) {
    for (const file of readdirSync(`${root}${folder}`).filter((name) => name.endsWith(".test.ts"))) {
      const text = readFileSync(`${root}${folder}/${file}`, "utf8");
      for (const [, list] of text.matchAll(/\[(\d+\.\d+(?:, \d+\.\d+)*)\]["']/g)) {
        for (const rule of (list as string).split(", ")) found.set(rule, [...(found.get(rule) ?? []), file]);
      }
    }
  }
  return found;
}

test("rules are numbered once each, in order", () => {
  expect(rules.length).toBeGreaterThan(50);
  expect(new Set(rules).size).toBe(rules.length);
  const value = (rule: string) => Number(rule.split(".")[0]) * 100 + Number(rule.split(".")[1]);
  expect([...rules].sort((a, b) => value(a) - value(b))).toEqual(rules);
});

test("every rule is cited by a test, and no test cites a rule that is none", () => {
  const found = cited();
  expect(rules.filter((rule) => !found.has(rule))).toEqual([]);
  expect([...found.keys()].filter((rule) => !rules.includes(rule))).toEqual([]);
});
