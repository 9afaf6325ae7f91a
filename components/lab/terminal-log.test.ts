import { describe, expect, test } from "vitest";
import { append, emptyLog, entriesOf, type TerminalEntry } from "./terminal-log.ts";

const out = (text: string): TerminalEntry => ({ kind: "stdout", text });
const texts = (entries: readonly TerminalEntry[]) =>
  entries.map((entry) => ("text" in entry ? entry.text : entry.kind));

describe("terminal log", () => {
  test("a value stays what it was while the terminal goes on", () => {
    const early = append(emptyLog(), [out("one"), out("two")]);
    const late = append(early, [out("three")]);
    expect(texts(entriesOf(early).entries)).toEqual(["one", "two"]);
    expect(texts(entriesOf(late).entries)).toEqual(["one", "two", "three"]);
    // Who has written the early one writes of the late one what is new, and nothing twice.
    expect(texts(entriesOf(late, early.length).entries)).toEqual(["three"]);
    expect(late.tape).toBe(early.tape);
  });

  test("what is cut off at the front is told, also to who holds an older value", () => {
    const early = append(emptyLog(), [out("one"), out("two")]);
    const late = append(early, [out("x".repeat(400_000))]);
    expect(entriesOf(early)).toEqual({ entries: [], older: true });
    expect(entriesOf(late).older).toBe(true);
    expect(entriesOf(late).entries).toHaveLength(1);
    expect(entriesOf(late, early.length)).toMatchObject({ older: false, entries: [{ kind: "stdout" }] });
  });

  test("a flood keeps a bounded number of entries", () => {
    let log = emptyLog();
    for (let batch = 0; batch < 50; batch++)
      log = append(
        log,
        Array.from({ length: 1_000 }, () => out("")),
      );
    expect(log.length).toBe(50_000);
    expect(entriesOf(log).entries).toHaveLength(20_000);
  });
});
