/**
 * Call sites that say which they are. To ask V8 where a call was made costs more than the call itself, so a host that
 * has the user's code in hand before it runs may write
 *
 *     client.send(data, ...site(7, "send", client))     for     client.send(data)
 *
 * which passes no argument more. V8 is asked at a site's first call, and its answer is kept for the later ones.
 *
 * The word is the last thing that happens before the call, so it is believed where that call must be one of this
 * package's: the receiver has the method that was called, neither replaced nor of a subclass, and spreading what the
 * word returned runs nobody's code. To find that out runs nobody's code either: no getter, no trap of a Proxy, and what
 * stands on the way to the receiver is read only where reading it twice is reading it once. What the host has to see to
 * is that the arguments cannot have changed in between what the receiver is (say-sites has the playground's rules).
 */
import { types } from "node:util";
import { type Source, tracer } from "./tracer.ts";

/** Methods that listen, of sockets, of poll and epoll, of selectors; and functions of the package that do. */
export const sitedMethods = [
  ...["send", "sendall", "sendto", "recv", "recvfrom", "recv_into", "recvfrom_into"],
  ...["poll", "select"],
];
export const sitedFunctions = ["select"];

export type Site = { source: Source | null };

/** How one step leads from an object to the next: an own property of it, or what a Map has under a key. */
export const stepSign = { property: ".", got: "~" } as const;

/** What one module says its sites by; they have numbers of their own. The empty array that is returned is to be spread. */
export type SaySite = {
  /** `receiver.method(...)` */
  (number: number, method: string, receiver: unknown): never[];
  /** `root.first.method(...)`, `root[first]`, `root.get(first)`, and with `second` one step more; `path` has the steps' signs. */
  at(number: number, method: string, path: string, root: unknown, first: unknown, second?: unknown): never[];
  /** `called(...)` */
  of(number: number, called: unknown): never[];
};

type Called = (...args: never[]) => unknown;

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { isMap, isProxy } = types;
const { get } = Map.prototype;
const list = Array.prototype;
const listIterator = getPrototypeOf([][Symbol.iterator]()) as { next: unknown };
const { next } = listIterator;
const iterate = list[Symbol.iterator];

const listening = new WeakSet<object>();
let said: Site | null = null;
let sayer: unknown = null;
let meant: unknown = null;

/** From now on `called` hears what its call sites say. It must ask for it (`saidSite`) before anything else can be called. */
export function hearSites(called: Called): void {
  listening.add(called);
}

export function siteOfModule(): SaySite {
  const sites: Site[] = [];
  const mean = (number: number, receiver: unknown, called: unknown) => {
    if (typeof called !== "function" || !listening.has(called)) return;
    if (list[Symbol.iterator] !== iterate || listIterator.next !== next) return;
    said = sites[number] ??= { source: null };
    sayer = receiver;
    meant = called;
  };
  // Each returns a fresh array: V8 spreads what it sees being made for nothing, and walks any other.
  const say = (number: number, method: string, receiver: unknown): never[] => {
    said = null;
    if (tracer() !== null) mean(number, receiver, methodOf(receiver, method));
    return [];
  };
  const at: SaySite["at"] = (number, method, path, root, first, second) => {
    said = null;
    if (tracer() !== null) {
      let receiver = step(path[0], root, first);
      if (path.length > 1) receiver = step(path[1], receiver, second);
      mean(number, receiver, methodOf(receiver, method));
    }
    return [];
  };
  const of: SaySite["of"] = (number, called) => {
    said = null;
    if (tracer() !== null) mean(number, undefined, called);
    return [];
  };
  return Object.assign(say, { at, of });
}

/** The site that `called` is being called from, with this receiver, or null if that has not said so. */
export function saidSite(called: Called, receiver: unknown): Site | null {
  const site = said;
  if (site === null) return null;
  said = null;
  return sayer === receiver && meant === called ? site : null;
}

/** Hands the word on to a call that the one which heard it makes next, for its own caller. */
export function passSite(site: Site | null, called: Called, receiver?: unknown): void {
  said = listening.has(called) ? site : null;
  sayer = receiver;
  meant = called;
}

/** V8's answer for a site, kept if the site has said itself. */
export function learned(site: Site | null, source: Source | null): Source | null {
  if (site !== null) site.source = source;
  return source;
}

/** The method that a call finds, or undefined where finding it would run code. */
function methodOf(receiver: unknown, method: string): unknown {
  if (typeof receiver !== "object") return undefined;
  for (let holder: object | null = receiver; holder !== null; holder = getPrototypeOf(holder)) {
    if (isProxy(holder)) return undefined;
    const found = getOwnPropertyDescriptor(holder, method);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

function step(sign: string | undefined, from: unknown, key: unknown): unknown {
  if (typeof from !== "object" || from === null || isProxy(from)) return undefined;
  if (sign === stepSign.got)
    return isMap(from) && methodOf(from, "get") === get ? get.call(from, key) : undefined;
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  return getOwnPropertyDescriptor(from, key)?.value;
}
