/**
 * Parses a module unless it is nested very deeply. A parser that recurses until its stack ends must not be left to it:
 * where V8 compiles a regular expression with little stack left it ends the process, with all labs in it, and nothing
 * can catch that.
 */
import { type Options, Parser, type Program } from "acorn";

/** So many of the rules below may be within one another; a bracket takes three. */
const deepest = 800;
/** Every way in which a rule comes back to itself goes through one of these. */
const recursive = [
  ...["parseStatement", "parseMaybeAssign", "parseMaybeUnary", "parseExprOp", "parseExprAtom"],
  ...["parseBindingAtom", "regexp_disjunction", "regexp_eatNestedClass"],
];

let depth = 0;

class ShallowParser extends Parser {}
for (const name of recursive) {
  const rule = Reflect.get(Parser.prototype, name) as (...given: unknown[]) => unknown;
  if (typeof rule !== "function") throw new Error(`acorn has no rule ${name}`);
  const value = function (this: ShallowParser, ...given: unknown[]): unknown {
    depth += 1;
    if (depth > deepest) throw new RangeError("nested too deeply");
    const node = rule.apply(this, given);
    depth -= 1;
    return node;
  };
  Object.defineProperty(ShallowParser.prototype, name, { value });
}

/** @throws SyntaxError; RangeError where it is nested too deeply */
export function shallowParse(code: string, options: Options): Program {
  depth = 0;
  return ShallowParser.parse(code, options);
}
