import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Datagram, DatagramPairs, type Moved } from "./datagram-pairs.ts";

const sameSize = (moved: Moved, datagram: Datagram) => moved.end - moved.start === datagram.bytes;
const moved = (call: number, bytes: number): Moved => ({ call, start: 0, end: bytes, from: null });
const datagram = (packet: number, bytes: number): Datagram => ({
  packet,
  bytes,
  at: packet,
  copy: false,
  from: "",
});

describe("DatagramPairs", () => {
  test("answers given while the lists grow are those that the lists so far would give at once", () => {
    const step = fc.record({
      what: fc.constantFrom("call", "datagram", "late datagram"),
      bytes: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const calls: Moved[] = [];
        const datagrams: Datagram[] = [];
        const asked = new DatagramPairs(calls, datagrams, sameSize);
        for (const [i, { what, bytes }] of steps.entries()) {
          if (what === "call") calls.push(moved(i, bytes));
          else {
            const place = what === "datagram" ? datagrams.length : datagrams.length >> 1;
            datagrams.splice(place, 0, datagram(i, bytes));
            asked.putIn(place);
          }
          const anew = new DatagramPairs(calls, datagrams, sameSize);
          for (const { packet } of datagrams) expect(asked.callOf(packet)).toBe(anew.callOf(packet));
          for (const { call } of calls) expect(asked.packetOf(call)).toBe(anew.packetOf(call));
        }
      }),
    );
  });

  test("a question costs what came since the last one, and not the length of the lists", () => {
    const calls: Moved[] = [];
    const datagrams: Datagram[] = [];
    let compared = 0;
    const pairs = new DatagramPairs(calls, datagrams, (one, other) => {
      compared++;
      return sameSize(one, other);
    });
    for (let i = 0; i < 5_000; i++) {
      datagrams.push(datagram(i, 8));
      pairs.putIn(i);
      calls.push(moved(i, 8));
      expect(pairs.callOf(0)).toBe(0);
    }
    expect(compared).toBeLessThan(3 * 5_000);
  });
});
