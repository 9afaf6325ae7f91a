import { expect, test } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

test("a second's worth passes at once, then as many as time allows", () => {
  const bucket = new TokenBucket(1_000);
  expect(bucket.available(0)).toBe(1_000);
  bucket.take(1_000);
  expect(bucket.available(0)).toBe(0);
  expect(bucket.available(999)).toBe(0);
  expect(bucket.available(1_000)).toBe(1);
  expect(bucket.available(500_000)).toBe(500);
  expect(bucket.available(90_000_000)).toBe(1_000);
});

test("a clock that stands still gives nothing twice", () => {
  const bucket = new TokenBucket(10);
  bucket.take(bucket.available(5));
  expect(bucket.available(5)).toBe(0);
});
