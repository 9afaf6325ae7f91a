import type { LabEvent } from "./lab-event.ts";
import type { PeerId } from "./names.ts";

/** What the sandbox server says to a page. The server makes these, so the page takes their types on trust. */
export type ServerMessage =
  /** The lab is open: `ms` is how long that took; events follow, their times counted from now. */
  | {
      type: "ready";
      lab: string;
      ms: number;
      peers: PeerId[];
      availablePeers: { peer: PeerId; title: string; address: string }[];
    }
  | { type: "events"; events: LabEvent[] }
  /** No room now. The page says so, keeps everything, and tries again. */
  | { type: "busy"; reason: "labs" | "address" | "rate" | "draining"; retryAfterMs: number }
  /** A message that did not parse, or could not be obeyed. The connection stays. */
  | { type: "error"; code: ErrorCode; message: string; about?: string }
  /** Our fault. `id` is in the server's log beside the cause. The lab has ended. */
  | { type: "fault"; id: string }
  /** The lab is closing, and why. */
  | { type: "closing"; reason: "idle" | "draining" | "flooding" | "not-reading" }
  | { type: "pong" };

export type ErrorCode =
  | "not-json"
  | "not-understood"
  | "too-large"
  | "too-fast"
  | "open-first"
  | "already-open"
  | "no-such-lesson"
  | "no-such-run"
  | "no-such-file"
  | "no-such-peer"
  | "no-such-frame"
  | "no-checks"
  | "too-many-programs"
  | "run-exists"
  | "check-running"
  | "assistant";

export const protocolVersion = 1;
