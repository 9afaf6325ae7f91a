import type { AddressLike } from "./address.ts";
import { BinaryFile } from "./binary-file.ts";
import { bytes } from "./checks.ts";
import { IPPROTO_TCP, SHUT_WR, TCP_NODELAY } from "./constants.ts";
import { SocketError } from "./errors.ts";
import { showAddress } from "./show.ts";
import { Socket } from "./socket.ts";
import { openFile } from "./socket-file.ts";
import { write } from "./stdio.ts";
import { errorText, threadEntry } from "./thread-host.ts";

/** The handlers of `socketserver`, and how one is run: in the server's thread, or in one of its own. */

/** What a handler may ask of its server, also from another thread. */
export type ServerHandle = {
  /** The address that the server is bound to. */
  readonly server_address: AddressLike;
  /** Makes `serve_forever` return. */
  shutdown(): void;
};

/** A server as another thread gets it: its address, and the word that stops it. */
export type SharedServer = { server_address: AddressLike; stop: Int32Array };

/** What a UDP handler gets as its request: the datagram, and the socket to answer with. */
export type DatagramRequest = [data: Buffer, socket: Socket<number>];

/** A class of handlers: made anew for each request. */
export type HandlerClass<Request> = new (
  request: Request,
  client_address: AddressLike,
  server: ServerHandle,
) => BaseRequestHandler<Request>;

const giveUp: unique symbol = Symbol("giveUp");

/**
 * Handles one request. Derive from it and write `handle`. One object is made for each client (TCP) or datagram (UDP);
 * `setup`, `handle` and `finish` are called in this order, `finish` whatever happens after `setup`.
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

  /**
   * Called by the server, which then calls `setup`, `handle` and `finish`.
   * @param request TCP: the Socket of this client. UDP: the datagram and the socket to answer with
   * @param client_address who asks
   * @param server the server
   */
  constructor(request: Request, client_address: AddressLike, server: ServerHandle) {
    this.request = request;
    this.client_address = client_address;
    this.server = server;
  }

  /** Called first. When it throws, neither `handle` nor `finish` is called. */
  setup(): void {}
  /** Called to do the work. */
  handle(): void {}
  /** Called last, even after an error in `handle`. */
  finish(): void {}

  /** Closes what `setup` opened before it threw. */
  [giveUp](): void {}

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
      runHandler(this, request, address, handle);
    } catch (error) {
      reportError(address, error);
    } finally {
      if (request instanceof Socket) {
        endSending(request);
        request.close();
      }
    }
  }
}

/** Makes a handler and runs it. */
export function runHandler<Request>(
  Handler: HandlerClass<Request>,
  request: Request,
  address: AddressLike,
  server: ServerHandle,
): void {
  const handler = new Handler(request, address, server);
  try {
    handler.setup();
  } catch (error) {
    handler[giveUp]();
    throw error;
  }
  try {
    handler.handle();
  } finally {
    handler.finish();
  }
}

/** Tells the client that nothing more comes: a plain close may throw away what is on its way. */
export function endSending(request: Socket<number>): void {
  try {
    if (request.fileno() >= 0) request.shutdown(SHUT_WR);
  } catch (error) {
    // The client has gone already, so there is nobody to tell.
    if (!(error instanceof SocketError)) throw error;
  }
}

/** Writes an error of a handler to standard error. */
export function reportError(address: AddressLike, error: unknown): void {
  const line = "-".repeat(40);
  const title = `Exception occurred during processing of request from ${showAddress(address)}`;
  write(`${line}\n${title}\n${errorText(error)}\n${line}\n`, 2);
}

/** What `setup` made, once it was called. */
function made<T>(name: string, value: T | null): T {
  if (value === null) throw new RangeError(`${name}: there is none before setup()`);
  return value;
}

/** Writes to a client at once, and all of it: a `send` may take less, and nobody looks at what `write` gives back. */
class WholeWriter extends BinaryFile {
  readonly #connection: Socket;

  constructor(connection: Socket) {
    super(connection, false, true, 0, () => {});
    this.#connection = connection;
  }

  override write(data: Uint8Array | ArrayBufferView | ArrayBufferLike): number {
    const view = bytes("write", "the data", data);
    if (this.closed) throw new RangeError("write(): the file is closed");
    this.#connection.sendall(view);
    return view.length;
  }
}

/** A TCP handler with files over its socket: `rfile` to read lines from, `wfile` to write to. */
export class StreamRequestHandler extends BaseRequestHandler<Socket> {
  /** Bytes of `rfile`'s buffer; -1 is the usual size. */
  rbufsize = -1;
  /** Bytes of `wfile`'s buffer; 0 writes at once. */
  wbufsize = 0;
  /** Seconds that a call on this client's socket may wait; null leaves it as it is. */
  timeout: number | null = null;
  /** Sends small segments at once (TCP_NODELAY). */
  disable_nagle_algorithm = false;
  #rfile: BinaryFile | null = null;
  #wfile: BinaryFile | null = null;

  /** The Socket of this client: `request` by another name. */
  get connection(): Socket {
    return this.request;
  }

  /** Reads what the client sends, as lines or blocks. */
  get rfile(): BinaryFile {
    return made("rfile", this.#rfile);
  }

  /** Writes to the client. */
  get wfile(): BinaryFile {
    return made("wfile", this.#wfile);
  }

  override setup(): void {
    if (this.timeout !== null) this.connection.settimeout(this.timeout);
    if (this.disable_nagle_algorithm) this.connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
    this.#rfile = this.connection.makefile("rb", { buffering: this.rbufsize });
    this.#wfile =
      this.wbufsize === 0
        ? new WholeWriter(this.connection)
        : this.connection.makefile("wb", { buffering: this.wbufsize });
  }

  override finish(): void {
    this[giveUp]();
  }

  override [giveUp](): void {
    try {
      this.#wfile?.close();
    } catch (error) {
      // The client may have gone, and then nobody is left to write to.
      if (!(error instanceof SocketError)) throw error;
    } finally {
      this.#rfile?.close();
    }
  }
}

/** A UDP handler with files: `rfile` reads the datagram, and what is written to `wfile` is sent back as one. */
export class DatagramRequestHandler extends BaseRequestHandler<DatagramRequest> {
  #rfile: BinaryFile | null = null;
  #wfile: BinaryFile | null = null;
  readonly #answer: Buffer[] = [];

  /** The datagram. */
  get packet(): Buffer {
    return this.request[0];
  }

  /** The server's socket. */
  get socket(): Socket<number> {
    return this.request[1];
  }

  /** Reads the datagram, as lines or blocks. */
  get rfile(): BinaryFile {
    return made("rfile", this.#rfile);
  }

  /** Collects the answer, which `finish` sends. */
  get wfile(): BinaryFile {
    return made("wfile", this.#wfile);
  }

  override setup(): void {
    let rest: Uint8Array = this.packet;
    const stream = {
      recv_into(area: Uint8Array): number {
        const part = rest.subarray(0, area.length);
        area.set(part);
        rest = rest.subarray(part.length);
        return part.length;
      },
      send: (data: Uint8Array): number => {
        this.#answer.push(Buffer.from(data));
        return data.length;
      },
      fileno: () => this.socket.fileno(),
    };
    const none = () => {};
    this.#rfile = openFile(stream, "rb", {}, none) as BinaryFile;
    this.#wfile = openFile(stream, "wb", { buffering: 0 }, none) as BinaryFile;
  }

  override finish(): void {
    this.socket.sendto(Buffer.concat(this.#answer), this.client_address);
  }
}
