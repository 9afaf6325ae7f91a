import type { ErrorCode } from "../../protocol/server-message.ts";

/** A message that could not be obeyed, and is no fault of ours: the page is told, the connection stays. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  /** What it is about: a run, a peer, a frame. */
  readonly about: string | null;
  constructor(code: ErrorCode, message: string, about: string | null = null) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.about = about;
  }
}
