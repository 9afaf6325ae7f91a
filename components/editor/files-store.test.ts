import { describe, expect, test } from "vitest";
import { filesRecord } from "./files-state.ts";
import { createFilesStore } from "./files-store.ts";

function makeShelf(text: Record<string, string> = {}) {
  const kept = new Map(Object.entries(text));
  return {
    kept,
    shelf: () => ({
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }),
  };
}

describe("files store", () => {
  test("what was typed is there after a reload: text, open file, place, arguments, undo", () => {
    const { shelf } = makeShelf();
    const first = createFilesStore("k", { "a.ts": "1", "b.ts": "2" }, shelf);
    first.act({ act: "edit", path: "b.ts", text: "mine" });
    first.act({ act: "open", path: "b.ts" });
    first.act({ act: "place", path: "b.ts", place: { line: 3, column: 4, top: 20 } });
    first.act({ act: "args", args: "8080" });
    first.act({ act: "remove", path: "a.ts" });
    first.save();
    const second = createFilesStore("k", { "a.ts": "1", "b.ts": "2" }, shelf);
    expect(filesRecord(second.get())).toEqual({ "a.ts": "1", "b.ts": "2" });
    second.restore();
    expect(second.get()).toEqual(first.get());
    second.act({ act: "undo" });
    expect(filesRecord(second.get())).toEqual({ "a.ts": "1", "b.ts": "mine" });
  });

  test.each([
    ["no JSON", "{"],
    ["another version", '{"version":2,"files":[]}'],
    ["no files", '{"version":1,"files":[],"open":"a.ts"}'],
    ["files of another shape", '{"version":1,"files":[{"path":1}],"open":"a.ts"}'],
    ["a list", "[]"],
  ])("what is damaged (%s) leaves the lesson's own files", (_, text) => {
    const { shelf } = makeShelf({ k: text });
    const store = createFilesStore("k", { "a.ts": "start" }, shelf);
    store.restore();
    expect(filesRecord(store.get())).toEqual({ "a.ts": "start" });
  });

  test("a browser that forbids storage still edits", () => {
    const store = createFilesStore("k", { "a.ts": "" }, () => {
      throw new Error("forbidden");
    });
    store.restore();
    store.act({ act: "edit", path: "a.ts", text: "x" });
    store.save();
    expect(filesRecord(store.get())).toEqual({ "a.ts": "x" });
  });
});
