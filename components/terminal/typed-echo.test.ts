import { expect, test } from "vitest";
import { makeTypedEcho } from "./typed-echo.ts";

test("what was typed here is on the screen once, and what others typed is not", () => {
  const echo = makeTypedEcho();
  echo.shown("one\n", null);
  echo.shown("", "end");
  expect(echo.take("a check's\n", null)).toBe(false);
  expect(echo.take("one\n", null)).toBe(true);
  expect(echo.take("one\n", null)).toBe(false);
  expect(echo.take("", "interrupt")).toBe(false);
  expect(echo.take("", "end")).toBe(true);
});

test("what the program never got is waited for no longer once a later line has come", () => {
  const echo = makeTypedEcho();
  echo.shown("dropped\n", null);
  echo.shown("read\n", null);
  expect(echo.take("read\n", null)).toBe(true);
  expect(echo.take("dropped\n", null)).toBe(false);
});

test("a screen that begins anew shows nothing yet", () => {
  const echo = makeTypedEcho();
  echo.shown("one\n", null);
  echo.forget();
  expect(echo.take("one\n", null)).toBe(false);
});
