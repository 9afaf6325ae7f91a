import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { Actor } from "../../protocol/names.ts";
import type { LateError } from "../site/late-trouble.ts";
import { initialStatus, type LabStatus } from "./lab-status.ts";
import type { panelSlices } from "./panel-slices.ts";
import { type AllSlices, initialStates, pastStates, reduceStates, type Slices, slices } from "./slices.ts";

/**
 * What the page knows, outside React: events come in at any rate and are folded once a frame, and components
 * subscribe to the part they draw. The same store serves a live lab, a look back in time, and a recording.
 *
 * A frame has sixteen milliseconds for all that a page does, and is late when one task takes longer. So folding, drawing
 * and React's work are tasks apart: events are folded once a frame has been painted, the picture is drawn in the next,
 * and those who only need to know now and then are told between the two.
 */

/** What the reader has pointed at, shared by all instruments. */
export type Selection =
  | { kind: "frame"; frame: number }
  | { kind: "frames"; frames: readonly number[] }
  | { kind: "call"; actor: Actor; call: number }
  | null;

/** Where the reader's cursor stands in the editor. */
export type EditorLine = { file: string; line: number };

/** The panels' folds: on their way, here, or why they could not be had. */
export type Panels = "coming" | "here" | LateError;

export type LabView<S = Slices> = {
  /** The lab as it is now. */
  live: S;
  /** The lab as it is looked at: now, or at `past`. */
  shown: S;
  /** Microseconds since the lab opened at which the reader looks; null is now. */
  past: number | null;
  selection: Selection;
  /** The editor's line, whose calls the timeline lights; null before the reader has touched the editor. */
  line: EditorLine | null;
  status: LabStatus;
  panels: Panels;
  /** Events that no panel will show: they came when as many as a page keeps were waiting for the panels' folds. */
  missed: number;
};

export type LabStore<S = Slices> = {
  get(): LabView<S>;
  /** As it was made: what the server drew, and so what a part that wakes late must first draw too. */
  first(): LabView<S>;
  /**
   * Takes the panels' folds in, and hands back this store with their states in its views: all that has happened is in
   * them, and what happens from now on is folded with the rest. A second time changes nothing.
   *
   * Until then events wait in the log, which has a bound. A picture with a gap would tie packets to wrong calls: where
   * more came than the log holds, panels show what it holds, until the next lab.
   */
  join(panels: typeof panelSlices): LabStore<AllSlices>;
  /**
   * Tells of each change: what the reader does at once, events once a frame. A `calm` listener is told of events ten
   * times a second at most, the first of them without a wait: nobody reads words that change with every frame, and while
   * packets come by the thousand the frames belong to the picture.
   */
  subscribe(listener: () => void, pace?: "each" | "calm"): () => void;
  /** Takes events in; they are folded after the next frame. */
  push(events: readonly LabEvent[]): void;
  /** Folds what waits, now. */
  flush(): void;
  /** Changes one slice by hand, after all that came before. */
  change<Name extends keyof S>(name: Name, make: (state: S[Name]) => S[Name]): void;
  /** Begins anew, for a new lab; `keep` may carry something over. */
  reset(keep?: (old: S, fresh: S) => S): void;
  setStatus(status: LabStatus): void;
  /** How it stands with the panels' folds; once they have joined they are here. */
  setPanels(panels: Exclude<Panels, "here">): void;
  /** Looks at the lab as it was at this time, or at the present with null. */
  lookAt(at: number | null): void;
  select(selection: Selection): void;
  /** The cursor has come to another line. */
  standOn(line: EditorLine): void;
  /** Points at the latest call that this line made. False when it has made none. */
  selectCallOf(line: EditorLine): boolean;
  /** Everything that happened since the lab opened, oldest first, up to a bound; what a recording is made of. */
  log(): readonly LabEvent[];
};

/** Between two tellings of a calm listener, in ms. */
const calmMs = 100;

type Later = (run: () => void) => void;
/** When things are done. */
export type LabPace = { afterFrame: Later; nextTask: Later; afterRest: Later };

const pagePace: LabPace = {
  // A page in the background gets no frames, but its programs still run: fold a few times a second then.
  afterFrame: (run) => {
    if (document.hidden) setTimeout(run, 250);
    else requestAnimationFrame(() => setTimeout(run));
  },
  nextTask: (run) => setTimeout(run),
  afterRest: (run) => setTimeout(run, calmMs),
};

export function createLabStore({ afterFrame, nextTask, afterRest }: LabPace = pagePace): LabStore {
  let folds: typeof slices & Partial<typeof panelSlices> = slices;
  /** Those that the present goes through: not the panels' where they have missed something. */
  let liveFolds = folds;
  let view: LabView = makeView(initialStates(slices));
  let first = view;
  /** Events of this lab that have been folded. */
  let folded = 0;
  let waiting: LabEvent[] = [];
  let asked = false;
  let log: LabEvent[] = [];
  const listeners = { each: new Set<() => void>(), calm: new Set<() => void>() };
  /** The calm ones were told a moment ago, and have something to hear since. */
  let resting = false;
  let untold = false;

  const tell = (pace: keyof typeof listeners) => {
    if (pace === "calm") untold = false;
    for (const listener of listeners[pace]) listener();
  };

  const tellCalm = () => {
    untold = true;
    if (resting) return;
    resting = true;
    nextTask(() => {
      if (untold) tell("calm");
      afterRest(() => {
        resting = false;
        if (untold) tellCalm();
      });
    });
  };

  const set = (change: Partial<LabView>) => {
    view = { ...view, ...change };
    tell("each");
    tell("calm");
  };

  const withLive = (live: Slices) => (view.past === null ? { live, shown: live } : { live });

  const fold = (): boolean => {
    if (waiting.length === 0) return false;
    const batch = waiting;
    waiting = [];
    folded += batch.length;
    const live = { ...view.live, ...reduceStates(liveFolds, view.live, batch) };
    view = {
      ...view,
      ...withLive(live),
      missed: liveFolds === slices ? Math.max(0, folded - log.length) : 0,
    };
    return true;
  };

  const flush = () => {
    if (fold()) set({});
  };

  const join = (panels: typeof panelSlices) => {
    if (view.panels === "here") return;
    folds = { ...slices, ...panels };
    const early = log.slice(0, folded);
    const live = { ...view.live, ...reduceStates(panels, initialStates(panels), early) };
    if (view.missed === 0) liveFolds = folds;
    const { past } = view;
    const shown = past === null ? live : pastStates(folds, live, until(log, past));
    // Nobody is told of what is new: who looks at it has joined first. Who has said that it is missing hears of it.
    if (view.panels !== "coming") nextTask(() => tell("calm"));
    view = { ...view, live, shown, panels: "here" };
    first = makeView(initialStates(folds));
  };

  const store: LabStore = {
    get: () => view,
    first: () => first,
    join: (panels) => {
      join(panels);
      // The same object, whose views hold more from now on.
      return store as LabStore<AllSlices>;
    },
    subscribe: (listener, pace = "each") => {
      listeners[pace].add(listener);
      return () => listeners[pace].delete(listener);
    },
    push: (events) => {
      for (const event of events) {
        waiting.push(event);
        if (log.length < limits.recording.events) log.push(event);
      }
      if (asked) return;
      asked = true;
      afterFrame(() => {
        asked = false;
        if (!fold()) return;
        tell("each");
        tellCalm();
      });
    },
    flush,
    change: (name, make) => {
      flush();
      set(withLive({ ...view.live, [name]: make(view.live[name]) }));
    },
    reset: (keep) => {
      flush();
      log = [];
      folded = 0;
      liveFolds = folds;
      const fresh = initialStates(folds);
      const live = keep ? keep(view.live, fresh) : fresh;
      set({ live, shown: live, past: null, selection: null, missed: 0 });
    },
    setStatus: (status) => set({ status }),
    setPanels: (panels) => {
      if (view.panels !== "here") set({ panels });
    },
    lookAt: (at) => {
      flush();
      if (at === null) set({ past: null, shown: view.live });
      else set({ past: at, shown: pastStates(folds, view.live, until(log, at)) });
    },
    select: (selection) => set({ selection }),
    standOn: (line) => {
      if (view.line?.file !== line.file || view.line.line !== line.line) set({ line });
    },
    selectCallOf: ({ file, line }) => {
      flush();
      const call = log.findLast(
        (event) =>
          event.type === "call" &&
          event.source?.line === line &&
          event.source.file === file &&
          !event.actor.startsWith("peer:"),
      );
      if (call?.type !== "call") return false;
      set({ selection: { kind: "call", actor: call.actor, call: call.call } });
      return true;
    },
    log: () => log,
  };
  return store;
}

function makeView(slices: Slices): LabView {
  const nothing = { past: null, selection: null, line: null } as const;
  return { live: slices, shown: slices, ...nothing, status: initialStatus, panels: "coming", missed: 0 };
}

/** The events up to a time. Batches of two sources may interleave a little out of order, so every one is looked at. */
function until(log: readonly LabEvent[], at: number): LabEvent[] {
  return log.filter((event) => event.at <= at);
}
