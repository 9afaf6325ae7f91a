import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Datagram, type DatagramCall, DatagramPairs } from "./datagram-pairs.ts";

const sameSize = (call: DatagramCall, datagram: Datagram) => call.bytes === datagram.bytes;
const moved = (call: number, bytes: number, ended = call): DatagramCall => ({
  call,
  bytes,
  ended,
  from: null,
});
const datagram = (packet: number, bytes: number, at = packet): Datagram => ({
  packet,
  bytes,
  at,
  copy: false,
  from: "",
});

describe("DatagramPairs", () => {
  test("answers given while the lists grow are those that the lists so far would give at once", () => {
    const step = fc.record({
      what: fc.constantFrom("call", "datagram", "late datagram"),
      bytes: fc.integer({ min: 1, max: 3 }),
      // From moment to moment, and past what is waited for.
      later: fc.constantFrom(0, 1, 1_000, 3_000_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const calls: DatagramCall[] = [];
        const datagrams: Datagram[] = [];
        const asked = new DatagramPairs(calls, datagrams, sameSize);
        let at = 0;
        for (const [i, { what, bytes, later }] of steps.entries()) {
          at += later;
          if (what === "call") calls.push(moved(i, bytes, at));
          else {
            const place = what === "datagram" ? datagrams.length : datagrams.length >> 1;
            datagrams.splice(place, 0, datagram(i, bytes, datagrams[place]?.at ?? at));
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
    const calls: DatagramCall[] = [];
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

  test("a call whose datagram was carried and never told of holds up no other, and questions stay cheap behind it", () => {
    const calls: DatagramCall[] = [moved(-1, 999, 0)];
    const datagrams: Datagram[] = [];
    let compared = 0;
    const pairs = new DatagramPairs(calls, datagrams, (one, other) => {
      compared++;
      return sameSize(one, other);
    });
    // A thousand a second.
    for (let i = 0; i < 20_000; i++) {
      datagrams.push(datagram(i, 8, i * 1_000));
      pairs.putIn(i);
      calls.push(moved(i, 8, i * 1_000));
      if (i % 100 === 0) expect(pairs.callOf(i)).toBe(i);
    }
    compared = 0;
    expect(pairs.callOf(19_999)).toBe(19_999);
    expect(pairs.packetOf(-1)).toBeUndefined();
    expect(compared).toBeLessThan(500);
  });
});
