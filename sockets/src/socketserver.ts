import type { AddressLike } from "./address.ts";
import { callSite } from "./call-site.ts";
import { describe } from "./checks.ts";
import {
  AF_INET,
  SHUT_WR,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from "./constants.ts";
import { errno } from "./errno.ts";
import { errorFor, SocketError } from "./errors.ts";
import { showAddress } from "./show.ts";
import { Socket } from "./socket.ts";
import type { BinaryFile } from "./socket-file.ts";
import { write } from "./stdio.ts";
import { errorText, threadEntry } from "./thread-host.ts";
import { startThreadFrom, type Thread } from "./threading.ts";
import { call } from "./traced.ts";
import { POLLIN, waitFor } from "./wait.ts";

/**
 * Servers that need only a handler: Python's module `socketserver`.
 *
 * A server takes clients one after the other: `new TCPServer(["", 9999], EchoHandler).serve_forever()`.
 * A threading server handles each in a thread of its own. A thread is a file here, so the handler is given as the
 * path of the file whose default export it is: `new ThreadingTCPServer(["", 9999], "./echo-handler.ts")`.
 */

/** What a server may be told. */
export type ServerOptions = {
  /** AF_INET (the default), AF_INET6, AF_UNIX. */
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
};

/** What a handler may ask of its server, also from another thread. */
export type ServerHandle = {
  /** The address that the server is bound to. */
  readonly server_address: AddressLike;
  /** Makes `serve_forever` return. */
  shutdown(): void;
};

/** What a UDP handler gets as its request: the datagram, and the socket to answer with. */
export type DatagramRequest = [data: Buffer, socket: Socket<number>];

/** A class of handlers: made anew for each request. */
export type HandlerClass<Request> = new (
  request: Request,
  client_address: AddressLike,
  server: ServerHandle,
) => BaseRequestHandler<Request>;

/**
 * Handles one request. Derive from it and write `handle`. One object is made for each client (TCP) or datagram (UDP);
 * `setup`, `handle` and `finish` are called in this order, `finish` whatever happens.
 * @example
 * class Echo extends BaseRequestHandler {
 *   handle() {
 *     for (let data = this.request.recv(1024); data.length > 0; data = this.request.recv(1024)) this.request.sendall(data);
 *   }
 * }
 */
export class BaseRequestHandler<Request = Socket> {
  /** TCP: the Socket of this client. UDP: the datagram and the socket to answer with. */
  readonly request: Request;
  /** Who asks. */
  readonly client_address: AddressLike;
  /** The server. */
  readonly server: ServerHandle;

  constructor(request: Request, client_address: AddressLike, server: ServerHandle) {
    this.request = request;
    this.client_address = client_address;
    this.server = server;
  }

  /** Called first. */
  setup(): void {}
  /** Called to do the work. */
  handle(): void {}
  /** Called last, even after an error. */
  finish(): void {}

  /** Runs a handler in the thread that a threading server started for it. */
  static [threadEntry](
    this: HandlerClass<unknown>,
    request: unknown,
    address: AddressLike,
    server: SharedServer,
  ): void {
    const stop = server.stop;
    const handle: ServerHandle = {
      server_address: server.server_address,
      shutdown() {
        Atomics.store(stop, 0, 1);
      },
    };
    try {
      // biome-ignore lint/complexity/noThisInStatic: the derived class that the file exports
      run(this, request, address, handle);
    } catch (error) {
      reportError(address, error);
    } finally {
      if (request instanceof Socket) endRequest(request);
    }
  }
}

type SharedServer = { server_address: AddressLike; stop: Int32Array };

function run<Request>(
  Handler: HandlerClass<Request>,
  request: Request,
  address: AddressLike,
  server: ServerHandle,
): void {
  const handler = new Handler(request, address, server);
  handler.setup();
  try {
    handler.handle();
  } finally {
    handler.finish();
  }
}

/** Tells the client that nothing more comes, then closes: a plain close may throw away what is on its way. */
function endRequest(request: Socket): void {
  try {
    if (request.fileno() >= 0) request.shutdown(SHUT_WR);
  } catch (error) {
    // The client has gone already, so there is nobody to tell.
    if (!(error instanceof SocketError)) throw error;
  }
  request.close();
}

function reportError(address: AddressLike, error: unknown): void {
  const line = "-".repeat(40);
  write(
    `${line}\nException occurred during processing of request from ${showAddress(address)}\n${errorText(error)}\n${line}\n`,
    2,
  );
}

/** A TCP handler with files over its socket: `rfile` to read lines from, `wfile` to write to. */
export class StreamRequestHandler extends BaseRequestHandler<Socket> {
  #rfile: BinaryFile | null = null;
  #wfile: BinaryFile | null = null;

  /** Reads what the client sends, as lines or blocks. */
  get rfile(): BinaryFile {
    if (this.#rfile === null) throw new RangeError("rfile: there is none before setup()");
    return this.#rfile;
  }

  /** Writes to the client, at once. */
  get wfile(): BinaryFile {
    if (this.#wfile === null) throw new RangeError("wfile: there is none before setup()");
    return this.#wfile;
  }

  override setup(): void {
    this.#rfile = this.request.makefile("rb");
    this.#wfile = this.request.makefile("wb", { buffering: 0 });
  }

  override finish(): void {
    this.#wfile?.close();
    this.#rfile?.close();
  }
}

/** The part that all servers share. */
export abstract class BaseServer<Request> implements ServerHandle {
  /** The listening (TCP) or bound (UDP) socket. */
  readonly socket: Socket<number>;
  /** Seconds that `handle_request` waits; null is for ever. */
  timeout: number | null;
  readonly #options: ServerOptions;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  #address: AddressLike;

  constructor(address: AddressLike, type: number, options: ServerOptions) {
    this.#address = address;
    this.#options = options;
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

  /** What a handler in another thread needs of the server. */
  protected get shared(): SharedServer {
    return { server_address: this.#address, stop: this.#stop };
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
   */
  serve_forever(poll_interval = 0.5): void {
    Atomics.store(this.#stop, 0, 0);
    while (this.#wait(poll_interval)) {
      this.#handleNext();
      this.service_actions();
    }
    Atomics.store(this.#stop, 0, 0);
  }

  /** Waits for a request; false when the server was shut down. Seen from outside it is one long select. */
  #wait(interval: number): boolean {
    const fd = this.fileno();
    if (fd < 0) throw errorFor("serve_forever", errno.EBADF);
    return call(
      "select",
      null,
      () => [`[${fd}]`, "[]", "[]"],
      () => {
        for (;;) {
          if (Atomics.load(this.#stop, 0) === 1) return false;
          const ready = waitFor(fd, POLLIN, interval * 1000);
          if (ready > 0) return Atomics.load(this.#stop, 0) === 0;
          if (ready < 0 && ready !== -errno.EINTR) throw errorFor("serve_forever", -ready);
        }
      },
      (ready) => ({ text: ready ? `[${fd}], [], []` : "shut down" }),
    );
  }

  /** Handles one request; waits for it no longer than `timeout`, then calls `handle_timeout`. */
  handle_request(): void {
    const fd = this.fileno();
    for (;;) {
      const ready = waitFor(fd, POLLIN, this.timeout === null ? null : this.timeout * 1000);
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
  /** Handles the request and ends it. */
  abstract process_request(request: Request, client_address: AddressLike): void;
  /** Ends a request: for TCP, closes the connection. */
  abstract shutdown_request(request: Request): void;

  /** Called when `handle_request` waited in vain. */
  handle_timeout(): void {}
  /** Called after each request of `serve_forever`. */
  service_actions(): void {}
  /** Says whether a request is to be handled at all; true unless you say otherwise. */
  verify_request(_request: Request, _address: AddressLike): boolean {
    return true;
  }

  /** Called when a handler threw: writes the error to standard error, and the server goes on. */
  handle_error(_request: Request, address: AddressLike, error: unknown): void {
    reportError(address, error);
  }

  /** Closes the server's socket. */
  server_close(): void {
    this.socket.close();
  }

  /** Closes the server's socket at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.server_close();
  }
}

function handlerClass<Request>(server: string, value: unknown): HandlerClass<Request> {
  if (typeof value === "function") return value as HandlerClass<Request>;
  throw new TypeError(
    `${server}(): the handler must be a class derived from BaseRequestHandler, not ${describe(value)}`,
  );
}

function handlerFile(server: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(
    `${server}(): the handler must be the path of the file that exports it by default, as "./handler.ts", since each ` +
      `request runs in a thread of its own and a thread is a file; it is ${describe(value)}`,
  );
}

abstract class StreamServer extends BaseServer<Socket> {
  constructor(address: AddressLike, options: ServerOptions) {
    super(address, SOCK_STREAM, options);
  }

  override server_activate(): void {
    this.socket.listen(this.options.request_queue_size ?? 5);
  }

  get_request(): [Socket, AddressLike] {
    const [connection, address] = this.socket.accept();
    return [connection as unknown as Socket, address as AddressLike];
  }

  shutdown_request(request: Socket): void {
    endRequest(request);
  }
}

abstract class DatagramServer extends BaseServer<DatagramRequest> {
  constructor(address: AddressLike, options: ServerOptions) {
    super(address, SOCK_DGRAM, options);
  }

  get_request(): [DatagramRequest, AddressLike] {
    const [data, address] = this.socket.recvfrom(this.options.max_packet_size ?? 8192);
    return [[data, this.socket], address as AddressLike];
  }

  shutdown_request(): void {}
}

/**
 * A TCP server that handles one client after the other.
 * @example new TCPServer(["", 9999], Echo, { allow_reuse_address: true }).serve_forever();
 */
export class TCPServer extends StreamServer {
  readonly #Handler: HandlerClass<Socket>;

  /** @throws SocketError EADDRINUSE, ... as `bind` does */
  constructor(address: AddressLike, handler: HandlerClass<Socket>, options: ServerOptions = {}) {
    const Handler = handlerClass<Socket>("TCPServer", handler);
    super(address, options);
    this.#Handler = Handler;
  }

  process_request(request: Socket, address: AddressLike): void {
    run(this.#Handler, request, address, this);
    this.shutdown_request(request);
  }
}

/** A UDP server that handles one datagram after the other. The handler's `request` is `[data, socket]`. */
export class UDPServer extends DatagramServer {
  readonly #Handler: HandlerClass<DatagramRequest>;

  /** @throws SocketError EADDRINUSE, ... as `bind` does */
  constructor(address: AddressLike, handler: HandlerClass<DatagramRequest>, options: ServerOptions = {}) {
    const Handler = handlerClass<DatagramRequest>("UDPServer", handler);
    super(address, options);
    this.#Handler = Handler;
  }

  process_request(request: DatagramRequest, address: AddressLike): void {
    run(this.#Handler, request, address, this);
  }
}

/** Starts the threads of a threading server and keeps count of them. */
class HandlerThreads {
  readonly #file: string;
  readonly #from: string | null;
  #running: Thread[] = [];

  constructor(file: string, from: string | null) {
    this.#file = file;
    this.#from = from;
  }

  start(request: unknown, address: AddressLike, server: SharedServer): void {
    this.#running = this.#running.filter((thread) => thread.is_alive());
    this.#running.push(startThreadFrom(this.#file, this.#from, [request, address, server]));
  }

  join(): void {
    for (const thread of this.#running) thread.join();
    this.#running = [];
  }
}

/**
 * A TCP server that handles each client in a thread of its own.
 * The second argument is the path of the file whose default export is the handler, seen from the file that calls.
 * @example new ThreadingTCPServer(["", 9999], "./echo-handler.ts").serve_forever();
 */
export class ThreadingTCPServer extends StreamServer {
  readonly #threads: HandlerThreads;

  /** @throws SocketError EADDRINUSE, ... as `bind` does; TypeError when the handler is no path */
  constructor(address: AddressLike, handler: string, options: ServerOptions = {}) {
    const file = handlerFile("ThreadingTCPServer", handler);
    super(address, options);
    this.#threads = new HandlerThreads(file, callSite(3)?.file ?? null);
  }

  process_request(request: Socket, address: AddressLike): void {
    this.#threads.start(request, address, this.shared);
  }

  override server_close(): void {
    super.server_close();
    if (this.options.block_on_close !== false) this.#threads.join();
  }
}

/** A UDP server that handles each datagram in a thread of its own; see `ThreadingTCPServer`. */
export class ThreadingUDPServer extends DatagramServer {
  readonly #threads: HandlerThreads;

  /** @throws SocketError EADDRINUSE, ... as `bind` does; TypeError when the handler is no path */
  constructor(address: AddressLike, handler: string, options: ServerOptions = {}) {
    const file = handlerFile("ThreadingUDPServer", handler);
    super(address, options);
    this.#threads = new HandlerThreads(file, callSite(3)?.file ?? null);
  }

  process_request(request: DatagramRequest, address: AddressLike): void {
    this.#threads.start(request, address, this.shared);
  }

  override server_close(): void {
    super.server_close();
    if (this.options.block_on_close !== false) this.#threads.join();
  }
}
