/** A program that reads its own functions reads what was written, without the words by which its calls say their sites. */

/**
 * From now on no function's text has the words that begin with `site`, a name that is nowhere in the program. Only
 * `toString` of this thread's own world is asked: `node:inspector` and a context of `node:vm` have their own way to a text.
 */
export function hideSites(site: string): void {
  const word = new RegExp(`,?\\.\\.\\.${site.replace("$", "\\$")}(?:\\.\\w+)?\\([^()]*\\)`, "g");
  const { apply } = Reflect;
  const { prototype } = Function;
  const original = prototype.toString;
  // A method, since that is no constructor either.
  const { toString: ours } = {
    toString(this: unknown): string {
      return apply(original, this === ours ? original : this, []).replace(word, "");
    },
  };
  Object.defineProperty(prototype, "toString", { configurable: true, writable: true, value: ours });
}
