/**
 * The server's end of a program's trace ring: hears the bell, looks every few milliseconds while calls come, and lets
 * itself be woken when none do. What is read is the program's own word, like all that comes from it.
 */
import fs from "node:fs";
import { sealedMemory } from "../kernel/libc.ts";
import { ringBytes, ringFileBytes, ringHead, ringWord } from "./trace-ring-layout.ts";

/** How often it looks while calls come. */
const lookMs = 4;
/** After so many looks in vain it sleeps until the bell. */
const looksInVain = 3;
const readingsMost = 6;

export class TraceRing {
  /** For the sandbox to inherit; it is closed with the ring. */
  readonly fd: number;
  onBytes: (bytes: Buffer) => void = () => {};
  readonly #head = new Int32Array(3);
  #read = 0;
  #asleep = true;
  #vain = 0;
  #timer: NodeJS.Timeout | null = null;
  #paused = false;
  #closed = false;

  constructor() {
    this.fd = sealedMemory("trace", ringFileBytes);
    this.#tell(ringWord.asleep, 1);
  }

  /** The bell, or any other word of the program's: what it had to tell before is told before. */
  heard(): void {
    if (this.#closed || this.#paused) return;
    this.drain();
    this.#wake();
  }

  /** While paused nothing is read: a program that tells more than fits waits. */
  pace(on: boolean): void {
    this.#paused = !on;
    if (on) this.heard();
    else this.#stopLooking();
  }

  /**
   * How far the program has written. A number may be read while half of it is written, so two readings must agree.
   * With a program that writes too fast for that there is nothing new this time.
   */
  #written(): number {
    let before: number | null = null;
    for (let reading = 0; reading < readingsMost; reading++) {
      fs.readSync(this.fd, this.#head, 0, this.#head.byteLength, 0);
      const now = this.#head[ringWord.written] as number;
      if (now === before) return now;
      before = now;
    }
    return this.#read;
  }

  /** Reads what there is. */
  drain(): boolean {
    if (this.#closed) return false;
    const written = this.#written();
    // A program that writes there by itself may claim anything: never more than the ring has room for.
    const count = Math.min((written - this.#read) >>> 0, ringBytes);
    if (count === 0) return false;
    const from = (this.#read >>> 0) % ringBytes;
    const bytes = Buffer.allocUnsafe(count);
    const first = Math.min(count, ringBytes - from);
    fs.readSync(this.fd, bytes, 0, first, ringHead + from);
    if (first < count) fs.readSync(this.fd, bytes, first, count - first, ringHead);
    this.#read = written | 0;
    this.#tell(ringWord.read, this.#read);
    this.onBytes(bytes);
    return true;
  }

  /** The last words of a program that has ended, however it did. */
  close(): void {
    if (this.#closed) return;
    this.#stopLooking();
    this.drain();
    this.#closed = true;
    fs.closeSync(this.fd);
  }

  #tell(word: number, value: number): void {
    fs.writeSync(this.fd, Int32Array.of(value), 0, 4, word * 4);
  }

  #wake(): void {
    if (this.#asleep) {
      this.#asleep = false;
      this.#tell(ringWord.asleep, 0);
    }
    this.#vain = 0;
    this.#timer ??= setTimeout(() => this.#look(), lookMs);
  }

  #look(): void {
    this.#timer = null;
    if (this.#closed || this.#paused) return;
    this.#vain = this.drain() ? 0 : this.#vain + 1;
    if (this.#vain >= looksInVain) {
      this.#asleep = true;
      this.#tell(ringWord.asleep, 1);
      // What was written between the last look and the word that it sleeps rang no bell.
      if (!this.drain()) return;
      this.#wake();
      return;
    }
    this.#timer = setTimeout(() => this.#look(), lookMs);
  }

  #stopLooking(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
