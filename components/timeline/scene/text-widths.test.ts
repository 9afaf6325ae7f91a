import { expect, test } from "vitest";
import { TextWidths } from "./text-widths.ts";

/** Seven pixels a character, fourteen a Chinese one; counts how often it was asked. */
function ruler() {
  const asked: string[] = [];
  const context = {
    font: "",
    measureText: (text: string) => {
      asked.push(`${context.font} ${text}`);
      let width = 0;
      for (const character of text) width += character > "\u2fff" ? 14 : 7;
      return { width } as TextMetrics;
    },
  };
  return { context, asked };
}

test("plain text is as wide as its characters, each measured once", () => {
  const { context, asked } = ruler();
  const widths = new TextWidths(context);
  expect(widths.of("recv(1024)", "11px a")).toBe(70);
  const before = asked.length;
  expect(widths.of("recv(4201)", "11px a")).toBe(70);
  expect(asked.length).toBe(before);
});

test("other text is measured whole, once", () => {
  const { context, asked } = ruler();
  const widths = new TextWidths(context);
  expect(widths.of("阻塞 3 ms", "11px a")).toBe(63);
  expect(widths.of("阻塞 3 ms", "11px a")).toBe(63);
  expect(asked).toEqual(["11px a 阻塞 3 ms"]);
});

test("another font forgets the widths of the one before", () => {
  const { context, asked } = ruler();
  const widths = new TextWidths(context);
  widths.of("a", "11px a");
  widths.of("a", "11px b");
  expect(asked).toEqual(["11px a a", "11px b a"]);
});
