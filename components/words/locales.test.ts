import { describe, expect, test } from "vitest";
import { negotiateLocale } from "./locales.ts";

describe("negotiateLocale", () => {
  test.each([
    [null, "en"],
    ["", "en"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["en-US,en;q=0.9,zh;q=0.8", "en"],
    ["fr-FR, zh-TW;q=0.7, en;q=0.3", "zh"],
    ["en;q=0.1, zh;q=0.5", "zh"],
    ["zh;q=0, en;q=0.1", "en"],
    ["fr, de", "en"],
    ["zh;q=nonsense", "en"],
  ])("%s is %s", (header, expected) => {
    expect(negotiateLocale(header)).toBe(expected);
  });
});
