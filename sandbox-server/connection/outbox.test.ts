import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { ServerMessage } from "../../protocol/server-message.ts";
import { Outbox } from "./outbox.ts";

const output = (text: string): LabEvent => ({ type: "output", at: 1, run: "r1", stream: "stdout", text });

function outbox() {
  const heard = { sent: [] as ServerMessage[], paces: [] as boolean[], cut: 0, unsent: 0 };
  const box = new Outbox({
    send: (text) => heard.sent.push(JSON.parse(text)),
    unsent: () => heard.unsent,
    pace: (on) => heard.paces.push(on),
    overflow: () => {
      heard.cut++;
    },
  });
  return { box, heard };
}
const eventsIn = (messages: ServerMessage[]) =>
  messages.flatMap((message) => (message.type === "events" ? message.events : []));

test("events of one moment go as one message, in order, and before a message that comes after them", async () => {
  const { box, heard } = outbox();
  box.events([output("a")]);
  box.events([output("b"), output("c")]);
  box.message({ type: "pong" });
  expect(heard.sent).toEqual([
    { type: "events", events: [output("a"), output("b"), output("c")] },
    { type: "pong" },
  ]);
  for (let i = 0; i < 5; i++) {
    box.events([output(`${i}`)]);
    await sleep(1);
  }
  box.close();
  expect(eventsIn(heard.sent)).toHaveLength(8);
});

test("a page that reads slowly pauses the lab, one that reads again lets it go on", async () => {
  const { box, heard } = outbox();
  heard.unsent = limits.lab.backlogBytes + 1;
  box.events([output("a")]);
  box.flush();
  expect(heard.paces).toEqual([false]);
  heard.unsent = 0;
  while (heard.paces.length < 2) await sleep(5);
  expect(heard.paces).toEqual([false, true]);
  box.close();
});

test("a page that does not read at all is cut off once, and nothing more is sent", () => {
  const { box, heard } = outbox();
  heard.unsent = limits.lab.backlogCutBytes + 1;
  box.events([output("a")]);
  box.flush();
  box.events([output("b")]);
  box.flush();
  expect(heard.cut).toBe(1);
  expect(eventsIn(heard.sent)).toHaveLength(1);
});

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

test("a page far behind is told how many frames it missed, but of every held one: someone must release it", async () => {
  const { box, heard } = outbox();
  heard.unsent = limits.lab.backlogBytes + 1;
  box.events([output("a")]);
  box.flush();
  for (let n = 0; n < 500; n++) box.events([frame(n, n === 7)]);
  heard.unsent = 0;
  while (heard.paces.length < 2) await sleep(5);
  box.events([frame(500)]);
  box.close();
  const told = eventsIn(heard.sent);
  expect(told.flatMap((event) => (event.type === "frame" ? [event.frame] : []))).toEqual([7, 500]);
  expect(told.flatMap((event) => (event.type === "frames-unshown" ? [event.count] : []))).toEqual([499]);
  expect(heard.cut).toBe(0);
});

test("after a quiet while a few messages go at once, and many events still go in few messages", async () => {
  const { box, heard } = outbox();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  for (let n = 0; n < 3; n++) {
    box.events([output("x")]);
    await turn();
    await turn();
  }
  expect(heard.sent).toHaveLength(3);
  for (let n = 3; n < 1_000; n++) {
    box.events([output("x")]);
    if (n % 10 === 0) await turn();
  }
  box.close();
  expect(eventsIn(heard.sent)).toHaveLength(1_000);
  // A hundred turns of the loop: at most one message each, however slow the machine is.
  expect(heard.sent.length).toBeLessThan(110);
});
