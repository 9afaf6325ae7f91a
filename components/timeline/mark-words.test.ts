import { expect, test } from "vitest";
import { en } from "../words/en.ts";
import { markWords } from "./mark-words.ts";

test("an end tells its code as a code and its signal by name", () => {
  const ended = (exit: string) =>
    markWords(
      {
        index: 0,
        kind: "ended",
        at: 0,
        actor: "run:1",
        host: "you",
        title: "server.ts",
        exit,
        good: exit === "0",
      },
      en.timeline,
    );
  expect(ended("0")).toBe("■ server.ts ended");
  expect(ended("1")).toBe("■ exit 1 server.ts");
  expect(ended("SIGTERM")).toBe("■ SIGTERM server.ts");
});
