import { bytes, describe, int } from "./checks.ts";
import { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX } from "./constants.ts";
import { errno } from "./errno.ts";
import { errorFor, SocketError } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { lookUp } from "./resolve.ts";

/** Addresses as the program writes them, and as the kernel's `struct sockaddr`: one into the other. */

/** AF_INET: `["10.0.0.1", 80]`. `""` is any address, a name is looked up. */
export type InetAddress = [host: string, port: number];
/** AF_INET6: `["::1", 80, flowinfo, scopeId]`. */
export type Inet6Address = [host: string, port: number, flowinfo: number, scopeId: number];
/** AF_PACKET: device, protocol, packet type, hardware type, hardware address. packet(7) */
export type PacketAddress = [
  device: string,
  protocol: number,
  packetType: number,
  hardware: number,
  address: Buffer,
];
/** AF_NETLINK: `[port id, groups]`. netlink(7) */
export type NetlinkAddress = [pid: number, groups: number];
/** A family this package does not know, as it came. */
export type OtherAddress = [family: number, data: Buffer];
/** An address as sockets give it back, of whichever family. */
export type Address = InetAddress | Inet6Address | string | PacketAddress | NetlinkAddress | OtherAddress;

/** Which kind of address goes with which family. */
export type AddressByFamily = {
  readonly [family: number]: Address;
  readonly [AF_UNIX]: string;
  readonly [AF_INET]: InetAddress;
  readonly [AF_INET6]: Inet6Address;
};

/** The kind of address that sockets of a family give back. */
export type AddressOf<Family extends number> = AddressByFamily[Family];

/** What may be given as an address: AF_INET6 may leave out the last two. AF_UNIX takes a path, or `"\0name"` (abstract). */
export type AddressLike =
  | readonly [host: string, port: number]
  | readonly [host: string, port: number, flowinfo: number]
  | readonly [host: string, port: number, flowinfo: number, scopeId: number]
  | string
  | Uint8Array
  | readonly [device: string, protocol: number, packetType: number, hardware: number, address: Uint8Array]
  | readonly [pid: number, groups: number];

/** Longest `struct sockaddr` that the kernel writes. */
export const SOCKADDR_MAX = 128;
const UNIX_PATH_MAX = 108;

/** The kernel's form of an address; throws TypeError, RangeError or gaierror, naming `call`. */
export function toSockaddr(call: string, family: number, address: unknown): Buffer {
  switch (family) {
    case AF_INET:
      return fromInet(call, address);
    case AF_INET6:
      return fromInet6(call, address);
    case AF_UNIX:
      return fromUnix(call, address);
    case AF_PACKET:
      return fromPacket(call, address);
    case AF_NETLINK:
      return fromNetlink(call, address);
    default:
      throw new SocketError(`${call}: addresses of family ${family} are not known to this package`, {
        errno: null,
        code: "EAFNOSUPPORT",
        syscall: call,
        address,
      });
  }
}

function parts(
  call: string,
  family: string,
  example: string,
  address: unknown,
  min: number,
  max: number,
): unknown[] {
  if (!Array.isArray(address)) {
    throw new TypeError(
      `${call}(): the address of an ${family} socket must be ${example}, not ${describe(address)}`,
    );
  }
  const copy: unknown[] = [...address];
  if (copy.length < min || copy.length > max) {
    throw new TypeError(
      `${call}(): the address of an ${family} socket must be ${example}, not ${copy.length} items`,
    );
  }
  return copy;
}

function hostOf(call: string, host: unknown): string {
  if (typeof host !== "string")
    throw new TypeError(`${call}(): the host must be text, not ${describe(host)}`);
  return host;
}

function fromInet(call: string, address: unknown): Buffer {
  const [host, port] = parts(call, "AF_INET", '["host", port]', address, 2, 2);
  const name = hostOf(call, host);
  const number = int(call, "the port", port, 0, 65535);
  const sockaddr = Buffer.alloc(16);
  sockaddr.writeUInt16LE(AF_INET, 0);
  sockaddr.writeUInt16BE(number, 2);
  lookUp(call, name, AF_INET).copy(sockaddr, 4, 4, 8);
  return sockaddr;
}

function fromInet6(call: string, address: unknown): Buffer {
  const list = parts(call, "AF_INET6", '["host", port, flowinfo?, scopeId?]', address, 2, 4);
  const name = hostOf(call, list[0]);
  const port = int(call, "the port", list[1], 0, 65535);
  const flowinfo = int(call, "the flowinfo", list[2] ?? 0, 0, 0xfffff);
  const scope = list[3] === undefined ? null : int(call, "the scope id", list[3], 0, 0xffffffff);
  const sockaddr = Buffer.alloc(28);
  lookUp(call, name, AF_INET6).copy(sockaddr, 0, 0, 28);
  sockaddr.writeUInt16LE(AF_INET6, 0);
  sockaddr.writeUInt16BE(port, 2);
  sockaddr.writeUInt32BE(flowinfo, 4);
  if (scope !== null) sockaddr.writeUInt32LE(scope, 24);
  return sockaddr;
}

function fromUnix(call: string, address: unknown): Buffer {
  const path = typeof address === "string" ? Buffer.from(address, "utf8") : bytes(call, "the path", address);
  const abstract = path.length > 0 && path[0] === 0;
  if (!abstract && path.includes(0))
    throw new RangeError(`${call}(): the path must not contain a zero character`);
  if (path.length > UNIX_PATH_MAX - (abstract ? 0 : 1)) {
    throw new SocketError(
      `${call}: the path of a Unix socket may have ${UNIX_PATH_MAX - 1} bytes, and this one has ${path.length} (ENAMETOOLONG)`,
      { errno: null, code: "ENAMETOOLONG", syscall: call, address },
    );
  }
  // An abstract name is exactly as long as it is; a path ends with a zero byte.
  const sockaddr = Buffer.alloc(2 + path.length + (abstract || path.length === 0 ? 0 : 1));
  sockaddr.writeUInt16LE(AF_UNIX, 0);
  sockaddr.set(path, 2);
  return sockaddr;
}

function fromPacket(call: string, address: unknown): Buffer {
  const list = parts(
    call,
    "AF_PACKET",
    "[device, protocol, packetType?, hardware?, address?]",
    address,
    2,
    5,
  );
  const device = hostOf(call, list[0]);
  const protocol = int(call, "the protocol", list[1], 0, 0xffff);
  const packetType = int(call, "the packet type", list[2] ?? 0, 0, 255);
  const hardware = int(call, "the hardware type", list[3] ?? 0, 0, 0xffff);
  const mac = list[4] === undefined ? Buffer.alloc(0) : bytes(call, "the hardware address", list[4]);
  if (mac.length > 8)
    throw new RangeError(`${call}(): the hardware address may have 8 bytes, not ${mac.length}`);
  const index = device.includes("\0") ? 0 : libc.if_nametoindex(device);
  if (index === 0) throw errorFor(call, errno.ENODEV, [device]);
  const sockaddr = Buffer.alloc(20);
  sockaddr.writeUInt16LE(AF_PACKET, 0);
  sockaddr.writeUInt16BE(protocol, 2);
  sockaddr.writeInt32LE(index, 4);
  sockaddr.writeUInt16LE(hardware, 8);
  sockaddr[10] = packetType;
  sockaddr[11] = mac.length;
  sockaddr.set(mac, 12);
  return sockaddr;
}

function fromNetlink(call: string, address: unknown): Buffer {
  const [pid, groups] = parts(call, "AF_NETLINK", "[pid, groups]", address, 2, 2);
  const sockaddr = Buffer.alloc(12);
  sockaddr.writeUInt16LE(AF_NETLINK, 0);
  sockaddr.writeUInt32LE(int(call, "the pid", pid, 0, 0xffffffff), 4);
  sockaddr.writeUInt32LE(int(call, "the groups", groups, 0, 0xffffffff), 8);
  return sockaddr;
}

/** The program's form of what the kernel wrote. Zero bytes (an unconnected peer's address) give null. */
export function fromSockaddr(sockaddr: Buffer, length: number): Address | null {
  if (length < 2) return null;
  const family = sockaddr.readUInt16LE(0);
  switch (family) {
    case AF_INET:
      return [`${sockaddr[4]}.${sockaddr[5]}.${sockaddr[6]}.${sockaddr[7]}`, sockaddr.readUInt16BE(2)];
    case AF_INET6:
      return [
        inet6Text(sockaddr.subarray(8, 24)),
        sockaddr.readUInt16BE(2),
        sockaddr.readUInt32BE(4),
        sockaddr.readUInt32LE(24),
      ];
    case AF_UNIX:
      return unixText(sockaddr.subarray(2, length));
    case AF_PACKET: {
      const name = Buffer.alloc(16);
      const device = libc.if_indextoname(sockaddr.readInt32LE(4), name) ?? "";
      const mac = Buffer.from(sockaddr.subarray(12, 12 + Math.min(8, sockaddr[11] ?? 0)));
      return [device, sockaddr.readUInt16BE(2), sockaddr[10] ?? 0, sockaddr.readUInt16LE(8), mac];
    }
    case AF_NETLINK:
      return [sockaddr.readUInt32LE(4), sockaddr.readUInt32LE(8)];
    default:
      return [family, Buffer.from(sockaddr.subarray(2, length))];
  }
}

function unixText(path: Buffer): string {
  if (path.length > 0 && path[0] === 0) return path.toString("utf8");
  const end = path.indexOf(0);
  return path.toString("utf8", 0, end < 0 ? path.length : end);
}

/** The text of 16 bytes of IPv6: `"fe80::1"`. inet_ntop(3) */
export function inet6Text(packed: Uint8Array): string {
  const text = libc.inet_ntop(AF_INET6, packed, Buffer.alloc(64), 64);
  if (text === null) throw errorFor("inet_ntop", lastErrno());
  return text;
}
