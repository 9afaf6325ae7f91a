import type { Words } from "../../lessons/manifest.ts";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { PeerId } from "../../protocol/names.ts";
import { TokenBucket } from "../wire/token-bucket.ts";
import { decode, type Encoding } from "./text-encoding.ts";

export type Language = keyof Words;

/** A peer's log: what its terminal on the page shows, in the reader's language. Bounded, so that a flood stays a few lines. */
export type Journal = {
  info(text: Words, remote?: string): void;
  error(text: Words, remote?: string): void;
  bytes(way: "in" | "out", bytes: Uint8Array, remote?: string): void;
};

const textLength = 2_000;
const dataLength = 16 * 1024;
/** Lines a second and at once; how many came above that is told when there is room again. */
const linesPerSecond = 100;
const linesAtOnce = 1_000;

/** The journal of one peer. `encoding` is asked for each time, since the assistant may change its own. */
export function journalOf(
  peer: PeerId,
  language: Language,
  encodingOf: (remote: string | undefined) => Encoding,
  now: () => number,
  emit: (event: LabEvent) => void,
): Journal {
  const room = new TokenBucket(linesPerSecond, linesAtOnce);
  let unshown = 0;
  const line = (kind: "info" | "in" | "out" | "error", text: string, remote?: string, data?: Uint8Array) => {
    if (room.available(now()) < 1) {
      unshown += 1;
      return;
    }
    room.take(1);
    if (unshown > 0) {
      const lines = { en: `… ${unshown} lines not shown`, zh: `……有 ${unshown} 行没有显示` };
      unshown = 0;
      write("info", lines[language]);
    }
    write(kind, text, remote, data);
  };
  const write = (kind: "info" | "in" | "out" | "error", text: string, remote?: string, data?: Uint8Array) =>
    emit({
      type: "peer-log",
      at: now(),
      peer,
      kind,
      text: text.length > textLength ? `${text.slice(0, textLength)}…` : text,
      ...(data === undefined ? {} : { data: Buffer.from(data.subarray(0, dataLength)).toString("base64") }),
      ...(data !== undefined && data.length > dataLength ? { length: data.length } : {}),
      ...(remote === undefined ? {} : { remote }),
    });
  return {
    info: (text, remote) => line("info", text[language], remote),
    error: (text, remote) => line("error", text[language], remote),
    bytes: (way, bytes, remote) =>
      line(way, decode(bytes.subarray(0, textLength * 2), encodingOf(remote)), remote, bytes),
  };
}

/** For peers whose talk is not shown: the checks'. */
export const silentJournal: Journal = { info: () => {}, error: () => {}, bytes: () => {} };
