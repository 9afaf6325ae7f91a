import { addressOf, libc } from "./libc.ts";

/** The databases of hosts, services and protocols, by the calls of the C library that any thread may make. netdb.h */

/** Bytes that a call may fill at first; more when it says that they are too few. */
const FIRST_BYTES = 16 * 1024;
const MOST_BYTES = 1024 * 1024;
const ERANGE = 34;
/** Bytes of the longest of `struct hostent`, `servent` and `protoent`. */
const ENTRY_BYTES = 32;

/** `struct hostent`, copied out. */
export type HostEntry = { name: string; aliases: string[]; addresses: Buffer[] };
/** A host that was not found: the number of h_errno, -1 for none. */
export type HostFailure = { failed: number };

/** What a call `..._r` filled: an entry, and in the rest of the same area all that it points to. */
class Entry {
  readonly #area: Buffer;
  readonly #base: bigint;

  constructor(area: Buffer) {
    this.#area = area;
    this.#base = addressOf(area);
  }

  int(at: number): number {
    return this.#area.readInt32LE(at);
  }

  text(at: number): string {
    const start = this.#follow(at);
    return start === null ? "" : this.#area.toString("utf8", start, this.#area.indexOf(0, start));
  }

  /** Where the pointers of a list stand, which a null pointer ends. */
  list(at: number): number[] {
    const found: number[] = [];
    for (let one = this.#follow(at) ?? -1; one >= 0 && this.#follow(one) !== null; one += 8) found.push(one);
    return found;
  }

  bytes(at: number, length: number): Buffer {
    const start = this.#follow(at) ?? 0;
    return Buffer.from(this.#area.subarray(start, start + length));
  }

  /** Where the pointer at `at` leads to in the area; null for a null pointer, and for one that leads out. */
  #follow(at: number): number | null {
    const to = Number(this.#area.readBigUInt64LE(at) - this.#base);
    return to >= 0 && to < this.#area.length ? to : null;
  }
}

/** Makes a call with an area that is big enough; null when there is no such entry. */
function ask(run: (entry: Buffer, rest: Buffer, length: number, result: Buffer) => number): Entry | null {
  for (let size = FIRST_BYTES; ; size *= 4) {
    const area = Buffer.alloc(ENTRY_BYTES + size);
    const result = Buffer.alloc(8);
    const status = run(area, area.subarray(ENTRY_BYTES), size, result);
    if (status === ERANGE && size < MOST_BYTES) continue;
    return status === 0 && result.readBigUInt64LE(0) !== 0n ? new Entry(area) : null;
  }
}

const HOST = { name: 0, aliases: 8, length: 20, addresses: 24 } as const;
const SERVICE = { name: 0, port: 16 } as const;
const PROTOCOL = { number: 16 } as const;

function host(run: (entry: Buffer, rest: Buffer, length: number, result: Buffer, failure: Buffer) => number) {
  const failure = Buffer.alloc(4);
  const entry = ask((...area) => run(...area, failure));
  if (entry === null) return { failed: failure.readInt32LE(0) };
  const length = entry.int(HOST.length);
  return {
    name: entry.text(HOST.name),
    aliases: entry.list(HOST.aliases).map((at) => entry.text(at)),
    addresses: entry.list(HOST.addresses).map((at) => entry.bytes(at, length)),
  };
}

/** The entry of a host's name, with its IPv4 addresses. gethostbyname(3) */
export function hostByName(name: string): HostEntry | HostFailure {
  return host((...area) => libc.gethostbyname_r(name, ...area));
}

/** The entry of an address: 4 bytes for AF_INET, 16 for AF_INET6. gethostbyaddr(3) */
export function hostByAddress(family: number, packed: Uint8Array): HostEntry | HostFailure {
  return host((...area) => libc.gethostbyaddr_r(packed, packed.length, family, ...area));
}

/** The port of a service, null if it is not known. getservbyname(3) */
export function portOfService(name: string, protocol: string | null): number | null {
  const port = ask((...area) => libc.getservbyname_r(name, protocol, ...area))?.int(SERVICE.port);
  return port === undefined ? null : swapped(port);
}

/** The service of a port, null if it is not known. getservbyport(3) */
export function serviceOfPort(port: number, protocol: string | null): string | null {
  return ask((...area) => libc.getservbyport_r(swapped(port), protocol, ...area))?.text(SERVICE.name) ?? null;
}

/** The number of a protocol, null if it is not known. getprotobyname(3) */
export function protocolNumber(name: string): number | null {
  return ask((...area) => libc.getprotobyname_r(name, ...area))?.int(PROTOCOL.number) ?? null;
}

/** These calls have ports in the order of the network. */
function swapped(port: number): number {
  return ((port & 0xff) << 8) | ((port >>> 8) & 0xff);
}
