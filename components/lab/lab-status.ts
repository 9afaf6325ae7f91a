import type { ServerMessage } from "../../protocol/server-message.ts";

type Busy = Extract<ServerMessage, { type: "busy" }>;
type Ready = Extract<ServerMessage, { type: "ready" }>;

/** How the page stands with the sandbox server. Times are milliseconds of `Date.now()`. */
export type LabStatus =
  | { kind: "connecting"; attempt: number }
  | { kind: "ready"; lab: string; ms: number; availablePeers: Ready["availablePeers"] }
  /** The server answered that there is no room; the page tries again by itself. */
  | { kind: "busy"; reason: Busy["reason"]; retryAt: number }
  /** Nobody answered, or the line broke; the page tries again by itself. */
  | { kind: "away"; attempt: number; retryAt: number }
  /** The lab ended and a new one waits until the reader wants it. */
  | { kind: "closed"; reason: ClosedReason; id?: string };

export type ClosedReason = "idle" | "flooding" | "not-reading" | "fault";

export const initialStatus: LabStatus = { kind: "connecting", attempt: 0 };
