import { describe, int, text } from "./checks.ts";
import {
  AF_INET,
  type AF_INET6,
  AF_UNSPEC,
  EAI_ADDRFAMILY,
  EAI_AGAIN,
  EAI_BADFLAGS,
  EAI_FAIL,
  EAI_FAMILY,
  EAI_MEMORY,
  EAI_NODATA,
  EAI_NONAME,
  EAI_OVERFLOW,
  EAI_SERVICE,
  EAI_SOCKTYPE,
  EAI_SYSTEM,
} from "./constants.ts";
import { errorFor, gaierror, herror } from "./errors.ts";
import { bytesAt, lastErrno, libc, pointerAt, textAt } from "./libc.ts";

/** Names to addresses, by the C library's resolver (it reads /etc/hosts and asks the name servers, and blocks meanwhile). */

const eaiNames = new Map<number, string>(
  Object.entries({
    EAI_ADDRFAMILY,
    EAI_AGAIN,
    EAI_BADFLAGS,
    EAI_FAIL,
    EAI_FAMILY,
    EAI_MEMORY,
    EAI_NODATA,
    EAI_NONAME,
    EAI_OVERFLOW,
    EAI_SERVICE,
    EAI_SOCKTYPE,
  }).map(([name, value]) => [value, name]),
);

/** The exception for a failed getaddrinfo or getnameinfo. */
export function resolveError(call: string, status: number, what: string): Error {
  if (status === EAI_SYSTEM) return errorFor(call, lastErrno());
  const code = eaiNames.get(status) ?? `EAI_${status}`;
  return new gaierror(`${call} ${what}: ${libc.gai_strerror(status)} (${code})`, {
    errno: status,
    code,
    syscall: call,
    address: what,
  });
}

const hostFailures = ["HOST_NOT_FOUND", "TRY_AGAIN", "NO_RECOVERY", "NO_DATA"];

/** The exception for a failed gethostbyname or gethostbyaddr. */
export function hostError(call: string, status: number, host: string): Error {
  const code = hostFailures[status - 1] ?? `H_ERRNO_${status}`;
  return new herror(`${call} ${JSON.stringify(host)}: ${libc.hstrerror(status)} (${code})`, {
    errno: status,
    code,
    syscall: call,
    address: host,
  });
}

/** One answer of the resolver, its address still in the kernel's form. */
export type Resolved = { family: number; type: number; protocol: number; name: string; sockaddr: Buffer };

/** getaddrinfo(3) with the answers copied out of the C library's memory. */
export function resolve(
  call: string,
  host: string | null,
  service: string | null,
  hints: { family?: number; type?: number; protocol?: number; flags?: number },
): Resolved[] {
  const hint = Buffer.alloc(48);
  hint.writeInt32LE(hints.flags ?? 0, 0);
  hint.writeInt32LE(hints.family ?? AF_UNSPEC, 4);
  hint.writeInt32LE(hints.type ?? 0, 8);
  hint.writeInt32LE(hints.protocol ?? 0, 12);
  const head: [unknown] = [null];
  const status = libc.getaddrinfo(host, service, hint, head);
  if (status !== 0) throw resolveError(call, status, JSON.stringify(host ?? service ?? ""));
  const answers: Resolved[] = [];
  try {
    for (let node = head[0]; node !== null; node = pointerAt(node, 40)) {
      const fields = bytesAt(node, 24);
      const name = pointerAt(node, 32);
      answers.push({
        family: fields.readInt32LE(4),
        type: fields.readInt32LE(8),
        protocol: fields.readInt32LE(12),
        sockaddr: bytesAt(pointerAt(node, 24), fields.readUInt32LE(16)),
        name: name === null ? "" : textAt(name),
      });
    }
  } finally {
    libc.freeaddrinfo(head[0]);
  }
  return answers;
}

/** The sockaddr of a host (port 0): `""` is any address, `"<broadcast>"` is 255.255.255.255, an address is taken as it is. */
export function lookUp(call: string, host: string, family: typeof AF_INET | typeof AF_INET6): Buffer {
  const sockaddr = Buffer.alloc(family === AF_INET ? 16 : 28);
  sockaddr.writeUInt16LE(family, 0);
  if (host === "") return sockaddr;
  if (family === AF_INET && host === "<broadcast>") return sockaddr.fill(255, 4, 8);
  text(call, "the host", host);
  const packed = family === AF_INET ? sockaddr.subarray(4, 8) : sockaddr.subarray(8, 24);
  if (libc.inet_pton(family, host, packed) === 1) return sockaddr;
  const first = resolve(call, host, null, { family })[0];
  return first === undefined ? sockaddr : first.sockaddr;
}

/** Checks what a user gave as host: text, or null for none. */
export function hostArgument(call: string, host: unknown): string | null {
  return host === null ? null : text(call, "the host", host);
}

/** Checks what a user gave as service: a port, a service's name, or null for none. */
export function serviceArgument(call: string, service: unknown): string | null {
  if (service === null) return null;
  if (typeof service === "number") return String(int(call, "the port", service, 0, 0xffff));
  if (typeof service === "string") return text(call, "the service", service);
  throw new TypeError(
    `${call}(): the port must be a number, a service's name or null, not ${describe(service)}`,
  );
}
