/**
 * The memory through which a program tells its calls without a system call: a file without a name that the server
 * makes for each sandbox and the program maps. First a page of three numbers, then a ring of bytes, records in it (trace-record.ts).
 * The server never maps it: it reads, so nothing that the program does to the file can hurt it.
 */

/** Where each number lies in the first page, as an index of 32-bit integers. */
export const ringWord = {
  /** Bytes written so far, modulo 2^32: the program's. */
  written: 0,
  /** Bytes read so far, modulo 2^32: the server's. */
  read: 1,
  /** 1 when the server has stopped looking: who writes next rings the bell, an empty line on the trace descriptor. */
  asleep: 2,
} as const;

export const ringHead = 4_096;
/** A power of two. */
export const ringBytes = 128 * 1024;
export const ringFileBytes = ringHead + ringBytes;
