import { int } from "./checks.ts";
import { hearSites, passSite, saidSite } from "./said-site.ts";
import {
  descriptorOf,
  EPOLLIN,
  EPOLLOUT,
  type Epoll,
  epoll,
  POLLIN,
  POLLOUT,
  type Poll,
  poll,
  type Selectable,
  select,
} from "./select.ts";

/** Waiting for many sockets with one interface, whichever call stands behind it. Python's module `selectors`. */

/** Ready to be read. */
export const EVENT_READ = 1;
/** Ready to be written. */
export const EVENT_WRITE = 2;

/** What is known about a registered socket. `data` is whatever you gave: a handler, a name, an outbox. */
export type SelectorKey<Data = unknown> = {
  /** What was registered: a Socket, a descriptor, anything with `fileno()`. */
  readonly fileobj: Selectable;
  /** Its descriptor. */
  readonly fd: number;
  /** EVENT_READ, EVENT_WRITE or both. */
  readonly events: number;
  /** What you gave with it. */
  readonly data: Data;
};

type Keys<Data> = ReadonlyMap<number, SelectorKey<Data>>;

/** The key of a descriptor, of an object that has it, or of the very object that was registered and is closed by now. */
function find<Data>(keys: Keys<Data>, fileobj: Selectable): SelectorKey<Data> | undefined {
  for (const key of keys.values()) if (key.fileobj === fileobj) return key;
  try {
    return keys.get(descriptorOf("get_key", fileobj));
  } catch {
    return undefined; // Closed, or nothing that has a descriptor: then it is not registered, and that is the answer.
  }
}

/** What is registered at a selector. It is asked by socket or by descriptor, and gone through by descriptor. */
export class SelectorMap<Data = unknown> {
  readonly #keys: Keys<Data>;

  /** Use `get_map()`. */
  constructor(keys: Keys<Data>) {
    this.#keys = keys;
  }

  /** How many are registered. */
  get size(): number {
    return this.#keys.size;
  }

  /**
   * The key of a socket or descriptor, if it is registered.
   * @param fileobj a socket or descriptor
   */
  get(fileobj: Selectable): SelectorKey<Data> | undefined {
    return find(this.#keys, fileobj);
  }

  /**
   * Whether a socket or descriptor is registered.
   * @param fileobj a socket or descriptor
   */
  has(fileobj: Selectable): boolean {
    return this.get(fileobj) !== undefined;
  }

  /** The descriptors. */
  keys(): IterableIterator<number> {
    return this.#keys.keys();
  }

  /** The keys of all. */
  values(): IterableIterator<SelectorKey<Data>> {
    return this.#keys.values();
  }

  /** Pairs of descriptor and key. */
  [Symbol.iterator](): IterableIterator<[number, SelectorKey<Data>]> {
    return this.#keys[Symbol.iterator]();
  }
}

/** The part that all selectors share. */
export abstract class BaseSelector<Data = unknown> {
  #keys: Map<number, SelectorKey<Data>> | null = new Map();

  /** What is registered, by descriptor. */
  protected get keys(): Map<number, SelectorKey<Data>> {
    if (this.#keys === null) throw new RangeError("the selector is closed");
    return this.#keys;
  }

  /**
   * Begins to watch.
   * @param fileobj a Socket or descriptor
   * @param events EVENT_READ, EVENT_WRITE or both, joined by `|`
   * @param data anything; comes back with the key
   * @throws RangeError for other events, or when it is registered already
   */
  register(fileobj: Selectable, events: number, data?: Data): SelectorKey<Data> {
    const key = this.#key("register", fileobj, events, data as Data);
    if (this.keys.has(key.fd)) throw new RangeError(`register(): descriptor ${key.fd} is registered already`);
    this.added(key);
    this.keys.set(key.fd, key);
    return key;
  }

  /**
   * Stops watching.
   * @param fileobj the socket or descriptor, as it was registered
   * @throws RangeError when it is not registered (Python's KeyError)
   */
  unregister(fileobj: Selectable): SelectorKey<Data> {
    const key = this.get_key(fileobj);
    this.keys.delete(key.fd);
    this.removed(key);
    return key;
  }

  /**
   * Changes what is waited for, or the data.
   * @param fileobj the socket or descriptor, as it was registered
   * @param events EVENT_READ, EVENT_WRITE or both
   * @param data anything; takes the place of what was there
   * @throws RangeError when it is not registered
   */
  modify(fileobj: Selectable, events: number, data?: Data): SelectorKey<Data> {
    const old = this.get_key(fileobj);
    const key = { ...this.#key("modify", old.fd, events, data as Data), fileobj: old.fileobj };
    if (key.events !== old.events) this.changed(key);
    this.keys.set(key.fd, key);
    return key;
  }

  /**
   * Waits until something is ready.
   * @param timeout seconds; null or left out waits for ever; 0 or less only looks
   * @returns pairs of key and events; none when the time is over
   * @throws RangeError once it is closed; as the call that stands behind it
   */
  abstract select(timeout?: number | null): [key: SelectorKey<Data>, events: number][];

  /**
   * The key of a registered socket.
   * @param fileobj the socket or descriptor, as it was registered
   * @throws RangeError when it is not registered
   */
  get_key(fileobj: Selectable): SelectorKey<Data> {
    const key = find(this.keys, fileobj);
    if (key !== undefined) return key;
    throw new RangeError("get_key(): this is not registered");
  }

  /** What is registered: a view that changes with the selector. @throws RangeError once it is closed (Python gives None) */
  get_map(): SelectorMap<Data> {
    return new SelectorMap(this.keys);
  }

  /** Gives the selector up. The sockets stay open. */
  close(): void {
    this.#keys = null;
  }

  /** Gives the selector up at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  #key(call: string, fileobj: Selectable, events: number, data: Data): SelectorKey<Data> {
    int(call, "the events", events);
    if (events === 0 || (events & ~(EVENT_READ | EVENT_WRITE)) !== 0) {
      throw new RangeError(`${call}(): the events must be EVENT_READ, EVENT_WRITE or both, not ${events}`);
    }
    return { fileobj, fd: descriptorOf(call, fileobj), events, data };
  }

  /** The keys of the descriptors that are ready, with only the events that were asked for. */
  protected ready(found: Iterable<[fd: number, events: number]>): [SelectorKey<Data>, number][] {
    const list: [SelectorKey<Data>, number][] = [];
    for (const [fd, events] of found) {
      const key = this.keys.get(fd);
      if (key !== undefined && (events & key.events) !== 0) list.push([key, events & key.events]);
    }
    return list;
  }

  protected added(_key: SelectorKey<Data>): void {}
  protected changed(_key: SelectorKey<Data>): void {}
  protected removed(_key: SelectorKey<Data>): void {}
}

/** Over select(2): at most 1,024 descriptors. */
export class SelectSelector<Data = unknown> extends BaseSelector<Data> {
  /**
   * As of every selector: waits until something is ready.
   * @param timeout seconds; null or left out waits for ever; 0 or less only looks
   */
  select(timeout: number | null = null): [SelectorKey<Data>, number][] {
    const site = saidSite(selectOf.select, this);
    const keys = [...this.keys.values()];
    const wanting = (event: number) => keys.filter((key) => (key.events & event) !== 0).map((key) => key.fd);
    const [toRead, toWrite] = [wanting(EVENT_READ), wanting(EVENT_WRITE)];
    const seconds = timeout === null ? null : Math.max(0, timeout);
    passSite(site, select);
    const [readable, writable] = select(toRead, toWrite, [], seconds);
    const found = new Map<number, number>();
    for (const fd of readable) found.set(fd, EVENT_READ);
    for (const fd of writable) found.set(fd, (found.get(fd) ?? 0) | EVENT_WRITE);
    return this.ready(found);
  }
}

/** Anything but "writable" lets a reader go on to find out what happened, and the other way round, as in Python. */
function translate(found: [number, number][], into: number, out: number): [number, number][] {
  return found.map(([fd, events]) => [
    fd,
    ((events & ~into) !== 0 ? EVENT_WRITE : 0) | ((events & ~out) !== 0 ? EVENT_READ : 0),
  ]);
}

/** Over poll(2): any number of descriptors. */
export class PollSelector<Data = unknown> extends BaseSelector<Data> {
  readonly #poll: Poll = poll();

  /**
   * As of every selector: waits until something is ready.
   * @param timeout seconds; null or left out waits for ever; 0 or less only looks
   */
  select(timeout: number | null = null): [SelectorKey<Data>, number][] {
    const site = saidSite(selectOf.poll, this);
    const ms = timeout === null ? null : Math.max(0, Math.ceil(timeout * 1000));
    passSite(site, this.#poll.poll, this.#poll);
    const found = this.#poll.poll(ms);
    return this.ready(translate(found, POLLIN, POLLOUT));
  }

  protected override added(key: SelectorKey<Data>): void {
    this.#poll.register(key.fd, pollEvents(key));
  }

  protected override changed(key: SelectorKey<Data>): void {
    this.#poll.modify(key.fd, pollEvents(key));
  }

  protected override removed(key: SelectorKey<Data>): void {
    this.#poll.unregister(key.fd);
  }
}

function pollEvents(key: SelectorKey): number {
  return ((key.events & EVENT_READ) !== 0 ? POLLIN : 0) | ((key.events & EVENT_WRITE) !== 0 ? POLLOUT : 0);
}

/** Over epoll(7): any number of descriptors, at a cost that grows only with those that are ready. */
export class EpollSelector<Data = unknown> extends BaseSelector<Data> {
  readonly #epoll: Epoll = epoll();

  /** The descriptor of the epoll. */
  fileno(): number {
    return this.#epoll.fileno();
  }

  /**
   * As of every selector: waits until something is ready.
   * @param timeout seconds; null or left out waits for ever; 0 or less only looks
   */
  select(timeout: number | null = null): [SelectorKey<Data>, number][] {
    const site = saidSite(selectOf.epoll, this);
    const seconds = timeout === null ? null : Math.max(0, timeout);
    const most = Math.max(1, this.keys.size);
    passSite(site, this.#epoll.poll, this.#epoll);
    const found = this.#epoll.poll(seconds, most);
    return this.ready(translate(found, EPOLLIN, EPOLLOUT));
  }

  override close(): void {
    this.#epoll.close();
    super.close();
  }

  protected override added(key: SelectorKey<Data>): void {
    this.#epoll.register(key.fd, epollEvents(key));
  }

  protected override changed(key: SelectorKey<Data>): void {
    this.#epoll.modify(key.fd, epollEvents(key));
  }

  protected override removed(key: SelectorKey<Data>): void {
    try {
      this.#epoll.unregister(key.fd);
    } catch {
      // The descriptor may be closed already, which has taken it out of the epoll.
    }
  }
}

function epollEvents(key: SelectorKey): number {
  return ((key.events & EVENT_READ) !== 0 ? EPOLLIN : 0) | ((key.events & EVENT_WRITE) !== 0 ? EPOLLOUT : 0);
}

/** As they are in the classes, whatever a program puts in their place. */
const selectOf = {
  select: SelectSelector.prototype.select,
  poll: PollSelector.prototype.select,
  epoll: EpollSelector.prototype.select,
};
for (const method of Object.values(selectOf)) hearSites(method);

/** The best of them: `EpollSelector`, since this is Linux. */
export const DefaultSelector = EpollSelector;
export type DefaultSelector<Data = unknown> = EpollSelector<Data>;
