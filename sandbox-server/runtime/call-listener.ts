/**
 * Turns a program's calls into trace messages in the ring, and in step mode stops before each.
 * Every call of a program comes through here twice, so messages are put together by hand: a call that is shown may
 * cost a program at most as much again as the call itself.
 */
import type { Entry, Flow, Outcome, Source, Tracer } from "../../sockets/src/tracer.ts";
import { homePath } from "../program/program-to-run.ts";
import { CallRing } from "./call-ring.ts";
import { awaitGo, ringBell, type Shared, tell } from "./channels.ts";

const { hrtime } = process;
const { stringify } = JSON;
const { add, load } = Atomics;

/** CLOCK_MONOTONIC in microseconds. */
export function micros(): number {
  const [seconds, nanos] = hrtime();
  return seconds * 1e6 + Math.floor(nanos / 1e3);
}

/** The same as text. Put together from two small numbers, which V8 writes several times as fast as a large one. */
function microsText(): string {
  const [seconds, nanos] = hrtime();
  return seconds + String(1e6 + Math.floor(nanos / 1e3)).slice(1);
}

/** Bytes of one call that are shown. */
const shownBytes = 1_024;

/** Paths as V8 tells them -> as the learner knows them, or null for a place in no file of theirs. */
const paths = new Map<string, string | null>();

function pathOf(from: string): string | null {
  let path = paths.get(from);
  if (path === undefined) {
    const file = from.replace(/^file:\/\//, "");
    if (file.startsWith(`${homePath}/`)) path = file.slice(homePath.length + 1);
    else path = file.startsWith("/") || file.startsWith("node:") ? null : file;
    paths.set(from, path);
  }
  return path;
}

function placeIn(source: Source | null): Source | null {
  if (source === null) return null;
  const file = pathOf(source.file);
  return file === null ? null : { ...source, file };
}

const cut = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** Names and paths as JSON: few, and told again and again. */
const quotedTexts = new Map<string, string>();

function quoted(text: string): string {
  let json = quotedTexts.get(text);
  if (json === undefined) {
    json = stringify(cut(text, 300));
    if (quotedTexts.size < 200) quotedTexts.set(text, json);
  }
  return json;
}

function sourceJson(source: Source | null): string {
  const file = source === null ? null : pathOf(source.file);
  if (source === null || file === null) return "null";
  return `{"file":${quoted(file)},"line":${source.line},"column":${source.column}}`;
}

function argsJson(args: readonly string[]): string {
  let json = "";
  const count = Math.min(args.length, 8);
  for (let n = 0; n < count; n++) json += (n === 0 ? "" : ",") + stringify(cut(args[n] ?? "", 200));
  return json;
}

/** A connected socket has the same flow at each of its calls. */
const flowTexts = new WeakMap<Flow, string>();

function flowJson(flow: Flow): string {
  let json = flowTexts.get(flow);
  if (json === undefined) {
    json = stringify(flow);
    flowTexts.set(flow, json);
  }
  return json;
}

function outcomeJson(outcome: Outcome): string {
  if (outcome.ok) return `{"ok":true,"text":${stringify(cut(outcome.text, 300))}}`;
  return `{"ok":false,"code":${quoted(outcome.code)},"message":${stringify(cut(outcome.message, 300))}}`;
}

function base64(data: Uint8Array): string {
  if (data instanceof Buffer) return data.toString("base64", 0, shownBytes);
  return Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, shownBytes)).toString("base64");
}

/**
 * The listener of thread `thread` (0 is the main thread). Errors seen on the way are handed to `noteCode`.
 * When no more calls are to be shown it says so by `over`, and need not be asked any more.
 */
export function callListener(
  shared: Shared,
  thread: number,
  noteCode: (code: string) => void,
  over: () => void,
): Tracer {
  const { state } = shared;
  const ring = new CallRing(shared.ring, state, 4, ringBell);
  return {
    enter({ name, fd, args, source }: Entry): number {
      if (state[2] === 1) {
        over();
        return 0;
      }
      const call = add(state, 0, 1) + 1;
      if (call > shared.calls) {
        state[2] = 1;
        state[1] = 0;
        tell({ t: "unshown" });
        over();
        return 0;
      }
      if (load(state, 1) === 1) {
        const shown = {
          name: cut(name, 40),
          args: args.slice(0, 8).map((arg) => cut(arg, 200)),
          source: placeIn(source),
        };
        tell({ t: "paused", at: micros(), thread, ...shown });
        awaitGo(shared);
      }
      ring.put(
        `{"t":"call","at":${microsText()},"call":${call},"thread":${thread},"fd":${fd},"name":${quoted(cut(name, 40))},"args":[${argsJson(args)}],"source":${sourceJson(source)}}\n`,
      );
      return call;
    },
    leave(call: number, outcome: Outcome): void {
      if (!outcome.ok) noteCode(outcome.code);
      if (call === 0) return;
      const at = microsText();
      const { newFd, moved, flow } = outcome;
      let line = `{"t":"return","at":${at},"call":${call},"outcome":${outcomeJson(outcome)}`;
      if (newFd !== undefined) line += `,"newFd":${newFd}`;
      if (moved !== undefined) {
        line += `,"moved":{"way":"${moved.way}","bytes":${moved.bytes},"data":"${base64(moved.data)}"}`;
      }
      if (flow !== undefined) line += `,"flow":${flowJson(flow)}`;
      ring.put(`${line}}\n`);
    },
  };
}
