import { inet6Text } from "./address.ts";
import { bytes, int, text } from "./checks.ts";
import { AF_INET, AF_INET6 } from "./constants.ts";
import { errno } from "./errno.ts";
import { errorFor, SocketError } from "./errors.ts";
import { libc } from "./libc.ts";

/** Addresses as numbers and bytes, and the order of bytes on the network. */

/**
 * A 16-bit number from this machine's byte order to the network's. byteorder(3)
 * @param value 0 to 65535
 * @throws RangeError outside 0 to 65535
 */
export function htons(value: number): number {
  return swap16(int("htons", "the number", value, 0, 0xffff));
}

/**
 * A 16-bit number from the network's byte order to this machine's. byteorder(3)
 * @param value 0 to 65535
 * @throws RangeError outside 0 to 65535
 */
export function ntohs(value: number): number {
  return swap16(int("ntohs", "the number", value, 0, 0xffff));
}

/**
 * A 32-bit number from this machine's byte order to the network's. byteorder(3)
 * @param value 0 to 4294967295
 * @throws RangeError outside 0 to 4294967295
 */
export function htonl(value: number): number {
  return swap32(int("htonl", "the number", value, 0, 0xffffffff));
}

/**
 * A 32-bit number from the network's byte order to this machine's. byteorder(3)
 * @param value 0 to 4294967295
 * @throws RangeError outside 0 to 4294967295
 */
export function ntohl(value: number): number {
  return swap32(int("ntohl", "the number", value, 0, 0xffffffff));
}

// Node runs on little-endian machines only, as far as this package is built for them.
function swap16(value: number): number {
  return ((value & 0xff) << 8) | (value >>> 8);
}

function swap32(value: number): number {
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

/**
 * IPv4 text to its four bytes; the short forms of C ("127.1") are taken too. inet_aton(3)
 * @param address as `"127.0.0.1"`
 * @throws SocketError if it is no address
 */
export function inet_aton(address: string): Buffer {
  const packed = Buffer.alloc(4);
  if (libc.inet_aton(text("inet_aton", "the address", address), packed) === 0)
    throw illegal("inet_aton", address);
  return packed;
}

/**
 * Four bytes to IPv4 text. inet_ntoa(3)
 * @param packed the four bytes
 * @throws SocketError if they are not four
 */
export function inet_ntoa(packed: Uint8Array): string {
  const view = bytes("inet_ntoa", "the address", packed);
  if (view.length !== 4) throw illegal("inet_ntoa", view);
  return view.join(".");
}

/**
 * Address text to bytes: 4 for AF_INET, 16 for AF_INET6. inet_pton(3)
 * @param family AF_INET, AF_INET6
 * @param address as `"127.0.0.1"` or `"::1"`
 * @throws SocketError if it is no address of that family, EAFNOSUPPORT for other families
 */
export function inet_pton(family: number, address: string): Buffer {
  int("inet_pton", "the family", family);
  if (family !== AF_INET && family !== AF_INET6) throw errorFor("inet_pton", errno.EAFNOSUPPORT);
  const packed = Buffer.alloc(family === AF_INET ? 4 : 16);
  if (libc.inet_pton(family, text("inet_pton", "the address", address), packed) !== 1) {
    throw illegal("inet_pton", address);
  }
  return packed;
}

/**
 * Bytes to address text. inet_ntop(3)
 * @param family AF_INET, AF_INET6
 * @param packed 4 bytes, or 16
 * @throws RangeError if the number of bytes does not fit the family
 */
export function inet_ntop(family: number, packed: Uint8Array): string {
  int("inet_ntop", "the family", family);
  const view = bytes("inet_ntop", "the address", packed);
  if (family !== AF_INET && family !== AF_INET6) {
    throw new RangeError(`inet_ntop(): the family must be AF_INET or AF_INET6, not ${family}`);
  }
  const size = family === AF_INET ? 4 : 16;
  if (view.length !== size)
    throw new RangeError(`inet_ntop(): an address of this family has ${size} bytes, not ${view.length}`);
  return family === AF_INET ? view.join(".") : inet6Text(view);
}

function illegal(syscall: string, address: string | Uint8Array): SocketError {
  const shown = typeof address === "string" ? JSON.stringify(address) : `<${address.length} bytes>`;
  return new SocketError(`${syscall}: ${shown} is not an address`, {
    errno: null,
    code: "EINVAL",
    syscall,
    address,
  });
}
