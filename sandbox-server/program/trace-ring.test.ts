import fs from "node:fs";
import koffi from "koffi";
import { afterEach, expect, test } from "vitest";
import { CallRing, mapRing } from "../runtime/call-ring.ts";
import { TraceRing } from "./trace-ring.ts";
import { ringBytes, ringFileBytes, ringWord } from "./trace-ring-layout.ts";

/** Both ends of one ring, in one process: the bell is a call here, an empty line on a descriptor there. */
const open: TraceRing[] = [];
afterEach(() => {
  for (const ring of open.splice(0)) ring.close();
});

const kind = 1;

function ends() {
  const server = new TraceRing();
  open.push(server);
  const pieces: Buffer[] = [];
  server.onBytes = (bytes) => pieces.push(bytes);
  let bells = 0;
  const place = mapRing(fs.openSync(`/proc/self/fd/${server.fd}`, "r+"));
  const ring = new CallRing(place, new Int32Array(new SharedArrayBuffer(4)), 0, () => {
    bells++;
    server.heard();
  });
  const say = (text: string) => {
    ring.open();
    ring.text(text, 1_000);
    ring.publish(kind);
    ring.close();
  };
  return { server, ring, say, place, bytes: () => Buffer.concat(pieces), bells: () => bells, pieces };
}

/** The texts of records that hold one each. */
function texts(bytes: Buffer): string[] {
  const all: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.readInt32LE(at);
    expect(head & 0xff).toBe(kind);
    const length = bytes.readInt32LE(at + 4);
    all.push(bytes.toString("utf16le", at + 8, at + 8 + length * 2));
    at += (head >>> 8) * 4;
  }
  return all;
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test("the first record rings, those that follow do not, and all come in their order", async () => {
  const { say, bytes, bells } = ends();
  say("one");
  expect(texts(bytes())).toEqual(["one"]);
  say("two é 囍");
  say("three");
  expect(bells()).toBe(1);
  await until(() => texts(bytes()).length === 3);
  expect(texts(bytes())).toEqual(["one", "two é 囍", "three"]);
  expect(bells()).toBe(1);
});

test("a server that has gone to sleep is woken", async () => {
  const { say, bytes, bells } = ends();
  for (let round = 1; round <= 3; round++) {
    say(String(round));
    await until(() => texts(bytes()).at(-1) === String(round));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(bells()).toBe(3);
});

test("records go round the ring many times, also over its end, text and bytes alike", () => {
  const { server, ring, say, bytes, pieces } = ends();
  const said: string[] = [];
  for (let n = 0, length = 0; length < ringBytes * 5; n++) {
    const text = `${n} ${"é".repeat(n % 700)}`;
    say(text);
    said.push(text);
    length += text.length * 2;
    if (n % 20 === 0) server.drain();
  }
  server.drain();
  expect(texts(bytes())).toEqual(said);

  for (let n = 0; n < 2_000; n++) {
    const data = Buffer.alloc(n % 1_000, n);
    ring.open();
    ring.bytes(data, data.length);
    ring.publish(kind);
    ring.close();
    pieces.length = 0;
    server.drain();
    expect(bytes().subarray(4, 4 + data.length)).toEqual(data);
  }
});

test("a record that was not published is not seen, and the next stands in its place", () => {
  const { server, ring, say, bytes } = ends();
  ring.open();
  ring.text("never", 10);
  ring.close();
  say("one");
  server.drain();
  expect(texts(bytes())).toEqual(["one"]);
});

test("text that is longer than allowed is cut, and the cut is marked", () => {
  const { ring, bytes } = ends();
  ring.open();
  ring.text("abcdefgh", 5);
  ring.publish(kind);
  ring.close();
  expect(texts(bytes())).toEqual(["abcd…"]);
});

test("what was written before the end is read at the end", () => {
  const { server, say, bytes } = ends();
  say("one");
  say("two");
  server.close();
  expect(texts(bytes())).toEqual(["one", "two"]);
});

test("nothing is read while it is paused, and all of it after", () => {
  const { server, say, bytes } = ends();
  server.pace(false);
  say("one");
  expect(bytes()).toHaveLength(0);
  server.pace(true);
  expect(texts(bytes())).toEqual(["one"]);
});

test("a program that lies about what it wrote is read no further than the ring", () => {
  const { server, place, pieces } = ends();
  const head = new Int32Array(koffi.view(place, 12) as ArrayBuffer);
  for (const lie of [-1, 2 ** 31 - 1, -(2 ** 31), 12_345_678]) {
    pieces.length = 0;
    head[ringWord.written] = lie;
    head[ringWord.read] = 77;
    server.drain();
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBeLessThanOrEqual(ringBytes);
  }
});

test("the memory cannot be made larger or smaller by anyone", () => {
  const { server } = ends();
  for (const size of [0, ringFileBytes - 1, ringFileBytes + 1])
    expect(() => fs.ftruncateSync(server.fd, size)).toThrow(/EPERM/);
});
