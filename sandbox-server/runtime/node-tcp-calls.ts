/**
 * The calls of `node:net`, and of what stands on it, `node:http`: each method as a call that returns when Node says so,
 * each event that brings something (a connection, data, the end) as a call that returned at once.
 */
import net from "node:net";
import { hearSites, learned, saidSite } from "../../sockets/src/said-site.ts";
import {
  type Endpoint,
  type Flow,
  tracer as listening,
  type Outcome,
  type Source,
  type Told,
  type Tracer,
} from "../../sockets/src/tracer.ts";
import { bytesOf, endpoint, failure, flowOf, moved, plainAddress, showArgs } from "./call-display.ts";
import { learnerSite, noteSite } from "./learner-site.ts";
import { patchMethod } from "./patch-method.ts";

/** What is known of one socket or server of the program's. */
type Known = {
  flow: Flow | undefined;
  fd: number | null;
  /** Calls that wait for an event: its name -> their tokens. */
  open: Map<string, number>;
  /** Where each event's listener was added. */
  sites: Map<string, Source>;
  /** Where it was last told to end, or made. */
  last: Source | null;
  /** Connected or accepted: the program's own traffic, and not its stdin. */
  live: boolean;
  ended: boolean;
};

type Handled = {
  _handle?: {
    fd?: number;
    _consumed?: boolean;
    getsockname?(into: { address?: string; port?: number }): number;
  } | null;
};

/** How a write fails that comes too late. Node tells the program in an event, and nothing is sent. */
function writingIsOver({ writableEnded, destroyed }: net.Socket): Outcome | null {
  if (writableEnded) return { ok: false, code: "ERR_STREAM_WRITE_AFTER_END", message: "write after end" };
  const message = "the socket was destroyed before";
  return destroyed ? { ok: false, code: "ERR_STREAM_DESTROYED", message } : null;
}

export function traceNetCalls(tracer: Tracer): void {
  const knowns = new WeakMap<object, Known>();
  const known = (of: object): Known => {
    const found = knowns.get(of);
    if (found) return found;
    const fresh: Known = {
      flow: undefined,
      fd: null,
      open: new Map(),
      sites: new Map(),
      last: null,
      live: false,
      ended: false,
    };
    knowns.set(of, fresh);
    return fresh;
  };
  const fdOf = (of: Handled) => {
    const fd = of._handle?.fd;
    return typeof fd === "number" && fd >= 0 ? fd : null;
  };
  const meet = (socket: net.Socket): Known => {
    const state = known(socket);
    state.live = true;
    state.fd = fdOf(socket as Handled) ?? state.fd;
    const local: Endpoint | null = endpoint(socket.localAddress, socket.localPort);
    state.flow = flowOf("tcp", local, endpoint(socket.remoteAddress, socket.remotePort)) ?? state.flow;
    return state;
  };
  /** The kernel chooses the local port in connect(2), which Node enters right after it has said to what address. */
  const attempt = (socket: net.Socket, state: Known, address: string, port: number) => {
    const token = state.open.get("connect");
    const local: { address?: string; port?: number } = {};
    if (token === undefined || (socket as Handled)._handle?.getsockname?.(local) !== 0 || !local.port) return;
    const flow = flowOf("tcp", endpoint(local.address, local.port), endpoint(address, port));
    if (flow) tracer.flow?.(token, flow);
  };
  /** A call that returned as it was seen. */
  const instant = (name: string, state: Known, args: Told[], source: Source | null, outcome: Outcome) => {
    const token = tracer.enter({ name, fd: state.fd, args, source });
    tracer.leave(token, state.flow ? { flow: state.flow, ...outcome } : outcome);
  };
  const settle = (state: Known, name: string, outcome: Outcome) => {
    const token = state.open.get(name);
    if (token === undefined) return;
    state.open.delete(name);
    tracer.leave(token, state.flow ? { flow: state.flow, ...outcome } : outcome);
  };
  const settleAll = (state: Known, error: unknown) => {
    for (const name of [...state.open.keys()]) settle(state, name, failure(error));
  };

  for (const prototype of [net.Socket.prototype, net.Server.prototype]) {
    for (const method of ["on", "addListener", "once"]) {
      patchMethod<object>(prototype, method, (original, self, args, patched) => {
        const [event] = args;
        if (typeof event === "string") {
          const site = learnerSite(patched);
          if (site !== null) known(self).sites.set(event, site.source);
        }
        return original.apply(self, args);
      });
    }
  }

  patchMethod<net.Server>(net.Server.prototype, "listen", (original, self, args, patched) => {
    const state = known(self);
    const source = learnerSite(patched)?.source ?? null;
    // Node calls it again for itself where the first call cannot go on at once.
    if (!state.open.has("listening")) {
      state.last = source;
      state.open.set("listening", tracer.enter({ name: "listen", fd: null, args: showArgs(args), source }));
    }
    try {
      return original.apply(self, args);
    } catch (error) {
      settleAll(state, error);
      throw error;
    }
  });

  patchMethod<net.Server>(net.Server.prototype, "close", (original, self, args, patched) => {
    const state = known(self);
    const source = learnerSite(patched)?.source ?? null;
    if (self.listening && !state.open.has("close")) {
      state.open.set("close", tracer.enter({ name: "close", fd: state.fd, args: [], source }));
    }
    return original.apply(self, args);
  });

  patchMethod<net.Server>(net.Server.prototype, "emit", (original, self, args) => {
    const [event, value] = args;
    const state = known(self);
    if (event === "listening") {
      state.fd = fdOf(self as Handled);
      const address = self.address();
      const text =
        typeof address === "object" && address !== null
          ? `listening on ${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`
          : `listening on ${address}`;
      settle(state, "listening", {
        ok: true,
        result: text,
        ...(state.fd === null ? {} : { newFd: state.fd }),
      });
    } else if (event === "connection" && value instanceof net.Socket) {
      const socket = meet(value);
      const handle = (value as Handled)._handle;
      // node:http would otherwise read past the socket, straight from the handle, where nobody sees the bytes.
      if (handle) handle._consumed = true;
      const from = `${plainAddress(value.remoteAddress ?? "")}:${value.remotePort ?? ""}`;
      const source = state.sites.get("connection") ?? state.sites.get("request") ?? state.last;
      const token = tracer.enter({ name: "accept", fd: state.fd, args: [], source });
      tracer.leave(token, {
        ok: true,
        result: `connection from ${from}`,
        ...(socket.fd === null ? {} : { newFd: socket.fd }),
        ...(socket.flow ? { flow: socket.flow } : {}),
      });
    } else if (event === "error") {
      noteSite(value, state.last);
      settleAll(state, value);
    } else if (event === "close") settle(state, "close", { ok: true, result: "closed" });
    return original.apply(self, args);
  });

  patchMethod<net.Socket>(net.Socket.prototype, "connect", (original, self, args, patched) => {
    const state = known(self);
    const site = learnerSite(patched);
    state.live = true;
    state.last = site?.source ?? state.last;
    // net.connect hands its arguments on as one array, already in order.
    const given = Array.isArray(args[0]) ? args[0] : args;
    state.open.set(
      "connect",
      tracer.enter({ name: "connect", fd: null, args: showArgs(given), source: site?.source ?? null }),
    );
    try {
      return original.apply(self, args);
    } catch (error) {
      settleAll(state, error);
      throw error;
    }
  });

  const write = patchMethod<net.Socket>(net.Socket.prototype, "write", (original, self, args, patched) => {
    const site = saidSite(patched, self);
    if (listening() === null) return original.apply(self, args);
    const state = known(self);
    const bytes = state.live ? bytesOf(args[0], args[1]) : null;
    // node:http writes nothing to push out what it gathered.
    if (bytes === null || bytes.length === 0) return original.apply(self, args);
    const source = site?.source ?? learned(site, learnerSite(patched)?.source ?? null) ?? state.last;
    const token = tracer.enter({ name: "write", fd: state.fd, args: [bytes], source });
    const over = writingIsOver(self);
    try {
      const more: unknown = original.apply(self, args);
      if (over !== null) {
        tracer.leave(token, over);
        return more;
      }
      const text = more === false ? "false: wait for drain" : `${bytes.length}`;
      const flow = (state.flow ?? meet(self).flow) as Flow | undefined;
      tracer.leave(token, { ok: true, result: text, moved: moved("sent", bytes), ...(flow ? { flow } : {}) });
      return more;
    } catch (error) {
      tracer.leave(token, failure(error));
      throw error;
    }
  });

  hearSites(write);

  for (const method of ["end", "destroy", "destroySoon", "resetAndDestroy"]) {
    patchMethod<net.Socket>(net.Socket.prototype, method, (original, self, args, patched) => {
      const state = known(self);
      if (state.live) {
        const site = learnerSite(patched);
        if (site !== null) state.last = site.source;
        // What Node ends by itself shows as `close`, when it has happened.
        if (site !== null && (site.direct || method === "end") && !state.ended) {
          state.ended = method !== "end";
          // Node writes what is given to `end` without a `write` that could be seen.
          const bytes = method === "end" ? bytesOf(args[0], args[1]) : null;
          const outcome = (bytes && writingIsOver(self)) ?? {
            ok: true,
            result: "",
            ...(bytes ? { moved: moved("sent", bytes) } : {}),
          };
          instant(method, state, bytes ? [bytes] : [], site.source, outcome);
        }
      }
      return original.apply(self, args);
    });
  }

  patchMethod<net.Socket>(net.Socket.prototype, "push", (original, self, args) => {
    const state = known(self);
    const [chunk] = args;
    if (state.live && chunk instanceof Uint8Array && chunk.length > 0) {
      meet(self);
      const source = state.sites.get("data") ?? state.sites.get("readable") ?? state.last;
      instant("data", state, [`${chunk.length} B`], source, {
        ok: true,
        result: chunk,
        moved: moved("received", chunk),
      });
    } else if (state.live && chunk === null) {
      instant("end", state, [], state.sites.get("end") ?? null, {
        ok: true,
        result: "the other side has ended",
      });
    }
    return original.apply(self, args);
  });

  patchMethod<net.Socket>(net.Socket.prototype, "emit", (original, self, args) => {
    const [event, value] = args;
    const state = knowns.get(self);
    if (state?.live) {
      if (event === "connectionAttempt") {
        queueMicrotask(() => attempt(self, state, String(value), Number(args[2])));
      } else if (event === "connect") {
        meet(self);
        const newFd = state.fd === null ? {} : { newFd: state.fd };
        settle(state, "connect", { ok: true, result: "connected", ...newFd });
      } else if (event === "error") {
        noteSite(value, state.last);
        if (state.open.size > 0) settleAll(state, value);
        else instant("error", state, [], state.sites.get("error") ?? state.last, failure(value));
      } else if (event === "close") {
        instant("close", state, [], state.sites.get("close") ?? state.last, { ok: true, result: "closed" });
        state.live = false;
      }
    }
    return original.apply(self, args);
  });
}
