"use client";

/**
 * The picture: a canvas that stays in view while a spacer scrolls under it, painted at most once a frame and only with
 * what is in the window. Buttons of held frames and the words for a screen reader lie over it as elements.
 *
 * While packets pour in, a frame is a painting and nothing else: React hears of the new states at a calmer pace, and
 * the page is laid out anew (the spacer's height, the scroll bar) a few times a second, since the canvas shows the end
 * wherever the scroll bar stands.
 */
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Micros } from "../../../protocol/names.ts";
import { useWords } from "../../words/use-words.tsx";
import { paintTimeline } from "../drawing/paint-timeline.ts";
import { type Palette, readPalette } from "../drawing/palette.ts";
import { type Geometry, mostLanes, timelineGeometry } from "../layout/timeline-geometry.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { Item } from "../log/item.ts";
import type { TimelineState } from "../log/timeline-state.ts";
import { sayItem } from "../say-item.ts";
import { composeScene } from "../scene/compose-scene.ts";
import { itemAt } from "../scene/item-at.ts";
import type { HeldBox, Scene } from "../scene/scene.ts";
import { TextWidths } from "../scene/text-widths.ts";
import { sceneBottom } from "../scene/waiting-tail.ts";
import { shortWire } from "../short-wire.ts";
import { HeldButtons } from "./held-buttons.tsx";
import { pastOf } from "./past-of.ts";
import { type CanvasSize, useCanvasSize } from "./use-canvas-size.ts";
import { useThemeChange } from "./use-theme-change.ts";

export type PictureHandle = {
  /** Brings a thing into view. */
  reveal: (item: Item) => void;
  revealMoment: (at: Micros) => void;
  focus: () => void;
};

export type TimelineFeed = { get: () => TimelineState; subscribe: (listener: () => void) => () => void };

export type PictureDrawn = { count: number; geometry: Geometry };
export const nothingDrawn: PictureDrawn = { count: 0, geometry: timelineGeometry(476, { you: 1, lab: 1 }) };

type PictureProps = {
  state: TimelineState;
  feed?: TimelineFeed | undefined;
  layout: TimelineLayout;
  tags: ReadonlyMap<string, string>;
  zoom: number;
  follow: boolean;
  frozen: boolean;
  live: boolean;
  cursor: Micros | null;
  selected: Item | null;
  related: Pick<ReadonlySet<Item>, "has">;
  handle: RefObject<PictureHandle | null>;
  onFollow: (follow: boolean) => void;
  onSelect: (item: Item | null) => void;
  onOpen: (item: Item) => void;
  onKey: (event: KeyboardEvent) => void;
  onFrameAction?: ((frame: number, action: "release" | "drop") => void) | undefined;
  /** Told when these changed: the geometry at once, the count at a calm pace. */
  onDrawn: (drawn: PictureDrawn) => void;
};

/** How long the picture may go unpainted while a call waits: its time is told in tenths of a second. */
const tick = 200;

/** Between two layouts of the page while the picture grows, in ms. */
const layoutMs = 100;

export function TimelinePicture(props: PictureProps) {
  const { words } = useWords();
  const { state, layout, handle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const size = useRef<CanvasSize>({ width: 0, height: 0, ratio: 1 });
  const scene = useRef<Scene | null>(null);
  const palette = useRef<Palette | null>(null);
  const frame = useRef(0);
  const scrolledTo = useRef(0);
  const hovered = useRef<Item | null>(null);
  const [boxes, setBoxes] = useState<HeldBox[]>([]);
  const boxKey = useRef("");
  const drawn = useRef<PictureDrawn & { key: string }>({ ...nothingDrawn, key: "" });
  const told = useRef(nothingDrawn);
  /** Where the window stands: ahead of the scroll bar while the picture grows. */
  const shownTop = useRef(0);
  const laidOut = useRef({ at: Number.NEGATIVE_INFINITY, timer: 0 });
  const received = useRef({ at: 0, clock: 0 });
  const widths = useRef<TextWidths | null>(null);

  const measure = useCallback((text: string): number => {
    // A canvas of its own: the painting one is in the middle of something when it asks.
    widths.current ??= new TextWidths(document.createElement("canvas").getContext("2d"));
    return widths.current.of(text, `11px ${palette.current?.font}`);
  }, []);

  /** Brings the page to where the picture is: the spacer's height, the scroll bar, the count beside it. */
  const layOut = useEffectEvent(() => {
    const scrolling = scroller.current;
    clearTimeout(laidOut.current.timer);
    laidOut.current = { at: performance.now(), timer: 0 };
    if (!scrolling || !spacer.current || !scene.current) return;
    const { height } = size.current;
    spacer.current.style.height = `${Math.max(scene.current.bottom, height)}px`;
    if (following()) {
      scrolling.scrollTop = shownTop.current;
      scrolledTo.current = scrolling.scrollTop;
    }
    const { count, geometry } = drawn.current;
    if (told.current.count === count && told.current.geometry === geometry) return;
    told.current = { count, geometry };
    props.onDrawn(told.current);
  });

  const latest = () => props.feed?.get() ?? state;
  const following = () => props.follow && !props.frozen && props.cursor === null;

  const draw = useEffectEvent(() => {
    const element = canvas.current;
    const scrolling = scroller.current;
    const context = element?.getContext("2d");
    const { width, height, ratio } = size.current;
    if (!element || !scrolling || !context || !spacer.current || width < 40 || height < 20) return;
    palette.current ??= readPalette(element);
    const { log } = latest();
    if (!props.frozen) layout.update(log);
    if (log.lastAt !== received.current.at) received.current = { at: log.lastAt, clock: performance.now() };
    const lanes = {
      you: Math.min(mostLanes, log.laneCount.you),
      lab: Math.min(mostLanes, log.laneCount.lab),
    };
    const shape = `${width} ${lanes.you} ${lanes.lab} ${props.zoom}`;
    const reshaped = shape !== drawn.current.key;
    const geometry = reshaped ? timelineGeometry(width, lanes, props.zoom) : drawn.current.geometry;
    const now = props.live
      ? received.current.at + (performance.now() - received.current.clock) * 1_000
      : log.lastAt;
    const input = {
      log,
      layout,
      geometry,
      zoom: props.zoom,
      cursor: props.frozen ? log.lastAt : props.cursor,
      now,
      words: words.timeline,
      tags: props.tags,
      wireText: (settings: typeof log.wire) => shortWire(settings, words.timeline),
      measure,
    };
    const grew = scene.current?.bottom ?? 0;
    const top = following() ? Math.max(0, sceneBottom(input) - height) : scrolling.scrollTop;
    const composed = composeScene({ ...input, top, bottom: top + height });
    shownTop.current = top;
    scene.current = composed;
    if (overlay.current) overlay.current.style.transform = `translateY(${-top}px)`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintTimeline(context, {
      scene: composed,
      geometry,
      palette: palette.current,
      zoom: props.zoom,
      top,
      height,
      lanes,
      measure,
      selected: props.selected,
      hovered: hovered.current,
      related: props.related,
      past: props.cursor === null ? null : pastOf(layout, props.cursor, props.zoom),
      wireActive:
        log.heldPackets.size > 0 ||
        [log.wire.you, log.wire.lab].some((way) =>
          Object.values(way).some((value) => value !== 0 && value !== false),
        ),
    });
    const waiting = composed.boxes.filter((box) => box.waiting);
    const key = waiting.map((box) => `${box.packet} ${box.x} ${box.top} ${box.width} ${box.height}`).join();
    if (key !== boxKey.current) {
      boxKey.current = key;
      setBoxes(waiting);
    }
    drawn.current = { count: layout.points.length, geometry, key: shape };
    const rested = performance.now() - laidOut.current.at >= layoutMs;
    if (reshaped || composed.bottom < grew || rested) layOut();
    else if (laidOut.current.timer === 0) laidOut.current.timer = window.setTimeout(layOut, layoutMs);
  });

  const schedule = useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      draw();
    });
  }, []);

  useLayoutEffect(schedule);
  const moves = following();
  useLayoutEffect(() => {
    if (!moves) return;
    // From here on the scroll bar says what is shown: it comes to where the picture has got.
    return () => {
      const scrolling = scroller.current;
      if (!scrolling || !spacer.current || shownTop.current <= scrolledTo.current + 1) return;
      spacer.current.style.height = `${Math.max(scene.current?.bottom ?? 0, size.current.height)}px`;
      scrolling.scrollTop = shownTop.current;
      scrolledTo.current = scrolling.scrollTop;
    };
  }, [moves]);
  const { feed } = props;
  useEffect(() => feed?.subscribe(schedule), [feed, schedule]);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      clearTimeout(laidOut.current.timer);
      laidOut.current.timer = 0;
    },
    [],
  );

  useCanvasSize(scroller, canvas, size, schedule);
  useThemeChange(() => {
    palette.current = null;
    schedule();
  });

  const waits = useEffectEvent(
    () =>
      props.live &&
      !props.frozen &&
      props.cursor === null &&
      (latest().log.openCalls.size > 0 || latest().log.heldPackets.size > 0),
  );
  useEffect(() => {
    const timer = setInterval(() => {
      if (waits()) schedule();
    }, tick);
    return () => clearInterval(timer);
  }, [schedule]);

  useEffect(() => {
    const show = (y: number, room: number) => {
      const scrolling = scroller.current;
      if (!scrolling || !spacer.current) return;
      const { height } = size.current;
      const top = shownTop.current;
      if (y >= top + room && y <= top + height - room) return;
      const target = Math.max(0, y - height / 2);
      spacer.current.style.height = `${Math.max(spacer.current.offsetHeight, target + height)}px`;
      scrolling.scrollTop = target;
      shownTop.current = scrolledTo.current = target;
      schedule();
    };
    handle.current = {
      reveal: (item) => {
        layout.update(state.log);
        const y = layout.yOfItem(item);
        if (y !== undefined) show(y * props.zoom, 40);
      },
      revealMoment: (at) => show(layout.yOf(at) * props.zoom, 60),
      focus: () => scroller.current?.focus(),
    };
    return () => {
      handle.current = null;
    };
  }, [handle, layout, schedule, state, props.zoom]);

  const hit = (event: { clientX: number; clientY: number }): Item | null => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box || !scene.current) return null;
    return itemAt(scene.current, event.clientX - box.left, event.clientY - box.top + shownTop.current);
  };
  const say = words.timeline;
  const { selected, onFrameAction } = props;
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={`${say.title}. ${say.pictureAbout}`}
        aria-activedescendant={selected ? `timeline-${selected}` : undefined}
        className="peer h-full overflow-y-auto overflow-x-hidden outline-none"
        onKeyDown={props.onKey}
        onScroll={() => {
          // Only a reader scrolls up: what the picture does itself is always downwards, or the end moved.
          const top = scroller.current?.scrollTop ?? 0;
          const end = (scene.current?.bottom ?? 0) - size.current.height;
          if (props.follow && top < scrolledTo.current - 2 && top < end - 24) {
            shownTop.current = top;
            props.onFollow(false);
          }
          scrolledTo.current = top;
          schedule();
        }}
        onWheel={(event) => {
          if (event.deltaY >= 0 || !props.follow) return;
          layOut();
          props.onFollow(false);
        }}
        onPointerMove={(event) => {
          const item = hit(event);
          if (item === hovered.current) return;
          hovered.current = item;
          if (canvas.current) {
            canvas.current.style.cursor = item ? "pointer" : "default";
            canvas.current.title = item ? sayItem(item, latest().log, words.timeline) : "";
          }
          schedule();
        }}
        onPointerLeave={() => {
          hovered.current = null;
          schedule();
        }}
        onClick={(event) => {
          const item = hit(event);
          if (item) props.onOpen(item);
          else props.onSelect(null);
        }}
      >
        {selected ? (
          <div
            role="option"
            id={`timeline-${selected}`}
            aria-selected="true"
            tabIndex={-1}
            className="sr-only"
          >
            {sayItem(selected, state.log, say)}
          </div>
        ) : (
          <div role="option" aria-selected="false" tabIndex={-1} className="sr-only">
            {state.log.changes.length === 0 ? say.empty : say.noneChosen}
          </div>
        )}
        <div ref={spacer} className="relative" role="presentation">
          <canvas ref={canvas} className="sticky top-0 block font-mono" aria-hidden />
        </div>
      </div>
      <div
        aria-hidden
        className="pointer-events-none absolute inset-0 ring-accent ring-inset peer-focus-visible:ring-2"
      />
      {onFrameAction ? (
        <HeldButtons
          boxes={boxes}
          overlay={overlay}
          frameOf={(packet) => state.log.packets[packet]?.frame ?? 0}
          onFrameAction={onFrameAction}
        />
      ) : null}
    </div>
  );
}
