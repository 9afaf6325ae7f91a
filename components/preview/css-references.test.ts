import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCss } from "./css-references.ts";

const urls = (css: string) => readCss(css).references.map(({ url }) => url);
const imports = (css: string) =>
  readCss(css).references.flatMap((each) =>
    each.kind === "import"
      ? [{ url: each.url, layer: each.layer, supports: each.supports, media: each.media }]
      : [],
  );

describe("what a style sheet names", () => {
  it.each([
    ["a { background: url(a.png) }", ["a.png"]],
    [`a { background: url( "a b.png" ), URL('c.png') }`, ["a b.png", "c.png"]],
    ["a { background: url(  a.png\n) }", ["a.png"]],
    [`@font-face { font-family: x; src: url(x.woff2) format("woff2"), local("y") }`, ["x.woff2"]],
    [
      `a { background: image-set("1.png" 1x, url(2.png) 2x, "3.png" type("image/png")) }`,
      ["1.png", "2.png", "3.png"],
    ],
    [`a { content: "url(no.png)" } /* url(no.png) */ b { --c: url(yes.png) }`, ["yes.png"]],
    [String.raw`a { background: \75\72 l(a\.png) }`, ["a.png"]],
    [
      String.raw`a { background: url("a\22 b\
c.png") }`,
      [`a"bc.png`],
    ],
    [String.raw`a { background: url(\0 \110000 \d800 .png) }`, ["\ufffd\ufffd\ufffd.png"]],
    [`a { background: url() }`, [""]],
    // Not URLs: two words, a bracket, a quote inside; names that only end so; a string that a line end breaks off.
    ["a { background: url(a b) url(a(b) url(a'b) }", []],
    ["a { background: my-url(a) 1url(b) #url(c) @url(d) }", []],
    [`a { content: "broken\n; background: url(seen.png) }`, ["seen.png"]],
    ["a { background: url(to-the-end", ["to-the-end"]],
    [String.raw`a { background: url(a\) b) url(c.png) }`, ["c.png"]],
  ])("%j", (css, expected) => expect(urls(css)).toEqual(expected));

  it("reads imports with their layer, their condition and their media", () => {
    expect(
      imports(`@charset "utf-8"; <!-- @layer one, two;
        @import "a.css"; @IMPORT url(b.css) screen and (width > 1px), print;
        @import url("c.css") layer supports(display: grid) screen;
        @import 'd.css' layer( x.y ) supports(not (color: red)); -->`),
    ).toEqual([
      { url: "a.css", layer: null, supports: null, media: "" },
      { url: "b.css", layer: null, supports: null, media: "screen and (width > 1px), print" },
      { url: "c.css", layer: "", supports: "display: grid", media: "screen" },
      { url: "d.css", layer: "x.y", supports: "not (color: red)", media: "" },
    ]);
  });

  it("takes no import after a rule, in a block, in a style attribute, or without a URL", () => {
    expect(imports(`a {} @import "late.css";`)).toEqual([]);
    expect(imports(`@media print { @import "inside.css"; }`)).toEqual([]);
    expect(imports(`@layer x { } @import "late.css";`)).toEqual([]);
    expect(imports(`@import screen; @import; @import "with-block.css" { }`)).toEqual([]);
    expect(readCss(`@import "a.css";`, false).references).toEqual([]);
  });

  it("gives the very places that the names stand in", () => {
    const css = `@import url(a.css); b { background: url( c.png ) } d { background: image-set("e" 1x) }`;
    expect(readCss(css).references.map(({ start, end }) => css.slice(start, end))).toEqual([
      "@import url(a.css);",
      "url( c.png )",
      `"e"`,
    ]);
  });
});

describe("the end of a style sheet", () => {
  it.each([
    ["a { b: c }", ""],
    ["@media x { a { b: c", "}}"],
    ["a { b: f([", "])}"],
    ["a { /* open", "*/}"],
    [`a { b: "open`, `"}`],
    [`a { b: 'open\\`, "\n'}"],
    ["a { b: url(open", ")}"],
    ["a { b: \\", "\n}"],
    [`@import url("a.css`, `")`],
  ])("%j is closed by %j", (css, expected) => expect(readCss(css).closing).toBe(expected));

  it("knows which brackets close nothing", () => {
    expect(readCss("} a { b: c } } d { e: (} f) }").stray).toEqual([0, 13]);
    expect(readCss(String.raw`\7d  "}" /*}*/ a\} {}`).stray).toEqual([]);
  });

  it("once closed, leaves nothing open, whatever stood there", () => {
    const piece = fc.constantFrom(
      ...'a {|}|(|)|[|]|;|:|"|\'|/*|*/|\\|\\\\|\n| |url(|url("|@import |@layer |image-set(|#|@|-->|<!--|\\7b |\0|1'.split(
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const css = pieces.join("");
        const { closing, references } = readCss(css);
        expect(readCss(css + closing).closing).toBe("");
        // What follows is read as it would be alone: a rule of its own, whose reference is seen.
        const after = readCss(`@media x {\n${css}${closing}\n} z { background: url(after.png) }`);
        expect(after.references.at(-1)?.url).toBe("after.png");
        for (const { start, end } of references) expect(end).toBeGreaterThan(start);
      }),
      { numRuns: 3_000 },
    );
  });
});
