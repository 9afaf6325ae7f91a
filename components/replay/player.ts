/**
 * Plays a recording into a lab's store: time runs, and the events up to it have happened. Knows nothing of React; the
 * clock is given, so that a test can be one.
 */
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { LabStore } from "../lab/lab-store.ts";

export type PlayerState = {
  /** Microseconds of the recording. */
  at: number;
  start: number;
  end: number;
  playing: boolean;
  speed: number;
  /** Long waits in which nothing happens are passed over. */
  skipWaits: boolean;
};

export type Player = {
  get(): PlayerState;
  subscribe(listener: () => void): () => void;
  play(): void;
  pause(): void;
  /** Shows the recording as it was at this time. */
  seek(at: number): void;
  /** To the next or the previous moment at which something that one can see happened. */
  step(direction: 1 | -1): void;
  setSpeed(speed: number): void;
  setSkipWaits(skip: boolean): void;
  /** To be called with every drawn frame: `ms` since the last one. */
  tick(ms: number): void;
};

export const speeds = [0.1, 0.25, 0.5, 1, 2, 4] as const;

/** A wait longer than this is passed over, up to shortly before it ends. Microseconds. */
const longWait = 1_200_000;
const beforeNext = 250_000;
/** A little of stillness at the end, so that the last event is seen before the player stops. */
const tail = 300_000;

/** What a person sees as one step: a call, a frame, output, a line typed; not the tables that follow from them. */
const visible = new Set<LabEvent["type"]>([
  "call",
  "return",
  "frame",
  "output",
  "input",
  "program-started",
  "program-ended",
  "verdict",
]);

export function createPlayer(events: readonly LabEvent[], store: LabStore): Player {
  // Events of two sources may interleave a little out of order; a stable sort keeps what belongs together.
  const ordered = [...events].sort((a, b) => a.at - b.at);
  const start = ordered.find((event) => visible.has(event.type))?.at ?? ordered[0]?.at ?? 0;
  const end = (ordered.at(-1)?.at ?? 0) + tail;
  const moments = [...new Set(ordered.filter((event) => visible.has(event.type)).map((event) => event.at))];
  const listeners = new Set<() => void>();
  let state: PlayerState = { at: start, start, end, playing: false, speed: 1, skipWaits: true };
  /** Events before this index are in the store. */
  let told = 0;

  const set = (change: Partial<PlayerState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  /** Brings the store to a time: forward by what is new, backward from the beginning. */
  const show = (at: number) => {
    let next = firstAfter(ordered, at);
    if (next < told) {
      store.reset();
      told = 0;
      next = firstAfter(ordered, at);
    }
    if (next > told) store.push(ordered.slice(told, next));
    told = next;
    store.flush();
  };

  const seek = (at: number) => {
    const inside = Math.max(start, Math.min(end, at));
    show(inside);
    set({ at: inside });
  };

  show(start);
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play: () => {
      if (state.at >= end) seek(start);
      set({ playing: true });
    },
    pause: () => set({ playing: false }),
    seek,
    step: (direction) => {
      set({ playing: false });
      const to =
        direction === 1
          ? moments.find((moment) => moment > state.at)
          : moments.findLast((moment) => moment < state.at);
      seek(to ?? (direction === 1 ? end : start));
    },
    setSpeed: (speed) => set({ speed }),
    setSkipWaits: (skipWaits) => set({ skipWaits }),
    tick: (ms) => {
      if (!state.playing) return;
      let at = state.at + ms * 1_000 * state.speed;
      const next = ordered[told]?.at;
      if (state.skipWaits && next !== undefined && next - at > longWait) at = next - beforeNext;
      show(Math.min(at, end));
      set({ at: Math.min(at, end), playing: at < end });
    },
  };
}

/** The index of the first event that is later than this time. */
function firstAfter(ordered: readonly LabEvent[], at: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
