import type { AddressLike, AddressOf } from "./address.ts";
import { int } from "./checks.ts";
import { SCM_RIGHTS, SOL_SOCKET } from "./constants.ts";
import { CMSG_LEN, descriptorsOf } from "./control-messages.ts";
import { errno } from "./errno.ts";
import { errorFor } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { Socket } from "./socket.ts";
import { call } from "./traced.ts";

/** Descriptors by their numbers: copied, closed, made into Sockets, sent to another program. */

const F_DUPFD_CLOEXEC = 1030;
const INT_BYTES = 4;

/**
 * A Socket for a copy of an open descriptor. dup(2)
 * @param fd the descriptor; it stays open and yours
 * @param family AF_INET, AF_INET6, AF_UNIX
 * @param type SOCK_STREAM, SOCK_DGRAM
 * @param protocol 0 for the usual one
 * @throws SocketError EBADF, EMFILE
 */
export function fromfd<Family extends number>(
  fd: number,
  family: Family,
  type: number,
  protocol = 0,
): Socket<Family> {
  const copy = dup(fd);
  try {
    return new Socket<Family>(family, type, protocol, copy);
  } catch (error) {
    libc.close(copy);
    throw error;
  }
}

/**
 * A second descriptor for what a descriptor is open on; both must be closed. dup(2)
 * @param fd the descriptor
 * @throws SocketError EBADF, EMFILE
 */
export function dup(fd: number): number {
  int("dup", "the descriptor", fd);
  return call(
    "dup",
    fd,
    () => [],
    () => {
      const copy = libc.fcntl(fd, F_DUPFD_CLOEXEC, 0);
      if (copy < 0) throw errorFor("dup", lastErrno());
      return copy;
    },
    (copy) => ({ result: String(copy), newFd: copy }),
  );
}

/**
 * Closes a descriptor that no Socket owns: one that came by `recv_fds`, or that `detach` gave away. close(2)
 * @param fd the descriptor
 * @throws SocketError EBADF
 */
export function close(fd: number): void {
  int("close", "the descriptor", fd);
  call(
    "close",
    fd,
    () => [],
    () => {
      // Linux frees the descriptor even when close reports an error, so it is never tried again.
      if (libc.close(fd) < 0) {
        const failure = lastErrno();
        if (failure !== errno.ECONNRESET && failure !== errno.EINTR) throw errorFor("close", failure);
      }
    },
    () => ({ result: "" }),
  );
}

/**
 * Sends open descriptors to whoever is at the other end of a Unix socket, who gets copies. sendmsg(2) SCM_RIGHTS, unix(7)
 * @param sock a Unix socket
 * @param buffers data to go with them; a stream needs at least one byte, or nothing arrives
 * @param fds the descriptors, at most 253
 * @param flags MSG_*
 * @param address where to, for datagrams
 * @returns how many bytes of the data were taken
 * @throws as `sendmsg`
 */
export function send_fds(
  sock: Socket<number>,
  buffers: Iterable<ArrayBufferView | ArrayBufferLike>,
  fds: Iterable<number>,
  flags = 0,
  address: AddressLike | null = null,
): number {
  const numbers = Int32Array.from([...fds].map((fd) => int("send_fds", "every descriptor", fd)));
  return socketOf("send_fds", sock).sendmsg(buffers, [[SOL_SOCKET, SCM_RIGHTS, numbers]], flags, address);
}

/**
 * Takes data and the descriptors that came with them. recvmsg(2) SCM_RIGHTS, unix(7)
 * @param sock a Unix socket
 * @param bufsize how many bytes of data at most
 * @param maxfds how many descriptors at most; the kernel closes those that are too many, and says MSG_CTRUNC
 * @param flags MSG_*
 * @returns the data; the descriptors, which are open and yours: close them, or give them to a Socket; flags; the sender
 * @throws as `recvmsg`
 */
export function recv_fds<Family extends number>(
  sock: Socket<Family>,
  bufsize: number,
  maxfds: number,
  flags = 0,
): [data: Buffer, fds: number[], flags: number, address: AddressOf<Family> | null] {
  const most = int("recv_fds", "the number of descriptors", maxfds, 0, 2 ** 28);
  const [data, ancdata, came, address] = socketOf("recv_fds", sock).recvmsg(
    bufsize,
    CMSG_LEN(most * INT_BYTES),
    flags,
  );
  return [data, descriptorsOf(ancdata), came, address as AddressOf<Family> | null];
}

function socketOf<Family extends number>(name: string, sock: Socket<Family>): Socket<Family> {
  if (sock instanceof Socket) return sock;
  throw new TypeError(`${name}(): the first argument must be a Socket`);
}
