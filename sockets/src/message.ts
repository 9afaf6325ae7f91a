import { addressOf, libc } from "./libc.ts";

/**
 * `struct msghdr` of sendmsg(2) and recvmsg(2): memory for the data in several pieces, for control messages, and for
 * an address. The kernel is given addresses of memory, so a Message holds all of it until it is itself given up.
 */

const HEADER_BYTES = 56;
const NAME_LENGTH = 8;
const CONTROL_LENGTH = 40;
const FLAGS = 48;
const IOVEC_BYTES = 16;

export class Message {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  readonly #vector: Buffer;
  /** Held, because the kernel has their addresses only. */
  readonly parts: readonly Uint8Array[];
  readonly #control: Buffer;
  readonly #name: Buffer;

  /**
   * @param parts the data, or where they go
   * @param control the control messages, or where they go; may be empty
   * @param name the `struct sockaddr`, or where it goes; may be empty
   */
  constructor(parts: readonly Uint8Array[], control: Buffer, name: Buffer) {
    this.parts = parts;
    this.#control = control;
    this.#name = name;
    this.#vector = Buffer.alloc(parts.length * IOVEC_BYTES);
    parts.forEach((part, i) => {
      this.#vector.writeBigUInt64LE(addressOf(part), i * IOVEC_BYTES);
      this.#vector.writeBigUInt64LE(BigInt(part.length), i * IOVEC_BYTES + 8);
    });
    if (name.length > 0) this.#header.writeBigUInt64LE(addressOf(name), 0);
    if (parts.length > 0) this.#header.writeBigUInt64LE(addressOf(this.#vector), 16);
    this.#header.writeBigUInt64LE(BigInt(parts.length), 24);
    if (control.length > 0) this.#header.writeBigUInt64LE(addressOf(control), 32);
  }

  /** What sendmsg(2) gives back. */
  send(fd: number, flags: number): number {
    this.#prepare();
    return libc.sendmsg(fd, this.#header, flags);
  }

  /** What recvmsg(2) gives back. */
  receive(fd: number, flags: number): number {
    this.#prepare();
    return libc.recvmsg(fd, this.#header, flags);
  }

  /** The kernel writes the lengths it used over those it was given. */
  #prepare(): void {
    this.#header.writeUInt32LE(this.#name.length, NAME_LENGTH);
    this.#header.writeBigUInt64LE(BigInt(this.#control.length), CONTROL_LENGTH);
    this.#header.writeInt32LE(0, FLAGS);
  }

  /** The MSG_* that came with a received message. */
  get flags(): number {
    return this.#header.readInt32LE(FLAGS);
  }

  /** The control messages that came. */
  get control(): Buffer {
    return this.#control.subarray(0, Number(this.#header.readBigUInt64LE(CONTROL_LENGTH)));
  }

  /** The `struct sockaddr` that came. */
  get name(): Buffer {
    return this.#name.subarray(0, this.#header.readUInt32LE(NAME_LENGTH));
  }
}

/** The first bytes of a message of `length`, at most `most`, from as many pieces as that takes. */
export function firstBytes(parts: readonly Uint8Array[], length: number, most: number): Uint8Array {
  const wanted = Math.min(length, most);
  const [first] = parts;
  if (first !== undefined && first.length >= wanted) return first.subarray(0, wanted);
  const data = Buffer.alloc(wanted);
  let at = 0;
  for (const part of parts) {
    if (at === wanted) break;
    const piece = part.subarray(0, wanted - at);
    data.set(piece, at);
    at += piece.length;
  }
  return data;
}
