import type { AddressLike } from "./address.ts";
import { AF_INET, SO_REUSEADDR, SO_REUSEPORT, SOL_SOCKET } from "./constants.ts";
import { errno } from "./errno.ts";
import { errorFor, SocketError } from "./errors.ts";
import {
  type HandlerClass,
  reportError,
  runHandler,
  type ServerHandle,
  type SharedServer,
} from "./request-handlers.ts";
import { Socket } from "./socket.ts";
import { startThreadFrom, type Thread } from "./threading.ts";
import { call } from "./traced.ts";
import { now, POLLIN, waitFor } from "./wait.ts";

/** The loop of all servers of `socketserver`: wait, take a request, have it handled, one after the other or in threads. */

/** What a server may be told. */
export type ServerOptions = {
  /** AF_INET (the default), AF_INET6; the Unix servers have AF_UNIX. */
  address_family?: number;
  /** SO_REUSEADDR before `bind`; off by default, as in Python. */
  allow_reuse_address?: boolean;
  /** SO_REUSEPORT before `bind`; off by default. */
  allow_reuse_port?: boolean;
  /** How many clients may wait for `accept`; 5 by default. */
  request_queue_size?: number;
  /** Seconds that `handle_request` waits; null is for ever. */
  timeout?: number | null;
  /** Whether the constructor binds and listens at once; true by default. */
  bind_and_activate?: boolean;
  /** UDP: the longest datagram that is received whole; 8192 by default. */
  max_packet_size?: number;
  /** Threading servers: whether `server_close` waits for the threads; true by default. */
  block_on_close?: boolean;
  /** Threading servers: whether the program may end, and `server_close` return, while threads run; false by default. */
  daemon_threads?: boolean;
};

/** Handles each request in a thread of its own, which runs the default export of a file. */
export class HandlerThreads {
  readonly #file: string;
  readonly #from: string | null;
  readonly #daemon: boolean;
  readonly #joined: boolean;
  #running: Thread[] = [];

  /**
   * @param file path of the file, seen from `from`
   * @param from the file that made the server
   */
  constructor(file: string, from: string | null, options: ServerOptions) {
    this.#file = file;
    this.#from = from;
    this.#daemon = options.daemon_threads === true;
    this.#joined = options.block_on_close !== false && !this.#daemon;
  }

  start(request: unknown, address: AddressLike, server: SharedServer): void {
    const thread = startThreadFrom(this.#file, this.#from, [request, address, server], this.#daemon);
    if (this.#joined) this.#running = [...this.#running.filter((one) => one.is_alive()), thread];
  }

  join(): void {
    for (const thread of this.#running) thread.join();
    this.#running = [];
  }
}

/** The part that all servers share. */
export abstract class BaseServer<Request> implements ServerHandle {
  /** The listening (TCP) or bound (UDP) socket. */
  readonly socket: Socket<number>;
  /** The class that handles requests; null when each has a thread, which has the class from its file. */
  readonly RequestHandlerClass: HandlerClass<Request> | null;
  /** Seconds that `handle_request` waits; null is for ever. */
  timeout: number | null;
  readonly #threads: HandlerThreads | null;
  readonly #options: ServerOptions;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  #address: AddressLike;

  /**
   * Makes the socket, and binds it and listens unless `bind_and_activate` is false.
   * @param address where to listen
   * @param type SOCK_STREAM or SOCK_DGRAM
   * @param handling the class of the handlers, or who runs them in threads
   * @param options as of every server
   */
  constructor(
    address: AddressLike,
    type: number,
    handling: HandlerClass<Request> | HandlerThreads,
    options: ServerOptions,
  ) {
    this.#address = address;
    this.#options = options;
    this.#threads = handling instanceof HandlerThreads ? handling : null;
    this.RequestHandlerClass = handling instanceof HandlerThreads ? null : handling;
    this.timeout = options.timeout ?? null;
    this.socket = new Socket<number>(options.address_family ?? AF_INET, type);
    if (options.bind_and_activate === false) return;
    try {
      this.server_bind();
      this.server_activate();
    } catch (error) {
      this.socket.close();
      throw error;
    }
  }

  /** The address that the server is bound to: with port 0 asked for, the port that the kernel chose. */
  get server_address(): AddressLike {
    return this.#address;
  }

  protected get options(): ServerOptions {
    return this.#options;
  }

  /** Binds the socket to the address. */
  server_bind(): void {
    if (this.#options.allow_reuse_address) this.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    if (this.#options.allow_reuse_port) this.socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
    this.socket.bind(this.#address);
    this.#address = this.socket.getsockname() as AddressLike;
  }

  /** Begins to take clients. */
  server_activate(): void {}

  /** The descriptor, so that the server itself can be given to `select`. */
  fileno(): number {
    return this.socket.fileno();
  }

  /**
   * Handles requests until `shutdown` is called.
   * @param poll_interval seconds after which it looks at the latest whether it was shut down
   * @throws SocketError EBADF once the server is closed
   */
  serve_forever(poll_interval = 0.5): void {
    try {
      for (;;) {
        const found = this.#wait(poll_interval);
        if (found === "shut down") return;
        if (found === "request") this.#handleNext();
        this.service_actions();
      }
    } finally {
      Atomics.store(this.#stop, 0, 0);
    }
  }

  /** Waits for a request. Seen from outside it is one long select, unless somebody wants to act in between. */
  #wait(interval: number): "request" | "nothing" | "shut down" {
    const fd = this.fileno();
    if (fd < 0) throw errorFor("serve_forever", errno.EBADF);
    const acting = this.service_actions !== BaseServer.prototype.service_actions;
    const stopped = () => Atomics.load(this.#stop, 0) === 1;
    return call(
      "select",
      null,
      () => [`[${fd}]`, "[]", "[]"],
      () => {
        for (;;) {
          if (stopped()) return "shut down";
          const ready = waitFor(fd, POLLIN, interval * 1000);
          if (ready < 0 && ready !== -errno.EINTR) throw errorFor("serve_forever", -ready);
          if (stopped()) return "shut down";
          if (ready > 0) return "request";
          if (ready === 0 && acting) return "nothing";
        }
      },
      (found) => ({ result: found === "request" ? `[${fd}], [], []` : found }),
    );
  }

  /**
   * Handles one request. It waits no longer than `timeout` or the socket's own, whichever is shorter, and then calls
   * `handle_timeout`.
   * @throws SocketError EBADF once the server is closed
   */
  handle_request(): void {
    const fd = this.fileno();
    const limits = [this.timeout, this.socket.gettimeout()].filter((limit) => limit !== null);
    const deadline = limits.length === 0 ? null : now() + Math.min(...limits) * 1000;
    for (;;) {
      const ready = waitFor(fd, POLLIN, deadline === null ? null : deadline - now());
      if (ready === -errno.EINTR) continue;
      if (ready < 0) throw errorFor("handle_request", -ready);
      if (ready === 0) this.handle_timeout();
      else this.#handleNext();
      return;
    }
  }

  #handleNext(): void {
    let request: Request;
    let address: AddressLike;
    try {
      [request, address] = this.get_request();
    } catch (error) {
      // The client gave up between its arrival and accept: nothing to handle.
      if (error instanceof SocketError) return;
      throw error;
    }
    if (!this.verify_request(request, address)) {
      this.shutdown_request(request);
      return;
    }
    try {
      this.process_request(request, address);
    } catch (error) {
      this.handle_error(request, address, error);
      this.shutdown_request(request);
    }
  }

  /** Makes `serve_forever` return, at the latest after its `poll_interval`. Handlers in threads may call it too. */
  shutdown(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  /** Takes the next request from the socket. */
  abstract get_request(): [request: Request, client_address: AddressLike];

  /**
   * Has a request handled and ended: here and now, or in a thread of its own.
   * @param request TCP: the connection. UDP: the datagram and the socket
   * @param client_address who asks
   */
  process_request(request: Request, client_address: AddressLike): void {
    if (this.#threads === null) {
      this.finish_request(request, client_address);
      this.shutdown_request(request);
    } else {
      this.#threads.start(request, client_address, { server_address: this.#address, stop: this.#stop });
    }
  }

  /**
   * Makes a handler for the request and runs it. A threading server's threads do this by themselves.
   * @param request TCP: the connection. UDP: the datagram and the socket
   * @param client_address who asks
   */
  finish_request(request: Request, client_address: AddressLike): void {
    if (this.RequestHandlerClass !== null)
      runHandler(this.RequestHandlerClass, request, client_address, this);
  }

  /**
   * Ends a request properly: for TCP, tells the client that nothing more comes, and calls `close_request`.
   * @param request what `get_request` gave
   */
  shutdown_request(request: Request): void {
    this.close_request(request);
  }

  /** Gives a request up: for TCP, closes the connection. */
  close_request(_request: Request): void {}

  /** Called when `handle_request` waited in vain. */
  handle_timeout(): void {}
  /** Called by `serve_forever` after each request, and each time it has waited for `poll_interval`. */
  service_actions(): void {}
  /** Says whether a request is to be handled at all; true unless you say otherwise. */
  verify_request(_request: Request, _address: AddressLike): boolean {
    return true;
  }

  /**
   * Called when a handler threw: writes the error to standard error, and the server goes on.
   * @param address who asked
   * @param error what was thrown
   */
  handle_error(_request: Request, address: AddressLike, error: unknown): void {
    reportError(address, error);
  }

  /** Closes the server's socket, and waits for its threads. */
  server_close(): void {
    this.socket.close();
    this.#threads?.join();
  }

  /** Closes the server at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.server_close();
  }
}
