import { initialPreview, reducePreview } from "../preview/preview-state.ts";
import { initialSockets, reduceSockets } from "../sockets-table/sockets-state.ts";
import { initialTimeline, reduceTimeline } from "../timeline/log/timeline-state.ts";

/** The folds that only panels read, the decoder of packets with them. The store holds events back for them until they come. */
export const panelSlices = {
  timeline: { initial: () => initialTimeline, reduce: reduceTimeline, timeless: true },
  sockets: { initial: () => initialSockets, reduce: reduceSockets },
  preview: { initial: () => initialPreview, reduce: reducePreview },
};
