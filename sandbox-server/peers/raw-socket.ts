import fs from "node:fs";
import {
  AF_INET,
  bind,
  listen,
  SO_REUSEADDR,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  setsockoptInt,
  sockaddrIn,
  socket,
} from "../kernel/libc.ts";

/**
 * Makes IPv4 descriptors by the system calls themselves, so that they are born in the network namespace the
 * calling thread is in at that moment. Node's own `connect` and `bind` make theirs later, when the thread
 * has gone home. Hands on a descriptor that `net.Socket`, `net.Server` or `dgram.Socket` then adopts.
 */

const SO_BROADCAST = 6;
const SO_RCVBUF = 8;

export type RawSocketOptions = {
  /** Where to bind; without it the kernel picks a port at the first connect or send. */
  local?: readonly [address: string, port: number];
  /** Listen, with this many finished handshakes waiting at most. */
  backlog?: number;
  /** SO_RCVBUF, in bytes, for a peer that means to read slowly. */
  receiveBuffer?: number;
};

/** socket(2), then bind(2) and listen(2) where asked. Throws SystemError, and leaves no descriptor then. */
export function rawSocket(kind: "tcp" | "udp", options: RawSocketOptions = {}): number {
  const fd = socket(AF_INET, (kind === "tcp" ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK, 0);
  try {
    if (kind === "udp") setsockoptInt(fd, SOL_SOCKET, SO_BROADCAST, 1);
    if (options.receiveBuffer !== undefined) setsockoptInt(fd, SOL_SOCKET, SO_RCVBUF, options.receiveBuffer);
    if (options.local !== undefined) {
      if (kind === "tcp") setsockoptInt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
      bind(fd, sockaddrIn(...options.local));
    }
    if (options.backlog !== undefined) listen(fd, options.backlog);
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}
