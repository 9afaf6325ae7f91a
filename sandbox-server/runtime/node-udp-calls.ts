/** The calls of `node:dgram`: bind, connect, send and close, and each datagram that comes. */
import dgram from "node:dgram";
import { hearSites, learned, saidSite } from "../../sockets/src/said-site.ts";
import { showBytes } from "../../sockets/src/show.ts";
import {
  type Flow,
  tracer as listening,
  type Outcome,
  type Source,
  type Tracer,
} from "../../sockets/src/tracer.ts";
import { bytesOf, failure, moved, plainAddress, showArgs } from "./call-display.ts";
import { learnerSite, noteSite } from "./learner-site.ts";
import { patchMethod } from "./patch-method.ts";

type Known = { open: Map<string, number>; sites: Map<string, Source>; fd: number | null };
type State = { handle?: { fd?: number } | null };

/** A program may emit what it likes. */
function isRemote(info: unknown): info is { address: string; port: number } {
  if (typeof info !== "object" || info === null) return false;
  return (
    "address" in info && typeof info.address === "string" && "port" in info && Number.isInteger(info.port)
  );
}

export function traceDatagramCalls(tracer: Tracer): void {
  const knowns = new WeakMap<object, Known>();
  const known = (of: dgram.Socket): Known => {
    const state = knowns.get(of) ?? { open: new Map(), sites: new Map(), fd: null };
    knowns.set(of, state);
    return state;
  };
  /** Node keeps the handle under a symbol of its own. */
  const fdOf = (socket: dgram.Socket): number | null => {
    for (const symbol of Object.getOwnPropertySymbols(socket)) {
      if (symbol.description !== "state symbol") continue;
      const fd = (Reflect.get(socket, symbol) as State).handle?.fd;
      return typeof fd === "number" && fd >= 0 ? fd : null;
    }
    return null;
  };
  const flowOf = (socket: dgram.Socket, remote: [string, number] | null): Flow | undefined => {
    try {
      const { address, port } = socket.address();
      return { protocol: "udp", local: [plainAddress(address), port], remote };
    } catch {
      // ERR_SOCKET_DGRAM_NOT_RUNNING or EBADF: not bound yet, or closed.
      return undefined;
    }
  };
  const settle = (state: Known, name: string, outcome: Outcome) => {
    const token = state.open.get(name);
    if (token === undefined) return;
    state.open.delete(name);
    tracer.leave(token, outcome);
  };

  for (const method of ["on", "addListener", "once"]) {
    patchMethod<dgram.Socket>(dgram.Socket.prototype, method, (original, self, args, patched) => {
      const [event] = args;
      const site = typeof event === "string" ? learnerSite(patched) : null;
      if (site !== null) known(self).sites.set(String(event), site.source);
      return original.apply(self, args);
    });
  }

  for (const [method, done] of [
    ["bind", "listening"],
    ["connect", "connect"],
    ["close", "close"],
  ] as const) {
    patchMethod<dgram.Socket>(dgram.Socket.prototype, method, (original, self, args, patched) => {
      const state = known(self);
      const source = learnerSite(patched)?.source ?? null;
      if (source !== null) state.sites.set("call", source);
      state.open.set(done, tracer.enter({ name: method, fd: state.fd, args: showArgs(args), source }));
      try {
        return original.apply(self, args);
      } catch (error) {
        settle(state, done, failure(error));
        throw error;
      }
    });
  }

  const send = patchMethod<dgram.Socket>(dgram.Socket.prototype, "send", (original, self, args, patched) => {
    const site = saidSite(patched, self);
    const state = known(self);
    const [message, second, third] = args;
    // send(msg, offset, length, port, ...) cuts out a part of the message.
    const whole = Array.isArray(message)
      ? Buffer.concat(message.map((part) => bytesOf(part, "utf8") ?? Buffer.alloc(0)))
      : bytesOf(message, "utf8");
    const partial = typeof second === "number" && typeof third === "number" && args.length >= 4;
    const bytes = partial ? whole?.subarray(second, second + third) : whole;
    if (!bytes) return original.apply(self, args);
    const rest = args.slice(partial ? 3 : 1).filter((arg) => typeof arg !== "function");
    const to = typeof rest[1] === "string" ? rest[1] : "127.0.0.1";
    const remote: [string, number] | null =
      rest.length === 0
        ? null
        : [plainAddress(to), typeof rest[0] === "symbol" ? Number.NaN : Number(rest[0])];
    const source =
      listening() === null ? null : (site?.source ?? learned(site, learnerSite(patched)?.source ?? null));
    const token = tracer.enter({
      name: "send",
      fd: state.fd,
      args: [bytes, ...(remote === null ? [] : [remote.join(":")])],
      source,
    });
    const given = args.findLast((arg) => typeof arg === "function") as
      | ((error: Error | null, bytes: number) => void)
      | undefined;
    const done = (error: Error | null, count: number) => {
      const flow = flowOf(self, remote);
      tracer.leave(
        token,
        error
          ? failure(error)
          : { ok: true, result: `${count}`, moved: moved("sent", bytes), ...(flow ? { flow } : {}) },
      );
      if (given) given(error, count);
      // Without a callback of the program's, Node tells in this way of a name that it did not find, and of nothing else.
      else if (error && (error as NodeJS.ErrnoException).syscall !== "send") self.emit("error", error);
    };
    try {
      return original.apply(self, [...args.filter((arg) => typeof arg !== "function"), done]);
    } catch (error) {
      tracer.leave(token, failure(error));
      throw error;
    }
  });

  hearSites(send);

  patchMethod<dgram.Socket>(dgram.Socket.prototype, "emit", (original, self, args) => {
    const [event, value, info] = args;
    const state = known(self);
    if (event === "listening") {
      state.fd = fdOf(self);
      const flow = flowOf(self, null);
      const text = flow ? `bound to ${[flow.local].flat().join(":")}` : "bound";
      const newFd = state.fd === null ? {} : { newFd: state.fd };
      settle(state, "listening", { ok: true, result: text, ...newFd, ...(flow ? { flow } : {}) });
    } else if (event === "connect") settle(state, "connect", { ok: true, result: "connected" });
    else if (event === "close") settle(state, "close", { ok: true, result: "closed" });
    else if (event === "error") {
      noteSite(value, state.sites.get("call") ?? null);
      for (const name of [...state.open.keys()]) settle(state, name, failure(value));
    } else if (event === "message" && value instanceof Uint8Array && isRemote(info)) {
      const { address, port } = info;
      const flow = flowOf(self, [plainAddress(address), port]);
      const source = state.sites.get("message") ?? null;
      const token = tracer.enter({ name: "message", fd: state.fd, args: [`${value.length} B`], source });
      tracer.leave(token, {
        ok: true,
        result: `${showBytes(value)} from ${plainAddress(address)}:${port}`,
        moved: moved("received", value),
        ...(flow ? { flow } : {}),
      });
    }
    return original.apply(self, args);
  });
}
