/**
 * The TCP state machine (RFC 9293, figure 5) under Linux's names, with a place for each state in the drawing. Lines
 * run in a grid of 400 by 372.
 */
import type { SocketState } from "../../protocol/lab-event.ts";
import type { Seen } from "./sockets-state.ts";

export type TcpState = Exclude<SocketState, "UNCONN">;

/** Centres of the boxes. CLOSE is drawn twice in the books; here once, at the top, and again as the end. */
export const places: Readonly<Record<TcpState, { x: number; y: number }>> = {
  CLOSE: { x: 200, y: 22 },
  LISTEN: { x: 72, y: 74 },
  SYN_SENT: { x: 328, y: 74 },
  SYN_RECV: { x: 72, y: 134 },
  ESTABLISHED: { x: 200, y: 170 },
  FIN_WAIT1: { x: 72, y: 230 },
  CLOSE_WAIT: { x: 328, y: 230 },
  FIN_WAIT2: { x: 72, y: 320 },
  CLOSING: { x: 200, y: 262 },
  LAST_ACK: { x: 328, y: 320 },
  TIME_WAIT: { x: 200, y: 350 },
};

export type Edge = {
  from: TcpState;
  to: TcpState;
  /** What makes the step, and what is sent; for the drawing and for a screen reader. */
  label: string;
  /** An SVG path, and where its label stands. */
  path: string;
  at: { x: number; y: number; anchor: "start" | "middle" | "end" };
};

/** Half a box: 48 by 12. */
export const half = { width: 49, height: 12 };

export const edges: readonly Edge[] = [
  {
    from: "CLOSE",
    to: "LISTEN",
    label: "listen()",
    path: "M151,22 H72 V60",
    at: { x: 80, y: 16, anchor: "start" },
  },
  {
    from: "CLOSE",
    to: "SYN_SENT",
    label: "connect() / SYN",
    path: "M249,22 H328 V60",
    at: { x: 256, y: 16, anchor: "start" },
  },
  {
    from: "LISTEN",
    to: "SYN_RECV",
    label: "SYN / SYN+ACK",
    path: "M72,86 V120",
    at: { x: 78, y: 106, anchor: "start" },
  },
  {
    from: "SYN_SENT",
    to: "ESTABLISHED",
    label: "SYN+ACK / ACK",
    path: "M328,86 V170 H251",
    at: { x: 322, y: 128, anchor: "end" },
  },
  {
    from: "SYN_SENT",
    to: "SYN_RECV",
    label: "SYN / SYN+ACK",
    path: "M279,74 H180 V134 H123",
    at: { x: 186, y: 68, anchor: "start" },
  },
  {
    from: "SYN_RECV",
    to: "ESTABLISHED",
    label: "ACK",
    path: "M72,146 V170 H149",
    at: { x: 78, y: 164, anchor: "start" },
  },
  {
    from: "ESTABLISHED",
    to: "FIN_WAIT1",
    label: "close() / FIN",
    path: "M176,182 V202 H72 V216",
    at: { x: 80, y: 197, anchor: "start" },
  },
  {
    from: "ESTABLISHED",
    to: "CLOSE_WAIT",
    label: "FIN / ACK",
    path: "M224,182 V202 H328 V216",
    at: { x: 320, y: 197, anchor: "end" },
  },
  {
    from: "FIN_WAIT1",
    to: "FIN_WAIT2",
    label: "ACK",
    path: "M52,242 V306",
    at: { x: 47, y: 278, anchor: "end" },
  },
  {
    from: "FIN_WAIT1",
    to: "CLOSING",
    label: "FIN / ACK",
    path: "M121,230 H200 V248",
    at: { x: 128, y: 225, anchor: "start" },
  },
  {
    from: "FIN_WAIT1",
    to: "TIME_WAIT",
    label: "FIN+ACK / ACK",
    path: "M92,242 V294 H172 V336",
    at: { x: 98, y: 289, anchor: "start" },
  },
  {
    from: "FIN_WAIT2",
    to: "TIME_WAIT",
    label: "FIN / ACK",
    path: "M72,332 V350 H149",
    at: { x: 78, y: 364, anchor: "start" },
  },
  {
    from: "CLOSING",
    to: "TIME_WAIT",
    label: "ACK",
    path: "M212,274 V336",
    at: { x: 218, y: 306, anchor: "start" },
  },
  {
    from: "CLOSE_WAIT",
    to: "LAST_ACK",
    label: "close() / FIN",
    path: "M328,242 V306",
    at: { x: 322, y: 284, anchor: "end" },
  },
  {
    from: "LAST_ACK",
    to: "CLOSE",
    label: "ACK",
    path: "M377,320 H392 V8 H200 V10",
    at: { x: 388, y: 278, anchor: "end" },
  },
];

export type Walked = {
  /** The first time each state was seen, counted from 1. */
  order: ReadonlyMap<TcpState, number>;
  /** Steps whose two ends were seen one after the other. */
  steps: ReadonlySet<Edge>;
  /** Two states seen one after the other that no single step joins: something between was too short to be seen. */
  jumps: readonly { from: TcpState; to: TcpState }[];
};

/** What may be lit in the drawing: only what was seen. */
export function walk(seen: readonly Seen[]): Walked {
  const order = new Map<TcpState, number>();
  const steps = new Set<Edge>();
  const jumps: { from: TcpState; to: TcpState }[] = [];
  let previous: TcpState | null = null;
  for (const { state } of seen) {
    if (state === "UNCONN") continue;
    if (!order.has(state)) order.set(state, order.size + 1);
    if (previous !== null && previous !== state) {
      const edge = edges.find((each) => each.from === previous && each.to === state);
      if (edge) steps.add(edge);
      else jumps.push({ from: previous, to: state });
    }
    previous = state;
  }
  return { order, steps, jumps };
}
