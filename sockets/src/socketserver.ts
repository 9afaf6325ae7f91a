import type { AddressLike } from "./address.ts";
import { BaseServer, HandlerThreads, type ServerOptions } from "./base-server.ts";
import { callSite } from "./call-site.ts";
import { describe } from "./checks.ts";
import { AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from "./constants.ts";
import { type DatagramRequest, endSending, type HandlerClass } from "./request-handlers.ts";
import type { Socket } from "./socket.ts";

/**
 * Servers that need only a handler: Python's module `socketserver`.
 *
 * A server takes clients one after the other: `new TCPServer(["", 9999], EchoHandler).serve_forever()`.
 * A threading server handles each in a thread of its own. A thread is a file here, so the handler is given as the
 * path of the file whose default export it is: `new ThreadingTCPServer(["", 9999], "./echo-handler.ts")`.
 */

export { BaseServer, type ServerOptions } from "./base-server.ts";
export {
  BaseRequestHandler,
  type DatagramRequest,
  DatagramRequestHandler,
  type HandlerClass,
  type ServerHandle,
  StreamRequestHandler,
} from "./request-handlers.ts";

/** The options of a server whose addresses are paths. */
export type UnixServerOptions = Omit<ServerOptions, "address_family">;

function inTurn<Request>(server: string, handler: unknown): HandlerClass<Request> {
  if (typeof handler === "function") return handler as HandlerClass<Request>;
  throw new TypeError(
    `${server}(): the handler must be a class derived from BaseRequestHandler, not ${describe(handler)}`,
  );
}

function inThreads(server: string, handler: unknown, options: ServerOptions): HandlerThreads {
  if (typeof handler === "string") return new HandlerThreads(handler, callSite(4)?.file ?? null, options);
  throw new TypeError(
    `${server}(): the handler must be the path of the file that exports it by default, as "./handler.ts", since each ` +
      `request runs in a thread of its own and a thread is a file; it is ${describe(handler)}`,
  );
}

abstract class StreamServer extends BaseServer<Socket> {
  constructor(address: AddressLike, handling: HandlerClass<Socket> | HandlerThreads, options: ServerOptions) {
    super(address, SOCK_STREAM, handling, options);
  }

  override server_activate(): void {
    this.socket.listen(this.options.request_queue_size ?? 5);
  }

  get_request(): [Socket, AddressLike] {
    const [connection, address] = this.socket.accept();
    return [connection as unknown as Socket, address as AddressLike];
  }

  override shutdown_request(request: Socket): void {
    endSending(request);
    this.close_request(request);
  }

  override close_request(request: Socket): void {
    request.close();
  }
}

abstract class DatagramServer extends BaseServer<DatagramRequest> {
  constructor(
    address: AddressLike,
    handling: HandlerClass<DatagramRequest> | HandlerThreads,
    options: ServerOptions,
  ) {
    super(address, SOCK_DGRAM, handling, options);
  }

  get_request(): [DatagramRequest, AddressLike] {
    const [data, address] = this.socket.recvfrom(this.options.max_packet_size ?? 8192);
    return [[data, this.socket], address as AddressLike];
  }
}

/**
 * A TCP server that handles one client after the other.
 * @example new TCPServer(["", 9999], Echo, { allow_reuse_address: true }).serve_forever();
 */
export class TCPServer extends StreamServer {
  /**
   * @param address `[host, port]` to listen at; host `""` is every address, port 0 lets the kernel choose
   * @param handler the class that handles requests, derived from BaseRequestHandler
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does
   */
  constructor(address: AddressLike, handler: HandlerClass<Socket>, options: ServerOptions = {}) {
    super(address, inTurn<Socket>("TCPServer", handler), options);
  }
}

/** A UDP server that handles one datagram after the other. The handler's `request` is `[data, socket]`. */
export class UDPServer extends DatagramServer {
  /**
   * @param address `[host, port]` to listen at; host `""` is every address, port 0 lets the kernel choose
   * @param handler the class that handles requests, derived from BaseRequestHandler
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does
   */
  constructor(address: AddressLike, handler: HandlerClass<DatagramRequest>, options: ServerOptions = {}) {
    super(address, inTurn<DatagramRequest>("UDPServer", handler), options);
  }
}

/** As TCPServer, at the path of a Unix socket. The path stays when the server closes: remove it before the next `bind`. */
export class UnixStreamServer extends StreamServer {
  /**
   * @param path the path, or `"\0name"` for a name without a file
   * @param handler the class that handles requests, derived from BaseRequestHandler
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does
   */
  constructor(path: string, handler: HandlerClass<Socket>, options: UnixServerOptions = {}) {
    super(path, inTurn<Socket>("UnixStreamServer", handler), { ...options, address_family: AF_UNIX });
  }
}

/** As UDPServer, at the path of a Unix socket. Clients that want an answer must have bound a path too. */
export class UnixDatagramServer extends DatagramServer {
  /**
   * @param path the path, or `"\0name"` for a name without a file
   * @param handler the class that handles requests, derived from BaseRequestHandler
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does
   */
  constructor(path: string, handler: HandlerClass<DatagramRequest>, options: UnixServerOptions = {}) {
    const handling = inTurn<DatagramRequest>("UnixDatagramServer", handler);
    super(path, handling, { ...options, address_family: AF_UNIX });
  }
}

/**
 * A TCP server that handles each client in a thread of its own.
 * The second argument is the path of the file whose default export is the handler, seen from the file that calls.
 * @example new ThreadingTCPServer(["", 9999], "./echo-handler.ts").serve_forever();
 */
export class ThreadingTCPServer extends StreamServer {
  /**
   * @param address `[host, port]` to listen at; host `""` is every address, port 0 lets the kernel choose
   * @param handler the path of the file whose default export is that class, seen from the file that calls
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does; TypeError when the handler is no path
   */
  constructor(address: AddressLike, handler: string, options: ServerOptions = {}) {
    super(address, inThreads("ThreadingTCPServer", handler, options), options);
  }
}

/** A UDP server that handles each datagram in a thread of its own; see `ThreadingTCPServer`. */
export class ThreadingUDPServer extends DatagramServer {
  /**
   * @param address `[host, port]` to listen at; host `""` is every address, port 0 lets the kernel choose
   * @param handler the path of the file whose default export is that class, seen from the file that calls
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does; TypeError when the handler is no path
   */
  constructor(address: AddressLike, handler: string, options: ServerOptions = {}) {
    super(address, inThreads("ThreadingUDPServer", handler, options), options);
  }
}

/** As ThreadingTCPServer, at the path of a Unix socket. */
export class ThreadingUnixStreamServer extends StreamServer {
  /**
   * @param path the path, or `"\0name"` for a name without a file
   * @param handler the path of the file whose default export is that class, seen from the file that calls
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does; TypeError when the handler is no path
   */
  constructor(path: string, handler: string, options: UnixServerOptions = {}) {
    const handling = inThreads("ThreadingUnixStreamServer", handler, options);
    super(path, handling, { ...options, address_family: AF_UNIX });
  }
}

/** As ThreadingUDPServer, at the path of a Unix socket. */
export class ThreadingUnixDatagramServer extends DatagramServer {
  /**
   * @param path the path, or `"\0name"` for a name without a file
   * @param handler the path of the file whose default export is that class, seen from the file that calls
   * @param options what Python sets on the class: `allow_reuse_address`, `request_queue_size`, ...
   * @throws SocketError EADDRINUSE, ... as `bind` does; TypeError when the handler is no path
   */
  constructor(path: string, handler: string, options: UnixServerOptions = {}) {
    const handling = inThreads("ThreadingUnixDatagramServer", handler, options);
    super(path, handling, { ...options, address_family: AF_UNIX });
  }
}
