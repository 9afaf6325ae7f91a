/** Turns a program's calls into trace messages, and in step mode stops before each. */
import type { Entry, Outcome, Source, Tracer } from "../../sockets/src/tracer.ts";
import { homePath } from "../program/program-to-run.ts";
import { awaitGo, type Shared, tell, tellLine } from "./channels.ts";

const { hrtime } = process;
const { stringify } = JSON;

/** CLOCK_MONOTONIC in microseconds. */
export function micros(): number {
  const [seconds, nanos] = hrtime();
  return seconds * 1e6 + Math.round(nanos / 1e3);
}

/** Bytes of one call that are shown. */
const shownBytes = 1_024;

/** The path as the learner knows it; null for a place in no file of theirs. */
function placeIn(source: Source | null): Source | null {
  if (source === null) return null;
  const file = source.file.replace(/^file:\/\//, "");
  if (file.startsWith(`${homePath}/`)) return { ...source, file: file.slice(homePath.length + 1) };
  return file.startsWith("/") || file.startsWith("node:") ? null : { ...source, file };
}

const cut = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** The listener of thread `thread` (0 is the main thread). Errors seen on the way are handed to `noteCode`. */
export function callListener(shared: Shared, thread: number, noteCode: (code: string) => void): Tracer {
  return {
    enter(entry: Entry): number {
      if (shared.state[2] === 1) return 0;
      const call = Atomics.add(shared.state, 0, 1) + 1;
      if (call > shared.calls) {
        shared.state[2] = 1;
        shared.state[1] = 0;
        tell({ t: "unshown" });
        return 0;
      }
      const shown = {
        name: cut(entry.name, 40),
        args: entry.args.slice(0, 8).map((arg) => cut(arg, 200)),
        source: placeIn(entry.source),
      };
      if (Atomics.load(shared.state, 1) === 1) {
        tell({ t: "paused", at: micros(), thread, ...shown });
        awaitGo(shared);
      }
      tellLine(stringify({ t: "call", at: micros(), call, thread, fd: entry.fd, ...shown }));
      return call;
    },
    leave(call: number, outcome: Outcome): void {
      if (!outcome.ok) noteCode(outcome.code);
      if (call === 0) return;
      const { newFd, moved, flow } = outcome;
      tellLine(
        stringify({
          t: "return",
          at: micros(),
          call,
          outcome: outcome.ok
            ? { ok: true, text: cut(outcome.text, 300) }
            : { ok: false, code: outcome.code, message: cut(outcome.message, 300) },
          newFd,
          moved: moved && {
            way: moved.way,
            bytes: moved.bytes,
            data: Buffer.from(moved.data.subarray(0, shownBytes)).toString("base64"),
          },
          flow,
        }),
      );
    },
  };
}
