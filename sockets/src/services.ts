import { int, text } from "./checks.ts";
import { SocketError } from "./errors.ts";
import { portOfService, protocolNumber, serviceOfPort } from "./netdb.ts";
import { call } from "./traced.ts";

/** Services and protocols by name and by number, as /etc/services and /etc/protocols of this machine have them. */

/**
 * The port of a service: `getservbyname("http")` is 80. getservbyname(3)
 * @param service its name
 * @param protocol "tcp", "udp"; left out, any
 * @throws SocketError if there is none
 */
export function getservbyname(service: string, protocol?: string): number {
  text("getservbyname", "the service", service);
  const which = protocolArgument("getservbyname", protocol);
  return found("getservbyname", service, which, () => portOfService(service, which));
}

/**
 * The service of a port: `getservbyport(80)` is "http". getservbyport(3)
 * @param port 0 to 65535
 * @param protocol "tcp", "udp"; left out, any
 * @throws SocketError if there is none
 */
export function getservbyport(port: number, protocol?: string): string {
  int("getservbyport", "the port", port, 0, 65535);
  const which = protocolArgument("getservbyport", protocol);
  return found("getservbyport", port, which, () => serviceOfPort(port, which));
}

/**
 * The number of a protocol: `getprotobyname("icmp")` is 1. getprotobyname(3)
 * @param name as `"icmp"`
 * @throws SocketError if there is none
 */
export function getprotobyname(name: string): number {
  text("getprotobyname", "the name", name);
  return found("getprotobyname", name, null, () => protocolNumber(name));
}

function protocolArgument(name: string, protocol: unknown): string | null {
  return protocol === undefined ? null : text(name, "the protocol", protocol);
}

function found<T extends string | number>(
  name: string,
  what: string | number,
  protocol: string | null,
  ask: () => T | null,
): T {
  return call(
    name,
    null,
    () => [JSON.stringify(what), ...(protocol === null ? [] : [JSON.stringify(protocol)])],
    () => {
      const answer = ask();
      if (answer !== null) return answer;
      const kind = name === "getprotobyname" ? "protocol" : "service";
      throw new SocketError(`${name}: no ${kind} is known as ${JSON.stringify(what)}`, {
        errno: null,
        code: "ENOENT",
        syscall: name,
        address: what,
      });
    },
    (answer) => ({ result: JSON.stringify(answer) }),
  );
}
