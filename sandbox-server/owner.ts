/**
 * Whose work the server does at this moment: a lab's, a reference peer's, the pool's, or nobody's. What goes wrong
 * unexpectedly (an exception in a callback, a rejection that nobody hears) is then told to the one it belongs to, who
 * ends alone, and not to the whole server.
 *
 * Node carries the owner along to what is begun in its scope: timers, children and their pipes, sockets, files,
 * promises. It does not where one source calls for many (the port of the wire's thread, a page's WebSocket), nor for
 * connections that a listener has accepted: their callbacks go through `owned` and `ownEvents`. Nor for
 * queueMicrotask: use a promise.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EventEmitter } from "node:events";

export type Owner = {
  /** Something of the owner's failed, for which nobody was waiting. Must not throw. */
  failed(error: unknown): void;
};

const owners = new AsyncLocalStorage<Owner | null>();

/** Null where the work is nobody's: the whole server's. */
export function ownerNow(): Owner | null {
  return owners.getStore() ?? null;
}

/** Does `work` as the owner's, or as nobody's. What it throws at once is the caller's to handle. */
export function workOf<T>(owner: Owner | null, work: () => T): T {
  return owners.run(owner, work);
}

/** `work` as the present owner's, whoever calls it: the owner hears what it throws, and the caller goes on. */
export function owned<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const owner = ownerNow();
  if (owner === null) return work;
  return (...args) => {
    try {
      owners.run(owner, work, ...args);
    } catch (error) {
      owner.failed(error);
    }
  };
}

/** The same for all that an emitter tells. */
export function ownEvents(emitter: EventEmitter): void {
  const emit = emitter.emit.bind(emitter);
  let heard = false;
  const telling = owned((name: string | symbol, args: unknown[]) => {
    heard = emit(name, ...args);
  });
  emitter.emit = (name: string | symbol, ...args: unknown[]) => {
    heard = false;
    telling(name, args);
    return heard;
  };
}

/**
 * Work that owns itself: settles as it does, or rejects with the first thing that fails anywhere in it. What fails in
 * it afterwards is told to `later`.
 */
export function workAlone<T>(work: () => Promise<T>, later: (error: unknown) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const failed = (error: unknown) => {
      if (settled) later(error);
      settled = true;
      reject(error);
    };
    const done = (value: T) => {
      settled = true;
      resolve(value);
    };
    // A rejection after a failure is that failure's doing.
    workOf({ failed }, work).then(done, (error: unknown) => {
      if (!settled) failed(error);
    });
  });
}

/**
 * From now on what nobody caught goes to its owner, and to `nobodys` where it has none, or the owner failed at it.
 * Returns what undoes it.
 */
export function hearUnexpected(nobodys: (error: unknown) => void): () => void {
  const hear = (error: unknown) => {
    const owner = ownerNow();
    if (owner === null) return nobodys(error);
    try {
      owner.failed(error);
    } catch (second) {
      nobodys(new AggregateError([error, second], "an owner failed at hearing of its failure"));
    }
  };
  process.on("uncaughtException", hear);
  process.on("unhandledRejection", hear);
  return () => {
    process.off("uncaughtException", hear);
    process.off("unhandledRejection", hear);
  };
}
