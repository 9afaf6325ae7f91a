/**
 * Opens the sockets through which the wire takes frames: AF_PACKET (packet(7)), one interface each, whole frames
 * with their Ethernet header. The descriptors are handed to the wire's worker, which reads and writes them.
 */
import fs from "node:fs";
import {
  AF_INET,
  AF_PACKET,
  bind,
  getsockoptInt,
  ioctl,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  setsockoptInt,
  socket,
} from "../kernel/libc.ts";

const SIOCGIFINDEX = 0x8933;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_TIMESTAMPNS = 35;
const SOL_PACKET = 263;
const PACKET_QDISC_BYPASS = 20;
const PACKET_IGNORE_OUTGOING = 23;
/** ETH_P_ALL, in network byte order where the kernel wants it so. */
const everyProtocol = 0x0003;

/**
 * Room for a burst while the worker carries other labs' frames; the kernel takes memory only for what is queued,
 * counts twice as much, and grants at most net.core.rmem_max (4 MB since Linux 6.17, 208 kB before).
 */
const bufferBytes = 2 * 1024 * 1024;

function interfaceIndex(name: string): number {
  const request = new Uint8Array(40);
  request.set(new TextEncoder().encode(name));
  const fd = socket(AF_INET, SOCK_DGRAM, 0);
  try {
    ioctl(fd, SIOCGIFINDEX, request);
  } finally {
    fs.closeSync(fd);
  }
  return new DataView(request.buffer).getInt32(16, true);
}

/** For interface `name` of the thread's network namespace. The caller closes it. Throws SystemError. */
export function openPacketSocket(name: string): number {
  // Protocol 0 hears nothing: the socket must not collect other interfaces' frames before it is bound to one.
  const fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
  try {
    setsockoptInt(fd, SOL_SOCKET, SO_RCVBUF, bufferBytes);
    setsockoptInt(fd, SOL_SOCKET, SO_SNDBUF, bufferBytes);
    setsockoptInt(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    // What we send out here is not what the host sent; and loopback would show each packet on its way out and in.
    setsockoptInt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
    // A veth has no queue of its own to wait in; past the queueing layer a frame goes at once.
    setsockoptInt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
    const address = new Uint8Array(20);
    const view = new DataView(address.buffer);
    view.setUint16(0, AF_PACKET, true);
    view.setUint16(2, everyProtocol, false);
    view.setInt32(4, interfaceIndex(name), true);
    bind(fd, address);
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
  return fd;
}

/**
 * Keeps TCP windows so small that what one connection has on its way fits into the wire's room: or a wire without
 * faults would lose frames. For a host's namespace, from inside; what a program is given at first (SO_RCVBUF) stays.
 */
export function fitWindows(): void {
  const granted = grantedBytes();
  const file = "/proc/sys/net/ipv4/tcp_rmem";
  const [least, usual] = fs.readFileSync(file, "utf8").trim().split(/\s+/);
  fs.writeFileSync(file, `${least} ${usual} ${Math.max(Number(usual), granted)}`);
}

/** Asked of a socket: the file net.core.rmem_max is out of sight in a namespace of one's own on older kernels (6.1). */
function grantedBytes(): number {
  const fd = socket(AF_INET, SOCK_DGRAM, 0);
  try {
    setsockoptInt(fd, SOL_SOCKET, SO_RCVBUF, bufferBytes);
    // The kernel tells twice what it granted, its own overhead included (socket(7)).
    return getsockoptInt(fd, SOL_SOCKET, SO_RCVBUF) / 2;
  } finally {
    fs.closeSync(fd);
  }
}
