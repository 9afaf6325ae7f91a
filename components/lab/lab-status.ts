import type { ServerMessage } from "../../protocol/server-message.ts";

type Busy = Extract<ServerMessage, { type: "busy" }>;
type Ready = Extract<ServerMessage, { type: "ready" }>;

/** How the page stands with the sandbox server. Times are milliseconds of `Date.now()`. */
export type LabStatus =
  /** `slow`: it takes longer than a lab should. */
  | { kind: "connecting"; attempt: number; slow: boolean }
  | { kind: "ready"; lab: string; ms: number; availablePeers: Ready["availablePeers"] }
  /** The server answered that there is no room; the page tries again by itself. */
  | { kind: "busy"; reason: Busy["reason"]; retryAt: number }
  /** Nobody answered (`slow`: for as long as the page waits), or the line broke; the page tries again by itself. */
  | { kind: "away"; attempt: number; retryAt: number; slow: boolean }
  /** The lab ended and a new one waits until the reader wants it. */
  | { kind: "closed"; reason: ClosedReason; id?: string };

export type ClosedReason = "idle" | "flooding" | "not-reading" | "fault";

export const initialStatus: LabStatus = { kind: "connecting", attempt: 0, slow: false };
