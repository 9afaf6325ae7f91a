/**
 * The records in which a program tells its calls through the ring: 32-bit words in the machine's order, text in 16-bit
 * units, bytes packed; text and bytes are filled up to a whole word. A record begins with its kind and its length:
 *
 *     head      kind, and words of the whole record << 8
 *     time      seconds, nanoseconds of CLOCK_MONOTONIC
 *     call      its number
 *
 *     call, paused    thread, fd (or `none`), name, place, count of arguments, arguments
 *     return          what follows (`returned`), result or code and message, [newFd], [bytes moved, data], [flow]
 *     flow            flow, of a call that has not come back
 *
 * A name, place or flow that was told before is told by its number: 0 is none, a negative number says what follows it
 * and gives it that number from now on, `inline` says it for this once. All threads take numbers from one counter for
 * each of the three, so that a number means the same whoever writes it.
 */

export const recordKind = { call: 1, return: 2, paused: 3, flow: 4 } as const;

/** No descriptor. -1 is one that was closed. */
export const none = -0x8000_0000;
export const inline = 0x7fff_ffff;

/** Which of its parts a return has. */
export const returned = { ok: 1, newFd: 2, moved: 4, received: 8, flow: 16 } as const;

/** An argument or result begins with its kind and << 2 a length: of text, or of the bytes that are shown. */
export const toldKind = { number: 0, text: 1, bytes: 2 } as const;

export const flowProtocols = ["tcp", "udp", "icmp", "unix"] as const;
/** How an endpoint begins: none, a path (text), or host and port (text, port). */
export const endpointKind = { none: 0, path: 1, inet: 2 } as const;

/** The most of everything; in characters, bytes and numbers. The same hold in protocol/lab-event.ts. */
export const recordMost = {
  name: 40,
  file: 200,
  args: 8,
  arg: 200,
  result: 300,
  code: 40,
  message: 300,
  host: 64,
  path: 128,
  /** Bytes of an argument or result that are shown. */
  shown: 48,
  /** Bytes that a call moved. */
  data: 1_024,
  /** Names, and places, and flows, that have a number. */
  numbers: 1_024,
  /** Words of a record: more than all of the above together. */
  words: 1_536,
} as const;
