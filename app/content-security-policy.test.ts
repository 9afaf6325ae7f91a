import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { inlineDigests } from "./content-security-policy.ts";

const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("names every inline script once, and none that has an address", () => {
  const html = `<script>a()</script><script src="/x.js" async=""></script>
    <script id="d">self.push([1,"\\u003c/script\\u003e <script"])</script><script>a()</script>`;
  expect(inlineDigests(html)).toEqual([
    digest("a()"),
    digest('self.push([1,"\\u003c/script\\u003e <script"])'),
  ]);
});
