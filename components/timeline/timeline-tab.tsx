"use client";

/** The timeline as an instrument of the lab. */
import { useMemo } from "react";
import { useLabHandle, useLabView } from "../lab/lab-context.tsx";
import type { Selection } from "../lab/lab-store.ts";
import { usePanelLive, usePanelStore } from "../lab/use-panel-store.ts";
import { useWorkspace } from "../lab/workspace-context.tsx";
import type { Item } from "./log/item.ts";
import { indexOfCall } from "./log/take-call.ts";
import type { TimelineLog } from "./log/timeline-log.ts";
import { Timeline } from "./timeline.tsx";

function pointedAt(
  log: TimelineLog,
  selection: Selection,
): { item: Item | null; lit: ReadonlySet<Item> } | null {
  if (selection === null) return null;
  if (selection.kind === "call") {
    const index = indexOfCall(log, selection);
    return index === undefined ? null : { item: `c${index}`, lit: new Set() };
  }
  const frames = selection.kind === "frame" ? [selection.frame] : selection.frames;
  const items = frames.flatMap((frame): Item[] => {
    const index = log.packetOfFrame.get(frame);
    return index === undefined ? [] : [`p${index}`];
  });
  const [first] = items;
  if (!first) return null;
  return items.length === 1 ? { item: first, lit: new Set() } : { item: null, lit: new Set(items) };
}

export function TimelineTab() {
  const lab = useLabHandle();
  const store = usePanelStore();
  const workspace = useWorkspace();
  const state = usePanelLive((slices) => slices.timeline);
  const cursor = useLabView((view) => view.past);
  const ready = useLabView((view) => view.status.kind === "ready");
  const selection = useLabView((view) => view.selection);
  const line = useLabView((view) => view.line);
  const { log } = state;
  const feed = useMemo(
    () => ({
      get: () => store.get().live.timeline,
      subscribe: (listener: () => void) => store.subscribe(listener),
    }),
    [store],
  );
  const pointed = useMemo(() => pointedAt(log, selection), [log, selection]);
  return (
    <Timeline
      state={state}
      feed={feed}
      cursor={cursor}
      onCursor={lab.lookAt}
      onStep={lab.stepMoment}
      live={ready}
      pointed={pointed}
      focus={line}
      onSource={(source) => workspace.reveal({ ...source, file: source.file.replace(/^\/home\/you\//, "") })}
      onOpen={(item) => {
        const index = Number(item?.slice(1));
        const packet = item?.startsWith("p") ? log.packets[index] : undefined;
        const call = item?.startsWith("c") ? log.calls[index] : undefined;
        if (packet) lab.store.select({ kind: "frame", frame: packet.frame });
        else if (call) lab.store.select({ kind: "call", actor: call.actor, call: call.call });
        else lab.store.select(null);
      }}
      {...(ready
        ? {
            onFrameAction: (frame: number, action: "release" | "drop") =>
              void lab.send({ type: "frame", frame, action }),
          }
        : {})}
    />
  );
}
