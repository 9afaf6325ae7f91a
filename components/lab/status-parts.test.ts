import { expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { perfectWire } from "../../protocol/perfect-wire.ts";
import { initialWire, reduceWire } from "../wire-controls/wire-state.ts";
import { en } from "../words/en.ts";
import { zh } from "../words/zh.ts";
import { initialLab, reduceLab } from "./lab-state.ts";
import type { LabStatus } from "./lab-status.ts";
import { statusParts } from "./status-parts.ts";

const ready: LabStatus = { kind: "ready", lab: "a", ms: 4.21, availablePeers: [] };
const started = (run: string, file: string): LabEvent => ({
  type: "program-started",
  at: 1,
  run,
  file,
  args: [],
  pid: 2,
  step: true,
});
const paused: LabEvent = {
  type: "paused",
  at: 2,
  actor: "r1",
  thread: 0,
  name: "accept",
  args: [],
  source: null,
};
const held = (frame: number): LabEvent => ({
  type: "frame",
  at: 3,
  frame,
  link: "wire",
  from: "you",
  length: 60,
  data: "",
  held: true,
});
const set = (change: object): LabEvent => ({
  type: "wire",
  at: 3,
  settings: { ...perfectWire, you: { ...perfectWire.you, ...change } },
});

const said = (words: typeof en, status: LabStatus, ...events: LabEvent[]) =>
  statusParts(status, reduceLab(initialLab(), events), reduceWire(initialWire, events), words).map(
    ({ text, more = "" }) => text + more,
  );

test("an idle lab says that it is ready, and what has passed", () => {
  expect(said(en, ready)).toEqual(["lab ready in 4.2 ms", "0 packets", "0 connections"]);
  expect(said(zh, ready)).toEqual(["实验室就绪，用时 4.2 毫秒", "0 个数据包", "0 条连接"]);
});

test("what waits for a hand comes before what runs, and both before what has passed", () => {
  const events = [started("r1", "a.ts"), started("r2", "b.ts"), paused, held(1), held(2)];
  expect(said(en, ready, ...events)).toEqual([
    "lab ready in 4.2 ms",
    "1 waits for Step",
    "2 frames held",
    "1 program running",
    "2 packets",
    "0 connections",
  ]);
  expect(said(zh, ready, ...events).slice(1, 4)).toEqual(["1 个在等单步", "扣留着 2 帧", "1 个程序在运行"]);
});

test("a wire that holds or is cut says so before anything waits at it", () => {
  expect(said(en, ready, set({ hold: true }))[1]).toBe("the wire holds");
  expect(said(en, ready, set({ cut: true }))[1]).toBe("the wire is cut");
});

test("without a lab nothing runs, and how it stands comes first", () => {
  const away: LabStatus = { kind: "away", attempt: 3, retryAt: 0, slow: false };
  expect(said(en, away, started("r1", "a.ts"), held(1))).toEqual([
    "no answer from the lab server",
    "1 packet",
    "0 connections",
  ]);
});
