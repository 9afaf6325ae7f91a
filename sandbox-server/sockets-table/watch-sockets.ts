/**
 * Watches the kernel's socket tables of a lab's two hosts and tells when one has changed (`sockets` events).
 * Often while somebody looks or something runs; rarer and rarer where nothing changes, so that a hundred idle labs
 * cost next to nothing.
 */
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { Host, Micros } from "../../protocol/names.ts";
import type { Netns } from "../kernel/namespaces.ts";
import { openSockDiag, type SockDiag } from "./sock-diag.ts";
import { inodesOf, type SocketOwner, socketRows } from "./socket-rows.ts";

/** Between two looks, in milliseconds: at most so often, and so rarely. */
const busyMs = 150;
const pokedMs = 25;
const leastMs = 75;
const restingMs = 3_000;

/** Whose these inodes are, as far as is known. Asked only for inodes whose owner is not known yet. */
export type OwnersOf = (host: Host, inodes: readonly number[]) => ReadonlyMap<number, SocketOwner>;

export type WatchOptions = {
  you: Netns;
  lab: Netns;
  /** Microseconds since the lab opened. */
  now: () => Micros;
  emit: (events: LabEvent[]) => void;
  ownersOf: OwnersOf;
  /** A look failed; the watch has ended. */
  failed: (error: unknown) => void;
};

export type SocketsWatch = {
  /** Something has happened (a call, a frame, a program's end): look soon. */
  poke(): void;
  /** Somebody looks or a program runs; without, the watch slows down. */
  setBusy(busy: boolean): void;
  /** Looks at once and tells both tables, changed or not: for a page that has just come. */
  tell(): void;
  close(): void;
};

type Watched = {
  host: Host;
  diag: SockDiag;
  last: string;
  owners: Map<number, SocketOwner>;
  /** How often we asked whose an inode is, in vain. */
  strangers: Map<number, number>;
};

/** After so many looks an inode that nobody owns is taken for one of the platform's. */
const asksMost = 10;

/** @throws SystemError where the kernel gives no netlink socket */
export function watchSockets(options: WatchOptions): SocketsWatch {
  const { now, emit, ownersOf } = options;
  const watch = (host: Host): Watched => ({
    host,
    diag: openSockDiag(options[host]),
    last: "[]",
    owners: new Map(),
    strangers: new Map(),
  });
  const you = watch("you");
  let lab: Watched;
  try {
    lab = watch("lab");
  } catch (error) {
    you.diag.close();
    throw error;
  }
  const watched = [you, lab];
  let busy = false;
  let closed = false;
  let wait = busyMs;
  let timer: NodeJS.Timeout | null = null;
  let dueAt = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function look(host: Watched, always: boolean): LabEvent | null {
    const tables = host.diag.read();
    const inodes = inodesOf(tables);
    const unknown = inodes.filter(
      (inode) => !host.owners.has(inode) && (host.strangers.get(inode) ?? 0) < asksMost,
    );
    if (unknown.length > 0) {
      const present = new Set(inodes);
      // Inodes are used again.
      for (const known of [host.owners, host.strangers])
        for (const inode of known.keys()) if (!present.has(inode)) known.delete(inode);
      const owners = ownersOf(host.host, unknown);
      for (const inode of unknown) {
        const owner = owners.get(inode);
        if (owner === undefined) host.strangers.set(inode, (host.strangers.get(inode) ?? 0) + 1);
        else host.owners.set(inode, owner);
      }
    }
    const rows = socketRows(tables, host.owners);
    const text = JSON.stringify(rows);
    if (text === host.last && !always) return null;
    host.last = text;
    return { type: "sockets", at: now(), host: host.host, rows };
  }

  function lookAtBoth(always: boolean): boolean {
    lookedAt = performance.now();
    try {
      const events = watched.map((host) => look(host, always)).filter((event) => event !== null);
      if (events.length > 0) emit(events);
      return events.length > 0;
    } catch (error) {
      close();
      options.failed(error);
      return false;
    }
  }

  function turn(): void {
    timer = null;
    if (closed) return;
    const changed = lookAtBoth(false);
    wait = busy || changed ? busyMs : Math.min(restingMs, wait * 2);
    plan(wait);
  }

  function plan(ms: number): void {
    if (closed) return;
    const due = performance.now() + ms;
    if (timer !== null) {
      if (dueAt <= due) return;
      clearTimeout(timer);
    }
    dueAt = due;
    timer = setTimeout(turn, ms);
    timer.unref();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    if (timer !== null) clearTimeout(timer);
    for (const { diag } of watched) diag.close();
  }

  plan(busyMs);
  return {
    poke: () => plan(Math.max(pokedMs, lookedAt + leastMs - performance.now())),
    setBusy(now) {
      busy = now;
      if (busy) plan(busyMs);
    },
    tell() {
      if (!closed) lookAtBoth(true);
    },
    close,
  };
}
