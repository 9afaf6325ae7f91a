import { inspect } from "node:util";
import {
  type Address,
  type AddressLike,
  type AddressOf,
  fromSockaddr,
  SOCKADDR_MAX,
  toSockaddr,
} from "./address.ts";
import type { BinaryFile } from "./binary-file.ts";
import { callSiteAbove, sourceAt } from "./call-site.ts";
import { bytes, int, seconds } from "./checks.ts";
import {
  AF_INET,
  type IPPROTO_TCP,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  type SO_BINDTODEVICE,
  SO_DOMAIN,
  SO_ERROR,
  type SO_LINGER,
  type SO_PEERCRED,
  SO_PROTOCOL,
  SO_TYPE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
  type TCP_CONGESTION,
} from "./constants.ts";
import type { AncillaryData, AncillaryMessage } from "./control-messages.ts";
import { errno } from "./errno.ts";
import { errorFor, timedOut } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { receiveMessage, receiveMessageInto, sendMessage } from "./message-calls.ts";
import { OpenSocket } from "./open-socket.ts";
import {
  type Credentials,
  decodeOption,
  encodeOption,
  type Linger,
  type OptionValue,
  optionLength,
  rawLength,
} from "./option-values.ts";
import { areaFor, cut, MAX_BYTES, receiveArea, receiveSize } from "./receive-area.ts";
import { hearSites, learned, saidSite } from "./said-site.ts";
import { type FileLike, fileDescriptor, readFirst, sendFile } from "./send-file.ts";
import { SharedState } from "./shared-state.ts";
import {
  showAddress,
  showBytes,
  showFamily,
  showFlags,
  showHow,
  showOption,
  showProtocol,
  showType,
} from "./show.ts";
import { type FileOptions, openFile } from "./socket-file.ts";
import { nameOf, SocketFlow } from "./socket-flow.ts";
import type { TextFile } from "./text-file.ts";
import { call, failure, moved, type Success, traced } from "./traced.ts";
import { type Outcome, type Source, type Told, type Tracer, tracer } from "./tracer.ts";
import { now, POLLERR, POLLIN, POLLOUT, waitFor } from "./wait.ts";

/**
 * The Socket class: Python's `socket.socket` over the system calls of Linux.
 * Long, because it is one class with one documented method a call. What stands behind it has rooms of its own: the
 * descriptor and the waiting for it (open-socket), the flow of its bytes (socket-flow), messages (message-calls),
 * files (send-file, socket-file), addresses, option values, errors, tracing.
 */

const F_DUPFD_CLOEXEC = 1030;
const F_GETFD = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const TYPE_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
/** In place of a descriptor: the new object takes it from shared state instead. A real descriptor is a whole number. */
const BORROWED = Number.MIN_VALUE;
/** As many of a message's first bytes as a tracer may want. */
const FIRST_BYTES = 256;
const SEEK_SET = 0;

// Calls are synchronous, so one area a thread is enough.
const nameArea = Buffer.alloc(SOCKADDR_MAX);
const lengthArea = Buffer.alloc(4);

let defaultTimeout: number | null = null;

/** The timeout of sockets made from now on, in seconds; null is none. Python's `getdefaulttimeout`. */
export function getdefaulttimeout(): number | null {
  return defaultTimeout;
}

/**
 * Sets the timeout of sockets made from now on. Python's `setdefaulttimeout`.
 * @param timeout seconds; null waits for ever, 0 never waits
 */
export function setdefaulttimeout(timeout: number | null): void {
  defaultTimeout = seconds("setdefaulttimeout", timeout);
}

/** What another thread needs to make a Socket of the same descriptor. */
export type SocketHandle = { memory: SharedArrayBuffer; family: number; type: number; protocol: number };

/**
 * One end of a conversation: a file descriptor with the calls that Linux has for sockets.
 *
 * Calls block the thread, as in C and Python, unless `settimeout` or `setblocking(false)` say otherwise.
 * A call that a signal interrupts is made again. Failures throw `SocketError` or one of its kinds.
 *
 * @example
 * const s = new Socket(AF_INET, SOCK_STREAM);
 * s.connect(["10.0.0.1", 7]);
 * s.sendall(encode("hello"));
 * print(decode(s.recv(1024)));
 * s.close();
 */
export class Socket<Family extends number = typeof AF_INET> {
  #open: OpenSocket;
  #flow: SocketFlow;

  /** The address family: AF_INET, AF_INET6, AF_UNIX, ... */
  readonly family: Family;
  /** SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, ... */
  readonly type: number;
  /** The protocol number, 0 for the family's usual one. */
  readonly proto: number;

  /**
   * Makes a socket. socket(2)
   * @param family AF_INET (the default), AF_INET6, AF_UNIX
   * @param type SOCK_STREAM (the default: TCP), SOCK_DGRAM (UDP), SOCK_RAW
   * @param protocol 0 takes the usual protocol of family and type
   * @param fileno an open descriptor to use instead of making one; what is left undefined before it is asked of the kernel
   * @throws PermissionError for SOCK_RAW without the right to it; SocketError EAFNOSUPPORT, EPROTONOSUPPORT, EMFILE
   */
  constructor(family?: Family, type?: number, protocol?: number, fileno?: number | null) {
    if (fileno === BORROWED) {
      this.family = family as Family;
      this.type = type ?? SOCK_STREAM;
      this.proto = protocol ?? 0;
      this.#open = new OpenSocket(-1);
      this.#flow = new SocketFlow(this.#open, this.family, this.type, this.proto);
      return;
    }
    if (fileno !== undefined && fileno !== null) {
      const fd = int("socket", "the descriptor", fileno, 0);
      const given = (what: string, value: number | undefined, option: number) =>
        value === undefined ? askOption("socket", fd, option) : int("socket", what, value);
      this.family = given("the family", family, SO_DOMAIN) as Family;
      // Asked also when it was told: this is what shows that the descriptor is a socket at all.
      const actual = askOption("socket", fd, SO_TYPE);
      const kind = type === undefined ? actual : int("socket", "the type", type);
      this.type = kind & ~TYPE_FLAGS;
      this.proto = given("the protocol", protocol, SO_PROTOCOL);
      const nonBlocking = (kind & SOCK_NONBLOCK) !== 0;
      this.#open = new OpenSocket(fd, nonBlocking ? 0 : null);
      this.#flow = new SocketFlow(this.#open, this.family, this.type, this.proto);
      if (!nonBlocking && defaultTimeout !== null) this.#open.limit("socket", defaultTimeout);
      return;
    }
    const wanted = int("socket", "the family", family ?? AF_INET);
    const kind = int("socket", "the type", type ?? SOCK_STREAM);
    const number = int("socket", "the protocol", protocol ?? 0);
    this.family = wanted as Family;
    this.type = kind & ~TYPE_FLAGS;
    this.proto = number;
    const fd = call(
      "socket",
      null,
      () => [showFamily(wanted), showType(kind), showProtocol(number)],
      () => {
        const made = libc.socket(wanted, kind | SOCK_CLOEXEC, number);
        if (made < 0) throw errorFor("socket", lastErrno());
        return made;
      },
      (made) => ({ result: `socket ${made}`, newFd: made }),
    );
    const nonBlocking = (kind & SOCK_NONBLOCK) !== 0;
    this.#open = new OpenSocket(fd, nonBlocking ? 0 : null);
    this.#flow = new SocketFlow(this.#open, this.family, this.type, this.proto);
    if (!nonBlocking && defaultTimeout !== null) this.#open.limit("socket", defaultTimeout);
  }

  #takeDescriptor(): number {
    this.#flow.forget();
    return this.#open.take();
  }

  #done(): Success {
    return { result: "" };
  }

  /**
   * Gives the socket an address of this machine. bind(2)
   * @param address `[host, port]`; host `""` is every address of this machine, port 0 lets the kernel choose
   * @throws SocketError EADDRINUSE, EADDRNOTAVAIL, EINVAL (bound already); PermissionError below port 1024
   */
  bind(address: AddressLike): void {
    const sockaddr = toSockaddr("bind", this.family, address);
    this.#flow.forget();
    call(
      "bind",
      this.#open.fd,
      () => [showAddress(address)],
      () => {
        if (libc.bind(this.#open.fd, sockaddr, sockaddr.length) < 0)
          throw errorFor("bind", lastErrno(), address);
      },
      () => this.#done(),
    );
  }

  /**
   * Makes the socket passive: clients may connect from now on, and wait until `accept` takes them. listen(2)
   * @param backlog how many finished handshakes may wait; below 0 counts as 0, and the system has a limit of its own
   * @throws SocketError EADDRINUSE; EOPNOTSUPP for datagram sockets
   */
  listen(backlog: number = Math.min(SOMAXCONN, 128)): void {
    const length = Math.max(0, int("listen", "the backlog", backlog));
    call(
      "listen",
      this.#open.fd,
      () => [String(backlog)],
      () => {
        if (libc.listen(this.#open.fd, length) < 0) throw errorFor("listen", lastErrno());
      },
      () => this.#done(),
    );
    this.#flow.forget();
  }

  /**
   * Takes the next client, or waits for one. accept(2)
   * @returns a new socket for that client, and its address
   * @throws TimeoutError, BlockingIOError; SocketError EINVAL (not listening)
   */
  accept(): [connection: Socket<Family>, address: AddressOf<Family>] {
    const listener = tracer();
    if (listener === null) return this.#accept();
    return traced(
      listener,
      4,
      "accept",
      this.#open.fd,
      [],
      () => this.#accept(),
      ([connection, address]) => {
        connection.#flow.knowPeer(address);
        return {
          result: `socket ${connection.#open.fd}, ${showAddress(address)}`,
          newFd: connection.#open.fd,
          flow: connection.#flow.of(),
        };
      },
    );
  }

  #accept(): [Socket<Family>, AddressOf<Family>] {
    const fd = this.#open.attempt("accept", POLLIN, (listening) => {
      lengthArea.writeUInt32LE(SOCKADDR_MAX, 0);
      return libc.accept4(listening, nameArea, lengthArea, SOCK_CLOEXEC);
    });
    const address = fromSockaddr(nameArea, lengthArea.readUInt32LE(0)) ?? "";
    const connection = new Socket<Family>(this.family, this.type, this.proto, fd);
    return [connection, address as AddressOf<Family>];
  }

  /**
   * Connects to an address: for TCP the handshake, for UDP just the choice of the peer. connect(2)
   * @param address `[host, port]`, or a path for AF_UNIX; a name is looked up first
   * @throws ConnectionRefusedError, TimeoutError, BlockingIOError (EINPROGRESS, when the socket must not wait);
   *   SocketError EISCONN, EHOSTUNREACH, ENETUNREACH
   */
  connect(address: AddressLike): void {
    const sockaddr = toSockaddr("connect", this.family, address);
    const listener = tracer();
    if (listener === null) {
      this.#connect("connect", sockaddr, address);
      return;
    }
    traced(
      listener,
      4,
      "connect",
      this.#open.fd,
      [showAddress(address)],
      () => this.#connect("connect", sockaddr, address),
      () => ({ result: "", flow: this.#flow.of() }),
    );
  }

  /**
   * As `connect`, but gives the errno instead of throwing it: 0 when connected, 111 (ECONNREFUSED) when refused,
   * 115 (EINPROGRESS) when it goes on in the background, 11 (EAGAIN) when the timeout ran out. connect(2)
   * @param address as for `connect`
   * @throws only for a wrong address (TypeError, RangeError, gaierror)
   */
  connect_ex(address: AddressLike): number {
    const sockaddr = toSockaddr("connect_ex", this.family, address);
    return call(
      "connect_ex",
      this.#open.fd,
      () => [showAddress(address)],
      () => {
        try {
          this.#connect("connect_ex", sockaddr, address);
          return 0;
        } catch (error) {
          const { code, errno: number } = error as { code?: string; errno?: number };
          if (code === "TIMEOUT") return errno.EAGAIN;
          if (typeof number === "number") return number;
          throw error;
        }
      },
      (result) => ({ result: String(result), flow: result === 0 ? this.#flow.of() : undefined }),
    );
  }

  #connect(name: string, sockaddr: Buffer, address: unknown): void {
    this.#flow.forget();
    const fd = this.#open.fd;
    const timeout = this.#open.timeout;
    if (libc.connect(fd, sockaddr, sockaddr.length) === 0) return;
    const failure = lastErrno();
    const goesOn =
      failure === errno.EINTR
        ? timeout !== 0
        : failure === errno.EINPROGRESS && timeout !== null && timeout > 0;
    if (!goesOn) throw errorFor(name, failure, address);
    // The handshake goes on by itself: wait for its end, then ask how it went.
    const deadline = timeout === null ? null : now() + timeout * 1000;
    for (;;) {
      const left = deadline === null ? null : deadline - now();
      const ready = left !== null && left < 0 ? 0 : waitFor(fd, POLLOUT | POLLERR, left);
      if (ready === 0) throw timedOut(name, timeout ?? 0, address);
      if (ready > 0) break;
      if (ready !== -errno.EINTR) throw errorFor(name, -ready, address);
    }
    const result = askOption(name, fd, SO_ERROR);
    if (result !== 0 && result !== errno.EISCONN) throw errorFor(name, result, address);
  }

  /**
   * Puts bytes into the kernel's send buffer; waits while it is full. send(2)
   * @param data the bytes; text must be encoded first: `encode("hello")`
   * @param flags MSG_*
   * @returns how many bytes were taken, which may be fewer than given: the rest was not taken, send it again (or use `sendall`)
   * @throws BrokenPipeError, ConnectionResetError, TimeoutError, BlockingIOError; SocketError ENOTCONN, EMSGSIZE
   */
  send(data: Uint8Array | ArrayBufferView | ArrayBufferLike, flags = 0): number {
    const listener = tracer();
    if (listener === null) {
      const view = bytes("send", "the data", data);
      return this.#send("send", view, int("send", "the flags", flags));
    }
    // Asked in a function with next to nothing in it: V8 decodes all that its frame holds.
    const site = saidSite(methods.send, this);
    const source =
      site?.source ??
      learned(
        site,
        listener.caller === undefined ? callSiteAbove(methods.send) : sourceAt(listener.caller()),
      );
    return this.#tracedSend(listener, source, data, flags);
  }

  /** As `traced` does it, written out: the fewer frames and closures, the cheaper a traced loop. */
  #tracedSend(
    listener: Tracer,
    source: Source | null,
    data: Uint8Array | ArrayBufferView | ArrayBufferLike,
    flags: number,
  ): number {
    const view = bytes("send", "the data", data);
    int("send", "the flags", flags);
    const args = flags === 0 ? [view] : [view, ...showFlags(flags)];
    const token = listener.enter({ name: "send", fd: this.#open.fd, args, source });
    let sent: number;
    try {
      sent = this.#send("send", view, flags);
    } catch (error) {
      listener.leave(token, failure(error));
      throw error;
    }
    listener.leave(token, this.#movedOutcome(sent, "sent", view, sent, flags));
    return sent;
  }

  /** What a tracer is told of bytes that moved. Bytes only looked at, and urgent ones received, are not of the stream. */
  #movedOutcome(
    result: Told,
    way: "sent" | "received",
    data: Uint8Array,
    bytes: number,
    flags: number,
  ): Outcome {
    const outcome: Outcome = { ok: true, result };
    if ((flags & (MSG_PEEK | MSG_OOB)) === 0 || way === "sent") outcome.moved = moved(way, data, bytes);
    const flow = this.#flow.of();
    if (flow !== undefined) outcome.flow = flow;
    return outcome;
  }

  #send(
    name: string,
    data: Uint8Array,
    flags: number,
    timeout = this.#open.timeout,
    deadline?: number,
  ): number {
    const length = Math.min(data.length, MAX_BYTES);
    return this.#open.attempt(
      name,
      POLLOUT,
      (fd) => libc.send(fd, data, length, flags | MSG_NOSIGNAL),
      timeout,
      undefined,
      deadline,
    );
  }

  /**
   * Sends all of the bytes, with as many sends as it takes. send(2)
   * @param data the bytes
   * @param flags MSG_*
   * @throws as `send`; after a failure nobody knows how many bytes were sent. The timeout counts for the whole.
   */
  sendall(data: Uint8Array | ArrayBufferView | ArrayBufferLike, flags = 0): void {
    const listener = tracer();
    if (listener === null) {
      const view = bytes("sendall", "the data", data);
      this.#sendall(view, int("sendall", "the flags", flags));
      return;
    }
    const site = saidSite(methods.sendall, this);
    const source =
      site?.source ??
      learned(
        site,
        listener.caller === undefined ? callSiteAbove(methods.sendall) : sourceAt(listener.caller()),
      );
    this.#tracedSendall(listener, source, data, flags);
  }

  #tracedSendall(
    listener: Tracer,
    source: Source | null,
    data: Uint8Array | ArrayBufferView | ArrayBufferLike,
    flags: number,
  ): void {
    const view = bytes("sendall", "the data", data);
    int("sendall", "the flags", flags);
    const args = flags === 0 ? [view] : [view, ...showFlags(flags)];
    const token = listener.enter({ name: "sendall", fd: this.#open.fd, args, source });
    const done = { sent: 0 };
    try {
      this.#sendall(view, flags, done);
    } catch (error) {
      // Some bytes may have gone all the same, and the stream goes on after them.
      const part = this.#movedOutcome("", "sent", view, done.sent, flags);
      listener.leave(token, { ...part, ...failure(error) });
      throw error;
    }
    listener.leave(token, this.#movedOutcome("", "sent", view, view.length, flags));
  }

  #sendall(data: Uint8Array, flags: number, done = { sent: 0 }): void {
    const timeout = this.#open.timeout;
    const deadline = timeout === null ? 0 : now() + timeout * 1000;
    do {
      const rest = done.sent === 0 ? data : data.subarray(done.sent);
      done.sent += this.#send("sendall", rest, flags, timeout, deadline);
    } while (done.sent < data.length);
  }

  /**
   * Sends one datagram to an address. sendto(2)
   * @param data the bytes of the datagram
   * @param flagsOrAddress MSG_* before the address, or the address itself
   * @param address `[host, port]`
   * @returns how many bytes were sent
   * @throws SocketError EMSGSIZE (too long for one datagram); PermissionError EACCES (broadcast without SO_BROADCAST)
   */
  sendto(data: Uint8Array | ArrayBufferView | ArrayBufferLike, address: AddressLike): number;
  sendto(data: Uint8Array | ArrayBufferView | ArrayBufferLike, flags: number, address: AddressLike): number;
  sendto(
    data: Uint8Array | ArrayBufferView | ArrayBufferLike,
    flagsOrAddress: number | AddressLike,
    last?: AddressLike,
  ): number {
    const site = saidSite(methods.sendto, this);
    const view = bytes("sendto", "the data", data);
    const flags = last === undefined ? 0 : int("sendto", "the flags", flagsOrAddress);
    const address = last === undefined ? flagsOrAddress : last;
    const sockaddr = toSockaddr("sendto", this.family, address);
    const length = Math.min(view.length, MAX_BYTES);
    return call(
      "sendto",
      this.#open.fd,
      () => [showBytes(view), ...showFlags(flags), showAddress(address)],
      () =>
        this.#open.attempt(
          "sendto",
          POLLOUT,
          (fd) => libc.sendto(fd, view, length, flags | MSG_NOSIGNAL, sockaddr, sockaddr.length),
          this.#open.timeout,
          address,
        ),
      (sent) => ({
        result: String(sent),
        moved: moved("sent", view, sent),
        flow: this.#flow.of(fromSockaddr(sockaddr, sockaddr.length)),
      }),
      site,
    );
  }

  /**
   * Takes bytes from the receive buffer; waits while there are none. recv(2)
   * @param bufsize how many bytes at most
   * @param flags MSG_*
   * @returns what there was, between 1 and `bufsize` bytes; no bytes at all mean that the peer has ended its stream
   *   (for a datagram socket: an empty datagram)
   * @throws ConnectionResetError, TimeoutError, BlockingIOError; SocketError ENOTCONN
   */
  recv(bufsize: number, flags = 0): Buffer {
    const listener = tracer();
    if (listener === null) {
      const size = receiveSize("recv", bufsize);
      int("recv", "the flags", flags);
      return size === 0 ? Buffer.alloc(0) : this.#recv(size, flags);
    }
    const site = saidSite(methods.recv, this);
    const source =
      site?.source ??
      learned(
        site,
        listener.caller === undefined ? callSiteAbove(methods.recv) : sourceAt(listener.caller()),
      );
    return this.#tracedRecv(listener, source, bufsize, flags);
  }

  #tracedRecv(listener: Tracer, source: Source | null, bufsize: number, flags: number): Buffer {
    const size = receiveSize("recv", bufsize);
    int("recv", "the flags", flags);
    if (size === 0) return Buffer.alloc(0);
    const args = flags === 0 ? [size] : [size, ...showFlags(flags)];
    const token = listener.enter({ name: "recv", fd: this.#open.fd, args, source });
    let data: Buffer;
    try {
      data = this.#recv(size, flags);
    } catch (error) {
      listener.leave(token, failure(error));
      throw error;
    }
    listener.leave(token, this.#movedOutcome(data, "received", data, data.length, flags));
    return data;
  }

  #recv(size: number, flags: number): Buffer {
    const area = areaFor(size);
    const got = this.#open.attempt("recv", POLLIN, (fd) => libc.recv(fd, area, size, flags));
    return cut(area, Math.min(got, size));
  }

  /**
   * As `recv`, and tells who sent it: for datagrams. recvfrom(2)
   * @param bufsize how many bytes at most; the rest of a longer datagram is thrown away
   * @param flags MSG_*
   * @returns the bytes and the sender's address
   * @throws as `recv`
   */
  recvfrom(bufsize: number, flags = 0): [data: Buffer, address: AddressOf<Family>] {
    const site = saidSite(methods.recvfrom, this);
    const size = receiveSize("recvfrom", bufsize);
    int("recvfrom", "the flags", flags);
    return call(
      "recvfrom",
      this.#open.fd,
      () => [String(size), ...showFlags(flags)],
      () => {
        const area = areaFor(size);
        const [got, address] = this.#recvfrom("recvfrom", area, size, flags);
        return [cut(area, Math.min(got, size)), address] as [Buffer, AddressOf<Family>];
      },
      ([data, address]) => ({
        result: `${showBytes(data)}, ${showAddress(address)}`,
        moved: (flags & MSG_PEEK) === 0 ? moved("received", data, data.length) : undefined,
        flow: this.#flow.of(address),
      }),
      site,
    );
  }

  #recvfrom(name: string, area: Uint8Array, size: number, flags: number): [number, Address | null] {
    const got = this.#open.attempt(name, POLLIN, (fd) => {
      nameArea.fill(0, 0, 2);
      lengthArea.writeUInt32LE(SOCKADDR_MAX, 0);
      return libc.recvfrom(fd, area, size, flags, nameArea, lengthArea);
    });
    return [got, fromSockaddr(nameArea, lengthArea.readUInt32LE(0))];
  }

  /**
   * As `recv`, into memory that you already have. recv(2)
   * @param buffer where the bytes go
   * @param nbytes how many at most; 0 means as many as fit
   * @param flags MSG_*
   * @returns how many came; 0 is the end of the stream
   * @throws as `recv`; RangeError when `nbytes` is more than the buffer has
   */
  recv_into(buffer: ArrayBufferView | ArrayBufferLike, nbytes = 0, flags = 0): number {
    const site = saidSite(methods.recv_into, this);
    const [view, size] = receiveArea("recv_into", buffer, nbytes);
    int("recv_into", "the flags", flags);
    if (size === 0) return 0;
    return call(
      "recv_into",
      this.#open.fd,
      () => [`${size} B`, ...showFlags(flags)],
      () => this.#open.attempt("recv_into", POLLIN, (fd) => libc.recv(fd, view, size, flags)),
      (got) => ({
        result: `${got}: ${showBytes(view, Math.min(got, size))}`,
        moved:
          (flags & (MSG_PEEK | MSG_OOB)) === 0 ? moved("received", view, Math.min(got, size)) : undefined,
        flow: this.#flow.of(),
      }),
      site,
    );
  }

  /**
   * As `recvfrom`, into memory that you already have. recvfrom(2)
   * @param buffer where the bytes go
   * @param nbytes how many at most; 0 means as many as fit
   * @param flags MSG_*
   * @returns how many bytes came, and the sender's address
   * @throws as `recv`; RangeError when `nbytes` is more than the buffer has
   */
  recvfrom_into(
    buffer: ArrayBufferView | ArrayBufferLike,
    nbytes = 0,
    flags = 0,
  ): [count: number, address: AddressOf<Family>] {
    const site = saidSite(methods.recvfrom_into, this);
    const [view, size] = receiveArea("recvfrom_into", buffer, nbytes);
    int("recvfrom_into", "the flags", flags);
    return call(
      "recvfrom_into",
      this.#open.fd,
      () => [`${size} B`, ...showFlags(flags)],
      () => this.#recvfrom("recvfrom_into", view, size, flags) as [number, AddressOf<Family>],
      ([got, address]) => ({
        result: `${got}: ${showBytes(view, Math.min(got, size))}, ${showAddress(address)}`,
        moved:
          (flags & (MSG_PEEK | MSG_OOB)) === 0 ? moved("received", view, Math.min(got, size)) : undefined,
        flow: this.#flow.of(address),
      }),
      site,
    );
  }

  /**
   * Sends one message: data in several pieces, with control messages beside them. sendmsg(2), cmsg(3)
   * On a stream the data join the stream, and the control messages arrive with the first byte.
   * @param buffers the pieces, sent one after the other as if they were one
   * @param ancdata control messages: `[[SOL_SOCKET, SCM_RIGHTS, new Int32Array([fd])]]` gives descriptors away (copies:
   *   yours stay open); `[SOL_SOCKET, SCM_CREDENTIALS, pack("iii", pid, uid, gid)]`; `[IPPROTO_IP, IP_TTL, pack("i", 3)]`
   * @param flags MSG_*
   * @param address where to, for datagrams; null for the peer of a connected socket
   * @returns how many bytes of the data were taken; control messages go whole or not at all
   * @throws as `send` and `sendto`; SocketError EINVAL (no such control message), EBADF (a descriptor that is not
   *   open), ETOOMANYREFS (too many descriptors on their way), EMSGSIZE (more than 1,024 pieces);
   *   PermissionError EPERM (credentials of somebody else)
   */
  sendmsg(
    buffers: Iterable<ArrayBufferView | ArrayBufferLike>,
    ancdata: Iterable<AncillaryData> = [],
    flags = 0,
    address: AddressLike | null = null,
  ): number {
    return sendMessage(this.#open, this.#flow, this.family, buffers, ancdata, flags, address);
  }

  /**
   * Takes one message: data, and the control messages that came beside them. recvmsg(2), cmsg(3)
   * @param bufsize how many bytes of data at most
   * @param ancbufsize bytes for control messages, reckoned with `CMSG_SPACE`; 0 takes none
   * @param flags MSG_*
   * @returns the data; the control messages as `[level, type, bytes]`; flags: MSG_TRUNC (the datagram was longer),
   *   MSG_CTRUNC (control messages did not fit), MSG_EOR, MSG_OOB, MSG_ERRQUEUE; the sender's address, null on a stream
   *
   * Descriptors that came (SCM_RIGHTS) are open and yours: close them. Of a message that does not fit into `ancbufsize`
   * the kernel itself closes those that are left out. They are close-on-exec (in Python they are not).
   * @throws as `recv`
   */
  recvmsg(
    bufsize: number,
    ancbufsize = 0,
    flags = 0,
  ): [data: Buffer, ancdata: AncillaryMessage[], flags: number, address: AddressOf<Family> | null] {
    return receiveMessage(this.#open, this.#flow, bufsize, ancbufsize, flags);
  }

  /**
   * As `recvmsg`, into memory that you already have. recvmsg(2)
   * @param buffers where the data go: the first is filled, then the next
   * @param ancbufsize bytes for control messages, as for `recvmsg`
   * @param flags MSG_*
   * @returns how many bytes of data came, then as `recvmsg`
   * @throws as `recv`
   */
  recvmsg_into(
    buffers: Iterable<ArrayBufferView | ArrayBufferLike>,
    ancbufsize = 0,
    flags = 0,
  ): [count: number, ancdata: AncillaryMessage[], flags: number, address: AddressOf<Family> | null] {
    return receiveMessageInto(this.#open, this.#flow, buffers, ancbufsize, flags);
  }

  /**
   * Sends a file without its bytes going through this program. sendfile(2)
   * Where the kernel cannot do that with this file, it is read and sent. Only for SOCK_STREAM.
   * @param file an open file: what `openSync` of node:fs gave, or its FileHandle. Its position moves to the end of what was sent
   * @param offset bytes of the file to leave out at its beginning
   * @param count how many bytes at most; null for all up to the end
   * @returns how many bytes were sent
   * @throws RangeError on a socket that must not wait, or is no stream; as `send`; SocketError EBADF, EISDIR.
   *   The timeout counts for each piece. After a failure the file's position tells how much was sent.
   */
  sendfile(file: FileLike, offset = 0, count: number | null = null): number {
    const source = fileDescriptor("sendfile", file);
    int("sendfile", "the offset", offset, 0, Number.MAX_SAFE_INTEGER);
    if (count !== null) int("sendfile", "the count", count, 1, Number.MAX_SAFE_INTEGER);
    if (this.type !== SOCK_STREAM) throw new RangeError("sendfile(): the socket must be of type SOCK_STREAM");
    if (this.#open.timeout === 0)
      throw new RangeError("sendfile(): the socket must be one that waits; this one is non-blocking");
    const done = { sent: 0 };
    const copy = () => {
      try {
        sendFile((run) => this.#open.attempt("sendfile", POLLOUT, run), source, offset, count, done);
      } finally {
        if (done.sent > 0) libc.lseek(source, offset + done.sent, SEEK_SET);
      }
      return done.sent;
    };
    const listener = tracer();
    if (listener === null) return copy();
    const token = listener.enter({
      name: "sendfile",
      fd: this.#open.fd,
      args: [String(source), String(offset), String(count)],
      source: callSiteAbove(sendfile),
    });
    const sent = () => {
      const first = readFirst(source, offset, Math.min(done.sent, FIRST_BYTES));
      return this.#movedOutcome(String(done.sent), "sent", first, done.sent, 0);
    };
    try {
      copy();
    } catch (error) {
      // Some bytes may have gone all the same, and the stream goes on after them.
      listener.leave(token, { ...sent(), ...failure(error) });
      throw error;
    }
    listener.leave(token, sent());
    return done.sent;
  }

  /**
   * Ends one direction or both, for every program that has this connection, without giving up the descriptor. shutdown(2)
   * After SHUT_WR the peer reads zero bytes, and may still send.
   * @param how SHUT_RD, SHUT_WR, SHUT_RDWR
   * @throws SocketError ENOTCONN
   */
  shutdown(how: number): void {
    int("shutdown", "how", how);
    call(
      "shutdown",
      this.#open.fd,
      () => [showHow(how)],
      () => {
        if (libc.shutdown(this.#open.fd, how) < 0) throw errorFor("shutdown", lastErrno());
      },
      () => this.#done(),
    );
  }

  /**
   * Closes the socket: this program gives up the descriptor, and the kernel ends the connection when nobody else
   * has it. A second close does nothing; any other call gives EBADF. Files from `makefile` keep it open. close(2)
   * @throws SocketError, rarely: what the kernel finds wrong; the descriptor is given up all the same
   */
  close(): void {
    this.#open.close();
    if (!this.#open.inUse) this.#reallyClose();
  }

  #reallyClose(): void {
    const open = this.#open.fd;
    if (open < 0) return;
    call(
      "close",
      open,
      () => [],
      () => {
        const fd = this.#takeDescriptor();
        // Linux frees the descriptor even when close reports an error, so it is never tried again.
        if (fd >= 0 && libc.close(fd) < 0) {
          const failure = lastErrno();
          if (failure !== errno.ECONNRESET && failure !== errno.EINTR) throw errorFor("close", failure);
        }
      },
      () => this.#done(),
    );
  }

  /** Closes the socket at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Gives the open descriptor away: this object is closed, the descriptor is not. Python's `detach`. */
  detach(): number {
    this.#open.close();
    return this.#takeDescriptor();
  }

  /**
   * A second, independent descriptor for the same socket; both must be closed. dup(2)
   * @throws SocketError EBADF, EMFILE
   */
  dup(): Socket<Family> {
    const fd = call(
      "dup",
      this.#open.fd,
      () => [],
      () => {
        const made = libc.fcntl(this.#open.fd, F_DUPFD_CLOEXEC, 0);
        if (made < 0) throw errorFor("dup", lastErrno());
        return made;
      },
      (made) => ({ result: `socket ${made}`, newFd: made }),
    );
    const copy = new Socket<Family>(this.family, this.type, this.proto, fd);
    // The kernel's flag is shared with the copy, and a default timeout may just have changed it.
    copy.#open.limit("dup", this.#open.timeout);
    return copy;
  }

  /** The number of the descriptor, or -1 when closed. Python's `fileno`. */
  fileno(): number {
    return this.#open.fd;
  }

  /**
   * Whether the descriptor stays open in a program that this process executes. Python's `get_inheritable`.
   * @throws SocketError EBADF, when closed
   */
  get_inheritable(): boolean {
    return call(
      "get_inheritable",
      this.#open.fd,
      () => [],
      () => {
        const flags = libc.fcntl(this.#open.fd, F_GETFD, 0);
        if (flags < 0) throw errorFor("get_inheritable", lastErrno());
        return (flags & FD_CLOEXEC) === 0;
      },
      (inheritable) => ({ result: String(inheritable) }),
    );
  }

  /**
   * Says whether the descriptor stays open in a program that this process executes. Python's `set_inheritable`.
   * @param inheritable true keeps it open there
   * @throws SocketError EBADF, when closed
   */
  set_inheritable(inheritable: boolean): void {
    call(
      "set_inheritable",
      this.#open.fd,
      () => [String(Boolean(inheritable))],
      () => {
        if (libc.fcntl(this.#open.fd, F_SETFD, inheritable ? 0 : FD_CLOEXEC) < 0)
          throw errorFor("set_inheritable", lastErrno());
      },
      () => this.#done(),
    );
  }

  /**
   * The address of this end. getsockname(2)
   * @throws SocketError EBADF, when closed
   */
  getsockname(): AddressOf<Family> {
    return this.#address("getsockname", libc.getsockname);
  }

  /** The address of the other end. getpeername(2) @throws SocketError ENOTCONN */
  getpeername(): AddressOf<Family> {
    return this.#address("getpeername", libc.getpeername);
  }

  #address(name: string, get: typeof libc.getsockname): AddressOf<Family> {
    return call(
      name,
      this.#open.fd,
      () => [],
      () => {
        const address = nameOf(this.#open.fd, get);
        if (address === null) throw errorFor(name, lastErrno());
        return address as AddressOf<Family>;
      },
      (address) => ({ result: showAddress(address) }),
    );
  }

  /**
   * Reads an option. getsockopt(2), socket(7), tcp(7), ip(7)
   * @param level SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP, IPPROTO_IPV6
   * @param option SO_*, TCP_*, IP_*, IPV6_*
   * @param length with a length, 1 to 1024, the raw bytes are given, at most that many (for TCP_INFO and the like); 0 is
   *   the same as none
   * @returns a number; for SO_LINGER `[on, seconds]`, for SO_RCVTIMEO and SO_SNDTIMEO seconds,
   *   for SO_BINDTODEVICE and TCP_CONGESTION text, for SO_PEERCRED `{ pid, uid, gid }`
   * @throws SocketError ENOPROTOOPT
   */
  getsockopt(level: number, option: number, length: number): Buffer;
  getsockopt(level: typeof SOL_SOCKET, option: typeof SO_LINGER): Linger;
  getsockopt(level: typeof SOL_SOCKET, option: typeof SO_BINDTODEVICE): string;
  getsockopt(level: typeof SOL_SOCKET, option: typeof SO_PEERCRED): Credentials;
  getsockopt(level: typeof IPPROTO_TCP, option: typeof TCP_CONGESTION): string;
  getsockopt(level: number, option: number): number;
  getsockopt(
    level: number,
    option: number,
    length?: number,
  ): number | string | Linger | Credentials | Buffer {
    int("getsockopt", "the level", level);
    int("getsockopt", "the option", option);
    const raw = rawLength(length);
    const size = raw === 0 ? optionLength(level, option) : raw;
    return call(
      "getsockopt",
      this.#open.fd,
      () => [...showOption(level, option), ...(raw === 0 ? [] : [String(raw)])],
      () => {
        const area = Buffer.alloc(size);
        lengthArea.writeUInt32LE(size, 0);
        if (libc.getsockopt(this.#open.fd, level, option, area, lengthArea) < 0) {
          throw errorFor("getsockopt", lastErrno());
        }
        const data = area.subarray(0, lengthArea.readUInt32LE(0));
        return raw === 0 ? decodeOption(level, option, data) : data;
      },
      (value) => ({ result: value instanceof Uint8Array ? showBytes(value) : JSON.stringify(value) }),
    );
  }

  /**
   * Sets an option. setsockopt(2), socket(7), tcp(7), ip(7)
   * @param level SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP, IPPROTO_IPV6
   * @param option SO_*, TCP_*, IP_*, IPV6_*
   * @param value a number or boolean; `[on, seconds]` for SO_LINGER, seconds for SO_RCVTIMEO and SO_SNDTIMEO,
   *   a device's name for SO_BINDTODEVICE, bytes for structures; null for no value at all, with a length
   * @param length what the kernel is told as the length of no value; for null only
   * @throws SocketError ENOPROTOOPT, EINVAL; PermissionError
   */
  setsockopt(level: number, option: number, value: OptionValue): void;
  setsockopt(level: number, option: number, value: null, length: number): void;
  setsockopt(level: number, option: number, value: OptionValue | null, length?: number): void {
    int("setsockopt", "the level", level);
    int("setsockopt", "the option", option);
    const data = value === null ? null : encodeOption(level, option, value);
    const size = data === null ? int("setsockopt", "the length", length, 0) : data.length;
    call(
      "setsockopt",
      this.#open.fd,
      () => [
        ...showOption(level, option),
        value instanceof Uint8Array ? showBytes(value) : JSON.stringify(value),
        ...(value === null ? [String(size)] : []),
      ],
      () => {
        if (libc.setsockopt(this.#open.fd, level, option, data, size) < 0) {
          throw errorFor("setsockopt", lastErrno());
        }
      },
      () => this.#done(),
    );
  }

  /**
   * Says whether calls may wait: `setblocking(true)` is `settimeout(null)`, `setblocking(false)` is `settimeout(0)`.
   * A call that would have to wait then throws BlockingIOError. fcntl(2) O_NONBLOCK
   * @param blocking whether calls may wait
   * @throws SocketError EBADF, when closed
   */
  setblocking(blocking: boolean): void {
    this.#setTimeout("setblocking", [String(Boolean(blocking))], blocking ? null : 0);
  }

  /** False when the timeout is 0. Python's `getblocking`. */
  getblocking(): boolean {
    return this.#open.timeout !== 0;
  }

  /**
   * How long every call of this socket may wait. Python's `settimeout`.
   * @param timeout seconds, fractions allowed; null waits for ever (the default), 0 not at all.
   *   When the time is over the call throws TimeoutError.
   * @throws RangeError if negative
   */
  settimeout(timeout: number | null): void {
    const limit = seconds("settimeout", timeout);
    this.#setTimeout("settimeout", [String(limit)], limit);
  }

  #setTimeout(name: string, args: string[], limit: number | null): void {
    call(
      name,
      this.#open.fd,
      () => args,
      () => this.#open.limit(name, limit),
      () => this.#done(),
    );
  }

  /** Seconds that a call may wait: null is for ever, 0 not at all. Python's `gettimeout`. */
  gettimeout(): number | null {
    return this.#open.timeout;
  }

  /**
   * A file over the socket, to read and write lines and blocks instead of whatever `recv` has. Close both. Python's `makefile`.
   * @param mode "r", "w", "rw" for text (the default is "r"), "rb", "wb", "rwb" for bytes
   * @param options encoding of text ("utf-8"), errors ("strict", "replace", "ignore"), newline, buffering (bytes)
   * @throws RangeError for a mode, a newline or an encoding that there is not
   */
  makefile(mode: "rb" | "wb" | "rwb" | "wrb" | "brw" | "br" | "bw", options?: FileOptions): BinaryFile;
  makefile(mode?: "r" | "w" | "rw" | "wr", options?: FileOptions): TextFile;
  makefile(mode = "r", options: FileOptions = {}): BinaryFile | TextFile {
    const file = openFile(this, mode, options, () => this.#fileClosed());
    this.#open.countFile(1);
    return file;
  }

  #fileClosed(): void {
    this.#open.countFile(-1);
    if (this.#open.closed && !this.#open.inUse) this.#reallyClose();
  }

  /**
   * What another thread needs to use this socket too; from now on both agree on its descriptor and timeout.
   * @param socket any Socket of this thread
   */
  static share(socket: Socket<number>): SocketHandle {
    return {
      memory: socket.#open.share(),
      family: socket.family,
      type: socket.type,
      protocol: socket.proto,
    };
  }

  /**
   * The Socket of a handle that another thread gave.
   * @param handle what `share` gave
   */
  static fromShared(handle: SocketHandle): Socket<number> {
    const socket = new Socket<number>(handle.family, handle.type, handle.protocol, BORROWED);
    socket.#open = new OpenSocket(new SharedState(handle.memory));
    socket.#flow = new SocketFlow(socket.#open, socket.family, socket.type, socket.proto);
    return socket;
  }

  /** `[socket 3, AF_INET, SOCK_STREAM, ["127.0.0.1", 8989]]` */
  [inspect.custom](): string {
    return this.toString();
  }

  /** The descriptor, family and type in words, and both ends where there are any; as Python's `repr`. */
  toString(): string {
    const fd = this.#open.fd;
    const what = `${showFamily(this.family)}, ${showType(this.type)}`;
    if (fd < 0) return `[closed socket, ${what}]`;
    const local = nameOf(this.#open.fd, libc.getsockname);
    const remote = nameOf(this.#open.fd, libc.getpeername);
    const ends = [local, remote].filter((end) => end !== null && end !== "").map(showAddress);
    return `[socket ${fd}, ${[what, ...ends].join(", ")}]`;
  }
}

/** As they are in the class, whatever a program puts in their place. */
const methods = {
  send: Socket.prototype.send,
  sendall: Socket.prototype.sendall,
  sendto: Socket.prototype.sendto,
  recv: Socket.prototype.recv,
  recvfrom: Socket.prototype.recvfrom,
  recv_into: Socket.prototype.recv_into,
  recvfrom_into: Socket.prototype.recvfrom_into,
};
for (const method of Object.values(methods)) hearSites(method);
const { sendfile } = Socket.prototype;

/** An integer option at SOL_SOCKET, for the package's own use. */
function askOption(name: string, fd: number, option: number): number {
  const area = Buffer.alloc(4);
  lengthArea.writeUInt32LE(4, 0);
  if (libc.getsockopt(fd, SOL_SOCKET, option, area, lengthArea) < 0) throw errorFor(name, lastErrno());
  return area.readInt32LE(0);
}
