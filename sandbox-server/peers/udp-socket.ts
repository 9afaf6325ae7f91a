import dgram from "node:dgram";
import type { Flow } from "../../protocol/lab-event.ts";
import { showBytes } from "../../sockets/src/show.ts";
import type { CallTrace } from "./call-trace.ts";
import type { Journal } from "./journal.ts";
import { PeerStopped } from "./tcp-connection.ts";

/** One UDP socket of a peer: `receiveFrom` waits for a datagram, `sendTo` sends one. */

export type Address = [host: string, port: number];
export type Datagram = { bytes: Uint8Array; from: Address };

/** Datagrams that wait for `receiveFrom`; more are dropped, as by a full receive buffer. */
const waitingMost = 256;

export class UdpSocket {
  readonly fd: number;
  readonly #socket: dgram.Socket;
  readonly #trace: CallTrace;
  readonly #journal: Journal;
  readonly #thread: number;
  readonly #waiting: Datagram[] = [];
  readonly #ready: Promise<void>;
  #local: Address;
  #closed = false;
  #wakers: (() => void)[] = [];

  /** Takes a descriptor bound to `local`; port 0 there is one that the kernel picked. */
  constructor(fd: number, local: Address, trace: CallTrace, journal: Journal, thread: number) {
    this.fd = fd;
    this.#local = local;
    this.#trace = trace;
    this.#journal = journal;
    this.#thread = thread;
    this.#socket = dgram.createSocket("udp4");
    this.#socket.on("message", (message, { address, port }) => {
      if (this.#waiting.length >= waitingMost) return;
      this.#waiting.push({ bytes: new Uint8Array(message), from: [address, port] });
      this.#wake();
    });
    // An ICMP error for an earlier datagram; UDP goes on, and the log tells.
    this.#socket.on("error", (error) => this.#journal.error({ en: error.message, zh: error.message }));
    this.#ready = new Promise((resolve) => {
      this.#socket.bind({ fd }, () => {
        this.#local = [local[0], this.#socket.address().port];
        resolve();
      });
    });
  }

  get local(): Address {
    return this.#local;
  }

  /** recvfrom(2): waits for one datagram and tells who sent it. */
  async receiveFrom(): Promise<Datagram> {
    const call = this.#trace.enter({
      name: "recvfrom",
      fd: this.fd,
      args: ["65536"],
      thread: this.#thread,
    });
    try {
      while (this.#waiting.length === 0) {
        if (this.#closed) throw new PeerStopped();
        await new Promise<void>((resolve) => this.#wakers.push(resolve));
      }
      const datagram = this.#waiting.shift() as Datagram;
      const remote = datagram.from.join(":");
      call.done({
        text: `${showBytes(datagram.bytes)} from ${remote}`,
        moved: { way: "received", bytes: datagram.bytes },
        flow: this.#flow(datagram.from),
      });
      this.#journal.bytes("in", datagram.bytes, remote);
      return datagram;
    } catch (error) {
      call.failed(error);
      throw error;
    }
  }

  /** sendto(2): one datagram. */
  async sendTo(bytes: Uint8Array, to: Address): Promise<void> {
    await this.#ready;
    const remote = to.join(":");
    const call = this.#trace.enter({
      name: "sendto",
      fd: this.fd,
      args: [showBytes(bytes), remote],
      thread: this.#thread,
    });
    try {
      if (this.#closed) throw new PeerStopped();
      await new Promise<void>((resolve, reject) =>
        this.#socket.send(bytes, to[1], to[0], (error) => (error ? reject(error) : resolve())),
      );
      call.done({ text: `${bytes.length}`, moved: { way: "sent", bytes }, flow: this.#flow(to) });
      this.#journal.bytes("out", bytes, remote);
    } catch (error) {
      call.failed(error);
      throw error;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#ready.then(() => this.#socket.close());
    this.#wake();
  }

  #flow(remote: Address): Flow {
    return { protocol: "udp", local: this.#local, remote };
  }

  #wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }
}
