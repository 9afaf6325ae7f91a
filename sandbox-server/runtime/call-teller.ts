/**
 * Writes what a thread's tracer is told as records into the ring. Every call of a program comes through here twice:
 * one that is shown may cost a program at most as much again as the call itself, so nothing is made into words here.
 */
import type { Endpoint, Entry, Flow, Outcome, Source, Told } from "../../sockets/src/tracer.ts";
import { homePath } from "../program/program-to-run.ts";
import {
  endpointKind,
  flowProtocols,
  inline,
  none,
  recordKind,
  recordMost,
  returned,
  toldKind,
} from "../program/trace-record.ts";
import type { CallRing } from "./call-ring.ts";
import { stateWord } from "./channels.ts";

const { hrtime } = process;
const { add, load } = Atomics;

type File = { path: string | null; places: Map<number, number> };

export class CallTeller {
  readonly #ring: CallRing;
  readonly #state: Int32Array;
  readonly #thread: number;
  readonly #names = new Map<string, number>();
  /** Files as V8 tells them. */
  readonly #files = new Map<string, File>();
  /** A connected socket has the same flow at each of its calls. */
  readonly #flows = new WeakMap<Flow, number>();

  /** @param state what the program's threads share */
  constructor(ring: CallRing, state: Int32Array, thread: number) {
    this.#ring = ring;
    this.#state = state;
    this.#thread = thread;
  }

  call(kind: typeof recordKind.call | typeof recordKind.paused, call: number, entry: Entry): void {
    const ring = this.#ring;
    ring.open();
    try {
      this.#begin(call);
      ring.word(this.#thread);
      ring.word(entry.fd ?? none);
      this.#name(entry.name);
      this.#place(entry.source);
      const { args } = entry;
      const count = Math.min(args.length, recordMost.args);
      ring.word(count);
      for (let n = 0; n < count; n++) this.#told(args[n] as Told, recordMost.arg);
      ring.publish(kind);
    } finally {
      ring.close();
    }
  }

  returned(call: number, outcome: Outcome): void {
    const ring = this.#ring;
    const { newFd, moved, flow } = outcome;
    ring.open();
    try {
      this.#begin(call);
      ring.word(
        (outcome.ok ? returned.ok : 0) |
          (newFd === undefined ? 0 : returned.newFd) |
          (moved === undefined ? 0 : returned.moved | (moved.way === "received" ? returned.received : 0)) |
          (flow === undefined ? 0 : returned.flow),
      );
      if (outcome.ok) this.#told(outcome.result, recordMost.result);
      else {
        ring.text(outcome.code, recordMost.code);
        ring.text(outcome.message, recordMost.message);
      }
      if (newFd !== undefined) ring.word(newFd);
      if (moved !== undefined) {
        const count = Math.min(moved.data.length, recordMost.data);
        ring.word(moved.bytes);
        ring.word(count);
        ring.bytes(moved.data, count);
      }
      if (flow !== undefined) this.#flow(flow);
      ring.publish(recordKind.return);
    } finally {
      ring.close();
    }
  }

  /** What a call that has not come back works on. */
  flow(call: number, flow: Flow): void {
    const ring = this.#ring;
    ring.open();
    try {
      this.#begin(call);
      this.#flow(flow);
      ring.publish(recordKind.flow);
    } finally {
      ring.close();
    }
  }

  #begin(call: number): void {
    const [seconds, nanos] = hrtime();
    this.#ring.word(seconds);
    this.#ring.word(nanos);
    this.#ring.word(call);
  }

  #told(told: Told, most: number): void {
    const ring = this.#ring;
    if (typeof told === "string") ring.text(told, most, toldKind.text, 2);
    else if (typeof told !== "number") {
      const count = Math.min(told.length, recordMost.shown);
      ring.word(toldKind.bytes | (count << 2));
      ring.word(told.length);
      ring.bytes(told, count);
    } else if (told === (told | 0)) {
      ring.word(toldKind.number);
      ring.word(told);
    } else ring.text(String(told), most, toldKind.text, 2);
  }

  /** A number for what comes now, told already; 0 when there are no more. */
  #number(word: number): number {
    const state = this.#state;
    const number = load(state, word) >= recordMost.numbers ? recordMost.numbers + 1 : add(state, word, 1) + 1;
    const left = number <= recordMost.numbers;
    this.#ring.word(left ? -number : inline);
    return left ? number : 0;
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    if (known !== undefined) {
      this.#ring.word(known);
      return;
    }
    const number = this.#number(stateWord.names);
    this.#ring.text(name, recordMost.name);
    if (number !== 0) this.#names.set(name, number);
  }

  #place(source: Source | null): void {
    const file = source === null ? null : this.#file(source.file);
    if (source === null || file === null || file.path === null) {
      this.#ring.word(0);
      return;
    }
    const { line, column } = source;
    // Exact as long as a line has fewer columns than that; one that has more is told each time.
    const key = line * 0x1_0000 + column;
    const known = column < 0x1_0000 ? file.places.get(key) : undefined;
    if (known !== undefined) {
      this.#ring.word(known);
      return;
    }
    const number = this.#number(stateWord.places);
    this.#ring.text(file.path, recordMost.file);
    this.#ring.word(line);
    this.#ring.word(column);
    if (number !== 0 && column < 0x1_0000) file.places.set(key, number);
  }

  #file(name: string): File {
    let file = this.#files.get(name);
    if (file === undefined) {
      file = { path: pathOf(name), places: new Map() };
      this.#files.set(name, file);
    }
    return file;
  }

  #flow(flow: Flow): void {
    const known = this.#flows.get(flow);
    if (known !== undefined) {
      this.#ring.word(known);
      return;
    }
    const number = this.#number(stateWord.flows);
    this.#ring.word(flowProtocols.indexOf(flow.protocol));
    this.#endpoint(flow.local);
    this.#endpoint(flow.remote);
    if (number !== 0) this.#flows.set(flow, number);
  }

  #endpoint(endpoint: Endpoint | null): void {
    const ring = this.#ring;
    if (endpoint === null) ring.word(endpointKind.none);
    else if (typeof endpoint === "string") {
      ring.word(endpointKind.path);
      ring.text(endpoint, recordMost.path);
    } else {
      ring.word(endpointKind.inet);
      ring.text(endpoint[0], recordMost.host);
      ring.word(endpoint[1]);
    }
  }
}

/** A file as the learner knows it, or null for one that is not theirs. */
function pathOf(name: string): string | null {
  const file = name.replace(/^file:\/\//, "");
  if (file.startsWith(`${homePath}/`)) return file.slice(homePath.length + 1);
  return file.startsWith("/") || file.startsWith("node:") ? null : file;
}
