import type { ComponentType } from "react";
import { checksBadge } from "../checks/checks-state.ts";
import { latePart } from "../site/late-part.tsx";
import { wireBadge } from "../wire-controls/wire-state.ts";
import type { Words } from "../words/words.ts";
import type { LabView } from "./lab-store.ts";
import { PanelLoading } from "./panel-loading.tsx";

/**
 * The instruments beside the editor, in the order of their tabs. To plug one in: a line here, a slice in slices.ts.
 * Its component takes no props; it reads with useLive/useShown/useLabView, acts through useLabHandle, and asks
 * the page for files and places through useWorkspace. It is loaded when the page stands.
 */
export type Instrument = {
  id: string;
  title: (words: Words) => string;
  /** A short text after the title, such as `2/3`; null shows none. */
  badge?: (view: LabView) => string | null;
  /** Whether this page has it at all: checks are for lessons with requirements. */
  here?: (page: { requirements: number }) => boolean;
  /** It reads the panels' folds. */
  reads?: true;
  Component: ComponentType;
};

export const instruments: readonly Instrument[] = [
  {
    id: "timeline",
    title: (words) => words.timeline.title,
    reads: true,
    Component: panel(() => import("../timeline/timeline-tab.tsx").then((m) => m.TimelineTab)),
  },
  {
    id: "sockets",
    title: (words) => words.sockets.title,
    reads: true,
    Component: panel(() => import("../sockets-table/sockets-tab.tsx").then((m) => m.SocketsTab)),
  },
  {
    id: "wire",
    title: (words) => words.wire.tab,
    badge: (view) => wireBadge(view.shown.wire),
    Component: panel(() => import("../wire-controls/wire-tab.tsx").then((m) => m.WireTab)),
  },
  {
    id: "assistant",
    title: (words) => words.assistant.tab,
    badge: (view) => String(view.shown.assistant.connections.length || "") || null,
    Component: panel(() => import("../assistant/assistant-tab.tsx").then((m) => m.AssistantTab)),
  },
  {
    id: "preview",
    title: (words) => words.preview.title,
    reads: true,
    Component: panel(() => import("../preview/preview-tab.tsx").then((m) => m.PreviewTab)),
  },
  {
    id: "checks",
    title: (words) => words.checks.title,
    badge: (view) => checksBadge(view.live.checks),
    here: (page) => page.requirements > 0,
    Component: panel(() => import("../checks/checks-tab.tsx").then((m) => m.ChecksTab)),
  },
];

/** A panel in a file of its own: `panel(() => import("../wire-controls/wire-tab.tsx").then((m) => m.WireTab))`. */
function panel(load: () => Promise<ComponentType>): ComponentType {
  return latePart(load, { Waiting: PanelLoading });
}
