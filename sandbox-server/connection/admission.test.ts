import { expect, test } from "vitest";
import { limits } from "../../protocol/limits.ts";
import { Admission } from "./admission.ts";

const place = (given: ReturnType<Admission["enter"]>) => {
  if (typeof given !== "function") throw new Error(`turned away: ${given.reason}`);
  return given;
};

test("an address has so many labs and no more, and another address still gets its own", () => {
  const admission = new Admission();
  const places = Array.from({ length: limits.server.labsPerAddress }, () => place(admission.enter("a")));
  expect(admission.enter("a")).toMatchObject({ reason: "address", retryAfterMs: expect.any(Number) });
  place(admission.enter("b"));
  places[0]?.();
  // Given back twice is given back once.
  places[0]?.();
  place(admission.enter("a"));
  expect(admission.enter("a")).toMatchObject({ reason: "address" });
});

test("the server has so many labs and no more, however many addresses ask", () => {
  const admission = new Admission();
  for (let n = 0; n < limits.server.labs; n++) place(admission.enter(`address ${n}`));
  expect(admission.enter("one more")).toMatchObject({ reason: "labs" });
  expect(admission.labs).toBe(limits.server.labs);
});

test("an address that asks too often waits, though it gives every lab back", () => {
  const admission = new Admission();
  for (let n = 0; n < limits.server.opensPerMinutePerAddress; n++) place(admission.enter("a"))();
  expect(admission.enter("a")).toMatchObject({ reason: "rate" });
  place(admission.enter("b"));
});

test("nobody comes in while the server drains", () => {
  const admission = new Admission();
  admission.drain();
  expect(admission.enter("a")).toMatchObject({ reason: "draining" });
  expect(admission.labs).toBe(0);
});
