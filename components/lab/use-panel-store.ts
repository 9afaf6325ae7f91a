"use client";

import { useMemo } from "react";
import { useLabHandle, useStoreView } from "./lab-context.tsx";
import type { LabStore } from "./lab-store.ts";
import { panelSlices } from "./panel-slices.ts";
import type { AllSlices } from "./slices.ts";

/** The lab's store as panels read it. A panel that is here before the page has fetched their folds brings them. */
export function usePanelStore(): LabStore<AllSlices> {
  const { store } = useLabHandle();
  return useMemo(() => store.join(panelSlices), [store]);
}

/** A part of a panel's state as it is now: `usePanelLive((s) => s.timeline)`. */
export function usePanelLive<T>(select: (slices: AllSlices) => T): T {
  return useStoreView(usePanelStore(), (view) => select(view.live));
}

/** The same as it is looked at: now, or at the time to which the reader has scrubbed back. */
export function usePanelShown<T>(select: (slices: AllSlices) => T): T {
  return useStoreView(usePanelStore(), (view) => select(view.shown));
}
