import { expect, test } from "vitest";
import { perfectConditions } from "../../protocol/perfect-wire.ts";
import { en } from "../words/en.ts";
import { shortWire } from "./short-wire.ts";

const said = (you: object, lab: object) =>
  shortWire({ you: { ...perfectConditions, ...you }, lab: { ...perfectConditions, ...lab } }, en.timeline);

test("what the wire does both ways is told once and first, what differs with its direction", () => {
  expect(said({}, {})).toBe("");
  expect(said({ loss: 10, delay: 20 }, { loss: 10, delay: 20 })).toBe("loss 10 % · delay 20 ms");
  expect(said({ hold: true }, {})).toBe("→ hold");
  expect(said({ loss: 5 }, { loss: 7 })).toBe("→ loss 5 %  ← loss 7 %");
  expect(said({ delay: 270, jitter: 8, cut: true }, { delay: 270, jitter: 8, loss: 1 })).toBe(
    "delay 270 ± 8 ms · → cut  ← loss 1 %",
  );
});
