import { describe, int } from "./checks.ts";
import { errno } from "./errno.ts";
import { errorFor, SocketError } from "./errors.ts";
import { lastErrno, libc } from "./libc.ts";
import { hearSites, saidSite } from "./said-site.ts";
import { call } from "./traced.ts";
import { MAX_MS, now, wholeMs } from "./wait.ts";

/** Waiting for many descriptors at once: select(2), poll(2), epoll(7). Python's module `select`. */

/** A descriptor, or something that has one. */
export type Selectable = number | { fileno(): number };

const FD_SETSIZE = 1024;
/** As many seconds as `settimeout` takes. */
const MAX_SELECT_MS = 1e12;

/** poll: data can be read, a client waits, or the peer has ended. */
export const POLLIN = 0x001;
/** poll: urgent data. */
export const POLLPRI = 0x002;
/** poll: writing would not block. */
export const POLLOUT = 0x004;
/** poll, result only: an error is waiting. */
export const POLLERR = 0x008;
/** poll, result only: the peer has hung up. */
export const POLLHUP = 0x010;
/** poll, result only: the descriptor is not open. */
export const POLLNVAL = 0x020;
/** poll: ordinary data; on Linux the same moment as POLLIN. poll(2) */
export const POLLRDNORM = 0x040;
/** poll: data of priority; sockets have none. poll(2) */
export const POLLRDBAND = 0x080;
/** poll: the same moment as POLLOUT. poll(2) */
export const POLLWRNORM = 0x100;
/** poll: the same moment as POLLOUT, for data of priority. poll(2) */
export const POLLWRBAND = 0x200;
/** poll: nothing on Linux. poll(2) */
export const POLLMSG = 0x400;
/** poll: the peer has ended its stream. */
export const POLLRDHUP = 0x2000;

/** epoll: data can be read, a client waits, or the peer has ended. */
export const EPOLLIN = 0x001;
/** epoll: urgent data. */
export const EPOLLPRI = 0x002;
/** epoll: writing would not block. */
export const EPOLLOUT = 0x004;
/** epoll, result only: an error is waiting. */
export const EPOLLERR = 0x008;
/** epoll, result only: the peer has hung up. */
export const EPOLLHUP = 0x010;
/** epoll: ordinary data; on Linux the same moment as EPOLLIN. epoll_ctl(2) */
export const EPOLLRDNORM = 0x040;
/** epoll: data of priority; sockets have none. epoll_ctl(2) */
export const EPOLLRDBAND = 0x080;
/** epoll: the same moment as EPOLLOUT. epoll_ctl(2) */
export const EPOLLWRNORM = 0x100;
/** epoll: the same moment as EPOLLOUT, for data of priority. epoll_ctl(2) */
export const EPOLLWRBAND = 0x200;
/** epoll: nothing on Linux. epoll_ctl(2) */
export const EPOLLMSG = 0x400;
/** epoll: the peer has ended its stream. */
export const EPOLLRDHUP = 0x2000;
/** epoll: of several epolls that watch this descriptor only one is woken. */
export const EPOLLEXCLUSIVE = 0x1000_0000;
/** epoll: report once, then keep silent until `modify`. */
export const EPOLLONESHOT = 0x4000_0000;
/** epoll: report changes only (edge-triggered), so read until EAGAIN. */
export const EPOLLET = 0x8000_0000;
/** Option of the old call; always on here. */
export const EPOLL_CLOEXEC = 0x80000;
/** The largest write to a pipe that is never torn apart. */
export const PIPE_BUF = 4096;

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;

/**
 * The descriptor of a number or of an object with `fileno()`.
 * @param name the name that exceptions give to the call
 * @param target a Socket, a descriptor, or anything with `fileno()`
 */
export function descriptorOf(name: string, target: unknown): number {
  let fd: unknown = target;
  if (
    typeof target === "object" &&
    target !== null &&
    "fileno" in target &&
    typeof target.fileno === "function"
  ) {
    fd = target.fileno();
  } else if (typeof target !== "number") {
    throw new TypeError(
      `${name}(): a Socket, a descriptor or an object with fileno() is needed, not ${describe(target)}`,
    );
  }
  const number = int(name, "the descriptor", fd);
  if (number < 0) throw new RangeError(`${name}(): the socket is closed (its descriptor is ${number})`);
  return number;
}

/** A timeout in milliseconds; one that the kernel cannot be told is refused, since the wait would be shorter. */
function waitMs(name: string, timeout: unknown, unit: 1 | 1000, most = MAX_MS): number | null {
  if (timeout === null || timeout === undefined) return null;
  if (typeof timeout !== "number") {
    throw new TypeError(`${name}(): the timeout must be a number or null, not ${describe(timeout)}`);
  }
  if (Number.isNaN(timeout)) throw new RangeError(`${name}(): the timeout must be a number, not NaN`);
  const ms = timeout * unit;
  if (ms > most) {
    throw new RangeError(
      `${name}(): the timeout may be ${most / unit} at most, and is ${timeout}; null waits for ever`,
    );
  }
  return ms;
}

/** Calls again after a signal, with what is left of the time. */
function uninterrupted(name: string, ms: number | null, run: (left: number | null) => number): number {
  const deadline = ms === null ? null : now() + ms;
  for (let left = ms; ; left = deadline === null ? null : Math.max(0, deadline - now())) {
    const result = run(left);
    if (result >= 0) return result;
    const failure = lastErrno();
    if (failure !== errno.EINTR) throw errorFor(name, failure);
  }
}

/**
 * Waits until one of the sockets can be read, written, or has urgent data. select(2)
 * @param rlist wait until these can be read: data or end of stream is there, or a client waits at a listener
 * @param wlist wait until these can be written without blocking
 * @param xlist wait for urgent data
 * @param timeout seconds; null or left out waits for ever, 0 only looks
 * @returns those of each list that are ready; three empty lists when the time is over
 * @throws RangeError for a closed socket or a descriptor of 1024 and above; SocketError EBADF
 */
export function select<R extends Selectable, W extends Selectable, X extends Selectable>(
  rlist: Iterable<R>,
  wlist: Iterable<W>,
  xlist: Iterable<X>,
  timeout: number | null = null,
): [readable: R[], writable: W[], exceptional: X[]] {
  const site = saidSite(select, undefined);
  const ms = waitMs("select", timeout, 1000, MAX_SELECT_MS);
  if (ms !== null && ms < 0) throw new RangeError("select(): the timeout must not be negative");
  const read = fdSet("rlist", rlist);
  const write = fdSet("wlist", wlist);
  const except = fdSet("xlist", xlist);
  const highest = Math.max(read.highest, write.highest, except.highest);
  const show = (set: FdSet<Selectable>) => `[${set.entries.map(([, fd]) => fd).join(", ")}]`;
  return call(
    "select",
    null,
    () => [show(read), show(write), show(except), String(timeout)],
    () => {
      uninterrupted("select", ms, (left) => {
        for (const set of [read, write, except]) set.fill();
        return libc.select(highest + 1, read.bits, write.bits, except.bits, timeval(left));
      });
      return [read.ready(), write.ready(), except.ready()] as [R[], W[], X[]];
    },
    (lists) => ({
      result: lists
        .map((list) => `[${list.map((one) => descriptorOf("select", one)).join(", ")}]`)
        .join(", "),
    }),
    site,
  );
}
hearSites(select);

type FdSet<T> = { entries: [T, number][]; highest: number; bits: Buffer; fill(): void; ready(): T[] };

function fdSet<T extends Selectable>(what: string, list: Iterable<T>): FdSet<T> {
  if (typeof list !== "object" || list === null || typeof list[Symbol.iterator] !== "function") {
    throw new TypeError(`select(): ${what} must be a list of sockets, not ${describe(list)}`);
  }
  const bits = Buffer.alloc(FD_SETSIZE / 8);
  const entries: [T, number][] = [];
  for (const one of list) {
    const fd = descriptorOf("select", one);
    if (fd >= FD_SETSIZE) {
      throw new RangeError(
        `select(): descriptor ${fd} is out of range; select knows ${FD_SETSIZE} only, use poll or epoll`,
      );
    }
    entries.push([one, fd]);
  }
  return {
    entries,
    highest: entries.reduce((highest, [, fd]) => Math.max(highest, fd), -1),
    bits,
    fill() {
      bits.fill(0);
      for (const [, fd] of entries) bits[fd >> 3] = (bits[fd >> 3] as number) | (1 << (fd & 7));
    },
    ready: () =>
      entries.filter(([, fd]) => ((bits[fd >> 3] as number) & (1 << (fd & 7))) !== 0).map(([one]) => one),
  };
}

function timeval(ms: number | null): Buffer | null {
  if (ms === null) return null;
  const packed = Buffer.alloc(16);
  const micros = Math.ceil(ms * 1000);
  packed.writeBigInt64LE(BigInt(Math.floor(micros / 1e6)), 0);
  packed.writeBigInt64LE(BigInt(micros % 1e6), 8);
  return packed;
}

/** Watches any number of descriptors, level-triggered, and looks through all of them at each call. poll(2) */
export class Poll {
  readonly #watched = new Map<number, number>();

  /**
   * Begins to watch a descriptor, or changes what is waited for.
   * @param events POLLIN, POLLOUT, POLLPRI, joined by `|`
   * @param target a Socket, a descriptor, or anything with `fileno()`
   * @throws RangeError for a closed socket, or for events that are none
   */
  register(target: Selectable, events = POLLIN | POLLPRI | POLLOUT): void {
    this.#watched.set(descriptorOf("register", target), int("register", "the events", events, 0, 0xffff));
  }

  /**
   * Changes what is waited for.
   * @param target a Socket, a descriptor, or anything with `fileno()`
   * @param events POLLIN, POLLOUT, POLLPRI, joined by `|`
   * @throws FileNotFoundError if the descriptor is not watched
   */
  modify(target: Selectable, events: number): void {
    const fd = descriptorOf("modify", target);
    const wanted = int("modify", "the events", events, 0, 0xffff);
    if (!this.#watched.has(fd)) throw errorFor("modify", errno.ENOENT);
    this.#watched.set(fd, wanted);
  }

  /**
   * Stops watching.
   * @param target a Socket, a descriptor, or anything with `fileno()`
   * @throws RangeError if the descriptor is not watched (Python's KeyError)
   */
  unregister(target: Selectable): void {
    const fd = descriptorOf("unregister", target);
    if (!this.#watched.delete(fd)) throw new RangeError(`unregister(): descriptor ${fd} is not watched`);
  }

  /**
   * Waits until something happens.
   * @param timeout **milliseconds** (not seconds, as in Python); null, left out or negative waits for ever
   * @returns pairs of descriptor and events; none when the time is over
   * @throws RangeError for NaN, or more than 2³¹ ms
   */
  poll(timeout: number | null = null): [fd: number, events: number][] {
    const site = saidSite(pollOf, this);
    const ms = waitMs("poll", timeout, 1);
    const watched = [...this.#watched];
    const list = Buffer.alloc(Math.max(8, watched.length * 8));
    watched.forEach(([fd, events], i) => {
      list.writeInt32LE(fd, i * 8);
      list.writeUInt16LE(events, i * 8 + 4);
    });
    return call(
      "poll",
      null,
      () => [
        `[${watched.map(([fd, events]) => `${fd}: ${eventNames(events, "POLL")}`).join(", ")}]`,
        String(timeout),
      ],
      () => {
        uninterrupted("poll", ms !== null && ms < 0 ? null : ms, (left) =>
          libc.poll(list, watched.length, wholeMs(left)),
        );
        return watched
          .map(([fd], i): [number, number] => [fd, list.readUInt16LE(i * 8 + 6)])
          .filter(([, events]) => events !== 0);
      },
      (ready) => ({ result: showReady(ready, "POLL") }),
      site,
    );
  }
}

/** As they are in the classes, whatever a program puts in their place. */
const { poll: pollOf } = Poll.prototype;
hearSites(pollOf);

/** A new, empty poll object. Python's `select.poll()`. */
export function poll(): Poll {
  return new Poll();
}

/**
 * Watches descriptors inside the kernel, which keeps the list of those that are ready: the cost of a call does not
 * grow with the number of idle connections. Level-triggered; edge-triggered with EPOLLET. epoll(7)
 */
export class Epoll {
  #fd: number;

  /** Use `epoll()`, or `epoll.fromfd(fd)`. */
  constructor(fd: number) {
    this.#fd = fd;
  }

  #open(name: string): number {
    if (this.#fd < 0) throw new RangeError(`${name}(): the epoll is closed`);
    return this.#fd;
  }

  #control(name: string, operation: number, target: Selectable, events: number): void {
    const epfd = this.#open(name);
    const fd = descriptorOf(name, target);
    const wanted = int(name, "the events", events, -0x8000_0000, 0xffff_ffff) >>> 0;
    const event = Buffer.alloc(16);
    // struct epoll_event is packed on x86-64 only: elsewhere the data stand at 8.
    event.writeUInt32LE(wanted, 0);
    event.writeInt32LE(fd, DATA_AT);
    call(
      name,
      epfd,
      () => (operation === EPOLL_CTL_DEL ? [String(fd)] : [String(fd), eventNames(wanted, "EPOLL")]),
      () => {
        if (libc.epoll_ctl(epfd, operation, fd, event) < 0) throw errorFor(name, lastErrno());
      },
      () => ({ result: "" }),
    );
  }

  /**
   * Begins to watch a descriptor. epoll_ctl(2)
   * @param events EPOLLIN, EPOLLOUT, EPOLLET, EPOLLONESHOT, ... joined by `|`
   * @param target a Socket, a descriptor, or anything with `fileno()`
   * @throws FileExistsError if it is watched already; PermissionError EPERM for ordinary files
   */
  register(target: Selectable, events = EPOLLIN | EPOLLOUT | EPOLLPRI): void {
    this.#control("register", EPOLL_CTL_ADD, target, events);
  }

  /**
   * Changes what is waited for; arms an EPOLLONESHOT descriptor again.
   * @param target a Socket, a descriptor, or anything with `fileno()`
   * @param events as for `register`
   * @throws FileNotFoundError if it is not watched
   */
  modify(target: Selectable, events: number): void {
    this.#control("modify", EPOLL_CTL_MOD, target, events);
  }

  /**
   * Stops watching. Closing a socket does it too.
   * @param target a Socket, a descriptor, or anything with `fileno()`
   * @throws FileNotFoundError if it is not watched
   */
  unregister(target: Selectable): void {
    this.#control("unregister", EPOLL_CTL_DEL, target, 0);
  }

  /**
   * Waits until something happens. epoll_wait(2)
   * @param timeout seconds; null, left out or negative waits for ever
   * @param maxevents how many at most; -1 for no limit of one's own
   * @returns pairs of descriptor and events; none when the time is over
   * @throws RangeError for NaN, for more than 2³¹ ms, and once it is closed
   */
  poll(timeout: number | null = null, maxevents = -1): [fd: number, events: number][] {
    const site = saidSite(epollWait, this);
    const epfd = this.#open("poll");
    const ms = waitMs("poll", timeout, 1000);
    int("poll", "maxevents", maxevents);
    if (maxevents < -1 || maxevents === 0) {
      throw new RangeError(`poll(): maxevents must be above 0, or -1, not ${maxevents}`);
    }
    const most = maxevents === -1 ? FD_SETSIZE - 1 : Math.min(maxevents, 65_536);
    return call(
      "epoll_wait",
      epfd,
      () => [String(timeout)],
      () => {
        const list = Buffer.alloc(most * EVENT_BYTES);
        const count = uninterrupted("poll", ms !== null && ms < 0 ? null : ms, (left) =>
          libc.epoll_wait(epfd, list, most, wholeMs(left)),
        );
        return Array.from({ length: count }, (_, i): [number, number] => [
          list.readInt32LE(i * EVENT_BYTES + DATA_AT),
          list.readUInt32LE(i * EVENT_BYTES),
        ]);
      },
      (ready) => ({ result: showReady(ready, "EPOLL") }),
      site,
    );
  }

  /** The descriptor of the epoll itself. @throws RangeError when closed */
  fileno(): number {
    return this.#open("fileno");
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#fd < 0;
  }

  /** Closes the epoll. A second close does nothing. */
  close(): void {
    const fd = this.#fd;
    if (fd < 0) return;
    this.#fd = -1;
    call(
      "close",
      fd,
      () => [],
      () => {
        if (libc.close(fd) < 0) throw errorFor("close", lastErrno());
      },
      () => ({ result: "" }),
    );
  }

  /** Closes the epoll at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }
}

const { poll: epollWait } = Epoll.prototype;
hearSites(epollWait);

const packed = process.arch === "x64";
const EVENT_BYTES = packed ? 12 : 16;
const DATA_AT = packed ? 4 : 8;

/**
 * A new epoll. Python's `select.epoll()`. epoll_create1(2)
 * @param sizehint how many descriptors are expected; Linux does not need to know. -1 or above 0
 * @param flags 0 or EPOLL_CLOEXEC, which is always on
 * @throws RangeError for a size that is none; SocketError EMFILE, EINVAL (other flags)
 */
export function epoll(sizehint = -1, flags = 0): Epoll {
  int("epoll", "the sizehint", sizehint);
  if (sizehint < -1 || sizehint === 0)
    throw new RangeError(`epoll(): the sizehint must be above 0, or -1, not ${sizehint}`);
  if ((int("epoll", "the flags", flags) & ~EPOLL_CLOEXEC) !== 0)
    throw new SocketError(`epoll: the flags may be EPOLL_CLOEXEC only, not ${flags}`, {
      errno: null,
      code: "EINVAL",
      syscall: "epoll",
    });
  const fd = call(
    "epoll_create",
    null,
    () => [],
    () => {
      const made = libc.epoll_create1(EPOLL_CLOEXEC);
      if (made < 0) throw errorFor("epoll_create", lastErrno());
      return made;
    },
    (made) => ({ result: `epoll ${made}`, newFd: made }),
  );
  return new Epoll(fd);
}

/**
 * The epoll of a descriptor that is open on one; `close` of the epoll closes it. Python's `select.epoll.fromfd`.
 * @param fd the descriptor
 */
epoll.fromfd = (fd: number): Epoll => new Epoll(int("fromfd", "the descriptor", fd, 0));

const bits: [string, number][] = [
  ["IN", POLLIN],
  ["PRI", POLLPRI],
  ["OUT", POLLOUT],
  ["ERR", POLLERR],
  ["HUP", POLLHUP],
  ["NVAL", POLLNVAL],
  ["RDHUP", POLLRDHUP],
  ["EXCLUSIVE", EPOLLEXCLUSIVE],
  ["ONESHOT", EPOLLONESHOT],
  ["ET", EPOLLET],
];

/** `EPOLLIN | EPOLLET` */
function eventNames(events: number, prefix: "POLL" | "EPOLL"): string {
  const names = bits.filter(([, bit]) => (events & bit) !== 0).map(([name]) => prefix + name);
  return names.length === 0 ? String(events) : names.join(" | ");
}

function showReady(ready: [number, number][], prefix: "POLL" | "EPOLL"): string {
  return `[${ready.map(([fd, events]) => `${fd}: ${eventNames(events, prefix)}`).join(", ")}]`;
}
