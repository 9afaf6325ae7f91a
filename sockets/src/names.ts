import { type Address, type AddressLike, fromSockaddr, toSockaddr } from "./address.ts";
import { int, text } from "./checks.ts";
import {
  AF_INET,
  AF_INET6,
  NI_DGRAM,
  NI_MAXHOST,
  NI_MAXSERV,
  NI_NAMEREQD,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  SOCK_STREAM,
} from "./constants.ts";
import { errorFor, SocketError } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { hostArgument, lookUp, resolve, resolveError, serviceArgument } from "./resolve.ts";
import { showAddress } from "./show.ts";
import { call } from "./traced.ts";

/** Names of hosts, services and network devices. */

/** One answer of `getaddrinfo`: what to give to `new Socket(family, type, protocol)`, a canonical name, and an address to connect to. */
export type AddressInfo = [
  family: number,
  type: number,
  protocol: number,
  canonicalName: string,
  address: Address,
];

/**
 * Every address of a host and service, in the order to try them. It blocks while name servers are asked. getaddrinfo(3)
 * @param host a name, an address, or null for this machine
 * @param port a number, a service's name as "http", or null
 * @param family AF_INET, AF_INET6; 0 for both
 * @param type SOCK_STREAM, SOCK_DGRAM; 0 for all
 * @param protocol 0 for all
 * @param flags AI_*
 * @throws gaierror
 */
export function getaddrinfo(
  host: string | null,
  port: number | string | null,
  family = 0,
  type = 0,
  protocol = 0,
  flags = 0,
): AddressInfo[] {
  const name = hostArgument("getaddrinfo", host);
  const service = serviceArgument("getaddrinfo", port);
  const hints = {
    family: int("getaddrinfo", "the family", family),
    type: int("getaddrinfo", "the type", type),
    protocol: int("getaddrinfo", "the protocol", protocol),
    flags: int("getaddrinfo", "the flags", flags),
  };
  return call(
    "getaddrinfo",
    null,
    () => [JSON.stringify(host), JSON.stringify(port)],
    () =>
      resolve("getaddrinfo", name, service, hints).map(
        (one): AddressInfo => [
          one.family,
          one.type,
          one.protocol,
          one.name,
          fromSockaddr(one.sockaddr, one.sockaddr.length) ?? "",
        ],
      ),
    (all) => ({ text: all.map(([, , , , address]) => showAddress(address)).join(", ") }),
  );
}

/**
 * The IPv4 address of a host. gethostbyname(3)
 * @throws gaierror
 */
export function gethostbyname(host: string): string {
  text("gethostbyname", "the host", host);
  return call(
    "gethostbyname",
    null,
    () => [JSON.stringify(host)],
    () => lookUp("gethostbyname", host, AF_INET).subarray(4, 8).join("."),
    (address) => ({ text: address }),
  );
}

/** The name of this machine. gethostname(2) */
export function gethostname(): string {
  const area = Buffer.alloc(1025);
  if (libc.gethostname(area, 1024) < 0) throw errorFor("gethostname", lastErrno());
  return area.toString("utf8", 0, area.indexOf(0));
}

/**
 * The names that belong to an address. getnameinfo(3)
 * @param address `[host, port]`; the host must be an address
 * @param flags NI_NUMERICHOST, NI_NUMERICSERV: give the numbers instead
 * @returns host and service
 * @throws gaierror
 */
export function getnameinfo(address: AddressLike, flags: number): [host: string, service: string] {
  int("getnameinfo", "the flags", flags);
  const family = Array.isArray(address) && String(address[0]).includes(":") ? AF_INET6 : AF_INET;
  const sockaddr = toSockaddr("getnameinfo", family, address);
  const host = Buffer.alloc(NI_MAXHOST);
  const service = Buffer.alloc(NI_MAXSERV);
  const status = libc.getnameinfo(
    sockaddr,
    sockaddr.length,
    host,
    host.length,
    service,
    service.length,
    flags,
  );
  if (status !== 0) throw resolveError("getnameinfo", status, showAddress(address));
  return [zeroEnded(host), zeroEnded(service)];
}

/** The port of a service: `getservbyname("http")` is 80. getservbyname(3) @throws SocketError if there is none */
export function getservbyname(service: string, protocol: "tcp" | "udp" = "tcp"): number {
  text("getservbyname", "the service", service);
  if (!/^\d+$/.test(service)) {
    const type = protocol === "udp" ? 2 : SOCK_STREAM;
    try {
      const found = resolve("getservbyname", null, service, { family: AF_INET, type })[0];
      if (found !== undefined) return found.sockaddr.readUInt16BE(2);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
    }
  }
  throw noService("getservbyname", service);
}

/** The service of a port: `getservbyport(80)` is "http". getservbyport(3) @throws SocketError if there is none */
export function getservbyport(port: number, protocol: "tcp" | "udp" = "tcp"): string {
  int("getservbyport", "the port", port, 0, 65535);
  const flags = NI_NUMERICHOST | (protocol === "udp" ? NI_DGRAM : 0);
  const [, service] = getnameinfo(["127.0.0.1", port], flags);
  if (service === String(port)) throw noService("getservbyport", port);
  return service;
}

/** The number of a network device: `if_nametoindex("lo")` is 1. if_nametoindex(3) */
export function if_nametoindex(name: string): number {
  const index = libc.if_nametoindex(text("if_nametoindex", "the name", name));
  if (index === 0) throw errorFor("if_nametoindex", lastErrno(), name);
  return index;
}

/** The name of a network device. if_indextoname(3) */
export function if_indextoname(index: number): string {
  const name = libc.if_indextoname(
    int("if_indextoname", "the index", index, 0, 0xffffffff),
    Buffer.alloc(16),
  );
  if (name === null) throw errorFor("if_indextoname", lastErrno(), index);
  return name;
}

/**
 * The full name of a host, with its domain, as far as it is known; without a host, of this machine.
 * @returns the host itself where nobody knows better
 */
export function getfqdn(host = ""): string {
  text("getfqdn", "the host", host);
  const name = host === "" || host === "0.0.0.0" ? gethostname() : host;
  try {
    const [found] = getnameinfo([gethostbyname(name), 0], NI_NAMEREQD | NI_NUMERICSERV);
    return found;
  } catch (error) {
    // No name server knows it: Python gives the name back as well.
    if (error instanceof SocketError) return name;
    throw error;
  }
}

function noService(syscall: string, what: string | number): SocketError {
  return new SocketError(`${syscall}: no service is known as ${JSON.stringify(what)}`, {
    errno: null,
    code: "ENOENT",
    syscall,
    address: what,
  });
}

function zeroEnded(area: Buffer): string {
  return area.toString("utf8", 0, area.indexOf(0));
}
