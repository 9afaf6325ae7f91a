import { expect, it } from "vitest";
import { resolvePath } from "./resolve-path.ts";

it.each([
  ["style.css", "/a/index.html", { path: "/a/style.css", fragment: "" }],
  ["/pic.png?x=1", "/a/", { path: "/pic.png?x=1", fragment: "" }],
  ["../sprite.svg#on", "/css/site.css", { path: "/sprite.svg", fragment: "#on" }],
  ["http://10.0.0.2:8080/x", "/", { path: "/x", fragment: "" }],
  ["https://example.com/x", "/", null],
  ["//example.com/x", "/", null],
  ["\\\\example.com\\x", "/", null],
  ["data:image/png;base64,AA", "/", null],
  ["javascript:alert(1)", "/", null],
  ["http://[", "/", null],
])("%s on %s leads to %j", (reference, page, expected) =>
  expect(resolvePath(reference, page)).toEqual(expected),
);
