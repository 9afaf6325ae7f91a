import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { perfectWire } from "../../protocol/perfect-wire.ts";
import { en } from "../words/en.ts";
import { countWork } from "./fixtures/count-work.ts";
import { longRun, packetsOfRound } from "./fixtures/long-run.ts";
import { lastItems } from "./layout/last-items.ts";
import { nextItem, type Step } from "./layout/next-item.ts";
import { timelineGeometry } from "./layout/timeline-geometry.ts";
import { TimelineLayout } from "./layout/timeline-layout.ts";
import type { Item } from "./log/item.ts";
import { callPackets, packetLinks, relatedItems } from "./log/related-items.ts";
import type { TimelineCall, TimelinePacket } from "./log/timeline-log.ts";
import { initialTimeline, reduceTimeline, type TimelineState } from "./log/timeline-state.ts";
import { wireAt } from "./log/wire-at.ts";
import { sayItem } from "./say-item.ts";
import { actorTags } from "./scene/actor-tags.ts";
import { composeScene } from "./scene/compose-scene.ts";
import { itemAt } from "./scene/item-at.ts";

/** A lab after about so many packets, its layout, and the batch that comes next. */
type Moment = { state: TimelineState; layout: TimelineLayout; next: LabEvent[] };

function momentAfter(packets: number): Moment {
  const { opening, round } = longRun();
  const layout = new TimelineLayout();
  let state = reduceTimeline(initialTimeline, opening);
  let i = 0;
  while (state.log.packets.length < packets) {
    state = reduceTimeline(state, round(i++));
    layout.update(state.log);
  }
  return { state, layout, next: round(i) };
}

const short = momentAfter(1_000);
const long = momentAfter(50_000);

/** Sixteen times as much would be the log's growth; a search by halves takes a few steps more. */
function expectEven(ask: (moment: Moment) => void): void {
  // What runs for the first time fills caches.
  ask(short);
  const few = countWork(() => ask(short));
  const many = countWork(() => ask(long));
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThan(few * 1.5 + 60);
}

const lastOf = <Thing>(list: readonly Thing[], wanted: (thing: Thing) => boolean): Thing => {
  const found = list.findLast(wanted);
  if (found === undefined) throw new Error("the run has none");
  return found;
};
/** The same in both labs, found before anything is counted. */
const inBoth = <Thing>(find: (moment: Moment) => Thing) => {
  const found = new Map([short, long].map((moment) => [moment, find(moment)]));
  return (moment: Moment): Thing => found.get(moment) as Thing;
};

const packets: Record<string, (packet: TimelinePacket) => boolean> = {
  "a data packet of a call that sends on and on": ({ view }) =>
    view.kind === "data" && view.source.port === 30_000,
  "a SYN": ({ view }) => view.flags.syn && !view.flags.ack,
  "a FIN": ({ view, from }) => view.flags.fin && from === "you",
  "a segment sent again": ({ view }) => view.againOf !== null,
  "a lost segment": ({ fate }) => fate?.kind === "lost",
  "a datagram": ({ view, duplicateOf }) => view.protocol === "udp" && duplicateOf === null,
  "the wire's copy of a datagram": ({ duplicateOf }) => duplicateOf !== null,
};
const calls: Record<string, (call: TimelineCall) => boolean> = {
  "a call that sends on and on": ({ name, ended }) => name === "sendall" && ended === null,
  "a send that came back": ({ name, ended }) => name === "sendall" && ended !== null,
  "a connect": ({ name }) => name === "connect",
  "a close": ({ name }) => name === "close",
  "a recv": ({ name }) => name === "recv",
  "a sendto": ({ name }) => name === "sendto",
};

const compose = ({ state: { log }, layout }: Moment, top: number) =>
  composeScene({
    log,
    layout,
    geometry: timelineGeometry(476, log.laneCount),
    zoom: 1,
    top,
    bottom: top + 600,
    cursor: null,
    now: log.lastAt,
    words: en.timeline,
    tags: actorTags(log, en.timeline),
    wireText: () => "",
    measure: (text) => text.length * 6.6,
  });

const bottomOf = ({ layout }: Moment) => layout.height - 580;
const windows: Record<string, (moment: Moment) => number> = {
  "the end": bottomOf,
  "the beginning": () => 0,
  "the middle": (moment) => bottomOf(moment) / 2,
};

describe("nothing that is asked with each batch or frame grows with the log", () => {
  test("the two labs differ in length alone", () => {
    expect(short.state.log.packets.length).toBeGreaterThanOrEqual(1_000);
    expect(long.state.log.packets.length).toBeGreaterThanOrEqual(50_000);
    for (const { state } of [short, long]) {
      const { log } = state;
      expect(log.packets.length % packetsOfRound).toBe(3);
      expect(log.connections.size).toBeGreaterThan(log.packets.length / packetsOfRound);
      for (const wanted of Object.values(packets)) expect(log.packets.some(wanted)).toBe(true);
      for (const wanted of Object.values(calls)) expect(log.calls.some(wanted)).toBe(true);
    }
    // The count itself tells something: what does go through the log costs as much more as the log is longer.
    const through = ({ state }: Moment) =>
      void state.log.packets.filter((packet) => sayItem(`p${packet.index}`, state.log, en.timeline));
    expect(countWork(() => through(long))).toBeGreaterThan(countWork(() => through(short)) * 40);
  });

  test.each(Object.entries(windows))("a window at %s", (_, top) => {
    expectEven((moment) => {
      const at = top(moment);
      const scene = compose(moment, at);
      expect(scene.labels.length).toBeGreaterThan(10);
      itemAt(scene, 200, at + 300);
    });
  });

  test.each(Object.entries(packets))(
    "%s, chosen: its calls, what it repeats, what belongs to it",
    (_, wanted) => {
      const chosen = inBoth(({ state }) => lastOf(state.log.packets, wanted));
      expectEven((moment) => {
        const packet = chosen(moment);
        const links = packetLinks(moment.state.log, packet);
        const related = relatedItems(moment.state.log, `p${packet.index}`);
        for (const { index } of links.sentBy) expect(related.has(`c${index}`)).toBe(true);
      });
    },
  );

  test.each(Object.entries(calls))(
    "%s, chosen: its packets, as many as are listed, and those in the window",
    (_, wanted) => {
      const chosen = inBoth(({ state }) => lastOf(state.log.calls, wanted));
      expectEven((moment) => {
        const { log } = moment.state;
        const call = chosen(moment);
        const listed = callPackets(log, call, 41);
        const related = relatedItems(log, `c${call.index}`);
        for (const { index } of listed) expect(related.has(`p${index}`)).toBe(true);
        for (let i = log.packets.length - 60; i < log.packets.length; i++) related.has(`p${i}`);
      });
    },
  );

  test.each(["next", "previous", "left", "right", "first", "last", "further", "back"] as const)(
    "the arrow key that leads to %s",
    (step: Step) => {
      expectEven(({ layout, state: { log } }) => {
        const from: Item = `p${log.packets.length - 40}`;
        expect(nextItem(layout, log, from, step, layout.points.length)).not.toBeNull();
      });
    },
  );

  test("the table's last rows", () => {
    expectEven(({ layout, state: { log } }) => {
      const items = lastItems(layout, 200);
      expect(items).toHaveLength(200);
      for (const item of items) sayItem(item, log, en.timeline);
    });
  });

  test("what the wire did, and where a moment lies", () => {
    expectEven(({ layout, state: { log } }) => {
      wireAt(log, log.lastAt / 2);
      layout.yOf(log.lastAt / 2);
    });
  });

  test("a batch: folded, and laid out", () => {
    const fold = (moment: Moment) => () => {
      moment.state = reduceTimeline(moment.state, moment.next);
      moment.layout.update(moment.state.log);
    };
    const few = countWork(fold(short));
    const many = countWork(fold(long));
    expect(short.state.log.packets.at(-1)?.view.title).toBe("ACK");
    expect(many).toBeLessThan(few * 1.5 + 60);
    expect(wireAt(long.state.log, 0)).toBe(perfectWire);
  });
});
