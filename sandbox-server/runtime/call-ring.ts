/** The program's end of its trace ring: records go into memory that the server reads. All threads of the program write there. */
import { closeSync } from "node:fs";
import koffi from "koffi";
import { recordMost } from "../program/trace-record.ts";
import { ringBytes, ringFileBytes, ringHead, ringWord } from "../program/trace-ring-layout.ts";

const ringFd = 5;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

const { load, store, compareExchange, wait } = Atomics;
const { read, written, asleep } = ringWord;
const ringWords = ringBytes / 4;
/** How long to sleep for room: as often as the server looks, since waking up costs more than telling a call. */
const roomMs = 4;
/** More than this is copied by a call, less by a loop. */
const looped = 48;

/** Where the ring lies in this process, for other threads of it. */
export type RingPlace = bigint;

/** Maps the ring that the sandbox was started with. Its descriptor is not needed after that. */
export function mapRing(fd = ringFd): RingPlace {
  const mmap = koffi.load("libc.so.6").func("void *mmap(void *, size_t, int, int, int, int64_t)");
  const place: RingPlace = koffi.address(mmap(null, ringFileBytes, PROT_READ_WRITE, MAP_SHARED, fd, 0));
  if (place === 0xffffffffffffffffn) throw new Error(`mmap of the trace ring: errno ${koffi.errno()}`);
  closeSync(fd);
  return place;
}

export class CallRing {
  readonly #head: Int32Array;
  readonly #words: Int32Array;
  readonly #units: Uint16Array;
  readonly #bytes: Uint8Array;
  readonly #state: Int32Array;
  readonly #lock: number;
  readonly #bell: () => void;
  /** Bytes written before the open record, modulo 2^32. */
  #before = 0;
  /** Where it begins and where its next word goes, in words of a ring that does not end; small, as V8 likes numbers. */
  #start = 0;
  #at = 0;

  /**
   * @param state integers that all threads of the program share; `lock` is the index of one that is 0
   * @param bell wakes the server
   */
  constructor(place: RingPlace, state: Int32Array, lock: number, bell: () => void) {
    const memory: ArrayBuffer = koffi.view(place, ringFileBytes);
    this.#head = new Int32Array(memory, 0, 3);
    this.#words = new Int32Array(memory, ringHead, ringWords);
    this.#units = new Uint16Array(memory, ringHead, ringWords * 2);
    this.#bytes = new Uint8Array(memory, ringHead, ringBytes);
    this.#state = state;
    this.#lock = lock;
    this.#bell = bell;
  }

  /** Opens a record, alone among the threads; waits while the server has not read enough to make room for it. */
  open(): void {
    // A holder may itself be waiting for room: who waits for it sleeps.
    while (compareExchange(this.#state, this.#lock, 0, 1) !== 0) wait(this.#state, this.#lock, 1, 1);
    const before = this.#head[written] as number;
    while (ringBytes - ((before - (this.#head[read] as number)) >>> 0) < recordMost.words * 4) {
      this.#rouse();
      wait(this.#state, this.#lock, 1, roomMs);
    }
    this.#before = before;
    this.#start = (before >>> 2) % ringWords;
    this.#at = this.#start + 1;
  }

  word(value: number): void {
    this.#words[this.#at++ % ringWords] = value;
  }

  /** Writes at most `most` characters, a cut marked as such; first their number, above `bits` bits that are `tag`. */
  text(text: string, most: number, tag = 0, bits = 0): void {
    const cut = text.length > most;
    const length = cut ? most : text.length;
    this.word((length << bits) | tag);
    const from = this.#at * 2;
    for (let n = 0; n < length; n++) this.#units[(from + n) % (ringWords * 2)] = text.charCodeAt(n);
    if (cut) this.#units[(from + most - 1) % (ringWords * 2)] = 0x2026;
    this.#at += (length + 1) >>> 1;
  }

  /** Writes the first `count` bytes. */
  bytes(data: Uint8Array, count: number): void {
    const from = (this.#at * 4) % ringBytes;
    if (count <= looped) {
      for (let n = 0; n < count; n++) this.#bytes[(from + n) % ringBytes] = data[n] as number;
    } else {
      const first = Math.min(count, ringBytes - from);
      this.#bytes.set(data.subarray(0, first), from);
      if (first < count) this.#bytes.set(data.subarray(first, count), 0);
    }
    this.#at += (count + 3) >>> 2;
  }

  /** Shows the open record to the server. */
  publish(kind: number): void {
    this.#words[this.#start % ringWords] = kind | ((this.#at - this.#start) << 8);
    // The order of these two is what keeps a record from lying unread: the server says that it sleeps, then looks again.
    store(this.#head, written, (this.#before + (this.#at - this.#start) * 4) | 0);
    this.#rouse();
  }

  /** Lets the other threads write, whether the record was published or not. */
  close(): void {
    store(this.#state, this.#lock, 0);
  }

  #rouse(): void {
    if (load(this.#head, asleep) === 1 && compareExchange(this.#head, asleep, 1, 0) === 1) this.#bell();
  }
}
