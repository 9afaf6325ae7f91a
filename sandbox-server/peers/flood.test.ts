import { expect, test } from "vitest";
import { type LabEvent, labEventSchema } from "../../protocol/lab-event.ts";
import { CallTrace } from "./call-trace.ts";
import { journalOf } from "./journal.ts";

/** A peer that is flooded works on; what is told of it is bounded. Time is the test's own here. */

function clock() {
  let micros = 1_000_000;
  return { now: () => micros, pass: (seconds: number) => (micros += seconds * 1_000_000) };
}

test("past two thousand calls at once the rest are unshown, and numbers stay whole", () => {
  const { now, pass } = clock();
  const events: LabEvent[] = [];
  const trace = new CallTrace("peer:echo", now, (event) => events.push(labEventSchema.parse(event)));
  const call = () => trace.enter({ name: "recv", fd: 5, args: ["1"], thread: 1 }).done({ text: "1 B" });
  for (let count = 0; count < 3_000; count++) call();
  expect(events).toHaveLength(4_000);
  pass(1);
  for (let count = 0; count < 3_000; count++) call();
  expect(events).toHaveLength(4_400);
  const numbers = events.flatMap((event) => (event.type === "call" ? [event.call] : []));
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

test("past a thousand lines at once the rest are counted, and the count is told when there is room", () => {
  const { now, pass } = clock();
  const texts: string[] = [];
  const journal = journalOf(
    "echo",
    "zh",
    () => "utf-8",
    now,
    (event) => event.type === "peer-log" && texts.push(event.text),
  );
  for (let count = 0; count < 1_500; count++) journal.info({ en: "line", zh: "行" });
  expect(texts).toEqual(Array(1_000).fill("行"));
  pass(1);
  journal.bytes("in", new TextEncoder().encode("x".repeat(10_000)));
  expect(texts.slice(1_000)).toEqual(["……有 500 行没有显示", `${"x".repeat(2_000)}…`]);
});
