/** The program's end of its trace ring: lines go into memory that the server reads. All threads of the program write there. */
import { closeSync } from "node:fs";
import koffi from "koffi";
import { ringBytes, ringFileBytes, ringHead, ringWord } from "../program/trace-ring-layout.ts";

const ringFd = 5;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

const { load, store, compareExchange, wait } = Atomics;
const { write } = Buffer.prototype;
/** A character is three bytes at most. */
const bytesOfCharacter = 3;

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
  readonly #bytes: Buffer;
  readonly #state: Int32Array;
  readonly #lock: number;
  readonly #bell: () => void;
  #scratch = Buffer.alloc(16 * 1024);

  /**
   * @param state integers that all threads of the program share; `lock` is the index of one that is 0
   * @param bell wakes the server
   */
  constructor(place: RingPlace, state: Int32Array, lock: number, bell: () => void) {
    const memory: ArrayBuffer = koffi.view(place, ringFileBytes);
    this.#head = new Int32Array(memory, 0, 3);
    this.#bytes = Buffer.from(memory, ringHead, ringBytes);
    this.#state = state;
    this.#lock = lock;
    this.#bell = bell;
  }

  /** Writes one line, its newline included; waits while the server has not read enough to make room for it. */
  put(line: string): void {
    // A holder may itself be waiting for room: who waits for it sleeps.
    while (compareExchange(this.#state, this.#lock, 0, 1) !== 0) wait(this.#state, this.#lock, 1, 1);
    try {
      this.#write(line);
    } finally {
      store(this.#state, this.#lock, 0);
    }
  }

  #write(line: string): void {
    const written = load(this.#head, ringWord.written);
    const most = line.length * bytesOfCharacter;
    const at = (written >>> 0) % ringBytes;
    let count: number;
    if (ringBytes - at >= most && this.#room(written) >= most) {
      count = write.call(this.#bytes, line, at, "utf8");
    } else {
      if (this.#scratch.length < most) this.#scratch = Buffer.alloc(most);
      count = write.call(this.#scratch, line, 0, "utf8");
      while (this.#room(written) < count) {
        this.#rouse();
        wait(this.#state, this.#lock, 1, 1);
      }
      const first = Math.min(count, ringBytes - at);
      this.#bytes.set(this.#scratch.subarray(0, first), at);
      this.#bytes.set(this.#scratch.subarray(first, count), 0);
    }
    // The order of these two is what keeps a line from lying unread: the server says that it sleeps, then looks again.
    store(this.#head, ringWord.written, (written + count) | 0);
    this.#rouse();
  }

  #rouse(): void {
    if (load(this.#head, ringWord.asleep) !== 1) return;
    if (compareExchange(this.#head, ringWord.asleep, 1, 0) === 1) this.#bell();
  }

  #room(written: number): number {
    return ringBytes - ((written - load(this.#head, ringWord.read)) >>> 0);
  }
}
