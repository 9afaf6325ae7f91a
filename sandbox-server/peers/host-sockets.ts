import net from "node:net";
import { ownEvents } from "../owner.ts";
import type { CallTrace } from "./call-trace.ts";
import type { Journal } from "./journal.ts";
import type { PeerSockets } from "./peer-sockets.ts";
import { rawSocket } from "./raw-socket.ts";
import { descriptorOf, PeerStopped, TcpConnection } from "./tcp-connection.ts";
import { UdpSocket } from "./udp-socket.ts";

/**
 * The sockets of one peer on one host: made in that host's network namespace, shown on the timeline, and all
 * gone when the peer ends. Reference peers, the assistant and the checks are built on it.
 */

/** Where a peer's sockets live. In a lab `inside` enters the namespace of host `lab`. */
export type Place = {
  inside<T>(make: () => T): T;
  /** This host's own address, and the other's. */
  address: string;
  learner: string;
  /** Where it is written down whose they are. */
  sockets: PeerSockets;
};

export type TcpListener = {
  readonly port: number;
  /** Resolves with the next client; rejects with PeerStopped when the listener is closed. */
  accept(): Promise<TcpConnection>;
  close(): void;
};

export type ConnectOptions = {
  /** Gives up after this long with ETIMEDOUT, in ms. */
  timeout?: number;
  /** SO_RCVBUF in bytes, for a peer that means not to read. */
  receiveBuffer?: number;
  /** What logs call the connection; `10.0.0.2:8080` by default. */
  name?: string;
};

/** Sockets that one peer may hold at once; a listener closes what comes above it. */
const socketsMost = 256;

export class HostSockets {
  readonly place: Place;
  readonly trace: CallTrace;
  readonly journal: Journal;
  readonly #closers = new Set<() => void>();
  readonly #connections = new Set<TcpConnection>();
  #threads = 0;
  #closed = false;

  constructor(place: Place, trace: CallTrace, journal: Journal) {
    this.place = place;
    this.trace = trace;
    this.journal = journal;
  }

  /** socket, bind, listen. Throws EADDRINUSE when the port is taken. Port 0 lets the kernel pick. */
  listenTcp(port: number, backlog = 128): TcpListener {
    this.#mustBeOpen();
    const { address } = this.place;
    const fd = this.trace.now(
      { name: "listen", fd: null, args: [`${address}:${port}`, `backlog ${backlog}`], thread: 0 },
      () => this.place.inside(() => rawSocket("tcp", { local: [address, port], backlog })),
      (made) => ({
        text: `fd ${made}`,
        newFd: made,
        flow: { protocol: "tcp", local: [address, port], remote: null },
      }),
    );
    const leave = this.#enter(fd);
    const waiting: net.Socket[] = [];
    let wakers: (() => void)[] = [];
    let closed = false;
    const wake = () => {
      const all = wakers;
      wakers = [];
      for (const one of all) one();
    };
    const server = net.createServer(
      { pauseOnConnect: true, allowHalfOpen: true, highWaterMark: 1 },
      (client) => {
        ownEvents(client);
        // Until it is accepted nobody listens for its errors; the connection will tell them later.
        client.on("error", () => {});
        const made = descriptorOf(client);
        if (made !== null) client.once("close", this.#enter(made));
        if (closed || this.#closers.size + waiting.length >= socketsMost) client.destroy();
        else waiting.push(client);
        wake();
      },
    );
    // accept(2) failed for want of descriptors; the client stays in the kernel's queue.
    server.on("error", (error) => this.journal.error({ en: error.message, zh: error.message }));
    server.listen({ fd });
    const bound = server.address();
    const close = () => {
      if (closed) return;
      closed = true;
      this.#closers.delete(close);
      for (const client of waiting.splice(0)) client.destroy();
      server.close();
      leave();
      wake();
    };
    this.#closers.add(close);
    return {
      port: typeof bound === "object" && bound !== null ? bound.port : port,
      close,
      accept: async () => {
        const call = this.trace.enter({ name: "accept", fd, args: [], thread: 0 });
        try {
          while (waiting.length === 0) {
            if (closed) throw new PeerStopped();
            await new Promise<void>((resolve) => wakers.push(resolve));
          }
          const connection = this.#own(waiting.shift() as net.Socket);
          const made = connection.fd;
          call.done({
            text: `fd ${made}, ${connection.name}`,
            ...(made === null ? {} : { newFd: made }),
            flow: connection.flow,
          });
          this.journal.info({ en: "accepted a client", zh: "接受了一个客户端" }, connection.name);
          return connection;
        } catch (error) {
          call.failed(error);
          throw error;
        }
      },
    };
  }

  /** socket, connect to the learner's host. Rejects with ECONNREFUSED, ECONNRESET, ETIMEDOUT. */
  async connectTcp(port: number, options: ConnectOptions = {}): Promise<TcpConnection> {
    this.#mustBeOpen();
    const { learner } = this.place;
    const { receiveBuffer, timeout = 10_000 } = options;
    const fd = this.place.inside(() =>
      rawSocket("tcp", receiveBuffer === undefined ? {} : { receiveBuffer }),
    );
    const call = this.trace.enter({ name: "connect", fd, args: [`${learner}:${port}`], thread: 0 });
    const socket = new net.Socket({
      fd,
      allowHalfOpen: true,
      highWaterMark: 1,
      manualStart: true,
    } as net.SocketConstructorOpts);
    socket.once("close", this.#enter(fd));
    const abandon = () => socket.destroy(new PeerStopped());
    this.#closers.add(abandon);
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => socket.destroy(Object.assign(new Error("no answer to SYN in time"), { code: "ETIMEDOUT" })),
          timeout,
        );
        socket.once("connect", () => {
          clearTimeout(timer);
          socket.off("error", reject);
          resolve();
        });
        socket.once("error", (error) => {
          clearTimeout(timer);
          reject(error);
        });
        socket.connect({ host: learner, port });
      });
      const connection = this.#own(socket, options.name);
      call.done({ text: "0", newFd: fd, flow: connection.flow });
      this.journal.info(
        { en: `connected to ${learner}:${port}`, zh: `已连上 ${learner}:${port}` },
        connection.name,
      );
      return connection;
    } catch (error) {
      call.failed(error);
      throw error;
    } finally {
      this.#closers.delete(abandon);
    }
  }

  /** A UDP socket, bound to `port`; without one the kernel picks. Throws EADDRINUSE when the port is taken. */
  udp(port = 0): UdpSocket {
    this.#mustBeOpen();
    const { address } = this.place;
    const fd = this.trace.now(
      { name: "bind", fd: null, args: [`${address}:${port}`, "udp"], thread: 0 },
      () => this.place.inside(() => rawSocket("udp", { local: [address, port] })),
      (made) => ({ text: `fd ${made}`, newFd: made }),
    );
    const leave = this.#enter(fd);
    const socket = new UdpSocket(fd, [address, port], this.trace, this.journal, 0);
    this.#closers.add(() => {
      socket.close();
      leave();
    });
    return socket;
  }

  /** Resets every connection, so that none of them lives on in TIME_WAIT. */
  reset(): void {
    for (const connection of this.#connections) connection.reset();
  }

  /** Ends every socket. What waits on one gets PeerStopped. */
  close(): void {
    this.#closed = true;
    for (const close of this.#closers) close();
    this.#closers.clear();
  }

  #own(socket: net.Socket, name?: string): TcpConnection {
    const connection = new TcpConnection(socket, this.trace, this.journal, ++this.#threads, name);
    const abandon = () => connection.abandon();
    this.#closers.add(abandon);
    this.#connections.add(connection);
    socket.once("close", () => {
      this.#closers.delete(abandon);
      this.#connections.delete(connection);
    });
    return connection;
  }

  #enter(fd: number): () => void {
    return this.place.sockets.enter(this.trace.actor, fd);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new PeerStopped();
    if (this.#closers.size >= socketsMost) throw new Error(`a peer may hold ${socketsMost} sockets`);
  }
}
