import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInet, parseUnix, requests, splitAnswer } from "./parse-sock-diag.ts";
import { parseProcLine } from "./sock-diag.ts";
import { socketRows } from "./socket-rows.ts";

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

test("a row of the TCP table, with its struct tcp_info", () => {
  const info = Buffer.alloc(104);
  info.writeUInt32LE(250, 68);
  info.writeUInt32LE(10, 80);
  info.writeUInt32LE(3, 100);
  const row = parseInet(
    Buffer.concat([
      // family, state, timer, retransmits; ports; addresses; interface and cookie; expires, queues, uid, inode
      hex("02 01 00 02  1f90 9c40  0a000002 000000000000000000000000  0a000001 000000000000000000000000"),
      hex("00000000 0100000000000000  00000000 05000000 07000000 00000000 39300000"),
      hex("6c00 0200"),
      info,
    ]),
  );
  expect(row).toEqual({
    family: 4,
    state: 1,
    retransmits: 2,
    local: ["10.0.0.2", 8080],
    remote: ["10.0.0.1", 40000],
    recvQ: 5,
    sendQ: 7,
    inode: 12345,
    info: { cwnd: 10, rttMicros: 250, totalRetransmits: 3 },
  });
});

test("an answer is split into its messages; an error names its errno", () => {
  const message = (type: string, body: string) =>
    Buffer.concat([
      hex(`${(16 + body.length / 2).toString(16).padStart(2, "0")}000000 ${type}`),
      hex("00".repeat(10)),
      hex(body),
    ]);
  const two = Buffer.concat([
    message("1400", "01020304"),
    message("1400", "05060708"),
    message("0300", "00000000"),
  ]);
  const answer = splitAnswer(two);
  expect(answer.messages.map((each) => Buffer.from(each).toString("hex"))).toEqual(["01020304", "05060708"]);
  expect(answer).toMatchObject({ done: true, errno: 0 });
  expect(splitAnswer(message("0200", "feffffff"))).toMatchObject({ done: true, errno: 2 });
});

test("no bytes make the parsers throw, and no message makes them run on", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const each of splitAnswer(bytes).messages) expect(each.length).toBeLessThan(bytes.length);
      parseInet(bytes);
      parseUnix(bytes);
      parseInet(Uint8Array.from([2, ...bytes.subarray(1)]));
      parseUnix(Uint8Array.from([1, ...bytes.subarray(1)]));
    }),
    { numRuns: 2_000 },
  );
});

test("requests have the lengths that they claim", () => {
  for (const request of Object.values(requests))
    expect(Buffer.from(request).readUInt32LE(0)).toBe(request.length);
});

test("a line of /proc/net/raw", () => {
  const line =
    "   1: 0200000A:0001 0100000A:0000 07 00000000:00000180 00:00000000 00000000     0        0 18213 2 x 0";
  expect(parseProcLine(line)).toMatchObject({
    local: ["10.0.0.2", 1],
    remote: ["10.0.0.1", 0],
    recvQ: 384,
    sendQ: 0,
    inode: 18213,
  });
});

test("rows without an inode are told apart by their ends; Unix sockets that nobody owns or named are left out", () => {
  const inet = { family: 4 as const, recvQ: 0, sendQ: 0, retransmits: 0, inode: 0 };
  const unix = { type: 1, state: 1, peer: null, recvQ: 0, sendQ: 4096 };
  const tables = {
    tcp: [
      {
        ...inet,
        state: 6,
        local: ["10.0.0.2", 40000] as [string, number],
        remote: ["10.0.0.1", 80] as [string, number],
      },
      {
        ...inet,
        state: 12,
        local: ["10.0.0.2", 80] as [string, number],
        remote: ["10.0.0.1", 5] as [string, number],
      },
    ],
    tcp6: [],
    udp: [],
    udp6: [],
    raw: [],
    unix: [
      { ...unix, name: null, inode: 5 },
      { ...unix, name: null, inode: 6, peer: 7 },
      { ...unix, name: "@x", inode: 7 },
    ],
  };
  const rows = socketRows(tables, new Map([[6, { actor: "r1" as const, fd: 9 }]]));
  expect(rows.map(({ key, state }) => [key, state])).toEqual([
    ["tcp 10.0.0.2:40000 10.0.0.1:80", "TIME_WAIT"],
    ["tcp 10.0.0.2:80 10.0.0.1:5", "SYN_RECV"],
    ["unix 6", "ESTABLISHED"],
    ["unix 7", "ESTABLISHED"],
  ]);
  expect(rows[2]).toMatchObject({ local: "#6", remote: "@x", owner: { actor: "r1", fd: 9 }, sendQ: 0 });
});
