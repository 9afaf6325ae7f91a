import { describe, expect, it } from "vitest";
import { inlineCss } from "./inline-css.ts";
import type { PageSource } from "./page-source.ts";

/** A server with these sheets and files; what else is asked for is not there. */
function serving(
  sheets: Record<string, string>,
  files: Record<string, string> = {},
): PageSource & { asked: string[] } {
  const asked: string[] = [];
  const look = (table: Record<string, string>) => (path: string) => {
    asked.push(path);
    return table[path] ?? null;
  };
  return { asked, sheet: look(sheets), file: look(files), picture: look({}) };
}
const flat = (css: string) => css.replaceAll(/\s+/g, " ").trim();

describe("inlineCss", () => {
  it("puts in what is named relative to the sheet, and keeps what the page carries itself", () => {
    const source = serving({}, { "/img/a.png": "data:A", "/sprite.svg": "data:S" });
    const css = `a { background: url(../img/a.png), url("../sprite.svg#on"), url(#own), url(data:x) }`;
    expect(inlineCss(css, "/css/site.css", source)).toBe(
      `a { background: url("data:A"), url("data:S#on"), url(#own), url(data:x) }`,
    );
  });

  it("asks no other host, and leaves an empty reference for what it does not have", () => {
    const source = serving({});
    const css = `@import "https://example.com/x.css"; a { background: url(//example.com/a.png), url(gone.png), url("file:///etc/passwd") }`;
    expect(inlineCss(css, "/", source)).toBe(` a { background: url(""), url(""), url("") }`);
    expect(source.asked).toEqual(["/gone.png"]);
  });

  it("puts imported sheets in their place, under the layer, condition and media of the import", () => {
    const source = serving(
      {
        "/b/base.css": "@import 'more.css'; i { background: url(i.png) }",
        "/b/more.css": "u { color: red }",
      },
      { "/b/i.png": "data:I" },
    );
    const css = `@import url(b/base.css) layer(base) supports(display: grid) print; p { color: blue }`;
    expect(flat(inlineCss(css, "/", source))).toBe(
      `@media print { @supports (display: grid) { @layer base { u { color: red } i { background: url("data:I") } } } } p { color: blue }`,
    );
  });

  it("ends a cycle of imports where it would begin again", () => {
    const source = serving({
      "/a.css": "@import 'b.css'; a { color: red }",
      "/b.css": "@import 'a.css'; @import 'b.css'; b { color: red }",
    });
    expect(flat(inlineCss("@import 'a.css'; @import 'page';", "/page", source))).toBe(
      "b { color: red } a { color: red }",
    );
  });

  it("an imported sheet that is broken off, or closes too much, keeps to itself", () => {
    const source = serving({ "/open.css": "a { color: red; b { /* ", "/shut.css": "} } c { color: red }" });
    expect(flat(inlineCss("@import 'open.css' print; d { e: f }", "/", source))).toBe(
      "@media print { a { color: red; b { /* */}} } d { e: f }",
    );
    expect(flat(inlineCss("@import 'shut.css' print; d { e: f }", "/", source))).toBe(
      String.raw`@media print { \} \} c { color: red } } d { e: f }`,
    );
  });

  it("cannot be led out of the quotes it writes", () => {
    const source = serving({}, { "/a": `data:x"); } b { color: red } c { content: url("\n\\` });
    const out = inlineCss("a { background: url(a) }", "/", source);
    expect(out.match(/"/g)).toHaveLength(2);
    expect(out).not.toContain("\n");
  });

  it("reads a style attribute as declarations", () => {
    const source = serving({}, { "/a.png": "data:A" });
    expect(inlineCss("background: url(a.png); color: red }", "/", source, false)).toBe(
      `background: url("data:A"); color: red }`,
    );
  });
});
