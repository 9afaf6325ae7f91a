import fc from "fast-check";
import { expect, test } from "vitest";
import { ascii, ipv4, segment, specimens, type TcpOptions, tcp } from "./build-frame.ts";
import { decodePacket } from "./decode-packet.ts";
import { TcpConnections } from "./tcp-connections.ts";
import { isn, tcpStory } from "./tcp-story.ts";

type Step = TcpOptions & { back?: boolean };
const follow = (steps: readonly Step[], connections = new TcpConnections()) =>
  steps.map((step, i) => {
    const facts = connections.follow(i, "wire", decodePacket(segment(step)));
    if (facts === null) throw new Error("a segment was not read");
    return facts;
  });

test("what is remarkable in a connection is marked, and repetitions name their first", () => {
  const facts = follow(tcpStory());
  const marked = facts.flatMap(({ marks, first }, i) => (marks.length > 0 ? [[i, ...marks, first]] : []));
  expect(marked).toEqual([
    [1, "retransmission", 0],
    [7, "retransmission", 6],
    [9, "zero-window", null],
    [10, "zero-window-probe", null],
    [11, "zero-window", null],
    [12, "window-update", null],
    [17, "duplicate-ack", null],
    [18, "duplicate-ack", null],
    [19, "duplicate-ack", null],
    [20, "fast-retransmission", 13],
    [22, "keep-alive", null],
    [23, "keep-alive-ack", null],
    [24, "gap", null],
  ]);
});

test("numbers count from the handshake and pass 2³² without a jump; bytes are counted from 0", () => {
  const facts = follow(tcpStory());
  expect(facts[0]).toMatchObject({ connection: 1, direction: 0, seq: 0, ack: null, opens: true });
  expect(facts[2]).toMatchObject({ connection: 1, direction: 1, seq: 0, ack: 1, opens: false });
  expect(facts[4]).toMatchObject({ seq: 1, streamOffset: 0, payloadLength: 10 });
  expect(facts[6]).toMatchObject({ seq: 11, streamOffset: 10, payloadLength: 20 });
  expect((isn + 31) >>> 0).toBeLessThan(100);
  expect(facts[13]).toMatchObject({ seq: 31, streamOffset: 30 });
});

test("a fresh SYN between the same ends is another connection; the same SYN again is not", () => {
  const facts = follow(tcpStory());
  expect(facts.map(({ connection }) => connection)).toEqual([...Array(28).fill(1), 2, 2]);
  expect(facts[28]).toMatchObject({ seq: 0, opens: true, marks: [] });
});

test("a stream that sends 5 GB keeps its offsets", () => {
  const connections = new TcpConnections();
  follow(
    [
      { seq: 7, flags: ["syn"] },
      { back: true, seq: 9, ack: 8, flags: ["syn", "ack"] },
    ],
    connections,
  );
  const chunk = 1_000_000_000;
  // Segments this far apart leave gaps that were not shown; the offset is right all the same.
  for (let i = 1; i <= 5; i++) {
    const [facts] = follow(
      [{ seq: (8 + i * chunk) >>> 0, ack: 10, flags: ["ack"], data: ascii("data") }],
      connections,
    );
    expect(facts).toMatchObject({ streamOffset: i * chunk, marks: ["gap"] });
  }
});

test("the wire's copy is a duplicate and changes nothing", () => {
  const connections = new TcpConnections();
  const syn = decodePacket(segment({ seq: 1, flags: ["syn"] }));
  connections.follow(1, "wire", syn);
  expect(connections.follow(2, "wire", syn, 1)).toMatchObject({
    marks: ["duplicate"],
    first: 1,
    connection: 1,
  });
  const data = decodePacket(segment({ seq: 2, ack: 5, flags: ["ack"], data: ascii("abc") }));
  connections.follow(3, "wire", data);
  connections.follow(4, "wire", data, 3);
  expect(connections.follow(5, "wire", data)).toMatchObject({ marks: ["retransmission"], first: 3 });
});

test("segments that were not shown leave a gap; one that fills it late is out of order", () => {
  const facts = follow([
    { seq: 100, flags: ["syn"] },
    { seq: 101, ack: 1, flags: ["ack"], data: ascii("aaaa") },
    { seq: 109, ack: 1, flags: ["ack"], data: ascii("cccc") },
    { seq: 105, ack: 1, flags: ["ack"], data: ascii("bbbb") },
    { seq: 105, ack: 1, flags: ["ack"], data: ascii("bbbb") },
  ]);
  expect(facts.map(({ marks }) => marks)).toEqual([[], [], ["gap"], ["out-of-order"], ["retransmission"]]);
  expect(facts[4]?.first).toBe(3);
});

test("joined in the middle, numbers count from what is seen first", () => {
  const facts = follow([
    { seq: 500, ack: 900, flags: ["ack"], data: ascii("hello") },
    { back: true, seq: 900, ack: 505, flags: ["ack"] },
  ]);
  expect(facts[0]).toMatchObject({ seq: 1, ack: 1, streamOffset: 0, opens: true });
  expect(facts[1]).toMatchObject({ seq: 1, ack: 6, direction: 1 });
  const [answer] = follow([{ back: true, seq: 9, ack: 5, flags: ["syn", "ack"] }]);
  expect(answer).toMatchObject({ direction: 1, seq: 0, ack: 1 });
});

test("both sides may send their SYN at once, and a socket may connect to itself", () => {
  const both = follow([
    { seq: 10, flags: ["syn"] },
    { back: true, seq: 20, flags: ["syn"] },
    { seq: 10, ack: 21, flags: ["syn", "ack"] },
    { back: true, seq: 20, ack: 11, flags: ["syn", "ack"] },
  ]);
  expect(new Set(both.map(({ connection }) => connection)).size).toBe(1);
  const ip = { protocol: 6, source: "127.0.0.1", destination: "127.0.0.1" };
  const connections = new TcpConnections();
  const self = (step: TcpOptions) =>
    connections.follow(1, "lo", decodePacket(ipv4(ip, tcp(ip, { from: 5000, to: 5000, ...step }))));
  expect(self({ seq: 1, flags: ["syn"] })).toMatchObject({ connection: 1, direction: 0 });
  expect(self({ seq: 1, ack: 2, flags: ["syn", "ack"] })).toMatchObject({
    connection: 1,
    direction: 0,
    ack: 1,
  });
  expect(self({ seq: 2, ack: 2, flags: ["ack"], data: ascii("me") })).toMatchObject({ streamOffset: 0 });
});

test("links and hosts with the same addresses are told apart; other packets are no segments", () => {
  const connections = new TcpConnections();
  const syn = decodePacket(segment({ seq: 1, flags: ["syn"] }));
  expect(connections.follow(1, "wire", syn)?.connection).toBe(1);
  expect(connections.follow(2, "lo", syn)?.connection).toBe(2);
  expect(connections.follow(3, "wire", decodePacket(specimens.udp ?? new Uint8Array(0)))).toBeNull();
});

test("any segments in any order give facts that are numbers, and never an error", () => {
  const step = fc.record({
    back: fc.boolean(),
    seq: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 0xffffffff })),
    ack: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 0xffffffff })),
    flags: fc.subarray(["syn", "ack", "fin", "rst", "psh"] as const),
    window: fc.integer({ min: 0, max: 65535 }),
    data: fc.uint8Array({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      for (const facts of follow(steps)) {
        for (const value of [facts.seq, facts.streamOffset, facts.window])
          expect(Number.isSafeInteger(value)).toBe(true);
        expect(facts.payloadLength).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("a hundred thousand segments take no longer each than the first thousand", () => {
  const connections = new TcpConnections();
  const packets = Array.from({ length: 1000 }, (_, i) =>
    decodePacket(segment({ seq: 1 + i * 4, ack: 1, flags: ["ack"], data: ascii("abcd") })),
  );
  const time = (rounds: number) => {
    const start = performance.now();
    for (let round = 0; round < rounds; round++)
      for (const packet of packets) connections.follow(round, "wire", packet);
    return performance.now() - start;
  };
  const first = time(1);
  const hundred = time(100);
  // Linear would be 100 times; quadratic would be 10,000.
  expect(hundred).toBeLessThan(1_000 * Math.max(first, 1));
});
