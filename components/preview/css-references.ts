/** Where a style sheet names something that has to be fetched, and what a text needs to stand by itself. */
import { type CssToken, readCssToken } from "./css-token.ts";

export type CssReference = {
  /** What stands in its stead takes the place of the text from `start` to `end`. */
  start: number;
  end: number;
  url: string;
} & (
  | { kind: "url" }
  /** A whole `@import` rule, with the layer, the feature query and the media it is for, as written. */
  | { kind: "import"; layer: string | null; supports: string | null; media: string }
);

export type CssReading = {
  references: readonly CssReference[];
  /** Places of `}` that close nothing. */
  stray: readonly number[];
  /** What closes all that the text leaves open at its end, comments and strings included. */
  closing: string;
};

const closers: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };
/** Strings that stand directly in these are URLs. */
const takesUrl = /^(?:url|(?:-webkit-)?image-set)$/i;

const closerOf = ({ kind, value }: CssToken) =>
  kind === "function" ? ")" : kind === "mark" ? closers[value] : undefined;

/** Reads a style sheet, or, with `sheet` false, the text of a `style` attribute, which has no rules. */
export function readCss(text: string, sheet = true): CssReading {
  // As a browser does before it reads (section 3.3).
  const css = text.replaceAll("\0", "\ufffd");
  const references: CssReference[] = [];
  const stray: number[] = [];
  const open: { closer: string; takesUrl: boolean }[] = [];
  let importsMayStand = sheet;
  let closing = "";
  let token: CssToken | null = readCssToken(css, 0);
  for (; token !== null; token = readCssToken(css, token.end)) {
    closing = token.closing;
    if (token.kind === "space" || token.kind === "comment") continue;
    if (importsMayStand && token.kind === "at") {
      const rule = readStatement(css, token);
      const name = token.value.toLowerCase();
      if (rule !== null && name === "import") {
        const reference = readImport(css, token.start, rule);
        if (reference) references.push(reference);
      }
      if (rule !== null && /^(?:import|charset|layer)$/.test(name)) {
        token = { ...token, end: rule.end };
        closing = rule.closing;
        continue;
      }
    }
    // The signs of an HTML comment are passed over between rules (section 5.4.1).
    if (token.value !== "<!--" && token.value !== "-->") importsMayStand = false;
    if (token.kind === "url" || (token.kind === "string" && open.at(-1)?.takesUrl === true)) {
      references.push({ kind: "url", start: token.start, end: token.end, url: token.value });
      continue;
    }
    const closer = closerOf(token);
    if (closer !== undefined)
      open.push({ closer, takesUrl: token.kind === "function" && takesUrl.test(token.value) });
    else if (token.kind === "mark" && token.value === open.at(-1)?.closer) open.pop();
    else if (token.kind === "mark" && token.value === "}" && open.length === 0) stray.push(token.start);
  }
  for (const { closer } of open.reverse()) closing += closer;
  return { references, stray, closing };
}

type Statement = { tokens: CssToken[]; end: number; closing: string };

/** The rest of an at-rule that ends with `;` or with the text; null for one that has a block. */
function readStatement(css: string, at: CssToken): Statement | null {
  const tokens: CssToken[] = [];
  const open: string[] = [];
  let end = at.end;
  let closing = at.closing;
  for (let token = readCssToken(css, end); token !== null; token = readCssToken(css, end)) {
    end = token.end;
    closing = token.closing;
    const closer = closerOf(token);
    if (open.length === 0 && token.kind === "mark") {
      if (token.value === ";") return { tokens, end, closing: "" };
      if (token.value === "{") return null;
    }
    if (closer !== undefined) open.push(closer);
    else if (token.kind === "mark" && token.value === open.at(-1)) open.pop();
    tokens.push(token);
  }
  return { tokens, end, closing: closing + open.reverse().join("") };
}

/** CSS Cascade Level 5, section 2: `@import [url] [layer]? [supports()]? [media]*`. */
function readImport(css: string, start: number, rule: Statement): CssReference | null {
  const solid = rule.tokens.filter(({ kind }) => kind !== "comment");
  let next = 0;
  const skipSpace = () => {
    while (solid[next]?.kind === "space") next += 1;
  };
  /** What stands between the brackets of the function that is next. */
  const inside = (): string => {
    const from = solid[next]?.end ?? rule.end;
    let depth = 0;
    for (; next < solid.length; next += 1) {
      const token = solid[next] as CssToken;
      if (closerOf(token) === ")") depth += 1;
      else if (token.kind === "mark" && token.value === ")") depth -= 1;
      if (depth === 0) break;
    }
    const to = solid[next]?.start ?? rule.end;
    next += 1;
    return css.slice(from, to);
  };
  const isFunction = (name: string) =>
    solid[next]?.kind === "function" && solid[next]?.value.toLowerCase() === name;

  skipSpace();
  let url = solid[next]?.value ?? "";
  if (isFunction("url")) {
    const string = solid.slice(next).find(({ kind }) => kind === "string");
    inside();
    if (!string) return null;
    url = string.value;
  } else if (solid[next]?.kind === "url" || solid[next]?.kind === "string") next += 1;
  else return null;
  skipSpace();
  let layer: string | null = null;
  if (isFunction("layer")) layer = inside().trim();
  else if (solid[next]?.kind === "name" && solid[next]?.value.toLowerCase() === "layer") {
    layer = "";
    next += 1;
  }
  skipSpace();
  const supports = isFunction("supports") ? inside().trim() : null;
  skipSpace();
  const last = solid.at(-1);
  const media =
    next < solid.length && last ? css.slice(solid[next]?.start, last.end).trim() + rule.closing : "";
  return { kind: "import", start, end: rule.end, url, layer, supports, media };
}
