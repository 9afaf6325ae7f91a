import { type Address, type AddressLike, fromSockaddr, inet6Text, toSockaddr } from "./address.ts";
import { int, text } from "./checks.ts";
import { AF_INET, AF_INET6, AI_NUMERICHOST, NI_MAXHOST, NI_MAXSERV } from "./constants.ts";
import { errorFor, SocketError } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { type HostEntry, type HostFailure, hostByAddress, hostByName } from "./netdb.ts";
import { hostArgument, hostError, lookUp, resolve, resolveError, serviceArgument } from "./resolve.ts";
import { showAddress } from "./show.ts";
import { call } from "./traced.ts";

/** Names of hosts. */

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
    (all) => ({ result: all.map(([, , , , address]) => showAddress(address)).join(", ") }),
  );
}

/**
 * The IPv4 address of a host. gethostbyname(3)
 * @param host a name or an address
 * @throws gaierror
 */
export function gethostbyname(host: string): string {
  text("gethostbyname", "the host", host);
  return call(
    "gethostbyname",
    null,
    () => [JSON.stringify(host)],
    () => lookUp("gethostbyname", host, AF_INET).subarray(4, 8).join("."),
    (address) => ({ result: address }),
  );
}

/** A host's entry: its own name, its other names, its addresses. */
export type HostNames = [name: string, aliases: string[], addresses: string[]];

/**
 * A host's own name, its other names and its IPv4 addresses. gethostbyname(3)
 * @param host a name or an address
 * @throws gaierror if there is no such host; herror
 */
export function gethostbyname_ex(host: string): HostNames {
  text("gethostbyname_ex", "the host", host);
  return hostNames("gethostbyname_ex", host, () => {
    lookUp("gethostbyname_ex", host, AF_INET);
    return [AF_INET, hostByName(host)];
  });
}

/**
 * The names that belong to an address. gethostbyaddr(3)
 * @param address an address of IPv4 or IPv6, or a name, which is looked up first
 * @throws gaierror if there is no such host; herror if nobody knows a name for it
 */
export function gethostbyaddr(address: string): HostNames {
  text("gethostbyaddr", "the address", address);
  return hostNames("gethostbyaddr", address, () => {
    const sockaddr = anyAddress("gethostbyaddr", address);
    const family = sockaddr.readUInt16LE(0);
    const packed = family === AF_INET6 ? sockaddr.subarray(8, 24) : sockaddr.subarray(4, 8);
    return [family, hostByAddress(family, packed)];
  });
}

/** The sockaddr of a host in whichever family it has first. */
function anyAddress(name: string, host: string): Buffer {
  if (host === "" || host === "<broadcast>") return lookUp(name, host, AF_INET);
  const [first] = resolve(name, host, null, {});
  return first === undefined ? lookUp(name, host, AF_INET) : first.sockaddr;
}

function hostNames(
  name: string,
  host: string,
  ask: () => [family: number, answer: HostEntry | HostFailure],
): HostNames {
  return call(
    name,
    null,
    () => [JSON.stringify(host)],
    (): HostNames => {
      const [family, answer] = ask();
      if ("failed" in answer) throw hostError(name, answer.failed, host);
      const addresses = answer.addresses.map((packed) =>
        family === AF_INET6 ? inet6Text(packed) : packed.join("."),
      );
      return [answer.name, answer.aliases, addresses];
    },
    ([own, aliases, addresses]) => ({ result: [own, ...aliases, ...addresses].join(", ") }),
  );
}

/**
 * The name of this machine. gethostname(2)
 * @throws SocketError, when the kernel does not answer
 */
export function gethostname(): string {
  return call(
    "gethostname",
    null,
    () => [],
    () => {
      const area = Buffer.alloc(1025);
      if (libc.gethostname(area, 1024) < 0) throw errorFor("gethostname", lastErrno());
      return zeroEnded(area);
    },
    (name) => ({ result: JSON.stringify(name) }),
  );
}

/**
 * Gives this machine another name; whoever has the right to (CAP_SYS_ADMIN) may. sethostname(2)
 * @param name at most 64 bytes
 * @throws PermissionError; SocketError EINVAL (longer than 64 bytes)
 */
export function sethostname(name: string): void {
  const bytes = Buffer.from(text("sethostname", "the name", name), "utf8");
  call(
    "sethostname",
    null,
    () => [JSON.stringify(name)],
    () => {
      if (libc.sethostname(bytes, bytes.length) < 0) throw errorFor("sethostname", lastErrno());
    },
    () => ({ result: "" }),
  );
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
  const sockaddr = toSockaddr("getnameinfo", familyOfNumbers(address), address);
  return call(
    "getnameinfo",
    null,
    () => [showAddress(address), String(flags)],
    (): [string, string] => {
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
    },
    (names) => ({ result: JSON.stringify(names) }),
  );
}

/** The family of an address whose host is a number; a name is not looked up but refused. */
function familyOfNumbers(address: unknown): number {
  if (!Array.isArray(address) || typeof address[0] !== "string") return AF_INET;
  const host = text("getnameinfo", "the host", address[0]);
  return resolve("getnameinfo", host, null, { flags: AI_NUMERICHOST })[0]?.family ?? AF_INET;
}

/**
 * The full name of a host, with its domain, as far as it is known; without a host, of this machine. Python's `getfqdn`.
 * @param host a name or an address; "" for this machine
 * @returns the first of its names that has a dot; the host itself where nobody knows it
 */
export function getfqdn(host = ""): string {
  const given = text("getfqdn", "the host", host).trim();
  const name = given === "" || given === "0.0.0.0" || given === "::" ? gethostname() : given;
  try {
    const [own, aliases] = gethostbyaddr(name);
    return [own, ...aliases].find((one) => one.includes(".")) ?? own;
  } catch (error) {
    if (error instanceof SocketError) return name;
    throw error;
  }
}

function zeroEnded(area: Buffer): string {
  return area.toString("utf8", 0, area.indexOf(0));
}
