/**
 * Receives and sends many frames with one system call each (recvmmsg(2), sendmmsg(2)). The structures that the
 * kernel reads lie in plain buffers, laid out once and used again for every batch of every lab: carrying a frame
 * on a perfect wire allocates nothing.
 */
import koffi from "koffi";

const libc = koffi.load("libc.so.6");
const recvmmsg = libc.func("int recvmmsg(int fd, void *vec, unsigned int count, int flags, void *timeout)");
const sendmmsg = libc.func("int sendmmsg(int fd, void *vec, unsigned int count, int flags)");
const send = libc.func("int64_t send(int fd, void *bytes, uint64_t length, int flags)");
const clockGettime = libc.func("int clock_gettime(int clock, void *time)");

const EAGAIN = 11;
const EINTR = 4;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const CLOCK_REALTIME = 0;

/** Frames of one batch, and room for each: the longest that a card without limits hands over. */
export const batchFrames = 64;
const frameRoom = 65_664;
/** struct mmsghdr and struct iovec on 64-bit Linux, and a control buffer for one timestamp. */
const headerSize = 64;
const vectorSize = 16;
const controlSize = 64;

/** The structures, as bytes for the kernel and as 32-bit words for us. */
type Vectors = { headers: Buffer; headerWords: Uint32Array; iovecWords: Uint32Array; views: Buffer[] };

const words = (buffer: Buffer): Uint32Array =>
  new Uint32Array(buffer.buffer, buffer.byteOffset, buffer.length / 4);

/** Where the kernel leaves the size of what it wrote to the control buffer, and the frame's length, in words. */
const headerWordsEach = headerSize / 4;
const controlLength = 10;
const frameLength = 14;

function layOut(frames: Buffer, control: Buffer | null): Vectors {
  const headers = Buffer.alloc(batchFrames * headerSize);
  const iovecs = Buffer.alloc(batchFrames * vectorSize);
  const views: Buffer[] = [];
  const [framesAt, iovecsAt] = [koffi.address(frames), koffi.address(iovecs)];
  const controlAt = control === null ? 0n : koffi.address(control);
  for (let i = 0; i < batchFrames; i++) {
    iovecs.writeBigUInt64LE(framesAt + BigInt(i * frameRoom), i * vectorSize);
    iovecs.writeBigUInt64LE(BigInt(frameRoom), i * vectorSize + 8);
    headers.writeBigUInt64LE(iovecsAt + BigInt(i * vectorSize), i * headerSize + 16);
    headers.writeBigUInt64LE(1n, i * headerSize + 24);
    if (control !== null) headers.writeBigUInt64LE(controlAt + BigInt(i * controlSize), i * headerSize + 32);
    views.push(headers.subarray(i * headerSize));
  }
  return { headers, headerWords: words(headers), iovecWords: words(iovecs), views };
}

/** A struct timespec at word `at`, in microseconds; good for the seconds that 32 bits hold. */
const micros = (clock: Uint32Array, at: number): number =>
  (clock[at] ?? 0) * 1e6 + (clock[at + 2] ?? 0) / 1e3;

export class FrameBatch {
  /** The frames' bytes; frame `i` begins at `start(i)` and is `length(i)` long. */
  readonly bytes = Buffer.alloc(batchFrames * frameRoom);
  readonly #control = Buffer.alloc(batchFrames * controlSize);
  readonly #received = layOut(this.bytes, this.#control);
  readonly #sending = layOut(this.bytes, null);
  readonly #controlWords = words(this.#control);
  readonly #clock = Buffer.alloc(16);
  readonly #clockWords = words(this.#clock);
  /** CLOCK_REALTIME, by which the kernel stamps frames, when the batch was received. */
  #realMicros = 0;

  /**
   * Takes up to `most` frames that wait at `fd`.
   * @returns how many; -1 where the interface is gone
   */
  receive(fd: number, most: number): number {
    const count = Math.min(most, batchFrames);
    const { headers, headerWords } = this.#received;
    // The kernel leaves the size it used; it must find the whole room again.
    for (let i = 0; i < count; i++) headerWords[i * headerWordsEach + controlLength] = controlSize;
    const got = recvmmsg(fd, headers, count, MSG_DONTWAIT | MSG_TRUNC, null);
    if (got < 0) return koffi.errno() === EAGAIN || koffi.errno() === EINTR ? 0 : -1;
    clockGettime(CLOCK_REALTIME, this.#clock);
    this.#realMicros = micros(this.#clockWords, 0);
    return got;
  }

  start(index: number): number {
    return index * frameRoom;
  }

  length(index: number): number {
    return Math.min(frameRoom, this.wholeLength(index));
  }

  /** As the frame was on the line, where it was longer than there is room for. */
  wholeLength(index: number): number {
    return this.#received.headerWords[index * headerWordsEach + frameLength] ?? 0;
  }

  /** How many microseconds before `receive` the kernel took the frame from its sender. */
  age(index: number): number {
    const { headerWords } = this.#received;
    // One control message is there: 16 bytes of header, then struct timespec.
    if ((headerWords[index * headerWordsEach + controlLength] ?? 0) < 32) return 0;
    const stamp = micros(this.#controlWords, (index * controlSize) / 4 + 4);
    const age = this.#realMicros - stamp;
    // A clock that was set in between tells nothing.
    return age >= 0 && age < 1e6 ? age : 0;
  }

  /** Makes frame `index` ready to be sent as it was received. */
  prepare(index: number): void {
    this.#sending.iovecWords[(index * vectorSize) / 4 + 2] = this.length(index);
  }

  /**
   * Sends prepared frames `from` up to `to` in order.
   * @returns how many went before one did not; 0 when the first was refused
   */
  send(fd: number, from: number, to: number): number {
    return Math.max(0, sendmmsg(fd, this.#sending.views[from], to - from, MSG_DONTWAIT));
  }
}

/** Sends one frame. False where the kernel refuses it: too short, too long, or no room. */
export function sendFrame(fd: number, bytes: Uint8Array): boolean {
  return Number(send(fd, bytes, bytes.length, MSG_DONTWAIT)) === bytes.length;
}
