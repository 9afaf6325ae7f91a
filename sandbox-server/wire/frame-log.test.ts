import { expect, test } from "vitest";
import type { FrameEvent } from "../../protocol/lab-event.ts";
import { FrameLog, loopbackKind, noteKind } from "./frame-log.ts";

test("notes come back as events, oldest first, round and round the log", () => {
  const log = new FrameLog();
  const otherEnd = new FrameLog(log.memory);
  const source = Buffer.from("....frame bytes....");
  const got: [number, FrameEvent][] = [];
  let number = 0;
  const fill = () => {
    while (!log.full) log.add(7, ++number, 0, 1_514, number, number + 1, source, 4, 15);
  };
  fill();
  const capacity = number;
  for (let round = 1; round <= 5; round++) {
    otherEnd.drain(round * 1_000, (lab, event) => got.push([lab, event]));
    fill();
    expect(log.noted).toBe(capacity + round * 1_000);
  }
  otherEnd.drain(log.noted, (lab, event) => got.push([lab, event]));
  expect(got.map(([, event]) => event.frame)).toEqual(Array.from({ length: number }, (_, i) => i + 1));
  expect(got[0]).toEqual([
    7,
    {
      type: "frame",
      at: 1,
      frame: 1,
      link: "wire",
      from: "you",
      length: 1_514,
      data: Buffer.from("frame bytes").toString("base64"),
      fate: { kind: "delivered", at: 2 },
    },
  ]);
});

test("who sent it, over which link, and what came of it is kept", () => {
  const log = new FrameLog();
  const source = Buffer.alloc(60);
  const kinds = [
    noteKind("you", false),
    noteKind("lab", false),
    noteKind("you", true),
    noteKind("lab", true),
    loopbackKind,
  ];
  kinds.forEach((kind, i) => {
    log.add(1, i, kind, 60, 0, 0, source, 0, 60);
  });
  const got: string[] = [];
  new FrameLog(log.memory).drain(kinds.length, (_, event) =>
    got.push(`${event.link} ${event.from} ${event.fate?.kind}`),
  );
  expect(got).toEqual([
    "wire you delivered",
    "wire lab delivered",
    "wire you lost",
    "wire lab lost",
    "lo you delivered",
  ]);
});
