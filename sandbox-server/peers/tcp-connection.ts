import { once } from "node:events";
import type { Socket } from "node:net";
import type { Flow } from "../../protocol/lab-event.ts";
import { showBytes } from "../../sockets/src/show.ts";
import type { CallTrace } from "./call-trace.ts";
import type { Journal } from "./journal.ts";

/**
 * One TCP connection of a peer, in the words of Berkeley sockets: `receive` waits and gives no bytes at the
 * end of the stream, `send` takes all, and half-close, close and reset are three acts. It reads from the
 * kernel only when asked to, so that a peer that does not read fills its receive buffer as a real one does.
 */

export class PeerStopped extends Error {
  constructor() {
    super("the peer was stopped");
    this.name = "PeerStopped";
  }
}

const nothing = new Uint8Array(0);

export class TcpConnection {
  readonly fd: number | null;
  readonly local: [string, number];
  readonly remote: [string, number];
  /** The other end, as logs name it: `10.0.0.2:41822`. */
  readonly name: string;
  readonly #socket: Socket;
  readonly #trace: CallTrace;
  readonly #journal: Journal;
  readonly #thread: number;
  #left: Uint8Array = nothing;
  #error: Error | null = null;
  #ended = false;
  #reading = false;
  #closed = false;
  #wakers: (() => void)[] = [];

  /** Takes a connected socket, made with `allowHalfOpen` and not yet reading. */
  constructor(socket: Socket, trace: CallTrace, journal: Journal, thread: number, name?: string) {
    this.#socket = socket;
    this.#trace = trace;
    this.#journal = journal;
    this.#thread = thread;
    this.fd = descriptorOf(socket);
    this.local = [socket.localAddress ?? "", socket.localPort ?? 0];
    this.remote = [socket.remoteAddress ?? "", socket.remotePort ?? 0];
    this.name = name ?? `${this.remote[0]}:${this.remote[1]}`;
    socket.on("error", (error) => {
      this.#error = error;
      this.#wake();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#wake();
    });
    socket.on("close", () => this.#wake());
  }

  get flow(): Flow {
    return { protocol: "tcp", local: this.local, remote: this.remote };
  }

  /** True once this end has closed or reset, or the connection has failed. */
  get closed(): boolean {
    return this.#closed || this.#socket.destroyed;
  }

  /** What the connection failed with: ECONNRESET, ETIMEDOUT. */
  get error(): Error | null {
    return this.#error;
  }

  /** recv(2): waits for bytes, at most `most`; none is the end of the stream. Throws ECONNRESET after a reset. */
  async receive(most = 65_536): Promise<Uint8Array> {
    const call = this.#trace.enter({
      name: "recv",
      fd: this.fd,
      args: [String(most)],
      thread: this.#thread,
    });
    try {
      const bytes = await this.#take(most);
      call.done({
        text: bytes.length === 0 ? "end of stream" : showBytes(bytes),
        moved: { way: "received", bytes },
        flow: this.flow,
      });
      if (bytes.length > 0) this.#journal.bytes("in", bytes, this.name);
      return bytes;
    } catch (error) {
      call.failed(error);
      throw error;
    }
  }

  /** send(2) until the kernel has taken all. Waits while the other end's buffers are full. */
  async send(bytes: Uint8Array): Promise<void> {
    const call = this.#trace.enter({
      name: "sendall",
      fd: this.fd,
      args: [showBytes(bytes)],
      thread: this.#thread,
    });
    try {
      if (this.#error !== null) throw this.#error;
      await new Promise<void>((resolve, reject) => {
        if (this.closed) reject(new PeerStopped());
        else
          this.#socket.write(bytes, (error) => {
            if (!error) resolve();
            else reject(this.#closed ? new PeerStopped() : (this.#error ?? error));
          });
      });
      call.done({ text: `${bytes.length}`, moved: { way: "sent", bytes }, flow: this.flow });
      this.#journal.bytes("out", bytes, this.name);
    } catch (error) {
      call.failed(error);
      throw error;
    }
  }

  /** shutdown(fd, SHUT_WR): says "I have sent all" (FIN) and goes on reading. */
  async halfClose(): Promise<void> {
    if (this.closed || this.#socket.writableEnded) return;
    const call = this.#trace.enter({
      name: "shutdown",
      fd: this.fd,
      args: ["SHUT_WR"],
      thread: this.#thread,
    });
    this.#socket.end();
    if (!this.#socket.writableFinished) {
      await Promise.race([once(this.#socket, "finish"), once(this.#socket, "close")]).catch((error) => {
        call.failed(error);
        throw error;
      });
    }
    call.done({ text: "", flow: this.flow });
    this.#journal.info({ en: "sent FIN: this end has sent all", zh: "已发 FIN：这一端不再发送" }, this.name);
  }

  /** close(2). The kernel answers bytes that were never read with a reset, as it does for everybody. */
  close(): void {
    if (this.closed) return;
    this.#closed = true;
    this.#trace.now(
      { name: "close", fd: this.fd, args: [], thread: this.#thread },
      () => this.#socket.destroy(),
      () => ({ text: "", flow: this.flow }),
    );
    this.#journal.info({ en: "closed the connection", zh: "关闭了连接" }, this.name);
    this.#wake();
  }

  /** close(2) with SO_LINGER on and 0 seconds: the kernel throws unsent bytes away and sends RST. */
  reset(): void {
    if (this.closed) return;
    this.#closed = true;
    this.#trace.now(
      { name: "close", fd: this.fd, args: ["SO_LINGER 0"], thread: this.#thread },
      () => this.#socket.resetAndDestroy(),
      () => ({ text: "", flow: this.flow }),
    );
    this.#journal.info({ en: "reset the connection (RST)", zh: "重置了连接（RST）" }, this.name);
    this.#wake();
  }

  /** Ends the connection without a call on the timeline: the peer as a whole is over. */
  abandon(): void {
    this.#closed = true;
    this.#socket.destroy();
    this.#wake();
  }

  async #take(most: number): Promise<Uint8Array> {
    for (;;) {
      if (this.#left.length === 0 && !this.#socket.destroyed) this.#left = this.#read();
      if (this.#left.length > 0) {
        const bytes = this.#left.subarray(0, most);
        this.#left = this.#left.subarray(bytes.length);
        return bytes;
      }
      if (this.#error !== null) throw this.#error;
      if (this.#closed) throw new PeerStopped();
      if (this.#ended || this.#socket.destroyed) return nothing;
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }

  #read(): Uint8Array {
    if (!this.#reading) {
      this.#reading = true;
      this.#socket.on("readable", () => this.#wake());
    }
    const chunk: Buffer | null = this.#socket.read();
    return chunk === null ? nothing : new Uint8Array(chunk);
  }

  #wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }
}

/** The descriptor under a Node socket or server; Node keeps it on the handle only. */
export function descriptorOf(owner: object): number | null {
  const handle = (owner as { _handle?: { fd?: number } | null })._handle;
  return typeof handle?.fd === "number" && handle.fd >= 0 ? handle.fd : null;
}
