"use client";

import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from "react";
import type { LabStore, LabView } from "./lab-store.ts";
import type { Slices } from "./slices.ts";
import type { Lab } from "./use-lab.ts";

const LabContext = createContext<Lab | null>(null);

export function LabProvider(props: { lab: Lab; children: ReactNode }) {
  return <LabContext value={props.lab}>{props.children}</LabContext>;
}

/** The page's lab: its store, and the hand to act with. */
export function useLabHandle(): Lab {
  const lab = useContext(LabContext);
  if (!lab) throw new Error("useLabHandle needs a LabProvider above it");
  return lab;
}

/**
 * A part of everything; draws again when it is another value (`Object.is`), so select, never make anew. Calm: what
 * has to move with each frame paints itself and listens to the store (the timeline's picture).
 */
export function useLabView<T>(select: (view: LabView) => T): T {
  return useStoreView(useLabHandle().store, select);
}

/** The same of a given store. */
export function useStoreView<S, T>(store: LabStore<S>, select: (view: LabView<S>) => T): T {
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener, "calm"), [store]);
  const get = () => select(store.get());
  return useSyncExternalStore(subscribe, get, () => select(store.first()));
}

/** A part of the lab as it is now: `useLive((s) => s.timeline)`. */
export function useLive<T>(select: (slices: Slices) => T): T {
  return useLabView((view) => select(view.live));
}

/** A part of the lab as it is looked at: now, or at the time to which the reader has scrubbed back. */
export function useShown<T>(select: (slices: Slices) => T): T {
  return useLabView((view) => select(view.shown));
}
