import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../../protocol/lab-event.ts";
import { en } from "../../words/en.ts";
import { recordings } from "../fixtures/recordings.ts";
import { showAll } from "../layout/timeline-filter.ts";
import { timelineGeometry } from "../layout/timeline-geometry.ts";
import { TimelineLayout } from "../layout/timeline-layout.ts";
import { initialTimeline, reduceTimeline, type TimelineState } from "../log/timeline-state.ts";
import { shortWire } from "../short-wire.ts";
import { actorTags } from "./actor-tags.ts";
import { composeScene } from "./compose-scene.ts";
import { itemAt } from "./item-at.ts";
import { freeStretches } from "./place-label.ts";
import type { Label, Scene } from "./scene.ts";

const wide = /[\u2e80-\uffff]/;
const measure = (text: string) => Array.from(text).reduce((sum, c) => sum + (wide.test(c) ? 11 : 6.6), 0);

function sceneOf(
  { log }: TimelineState,
  layout: TimelineLayout,
  view: { width: number; zoom: number; top: number; height: number },
): Scene {
  layout.update(log);
  return composeScene({
    log,
    layout,
    geometry: timelineGeometry(view.width, { you: log.laneCount.you, lab: log.laneCount.lab }, view.zoom),
    zoom: view.zoom,
    top: view.top,
    bottom: view.top + view.height,
    cursor: null,
    now: log.lastAt + 1e6,
    words: en.timeline,
    tags: actorTags(log, en.timeline),
    wireText: (settings) => shortWire(settings, en.timeline),
    measure,
  });
}

const overlap = (a: Label, b: Label) =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.top < b.top + b.height - 0.01 &&
  b.top < a.top + a.height - 0.01;

/** Every pair of labels that share a pixel, and every label that a line passes through. */
function collisions(scene: Scene): string[] {
  const found: string[] = [];
  const say = (label: Label) => `${label.item} ${label.parts.map((part) => part.text).join(" ")}`;
  const sorted = [...scene.labels].sort((a, b) => a.top - b.top);
  for (const [i, label] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length; j++) {
      const other = sorted[j];
      if (!other || other.top > label.top + label.height) break;
      if (overlap(label, other)) found.push(`${say(label)} | ${say(other)}`);
    }
    const right = label.x + label.width;
    // A box is opaque: lines pass behind it.
    const boxed = scene.boxes.some((box) => box.item === label.item);
    for (const line of boxed ? [] : scene.lines) {
      const free = freeStretches([line], label.top, label.top + label.height, label.x, right);
      if (free.reduce((sum, stretch) => sum + stretch.right - stretch.left, 0) < label.width - 0.01)
        found.push(`${say(label)} | line of ${line.item}`);
    }
    for (const { end, x1, y1, item } of scene.lines)
      if (
        end === "cross" &&
        label.x < x1 + 5 &&
        right > x1 - 5 &&
        Math.abs(label.top + label.height / 2 - y1) < label.height / 2 + 5
      )
        found.push(`${say(label)} | cross of ${item}`);
    for (const loop of scene.loops) {
      const [a, b] = loop.side === 1 ? [loop.x, loop.x + loop.reach] : [loop.x + loop.reach, loop.x];
      if (label.x < b && right > a && label.top < loop.y1 && label.top + label.height > loop.y0)
        found.push(`${say(label)} | loop of ${loop.item}`);
    }
    for (const box of scene.boxes) {
      if (box.item === label.item) continue;
      if (
        label.x < box.x + box.width &&
        right > box.x &&
        label.top < box.top + box.height &&
        label.top + label.height > box.top
      )
        found.push(`${say(label)} | box of ${box.item}`);
    }
  }
  return found;
}

/** Real frames and calls on another wire: other delays, losses, holds, in another order of arrival. */
const disturbed = fc
  .record({
    events: fc.constantFrom(...Object.values(recordings)),
    fates: fc.array(
      fc.tuple(
        fc.constantFrom("on", "on", "on", "lost", "held", "open", "dropped"),
        fc.integer({ min: 0, max: 900_000 }),
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
    pace: fc.constantFrom(0, 0.001, 0.05, 1, 3),
    swaps: fc.array(fc.nat(), { maxLength: 12 }),
  })
  .map(({ events, fates, pace, swaps }): LabEvent[] => {
    let frames = 0;
    const changed = events.flatMap((event): LabEvent[] => {
      const at = event.at * pace;
      if (event.type === "fate") return [];
      if (event.type !== "frame") return [{ ...event, at }];
      const { fate: _, held: __, ...frame } = event;
      const [kind, delay] = fates[frames++ % fates.length] ?? ["on", 0];
      const bare = { ...frame, at };
      if (event.link === "lo") return [{ ...bare, fate: { kind: "delivered", at } }];
      if (kind === "lost") return [{ ...bare, fate: { kind: "lost", at, why: "loss" } }];
      if (kind === "open") return [bare];
      const done = at + delay;
      const first = kind === "on" ? bare : { ...bare, held: true };
      return [
        first,
        {
          type: "fate",
          at: done,
          frame: event.frame,
          fate:
            kind === "dropped" ? { kind: "lost", at: done, why: "dropped" } : { kind: "delivered", at: done },
        },
      ];
    });
    for (const swap of swaps) {
      // Batches of two sources come a little out of order; what a thing depends on still comes before it.
      const i = swap % Math.max(1, changed.length - 1);
      const [a, b] = [changed[i], changed[i + 1]];
      if (!a || !b || a.type === "fate" || b.type === "fate" || a.type === "return" || b.type === "return")
        continue;
      changed[i] = b;
      changed[i + 1] = a;
    }
    return changed;
  });

const views = fc.record({
  width: fc.integer({ min: 320, max: 1_000 }),
  zoom: fc.constantFrom(0.7, 0.85, 1, 1.2, 1.5, 2),
});

describe("the scene", () => {
  test("no label lies on another, on a line, on a loop or on a box", () => {
    fc.assert(
      fc.property(disturbed, views, (events, view) => {
        const scene = sceneOf(
          reduceTimeline(initialTimeline, events),
          new TimelineLayout({ ...showAll, arp: true }),
          {
            ...view,
            top: 0,
            height: 1e6,
          },
        );
        expect(collisions(scene)).toEqual([]);
        for (const label of scene.labels) {
          expect(label.x).toBeGreaterThanOrEqual(0);
          expect(label.x + label.width).toBeLessThanOrEqual(view.width + 0.01);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("no label is wider than its place, however little room there is", () => {
    fc.assert(
      fc.property(disturbed, views, (events, { width, zoom }) => {
        const state = reduceTimeline(initialTimeline, events);
        const scene = sceneOf(state, new TimelineLayout(), { width, zoom, top: 0, height: 1e6 });
        for (const { parts, width: room, x } of scene.labels) {
          const painted = parts.reduce(
            (sum, { text, boxed }, i) => sum + measure(text) + (boxed ? 6 : 0) + (i > 0 ? 5 : 0),
            0,
          );
          expect(painted * zoom).toBeLessThan(room + 0.5);
          expect(x + painted * zoom).toBeLessThan(width + 0.5);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a call that waits tells its name and time where both fit, and its time wherever anything does", () => {
    const until = recordings.blocked.findIndex(
      (event) => event.type === "fate" || event.type === "program-ended",
    );
    const state = reduceTimeline(initialTimeline, recordings.blocked.slice(0, until));
    const tail = (width: number) => {
      const { labels } = sceneOf(state, new TimelineLayout(), { width, zoom: 1, top: 0, height: 1e6 });
      return labels
        .filter(({ item }) => item === `c${waiting}`)
        .at(-1)
        ?.parts.at(-1)?.text;
    };
    const waiting = state.log.calls.findIndex(({ name, ended }) => name === "recvfrom" && ended === null);
    expect(tail(900)).toMatch(/^recvfrom blocked \d/);
    expect(tail(440)).toMatch(/^recvfrom \d[\d.]* s$/);
    expect(tail(330)).toMatch(/\d s$|\d$/);
  });

  test("a call under way is hatched only where its thread was kept in it", () => {
    const looks = (name: keyof typeof recordings, until: (event: LabEvent) => boolean) => {
      const events = recordings[name];
      const state = reduceTimeline(initialTimeline, events.slice(0, events.findIndex(until) + 1));
      const scene = sceneOf(state, new TimelineLayout(), { width: 900, zoom: 1, top: 0, height: 1e6 });
      return {
        look: (call: string) =>
          scene.bars.find(({ item }) => {
            const at = state.log.calls[Number(item.slice(1))];
            return at?.name === call && at.host === "you";
          })?.look,
        texts: scene.labels.map(({ parts }) => parts.map(({ text }) => text).join(" ")).join("\n"),
      };
    };
    const stepped = looks("stepped", (event) => event.type === "paused" && event.name === "write");
    expect(stepped.look("connect")).toBe("under-way");
    expect(stepped.texts).toContain("connect: under way");
    expect(stepped.texts).not.toMatch(/connect blocked/);
    const blocked = looks("blocked", (event) => event.type === "frame" && event.held === true);
    expect(blocked.look("sendall")).toBe("waited");
  });

  test("a packet that repeats another says so before anything else of it, however little room there is", () => {
    fc.assert(
      fc.property(disturbed, views, (events, view) => {
        // A second conversation, so that each packet has its letter.
        const other = recordings.udp.map((event) =>
          event.type === "frame" ? { ...event, frame: event.frame + 10_000 } : event,
        );
        const state = reduceTimeline(initialTimeline, [...other, ...events]);
        const { labels } = sceneOf(state, new TimelineLayout(), { ...view, top: 0, height: 1e6 });
        for (const { item, parts } of labels) {
          const packet = item?.startsWith("p") ? state.log.packets[Number(item.slice(1))] : undefined;
          if (!packet || state.log.repeats.firstOf(packet) === null) continue;
          expect(parts.map(({ text }) => text).join(" ")).toMatch(/↻|×2/);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("a window shows what the whole shows there", () => {
    fc.assert(
      fc.property(disturbed, views, fc.double({ min: 0, max: 1, noNaN: true }), (events, view, share) => {
        const state = reduceTimeline(initialTimeline, events);
        const layout = new TimelineLayout();
        const whole = sceneOf(state, layout, { ...view, top: 0, height: 1e6 });
        const top = share * Math.max(0, whole.bottom - 400);
        const part = sceneOf(state, layout, { ...view, top, height: 400 });
        const inside = (label: Label) => label.top >= top && label.top + label.height <= top + 400;
        const key = (label: Label) =>
          `${label.item} ${Math.round(label.x)} ${Math.round(label.top)} ${label.parts.map((p) => p.text).join(" ")}`;
        expect(part.labels.filter(inside).map(key).sort()).toEqual(
          whole.labels.filter(inside).map(key).sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("order on the axis is order in time, and growing step by step gives what placing all at once gives", () => {
    fc.assert(
      fc.property(disturbed, fc.integer({ min: 1, max: 30 }), (events, size) => {
        const layout = new TimelineLayout();
        let state = initialTimeline;
        for (let at = 0; at < events.length; at += size) {
          state = reduceTimeline(state, events.slice(at, at + size));
          layout.update(state.log);
        }
        const whole = new TimelineLayout();
        whole.update(state.log);
        expect(layout.points.map(({ at, y }) => [at, y])).toEqual(whole.points.map(({ at, y }) => [at, y]));
        for (const [i, point] of layout.points.entries()) {
          const before = layout.points[i - 1];
          if (!before) continue;
          expect(point.at).toBeGreaterThanOrEqual(before.at);
          expect(point.y).toBeGreaterThanOrEqual(before.y);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("each new event places only what is new", () => {
    const layout = new TimelineLayout();
    let state = initialTimeline;
    for (const event of recordings.select) {
      state = reduceTimeline(state, [event]);
      layout.update(state.log);
    }
    expect(layout.placed).toBeLessThan(layout.points.length * 3);
  });

  const textsOf = (scene: Scene) =>
    scene.labels.map(({ parts }) => parts.map(({ text }) => text).join(" ")).join("\n");

  test.each([
    ["00 00 00...", "= 100 B 00 00 00..."],
    ["00 00 00... (100 B)", "= 100 B 00 00 00..."],
    ['"a (100 B)" (100 B), 10.0.0.1:7', '= 100 B "a (100 B)", 10.0.0.1:7'],
    ['100: "hello" (100 B)', '= 100 B "hello"'],
    ['100 B "hello"', '= 100 B "hello"'],
    ['"hello"', '= 100 B "hello"'],
    ["100", "= 100 B"],
  ])("how many bytes came is told first, once, however a call tells of it: %s", (text, shown) => {
    const state = reduceTimeline(
      initialTimeline,
      recordings.blocked.map((event) =>
        event.type === "return" && event.moved?.way === "received" && event.moved.bytes === 100
          ? { ...event, outcome: { ok: true, text } }
          : event,
      ),
    );
    const scene = sceneOf(state, new TimelineLayout(), { width: 2_400, zoom: 1, top: 0, height: 1e6 });
    const results = scene.labels.flatMap(({ parts }) => parts.map((part) => part.text));
    expect(results.filter((each) => each.startsWith("= 100 B"))).toContain(shown);
  });

  test("where a segment's flags and its bytes have no room beside each other, what it carries is told", () => {
    const state = reduceTimeline(initialTimeline, recordings.server);
    const greeting = state.log.packets.find(({ view }) => view.payloadBytes === 19);
    const said = (width: number) => {
      const scene = sceneOf(state, new TimelineLayout(), { width, zoom: 1, top: 0, height: 1e6 });
      return textsOf({ ...scene, labels: scene.labels.filter(({ item }) => item === `p${greeting?.index}`) });
    };
    for (const width of [400, 440, 476, 560, 900]) expect(said(width)).toMatch(/19 B “./);
  });

  test("a wait is told, not drawn to scale", () => {
    const state = reduceTimeline(initialTimeline, recordings.server);
    const layout = new TimelineLayout();
    const scene = sceneOf(state, layout, { width: 476, zoom: 1, top: 0, height: 1e6 });
    const texts = scene.labels.map((label) => label.parts.map((part) => part.text).join(" "));
    expect(texts.filter((text) => / later$/.test(text)).length).toBeGreaterThan(0);
    expect(scene.bottom).toBeLessThan(1_200);
  });

  test("a hidden conversation takes its packets and calls with it", () => {
    const state = reduceTimeline(initialTimeline, recordings.select);
    const [first] = state.log.connections.keys();
    const layout = new TimelineLayout({ ...showAll, hidden: new Set([first ?? ""]) });
    layout.update(state.log);
    const shown = [...layout.packets.keys()].map((index) => state.log.packets[index]?.view.connection);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).not.toContain(first);
    expect([...layout.calls.keys()].map((index) => state.log.calls[index]?.connection)).not.toContain(first);
  });

  test("lost packets end in a cross, held ones wait in a box, repetitions are joined to their first", () => {
    const loss = sceneOf(reduceTimeline(initialTimeline, recordings.loss), new TimelineLayout(), {
      width: 476,
      zoom: 1,
      top: 0,
      height: 1e6,
    });
    expect(loss.lines.filter((line) => line.end === "cross")).toHaveLength(3);
    expect(loss.joins.length).toBeGreaterThanOrEqual(3);
    const held = recordings.held.slice(
      0,
      recordings.held.findIndex((event) => event.type === "fate"),
    );
    const waits = sceneOf(reduceTimeline(initialTimeline, held), new TimelineLayout(), {
      width: 476,
      zoom: 1,
      top: 0,
      height: 1e6,
    });
    expect(waits.boxes.filter((box) => box.waiting)).toHaveLength(1);
    const udp = sceneOf(reduceTimeline(initialTimeline, recordings.udp), new TimelineLayout(), {
      width: 476,
      zoom: 1,
      top: 0,
      height: 1e6,
    });
    expect(udp.joins).toHaveLength(1);
  });

  test("the pointer finds a label's thing, and a line's", () => {
    const scene = sceneOf(reduceTimeline(initialTimeline, recordings.server), new TimelineLayout(), {
      width: 476,
      zoom: 1,
      top: 0,
      height: 1e6,
    });
    const label = scene.labels.find((each) => each.item?.startsWith("p"));
    const line = scene.lines[0];
    if (!label || !line) throw new Error("the recording has packets");
    expect(itemAt(scene, label.x + 2, label.top + 5)).toBe(label.item);
    expect(itemAt(scene, (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2)).toBe(line.item);
    expect(itemAt(scene, 1, 1e5)).toBeNull();
  });
});
