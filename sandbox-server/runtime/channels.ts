/**
 * The two descriptors that join a program to its lab beside its terminal: control (3), which it reads, and trace (4),
 * which it writes. Both are blocking, and all threads of the program share them.
 */
import { readSync } from "node:fs";
import { continueByte, type ProgramToRun, pressBytes } from "../program/program-to-run.ts";
import type { TraceWord } from "../program/trace-word.ts";
import type { RingPlace } from "./call-ring.ts";
import { isErrno, pause, writeAll } from "./write-all.ts";

const controlFd = 3;
const traceFd = 4;

const { stringify, parse } = JSON;
const { add, compareExchange, load, notify, store, wait } = Atomics;
const encoder = new TextEncoder();

/** Where each of the numbers lies that the threads of one program share. */
export const stateWord = {
  /** Calls so far. */
  calls: 0,
  /** 1 while the program stops before each call. */
  stepping: 1,
  /** 1 when no more calls are shown. */
  over: 2,
  /** Threads started. */
  threads: 3,
  /** The ring's lock. */
  lock: 4,
  /** Names, places and flows that have a number. */
  names: 5,
  places: 6,
  flows: 7,
  /** 1 while a thread reads what is pressed. */
  reading: 8,
  /** How often something was pressed: threads that do not read sleep on it. */
  presses: 9,
  /** Here, at its number modulo `stepSlots`, a thread that may make its call finds its number and 1. */
  steps: 10,
} as const;

/** More than a program may have threads at a time. */
const stepSlots = 64;
/** How many numbers the threads of one program share. */
export const stateWords = stateWord.steps + stepSlots;

/** What the threads of one program share. */
export type Shared = {
  readonly state: Int32Array;
  readonly ring: RingPlace;
  /** Calls told of this run. */
  readonly calls: number;
};

/** Says one word. A program that closed its trace descriptor goes on untraced. */
export function tell(word: TraceWord): void {
  say(`${stringify(word)}\n`);
}

/** An empty line: it says only that there is something in the ring. */
export function ringBell(): void {
  say("\n");
}

let broken = false;

function say(line: string): void {
  if (broken) return;
  try {
    writeAll(traceFd, encoder.encode(line));
  } catch {
    // EBADF or EPIPE: closed by the program or by the lab's end. Nobody is left to be told.
    broken = true;
  }
}

/** Reads exactly `bytes.length` bytes; false at the end of the stream. */
function readFull(bytes: Uint8Array): boolean {
  let done = 0;
  while (done < bytes.length) {
    try {
      const count = readSync(controlFd, bytes, done, bytes.length - done, null);
      if (count === 0) return false;
      done += count;
    } catch (error) {
      if (!isErrno(error, "EAGAIN")) throw error;
      pause(5);
    }
  }
  return true;
}

/** Blocks until the lab gives a program to run; null when it never will. */
export function receiveProgram(): ProgramToRun | null {
  const length = new Uint8Array(4);
  if (!readFull(length)) return null;
  const body = new Uint8Array(new DataView(length.buffer).getUint32(0, true));
  if (!readFull(body)) return null;
  // The lab made this itself, from files that it had parsed.
  return parse(new TextDecoder().decode(body)) as ProgramToRun;
}

/** Blocks this thread until Step is pressed for it, or Continue for all. One thread reads the presses, also for the others. */
export function awaitGo({ state }: Shared, thread: number): void {
  const own = thread + 1;
  while (load(state, stateWord.stepping) === 1) {
    if (compareExchange(state, slotOf(thread), own, 0) === own) return;
    const seen = load(state, stateWord.presses);
    if (compareExchange(state, stateWord.reading, 0, 1) !== 0) {
      wait(state, stateWord.presses, seen);
      continue;
    }
    const press = new Uint8Array(pressBytes);
    // Without a lab there is nobody to step: run on.
    if (!readFull(press) || press[0] === continueByte) store(state, stateWord.stepping, 0);
    else {
      const chosen = new DataView(press.buffer).getUint32(1, true);
      store(state, slotOf(chosen), chosen + 1);
    }
    store(state, stateWord.reading, 0);
    add(state, stateWord.presses, 1);
    notify(state, stateWord.presses);
  }
}

function slotOf(thread: number): number {
  return stateWord.steps + (thread % stepSlots);
}
