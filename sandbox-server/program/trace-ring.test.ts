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

function ends() {
  const server = new TraceRing();
  open.push(server);
  let heard = "";
  server.onBytes = (bytes) => {
    heard += bytes.toString("utf8");
  };
  let bells = 0;
  const place = mapRing(fs.openSync(`/proc/self/fd/${server.fd}`, "r+"));
  const program = new CallRing(place, new Int32Array(new SharedArrayBuffer(4)), 0, () => {
    bells++;
    server.heard();
  });
  return { server, program, place, heard: () => heard, bells: () => bells };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test("the first line rings, those that follow do not, and all come in their order", async () => {
  const { program, heard, bells } = ends();
  program.put("one\n");
  expect(heard()).toBe("one\n");
  program.put("two é 囍\n");
  program.put("three\n");
  expect(bells()).toBe(1);
  await until(() => heard() === "one\ntwo é 囍\nthree\n");
  expect(bells()).toBe(1);
});

test("a server that has gone to sleep is woken", async () => {
  const { program, heard, bells } = ends();
  for (let round = 1; round <= 3; round++) {
    program.put(`${round}\n`);
    await until(() => heard().endsWith(`${round}\n`));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(bells()).toBe(3);
});

test("lines go round the ring many times, also over its end", () => {
  const { server, program, heard } = ends();
  let said = "";
  for (let n = 0; said.length < ringBytes * 5; n++) {
    const line = `${n} ${"é".repeat(n % 700)}\n`;
    program.put(line);
    said += line;
    if (n % 20 === 0) server.drain();
  }
  server.drain();
  expect(heard()).toBe(said);
});

test("what was written before the end is read at the end", () => {
  const { server, program, heard } = ends();
  program.put("one\n");
  program.put("two\n");
  server.close();
  expect(heard()).toBe("one\ntwo\n");
});

test("nothing is read while it is paused, and all of it after", () => {
  const { server, program, heard } = ends();
  server.pace(false);
  program.put("one\n");
  expect(heard()).toBe("");
  server.pace(true);
  expect(heard()).toBe("one\n");
});

test("a program that lies about what it wrote is read no further than the ring", () => {
  const { server, place, heard } = ends();
  const head = new Int32Array(koffi.view(place, 12) as ArrayBuffer);
  for (const lie of [-1, 2 ** 31 - 1, -(2 ** 31), 12_345_678]) {
    const before = heard().length;
    head[ringWord.written] = lie;
    head[ringWord.read] = 77;
    server.drain();
    expect(heard().length - before).toBeLessThanOrEqual(ringBytes);
  }
});

test("the memory cannot be made larger or smaller by anyone", () => {
  const { server } = ends();
  for (const size of [0, ringFileBytes - 1, ringFileBytes + 1])
    expect(() => fs.ftruncateSync(server.fd, size)).toThrow(/EPERM/);
});
