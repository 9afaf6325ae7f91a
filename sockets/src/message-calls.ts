import { type AddressLike, fromSockaddr, SOCKADDR_MAX, toSockaddr } from "./address.ts";
import { bytes, int, items } from "./checks.ts";
import { MSG_CMSG_CLOEXEC, MSG_ERRQUEUE, MSG_NOSIGNAL, MSG_OOB, MSG_PEEK } from "./constants.ts";
import {
  type AncillaryMessage,
  descriptorsOf,
  packControl,
  showControl,
  unpackControl,
} from "./control-messages.ts";
import { firstBytes, Message } from "./message.ts";
import type { OpenSocket } from "./open-socket.ts";
import { cut, receiveSize } from "./receive-area.ts";
import { showAddress, showBytes, showFlags } from "./show.ts";
import type { SocketFlow } from "./socket-flow.ts";
import { call, moved, type Success } from "./traced.ts";
import { POLLIN, POLLOUT } from "./wait.ts";

/** The calls of a Socket that send and receive messages with what travels beside them; Socket says what each is for. */

/** As many of a message's first bytes as a tracer may want. */
const FIRST_BYTES = 256;
/** The most that fits into the kernel's socklen_t. */
const MAX_CONTROL = 0x7fffffff;

/** What `recvmsg_into` gives: the length of the data, the control messages, flags, the sender. */
type Received<From> = [count: number, ancdata: AncillaryMessage[], flags: number, address: From | null];

function controlSize(name: string, size: unknown): number {
  if (typeof size === "number" && size < 0) {
    throw new RangeError(`${name}(): the size for control messages must not be negative, and is ${size}`);
  }
  return int(name, "the size for control messages", size, 0, MAX_CONTROL);
}

/** The pieces of a message's data. All of them are looked at before any length is taken: looking may run the program's code. */
function pieceList(name: string, buffers: unknown): Uint8Array[] {
  return items(name, "the buffers", buffers).map((buffer) => bytes(name, "every buffer", buffer));
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** `sendmsg` */
export function sendMessage(
  open: OpenSocket,
  flow: SocketFlow,
  family: number,
  buffers: unknown,
  ancdata: unknown,
  flags: number,
  address: AddressLike | null,
): number {
  const pieces = pieceList("sendmsg", buffers);
  const control = packControl("sendmsg", ancdata);
  int("sendmsg", "the flags", flags);
  const name = address === null ? Buffer.alloc(0) : toSockaddr("sendmsg", family, address);
  const message = new Message(pieces, control, name);
  const length = lengthOf(pieces);
  return call(
    "sendmsg",
    open.fd,
    () => [
      showBytes(firstBytes(pieces, length, FIRST_BYTES), length),
      ...(control.length === 0 ? [] : [showControl(unpackControl(control))]),
      ...showFlags(flags),
      ...(address === null ? [] : [showAddress(address)]),
    ],
    () => {
      const run = (fd: number) => message.send(fd, flags | MSG_NOSIGNAL);
      return open.attempt("sendmsg", POLLOUT, run, open.timeout, address ?? undefined);
    },
    (sent) => ({
      result: sent,
      moved: moved("sent", firstBytes(pieces, sent, FIRST_BYTES), sent),
      flow: flow.of(address),
    }),
  );
}

/** `recvmsg` */
export function receiveMessage<From>(
  open: OpenSocket,
  flow: SocketFlow,
  bufsize: number,
  ancbufsize: number,
  flags: number,
): [data: Buffer, ancdata: AncillaryMessage[], flags: number, address: From | null] {
  const size = receiveSize("recvmsg", bufsize);
  const space = controlSize("recvmsg", ancbufsize);
  int("recvmsg", "the flags", flags);
  return call(
    "recvmsg",
    open.fd,
    () => [`${size} B`, `${space} B`, ...showFlags(flags)],
    () => {
      const area = Buffer.allocUnsafeSlow(size);
      const [got, ...rest] = receive<From>(open, "recvmsg", [area], space, flags);
      return [cut(area, Math.min(got, size)), ...rest];
    },
    ([data, control, came, address]) => {
      const told = showReceived(showBytes(data), control, came, address);
      return outcome(told, data, data.length, flags, control, flow.of(address));
    },
  );
}

/** `recvmsg_into` */
export function receiveMessageInto<From>(
  open: OpenSocket,
  flow: SocketFlow,
  buffers: unknown,
  ancbufsize: number,
  flags: number,
): Received<From> {
  const pieces = pieceList("recvmsg_into", buffers);
  const space = controlSize("recvmsg_into", ancbufsize);
  int("recvmsg_into", "the flags", flags);
  const size = lengthOf(pieces);
  return call(
    "recvmsg_into",
    open.fd,
    () => [`${size} B`, `${space} B`, ...showFlags(flags)],
    () => receive<From>(open, "recvmsg_into", pieces, space, flags),
    ([got, control, came, address]) => {
      const length = Math.min(got, size);
      const data = firstBytes(pieces, length, FIRST_BYTES);
      const told = showReceived(`${got}: ${showBytes(data, length)}`, control, came, address);
      return outcome(told, data, length, flags, control, flow.of(address));
    },
  );
}

function receive<From>(
  open: OpenSocket,
  name: string,
  pieces: readonly Uint8Array[],
  space: number,
  flags: number,
): Received<From> {
  const message = new Message(pieces, Buffer.allocUnsafeSlow(space), Buffer.alloc(SOCKADDR_MAX));
  const got = open.attempt(name, POLLIN, (fd) => message.receive(fd, flags | MSG_CMSG_CLOEXEC));
  // The kernel repeats this flag; who did not give it need not see it.
  const came = (flags & MSG_CMSG_CLOEXEC) === 0 ? message.flags & ~MSG_CMSG_CLOEXEC : message.flags;
  const from = fromSockaddr(message.name, message.name.length) as From | null;
  return [got, unpackControl(message.control), came, from];
}

function showReceived(
  data: string,
  control: readonly AncillaryMessage[],
  flags: number,
  address: unknown,
): string {
  return [data, showControl(control), showFlags(flags)[0] ?? "0", showAddress(address)].join(", ");
}

function outcome(
  result: string,
  data: Uint8Array,
  count: number,
  flags: number,
  control: readonly AncillaryMessage[],
  flow: Success["flow"],
): Success {
  const success: Success = { result, flow };
  if ((flags & (MSG_PEEK | MSG_OOB | MSG_ERRQUEUE)) === 0) success.moved = moved("received", data, count);
  const [descriptor] = descriptorsOf(control);
  if (descriptor !== undefined) success.newFd = descriptor;
  return success;
}
