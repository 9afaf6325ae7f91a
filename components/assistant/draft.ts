import type { InputMode, LineEnding } from "./read-input.ts";
import type { Encoding } from "./text-bytes.ts";

/** What stands in the assistant's fields: kept while another instrument is looked at. */
export type Draft = {
  role: Role;
  port: number;
  encoding: Encoding;
  text: string;
  mode: InputMode;
  ending: LineEnding;
  split: number;
  gapMs: number;
  times: number;
  everyMs: number;
  /** The connection spoken to; null is all of them. */
  to: string | null;
  answer: "never" | "echo" | "fixed";
  /** The bytes of a fixed answer, in base64, as they were when it was chosen. */
  answerData: string;
  /** The log's bytes as hex. */
  hex: boolean;
};

export const roles = ["tcp-connect", "tcp-listen", "udp-connect", "udp-listen"] as const;
export type Role = (typeof roles)[number];

export const initialDraft: Draft = {
  role: "tcp-connect",
  port: 8989,
  encoding: "utf-8",
  text: "",
  mode: "text",
  ending: "none",
  split: 0,
  gapMs: 200,
  times: 1,
  everyMs: 1_000,
  to: null,
  answer: "never",
  answerData: "",
  hex: false,
};
