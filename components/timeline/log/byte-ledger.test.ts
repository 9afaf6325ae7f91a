import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../../protocol/lab-event.ts";
import { recordings } from "../fixtures/recordings.ts";
import { ByteLedger } from "./byte-ledger.ts";
import { callPackets, packetLinks } from "./related-items.ts";
import { initialTimeline, reduceTimeline } from "./timeline-state.ts";

// Small, since every byte may become a segment, and each is looked up.
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });

/** Cuts `total` bytes into spans at the given sizes, over and over. */
function spans(total: number, pieces: readonly number[]) {
  const cut: { start: number; end: number }[] = [];
  for (let at = 0, i = 0; at < total; i++) {
    const end = Math.min(total, at + (pieces[i % pieces.length] ?? 1));
    cut.push({ start: at, end });
    at = end;
  }
  return cut;
}

describe("ByteLedger", () => {
  test("the n-th byte belongs to one send and one receive, whatever the segments", () => {
    fc.assert(
      fc.property(sizes, sizes, sizes, (sends, segments, receives) => {
        const total = sends.reduce((sum, size) => sum + size, 0);
        const ledger = new ByteLedger();
        const sent = spans(total, sends);
        const cut = spans(total, segments);
        const taken = spans(total, receives);
        for (const [i, { start, end }] of sent.entries()) ledger.addStreamCall("k", "sent", i, end - start);
        for (const [i, span] of cut.entries()) ledger.addSegment("k", i, span);
        for (const [i, { start, end }] of taken.entries())
          ledger.addStreamCall("k", "received", 1_000 + i, end - start);
        for (const [packet, span] of cut.entries()) {
          const meets = (other: { start: number; end: number }) =>
            other.start < span.end && other.end > span.start;
          const { sentBy, receivedBy } = ledger.callsOfSegment("k", span);
          expect(sentBy).toEqual(sent.flatMap((other, i) => (meets(other) ? [i] : [])));
          expect(receivedBy).toEqual(taken.flatMap((other, i) => (meets(other) ? [1_000 + i] : [])));
          for (const call of sentBy) expect(ledger.packetsOfCall(call)).toContain(packet);
        }
      }),
    );
  });

  test("what is on the wire beyond earlier sends belongs to the send that is still open, and to none when none is", () => {
    const ledger = new ByteLedger();
    ledger.addStreamCall("k", "sent", 1, 100);
    ledger.addSegment("k", 0, { start: 0, end: 100 });
    ledger.addSegment("k", 1, { start: 90, end: 200 });
    expect(ledger.callsOfSegment("k", { start: 90, end: 200 }).sentBy).toEqual([1]);
    ledger.openSend("k", 2);
    ledger.openSend("k", 3);
    expect(ledger.callsOfSegment("k", { start: 0, end: 100 }).sentBy).toEqual([1]);
    expect(ledger.callsOfSegment("k", { start: 90, end: 200 }).sentBy).toEqual([1, 2]);
    expect(ledger.packetsOfCall(2)).toEqual([1]);
    expect(ledger.packetsOfCall(3)).toEqual([]);
    ledger.closeSend(2);
    ledger.addStreamCall("k", "sent", 2, 100);
    expect(ledger.packetsOfCall(2)).toEqual([1]);
    expect(ledger.callsOfSegment("k", { start: 200, end: 201 }).sentBy).toEqual([3]);
    ledger.closeSend(3);
    expect(ledger.callsOfSegment("k", { start: 200, end: 201 }).sentBy).toEqual([]);
  });

  test("the end of a stream is no bytes of it", () => {
    const ledger = new ByteLedger();
    ledger.addStreamCall("k", "received", 1, 5);
    ledger.addStreamCall("k", "received", 2, 0);
    ledger.addSegment("k", 0, { start: 0, end: 5 });
    expect(ledger.callsOfSegment("k", { start: 0, end: 5 }).receivedBy).toEqual([1]);
    expect(ledger.packetsOfCall(2)).toEqual([]);
  });

  test("datagrams are tied in order, a lost one to its send alone, a cut one to the receive that cut it", () => {
    const ledger = new ByteLedger();
    for (const [call, bytes] of [3, 4, 2_000].entries())
      ledger.addDatagramCall("k", "sent", { call, bytes, ended: call, from: null });
    for (const [packet, bytes] of [3, 4, 2_000].entries())
      ledger.addDatagram("k", packet, bytes, packet, false);
    ledger.deliverDatagram("p", 2, 2_000, 30, "a:1");
    ledger.deliverDatagram("p", 0, 3, 20, "a:1");
    ledger.addDatagramCall("p", "received", { call: 10, bytes: 3, ended: 40, from: "a:1" });
    ledger.addDatagramCall("p", "received", { call: 11, bytes: 1_024, ended: 41, from: null });
    expect(ledger.callsOfDatagram("k", "p", 0, null)).toEqual({ sentBy: [0], receivedBy: [10] });
    expect(ledger.callsOfDatagram("k", "p", 1, null)).toEqual({ sentBy: [1], receivedBy: [] });
    expect(ledger.callsOfDatagram("k", "p", 2, null)).toEqual({ sentBy: [2], receivedBy: [11] });
    expect(ledger.packetsOfCall(11)).toEqual([2]);
  });
});

describe("calls and packets of real runs", () => {
  const log = (name: keyof typeof recordings) => reduceTimeline(initialTimeline, recordings[name]).log;

  test.each(["server", "loss", "lo", "select", "udp"] as const)(
    "%s: every data packet names its calls",
    (name) => {
      const { packets } = log(name);
      const whole = log(name);
      const data = packets.filter((packet) => packet.view.payloadBytes > 0 && packet.view.kind === "data");
      expect(data.length).toBeGreaterThan(0);
      for (const packet of data) {
        const links = packetLinks(whole, packet);
        expect(links.sentBy).toHaveLength(1);
        expect(links.sentBy[0]?.moved?.bytes).toBe(packet.view.payloadBytes);
        expect(links.sentBy[0]?.host).toBe(packet.from);
        expect(callPackets(whole, links.sentBy[0] ?? whole.calls[0] ?? fail()).map((p) => p.frame)).toContain(
          packet.duplicateOf ?? packet.frame,
        );
      }
    },
  );

  test("a send that is blocked has its packets at once, and the same ones when it has come back", () => {
    const events = recordings.blocked;
    const sendall = events.find(
      (event) => event.type === "call" && event.name === "sendall" && event.actor === "r1",
    );
    const back = events.findIndex(
      (event) =>
        event.type === "return" &&
        sendall?.type === "call" &&
        event.call === sendall.call &&
        event.actor === "r1",
    );
    const blocked = reduceTimeline(initialTimeline, events.slice(0, back)).log;
    const open = blocked.calls.find((call) => call.name === "sendall" && call.actor === "r1");
    if (!open) throw new Error("the recording has a sendall");
    expect(open.ended).toBeNull();
    const held = blocked.packets.filter(({ view, from }) => from === "you" && view.payloadBytes > 100);
    expect(held.length).toBeGreaterThan(5);
    for (const packet of held) expect(packetLinks(blocked, packet).sentBy).toEqual([open]);
    expect(callPackets(blocked, open)).toEqual(held);
    // The send before it keeps its own.
    const first = blocked.calls.find((call) => call.name === "send");
    const own = blocked.packets.filter(({ view, from }) => from === "you" && view.payloadBytes === 100);
    for (const packet of own) expect(packetLinks(blocked, packet).sentBy).toEqual([first]);
    const after = reduceTimeline(initialTimeline, events).log;
    const frames = callPackets(after, after.calls[open.index] ?? fail()).map(({ frame }) => frame);
    expect(frames).toEqual(expect.arrayContaining(held.map(({ frame }) => frame)));
  });

  test("what arrived was received by a call of the other program", () => {
    const whole = log("select");
    for (const packet of whole.packets.filter((each) => each.view.payloadBytes > 0)) {
      const { receivedBy } = packetLinks(whole, packet);
      expect(receivedBy).toHaveLength(1);
      expect(receivedBy[0]?.host).not.toBe(packet.from);
      expect(receivedBy[0]?.at).toBeLessThan((receivedBy[0]?.ended ?? 0) + 1);
    }
  });

  test("a SYN was asked for by connect, a FIN by close, and their answers by nobody", () => {
    const whole = log("server");
    const asked = whole.packets
      .filter((packet) => packet.view.flags.syn || packet.view.flags.fin)
      .map((packet) => [packet.view.title, packetLinks(whole, packet).askedBy?.name ?? null]);
    expect(asked).toEqual([
      ["SYN", "connect"],
      ["SYN ACK", null],
      ["FIN ACK", "close"],
      ["FIN ACK", "close"],
    ]);
  });
});

describe("a connect that has not come back", () => {
  // The SYN is lost, and sent again.
  const events = recordings.loss;
  const call = events.find((event) => event.type === "call" && event.name === "connect");
  const back = events.findIndex(
    (event) =>
      event.type === "return" &&
      call?.type === "call" &&
      event.actor === call.actor &&
      event.call === call.call,
  );
  const done = events[back];
  if (call?.type !== "call" || done?.type !== "return" || !done.flow || call.fd === null)
    throw new Error("the recording has a connect");
  const { actor, fd } = call;
  const { flow } = done;
  const fold = (list: readonly LabEvent[]) => reduceTimeline(initialTimeline, list).log;
  const waiting = events.slice(0, back);
  const host = actor.startsWith("peer:") ? "lab" : "you";
  const table = (at: number, ...owners: { actor: string; fd: number }[]): LabEvent => ({
    type: "sockets",
    at,
    host,
    rows: owners.map((owner, n) => ({
      key: `tcp ${n}`,
      protocol: "tcp",
      ...{ local: flow.local, remote: flow.remote },
      state: "SYN_SENT",
      ...{ recvQ: 0, sendQ: 0, retransmits: 0 },
      owner,
    })),
  });
  const told: LabEvent = { type: "flow", at: call.at + 1, actor, call: call.call, flow };
  const joined = (list: readonly LabEvent[]) => {
    const log = fold(list);
    const open = log.calls.find((each) => each.name === "connect") ?? fail();
    expect(open.ended).toBeNull();
    const syns = log.packets.filter(({ view }) => view.flags.syn && !view.flags.ack);
    expect(syns.length).toBeGreaterThan(1);
    const links = syns.map((packet) => packetLinks(log, packet).askedBy);
    expect(callPackets(log, open).filter((packet) => syns.includes(packet))).toEqual(
      links.includes(open) ? syns : [],
    );
    return links.map((link) => link === open);
  };
  const before = waiting.indexOf(call);
  const put = (place: number, event: LabEvent) => waiting.toSpliced(place, 0, event);

  test.each([
    ["told by the call itself, as its SYN leaves", put(before + 1, told)],
    [
      "found in the kernel's table, before the news of its SYN",
      put(before + 1, table(call.at + 1, { actor, fd })),
    ],
    ["found in the table after its SYNs", [...waiting, table(done.at, { actor, fd })]],
    [
      "found in a table that came before the news of the call",
      put(before, table(call.at + 1, { actor, fd })),
    ],
  ])("has its SYN and what is sent again: %s", (_, list) => {
    const all = joined(list);
    expect(all).toEqual(all.map(() => true));
  });

  test.each([
    ["without a word of it", waiting],
    ["by a table that is older than the call", put(before, table(call.at - 1, { actor, fd }))],
    ["by another descriptor", [...waiting, table(done.at, { actor, fd: fd + 1 })]],
    ["by another program's", [...waiting, table(done.at, { actor: "r99", fd })]],
    ["where two processes have that descriptor", [...waiting, table(done.at, { actor, fd }, { actor, fd })]],
  ])("is joined to nothing %s", (_, list) => {
    expect(joined(list)).not.toContain(true);
  });
});

function fail(): never {
  throw new Error("no call");
}
