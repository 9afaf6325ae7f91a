import { type Address, fromSockaddr, SOCKADDR_MAX } from "./address.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "./constants.ts";
import { libc } from "./libc.ts";
import type { OpenSocket } from "./open-socket.ts";
import type { Endpoint, Flow } from "./tracer.ts";

/** Which flow the bytes of a socket belong to, for a tracer: asked of the kernel once, and kept while it is true. */

const nameArea = Buffer.alloc(SOCKADDR_MAX);
const lengthArea = Buffer.alloc(4);

/** The address of one end of a socket, null where the kernel gives none (the errno tells why). */
export function nameOf(fd: number, get: typeof libc.getsockname): Address | null {
  nameArea.fill(0);
  lengthArea.writeUInt32LE(SOCKADDR_MAX, 0);
  if (get(fd, nameArea, lengthArea) < 0) return null;
  return fromSockaddr(nameArea, lengthArea.readUInt32LE(0));
}

function endpoint(address: unknown): Endpoint | null {
  if (typeof address === "string") return address;
  if (Array.isArray(address) && typeof address[0] === "string" && typeof address[1] === "number") {
    return [address[0], address[1]];
  }
  return null;
}

function protocolName(family: number, type: number, proto: number): Flow["protocol"] | null {
  if (family === AF_UNIX) return "unix";
  if (family !== AF_INET && family !== AF_INET6) return null;
  if (proto === IPPROTO_ICMP || proto === IPPROTO_ICMPV6) return "icmp";
  if (type === SOCK_STREAM) return "tcp";
  return type === SOCK_DGRAM ? "udp" : null;
}

export class SocketFlow {
  readonly #open: OpenSocket;
  readonly #protocol: Flow["protocol"] | null;
  #local: Endpoint | null = null;
  #remote: Endpoint | null = null;
  /** The flow of a connected socket, once it is known. */
  #stream: Flow | null = null;

  constructor(open: OpenSocket, family: number, type: number, proto: number) {
    this.#open = open;
    this.#protocol = protocolName(family, type, proto);
  }

  /** What was known is true no more: the socket is bound, connected or closed. */
  forget(): void {
    this.#local = null;
    this.#remote = null;
    this.#stream = null;
  }

  /** Says who the other end is: `accept` has been told. */
  knowPeer(address: unknown): void {
    this.#remote = endpoint(address);
  }

  /** The flow of bytes that move now; `peer` is a datagram's other end. */
  of(peer?: unknown): Flow | undefined {
    if (this.#stream !== null && (peer === undefined || peer === null)) return this.#stream;
    const protocol = this.#protocol;
    if (protocol === null) return undefined;
    if (this.#local === null) {
      const local = endpoint(nameOf(this.#open.fd, libc.getsockname));
      if (local === null) return undefined;
      // A datagram socket that is not bound yet has port 0: ask again next time.
      if (typeof local === "string" || local[1] !== 0) this.#local = local;
      else return { protocol, local, remote: endpoint(peer) };
    }
    if (peer !== undefined && peer !== null) return { protocol, local: this.#local, remote: endpoint(peer) };
    this.#remote ??= endpoint(nameOf(this.#open.fd, libc.getpeername));
    if (this.#remote !== null) this.#stream = { protocol, local: this.#local, remote: this.#remote };
    return { protocol, local: this.#local, remote: this.#remote };
  }
}
