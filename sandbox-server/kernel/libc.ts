/**
 * The C library's system calls that Node does not offer, each bound once and given a shape that cannot be misused:
 * a failure is a `SystemError` with the errno's name, never a -1 that someone forgets to look at.
 */
import fs from "node:fs";
import os from "node:os";
import koffi from "koffi";

const libc = koffi.load("libc.so.6");

const unshareC = libc.func("int unshare(int flags)");
const setnsC = libc.func("int setns(int fd, int nstype)");
const mountC = libc.func(
  "int mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data)",
);
const umount2C = libc.func("int umount2(const char *target, int flags)");
const prlimitC = libc.func(
  "int prlimit64(int pid, int resource, const uint64_t *newLimit, _Out_ uint64_t *oldLimit)",
);
const socketC = libc.func("int socket(int family, int type, int protocol)");
const bindC = libc.func("int bind(int fd, const uint8_t *address, uint32_t length)");
const connectC = libc.func("int connect(int fd, const uint8_t *address, uint32_t length)");
const listenC = libc.func("int listen(int fd, int backlog)");
const setsockoptC = libc.func(
  "int setsockopt(int fd, int level, int name, const uint8_t *value, uint32_t length)",
);
const getsockoptC = libc.func(
  "int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)",
);
const ioctlC = libc.func("int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)");
const pipe2C = libc.func("int pipe2(_Out_ int *fds, int flags)");
const socketpairC = libc.func("int socketpair(int family, int type, int protocol, _Out_ int *fds)");
const memfdCreateC = libc.func("int memfd_create(const char *name, unsigned int flags)");
const fcntlC = libc.func("int fcntl(int fd, int command, int argument)");
const closeRangeC = libc.func("int close_range(unsigned int first, unsigned int last, int flags)");

const errnoNames = new Map<number, string>(
  Object.entries(os.constants.errno).map(([name, value]) => [value, name]),
);

/** A system call that failed: `code` is the errno's name ("EPERM"), `syscall` the call's. */
export class SystemError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;
  constructor(syscall: string, errno: number, about: string) {
    const code = errnoNames.get(errno) ?? `errno ${errno}`;
    super(`${syscall}${about === "" ? "" : ` ${about}`}: ${code}`);
    this.name = "SystemError";
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
  }
}

function orThrow(result: number, syscall: string, about = ""): number {
  if (result === -1) throw new SystemError(syscall, koffi.errno(), about);
  return result;
}

export const CLONE_NEWNET = 0x40000000;

/** unshare(2): the calling thread leaves what `flags` names and gets a new one of its own. */
export function unshare(flags: number): void {
  orThrow(unshareC(flags), "unshare");
}

/** setns(2): the calling thread enters the namespace that `fd` stands for. */
export function setns(fd: number, kind: number): void {
  orThrow(setnsC(fd, kind), "setns");
}

export const MS_NOSUID = 2;
export const MS_NODEV = 4;
export const MS_NOEXEC = 8;

/** mount(2). */
export function mount(source: string, target: string, type: string, flags: number, data: string): void {
  orThrow(mountC(source, target, type, flags, data), "mount", target);
}

export const MNT_DETACH = 2;

/** umount2(2). */
export function umount(target: string, flags = 0): void {
  orThrow(umount2C(target, flags), "umount2", target);
}

/** Resources of prlimit(2) on x86-64 and arm64. */
export const rlimit = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  as: 9,
  sigpending: 11,
  msgqueue: 12,
} as const;
export type RlimitName = keyof typeof rlimit;

/** prlimit(2): sets soft and hard limit of another process. `pid` is seen from this process's pid namespace. */
export function setRlimit(pid: number, name: RlimitName, soft: number, hard = soft): void {
  const limit = new BigUint64Array([BigInt(soft), BigInt(hard)]);
  orThrow(prlimitC(pid, rlimit[name], limit, new BigUint64Array(2)), "prlimit", name);
}

/** prlimit(2), reading: `[soft, hard]`. */
export function getRlimit(pid: number, name: RlimitName): [soft: bigint, hard: bigint] {
  const old = new BigUint64Array(2);
  orThrow(prlimitC(pid, rlimit[name], null, old), "prlimit", name);
  return [old[0] ?? 0n, old[1] ?? 0n];
}

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;

/** socket(2): a descriptor in the network namespace that the calling thread is in now, and there for good. */
export function socket(family: number, type: number, protocol: number): number {
  return orThrow(socketC(family, type | SOCK_CLOEXEC, protocol), "socket");
}

/** bind(2) to a raw `sockaddr`. */
export function bind(fd: number, address: Uint8Array): void {
  orThrow(bindC(fd, address, address.length), "bind");
}

/** connect(2) to a raw `sockaddr`. On a non-blocking socket EINPROGRESS is thrown like any other errno. */
export function connect(fd: number, address: Uint8Array): void {
  orThrow(connectC(fd, address, address.length), "connect");
}

/** listen(2). */
export function listen(fd: number, backlog: number): void {
  orThrow(listenC(fd, backlog), "listen");
}

/** setsockopt(2) with raw bytes. */
export function setsockopt(fd: number, level: number, name: number, value: Uint8Array): void {
  orThrow(setsockoptC(fd, level, name, value, value.length), "setsockopt");
}

/** setsockopt(2) with an int. */
export function setsockoptInt(fd: number, level: number, name: number, value: number): void {
  setsockopt(fd, level, name, new Uint8Array(new Int32Array([value]).buffer));
}

/** getsockopt(2) of an int. */
export function getsockoptInt(fd: number, level: number, name: number): number {
  const value = new Uint8Array(4);
  orThrow(getsockoptC(fd, level, name, value, new Uint32Array([4])), "getsockopt");
  return new DataView(value.buffer).getInt32(0, true);
}

/** ioctl(2) with a buffer that the kernel reads and writes. */
export function ioctl(fd: number, request: number, argument: Uint8Array): number {
  return orThrow(ioctlC(fd, request, argument), "ioctl");
}

/** pipe2(2), close-on-exec: `[read, write]`. */
export function pipe(): [read: number, write: number] {
  const fds = new Int32Array(2);
  orThrow(pipe2C(fds, 0o2000000), "pipe2");
  return [fds[0] ?? -1, fds[1] ?? -1];
}

/** socketpair(2) of two connected Unix stream sockets, close-on-exec. */
export function socketpair(): [one: number, other: number] {
  const fds = new Int32Array(2);
  orThrow(socketpairC(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), "socketpair");
  return [fds[0] ?? -1, fds[1] ?? -1];
}

/** memfd_create(2), close-on-exec: a file that has no name. */
export function memfdCreate(name: string): number {
  return orThrow(memfdCreateC(name, 1), "memfd_create");
}

const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
const F_ADD_SEALS = 1033;
/** F_SEAL_SEAL, _SHRINK, _GROW. */
const sealsOfSize = 1 | 2 | 4;

/** memfd_create(2): a file without a name whose size nobody can change any more, for memory shared with a stranger. */
export function sealedMemory(name: string, bytes: number): number {
  const fd = orThrow(memfdCreateC(name, MFD_CLOEXEC | MFD_ALLOW_SEALING), "memfd_create");
  try {
    fs.ftruncateSync(fd, bytes);
    orThrow(fcntlC(fd, F_ADD_SEALS, sealsOfSize), "fcntl", "F_ADD_SEALS");
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/** close_range(2) with CLOSE_RANGE_CLOEXEC: descriptors from `first` on stay open here and reach no child. */
export function closeOnExecFrom(first: number): void {
  orThrow(closeRangeC(first, 0xffffffff, 4), "close_range");
}

/** The `sockaddr_in` of an IPv4 address and port, for `bind` and `connect`. */
export function sockaddrIn(host: string, port: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint16(0, AF_INET, true);
  new DataView(bytes.buffer).setUint16(2, port, false);
  const parts = host.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new RangeError(`not an IPv4 address: ${host}`);
  }
  bytes.set(parts, 4);
  return bytes;
}
