"use client";

/**
 * The timeline: calls on both lifelines, packets between them, and what can be asked of each. Takes a state and
 * callbacks; it opens nothing itself and works the same on a live lab, a look back in time, and a recording.
 */
import { type KeyboardEvent, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Source } from "../../protocol/lab-event.ts";
import type { Micros } from "../../protocol/names.ts";
import { useWords } from "../words/use-words.tsx";
import { fill } from "../words/words.ts";
import { ConnectionFilter } from "./connection-filter.tsx";
import { ItemDetail } from "./detail/item-detail.tsx";
import { saveFile, timelinePcapng } from "./export-pcapng.ts";
import { nextItem, type Step } from "./layout/next-item.ts";
import { showAll, type TimelineFilter } from "./layout/timeline-filter.ts";
import { TimelineLayout } from "./layout/timeline-layout.ts";
import type { Item } from "./log/item.ts";
import { isOfLine, relatedItems } from "./log/related-items.ts";
import type { TimelineState } from "./log/timeline-state.ts";
import { wireAt } from "./log/wire-at.ts";
import { MomentScrubber } from "./moment-scrubber.tsx";
import {
  nothingDrawn,
  type PictureHandle,
  type TimelineFeed,
  TimelinePicture,
} from "./picture/timeline-picture.tsx";
import { actorTags } from "./scene/actor-tags.ts";
import { TimelineHeads } from "./timeline-heads.tsx";
import { TimelineLegend } from "./timeline-legend.tsx";
import { TimelineTable } from "./timeline-table.tsx";
import { TimelineToolbar } from "./timeline-toolbar.tsx";

export type TimelineProps = {
  state: TimelineState;
  /** The newest state, frame by frame, for the picture alone; without it the picture shows `state`. */
  feed?: TimelineFeed;
  /** The moment shown by the whole page; null is now. */
  cursor: Micros | null;
  onCursor: (at: Micros | null) => void;
  /** Goes a step on or back through a recording, whose player has the slider; else the slider is here. */
  onStep?: ((direction: 1 | -1) => void) | null;
  /** Shows a line of the learner's file. */
  onSource?: (source: Source) => void;
  /** The editor's line: its calls are lit. */
  focus?: { file: string; line: number } | null;
  /** For a frame that the wire holds. Without it there are no buttons. */
  onFrameAction?: (frame: number, action: "release" | "drop") => void;
  /** What something else on the page points at; a new object brings it into view and opens it. */
  pointed?: { item: Item | null; lit: ReadonlySet<Item> } | null;
  onOpen?: (item: Item | null) => void;
  /** False for a recording: time stands still at its end. */
  live?: boolean;
  /** Wall clock time at which the lab opened, in milliseconds since 1970; for the exported file. */
  openedAt?: number;
};

const zooms = [0.5, 0.7, 0.85, 1, 1.2, 1.5, 2];
const keyMoves: Readonly<Record<string, Step>> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
  PageDown: "further",
  PageUp: "back",
};

export function Timeline(props: TimelineProps) {
  const { words } = useWords();
  const say = words.timeline;
  const { state, cursor, onCursor, live = true } = props;
  const { log } = state;
  const [filter, setFilter] = useState<TimelineFilter>(showAll);
  const layout = useMemo(() => new TimelineLayout(filter), [filter]);
  const [follow, setFollow] = useState(true);
  const [frozenAt, setFrozenAt] = useState<number | null>(null);
  const [zoom, setZoom] = useState(1);
  const [table, setTable] = useState(false);
  const [selected, setSelected] = useState<Item | null>(null);
  const [opened, setOpened] = useState<Item | null>(null);
  const [drawn, setDrawn] = useState(nothingDrawn);
  const picture = useRef<PictureHandle | null>(null);
  const opening = useRef<{ seen: number; at: number }>({ seen: -1, at: 0 });
  if (opening.current.seen !== state.seen) opening.current = { seen: state.seen, at: performance.now() };

  const open = useCallback(
    (item: Item | null) => {
      setSelected(item);
      setOpened(item);
      setFollow((was) => was && item === null);
      props.onOpen?.(item);
    },
    [props.onOpen],
  );

  const { pointed, focus } = props;
  const point = useEffectEvent((to: NonNullable<TimelineProps["pointed"]>) => {
    const item = to.item ?? to.lit.values().next().value ?? null;
    if (item === null) return;
    setSelected(to.item);
    setOpened(to.item);
    setFollow(false);
    picture.current?.reveal(item);
  });
  useEffect(() => {
    if (pointed) point(pointed);
  }, [pointed]);

  // The detail takes room from the picture: what was opened stays in view.
  const revealOpened = useEffectEvent(() => {
    if (opened) picture.current?.reveal(opened);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each thing opened, and when the picture comes back.
  useEffect(() => {
    const frame = requestAnimationFrame(() => requestAnimationFrame(revealOpened));
    return () => cancelAnimationFrame(frame);
  }, [opened, table]);

  const reveal = useEffectEvent((at: Micros) => picture.current?.revealMoment(at));
  useEffect(() => {
    if (cursor !== null) reveal(cursor);
  }, [cursor]);

  // A lab that begins anew has none of what was chosen in the old one.
  const known =
    opened === null || Number(opened.slice(1)) < (opened.startsWith("c") ? log.calls : log.packets).length;
  useEffect(() => {
    if (known) return;
    setOpened(null);
    setSelected(null);
  }, [known]);

  // A packet's calls may come after it, so the state is part of the question.
  const related = useMemo(() => relatedItems(state.log, selected), [state, selected]);
  // A line in a loop makes calls without end: each is asked about when it is painted.
  const lit = useMemo(
    () => ({
      has: (item: Item) =>
        related.has(item) || pointed?.lit.has(item) === true || (focus != null && isOfLine(log, item, focus)),
    }),
    [log, related, pointed, focus],
  );

  const place = cursor === null ? drawn.count : Math.min(drawn.count, layout.countUntil(cursor));
  const goTo = (wanted: number) => {
    const to = Math.max(1, wanted);
    const moment = layout.points[to - 1];
    onCursor(to >= layout.points.length || !moment ? null : moment.at);
  };
  const step = props.onStep ?? ((direction: 1 | -1) => goTo(place + direction));
  const changeZoom = (direction: 1 | -1 | 0) =>
    setZoom((old) => (direction === 0 ? 1 : (zooms[zooms.indexOf(old) + direction] ?? old)));
  const freeze = () => setFrozenAt((was) => (was === null ? log.changes.length : null));

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = keyMoves[event.key];
    if (move) {
      const item = nextItem(layout, log, selected, move, place);
      if (item) {
        setSelected(item);
        setFollow(false);
        if (opened) setOpened(item.startsWith("m") ? opened : item);
        picture.current?.reveal(item);
      }
    } else if (event.key === "Enter" || event.key === " ") {
      if (selected && !selected.startsWith("m")) open(selected);
    } else if (event.key === "Escape") {
      if (opened) open(null);
      else if (selected) setSelected(null);
      else if (cursor !== null) onCursor(null);
      else return;
    } else if (event.key === "[") step(-1);
    else if (event.key === "]") step(1);
    else if (event.key === "+" || event.key === "=") changeZoom(1);
    else if (event.key === "-") changeZoom(-1);
    else if (event.key === "0") changeZoom(0);
    else if (event.key === "f") setFollow(!follow);
    else if (event.key === "z") freeze();
    else return;
    event.preventDefault();
  };

  // Signs change when somebody of a new name calls.
  const callers = [...log.callers.keys()].join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the log grows in place; its callers' names tell when.
  const tags = useMemo(() => actorTags(log, say), [log, callers, say]);
  const now = () => (live ? log.lastAt + (performance.now() - opening.current.at) * 1_000 : log.lastAt);
  const save = () =>
    saveFile("socket-playground.pcapng", timelinePcapng(log, props.openedAt ?? Date.now() - now() / 1_000));

  const packet = opened?.startsWith("p") ? log.packets[Number(opened.slice(1))] : undefined;
  const call = opened?.startsWith("c") ? log.calls[Number(opened.slice(1))] : undefined;
  const empty = log.changes.length === 0;
  return (
    <section aria-label={say.title} className="@container flex h-full min-h-0 flex-col bg-panel text-text">
      <TimelineToolbar
        tools={{
          follow: follow && cursor === null,
          frozen: frozenAt !== null,
          zoom,
          table,
          cleared: filter.since > 0,
          missed: frozenAt === null ? 0 : log.changes.length - frozenAt,
          packets: log.packets.length,
        }}
        onFollow={() => {
          if (cursor !== null) onCursor(null);
          setFollow(!(follow && cursor === null));
        }}
        onFreeze={freeze}
        onZoom={changeZoom}
        onTable={() => setTable(!table)}
        onClear={() => setFilter({ ...filter, since: filter.since > 0 ? 0 : log.lastAt + 1 })}
        onExport={save}
      />
      <TimelineLegend arp={log.arp} filter={filter} onFilter={setFilter} />
      <ConnectionFilter
        connections={log.connections}
        packets={log.packets.length}
        filter={filter}
        onFilter={setFilter}
      />
      {log.unshown > 0 ? (
        <p role="status" className="px-3 py-0.5 text-[11.5px] text-accent">
          {fill(say.unshown, { n: log.unshown })}
        </p>
      ) : null}
      {table ? (
        <TimelineTable state={state} layout={layout} selected={selected} onOpen={open} />
      ) : (
        <>
          <TimelineHeads
            geometry={drawn.geometry}
            tags={tags}
            wire={cursor === null ? log.wire : wireAt(log, cursor)}
          />
          <div className="relative flex min-h-24 flex-1 flex-col">
            <TimelinePicture
              state={state}
              feed={props.feed}
              layout={layout}
              tags={tags}
              zoom={zoom}
              follow={follow}
              frozen={frozenAt !== null}
              live={live}
              cursor={cursor}
              selected={selected}
              related={lit}
              handle={picture}
              onFollow={setFollow}
              onSelect={(item) => (item === null ? open(null) : setSelected(item))}
              onOpen={(item) => (item.startsWith("m") ? setSelected(item) : open(item))}
              onKey={onKey}
              onFrameAction={cursor === null ? props.onFrameAction : undefined}
              onDrawn={setDrawn}
            />
            {empty ? (
              <p className="pointer-events-none absolute inset-x-0 top-1/3 bg-panel px-12 py-3 text-center text-[13px] text-muted">
                {props.onStep ? say.emptyThen : say.empty}
              </p>
            ) : null}
          </div>
        </>
      )}
      {props.onStep ? null : (
        <MomentScrubber count={drawn.count} place={place} cursor={cursor} onPlace={goTo} />
      )}
      {packet || call ? (
        <ItemDetail
          log={log}
          packet={packet}
          call={call}
          now={now()}
          onOpen={openAndShow}
          onClose={() => open(null)}
          onLeave={() => picture.current?.focus()}
          onMoment={onCursor}
          onSource={props.onSource}
        />
      ) : null}
    </section>
  );

  function openAndShow(item: Item) {
    open(item);
    picture.current?.reveal(item);
  }
}
