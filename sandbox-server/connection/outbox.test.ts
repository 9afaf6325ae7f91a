import { expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { Outbox } from "./outbox.ts";

/** A page that reads only when told to: what was sent waits in `unsent`. */
function slowPage() {
  const page = { sent: [] as string[], unsent: 0, paces: [] as boolean[], overflowed: false };
  const outbox = new Outbox({
    send(text) {
      page.sent.push(text);
      page.unsent += text.length;
    },
    unsent: () => page.unsent,
    pace: (on) => page.paces.push(on),
    overflow: () => {
      page.overflowed = true;
    },
  });
  const events = () => page.sent.flatMap((text) => (JSON.parse(text) as { events: LabEvent[] }).events);
  return { page, outbox, events };
}

const frame = (n: number, held = false): LabEvent => ({
  type: "frame",
  at: n,
  frame: n,
  link: "wire",
  from: "you",
  length: 3_000,
  data: "A".repeat(4_000),
  ...(held ? { held } : {}),
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("a page far behind is told how many frames it missed, and is not cut off for them", async () => {
  const { page, outbox, events } = slowPage();
  const many = Math.ceil((2 * limits.lab.backlogCutBytes) / 4_000);
  for (let n = 0; n < many; n++) outbox.events([frame(n)]);
  expect(page.overflowed).toBe(false);
  expect(page.paces).toEqual([false]);
  page.unsent = 0;
  await until(() => page.paces.includes(true));
  outbox.events([frame(many)]);
  outbox.close();
  const unshown = events().flatMap((event) => (event.type === "frames-unshown" ? [event.count] : []));
  const shown = events().filter((event) => event.type === "frame").length;
  expect(unshown).toHaveLength(1);
  expect(shown + (unshown[0] ?? 0)).toBe(many + 1);
});

test("a held frame is told however far behind the page is: someone must be able to release it", () => {
  const { outbox, events } = slowPage();
  for (let n = 0; n < 2_000; n++) outbox.events([frame(n)]);
  outbox.events([frame(9_999, true)]);
  outbox.close();
  expect(events().some((event) => event.type === "frame" && event.frame === 9_999)).toBe(true);
});

test("a page that reads nothing while output goes on is given up", () => {
  const { page, outbox } = slowPage();
  const text = "x".repeat(100_000);
  for (let n = 0; n < 200; n++) outbox.events([{ type: "output", at: n, run: "r1", stream: "stdout", text }]);
  expect(page.overflowed).toBe(true);
});
