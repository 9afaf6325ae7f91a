import { expect, test } from "vitest";
import { previewText } from "./packet-reader.ts";

const preview = (text: string) => previewText(new TextEncoder().encode(text));

test("a packet's preview is its text with signs for line ends; what is no text, or would turn round its neighbours, has none", () => {
  expect(preview("GET /\r\n\tx")).toBe("GET /⏎ x");
  expect(preview("שלום")).toBe("שלום");
  expect(preview("\u0000")).toBeNull();
  expect(preview("\u202Eright to left")).toBeNull();
  expect(preview("\u2067isolated")).toBeNull();
});
