import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../lessons/manifest.ts";
import type { PeerId } from "../../protocol/names.ts";
import type { ConnectOptions, HostSockets } from "./host-sockets.ts";
import { PeerStopped, type TcpConnection } from "./tcp-connection.ts";
import type { Encoding } from "./text-encoding.ts";
import type { UdpSocket } from "./udp-socket.ts";

/**
 * What a reference peer is, and what it is given. A peer is one async function over `PeerHost`; when it
 * returns or throws, or when the lab stops it, all that it opened is closed.
 */

export type Peer = {
  id: PeerId;
  /** What its terminal is called: "GBK greeter". */
  title: Words;
  /** Where it stands or whom it calls, for display: "10.0.0.1:8080 tcp". */
  address: string;
  /** The encoding of its talk, in which its log is shown. */
  encoding: Encoding;
  run(host: PeerHost): Promise<void>;
};

/** The kernel's name (the inode) of the socket that listens on a port of the learner's; null when none does. */
export type Listening = (protocol: "tcp" | "udp", port: number) => string | null;

/** A peer that was stopped may take so long to return, in ms; then it is left to itself, without sockets. */
const returnMs = 1_000;

/** Errors that end one connection and not the peer: the network's, not ours. */
const connectionErrors = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "EHOSTUNREACH"]);

export class PeerHost {
  readonly #sockets: HostSockets;
  readonly #listening: Listening;
  readonly #stop = new AbortController();
  /** The listener that was last waited for, by protocol and port. */
  readonly #met = new Map<string, string>();
  /** Rejects with PeerStopped a while after the peer was stopped: nobody waits longer for it to return. */
  readonly over: Promise<never>;

  constructor(sockets: HostSockets, listening: Listening) {
    this.#sockets = sockets;
    this.#listening = listening;
    this.over = new Promise((_, reject) => {
      const late = () => setTimeout(() => reject(new PeerStopped()), returnMs).unref();
      this.#stop.signal.addEventListener("abort", late, { once: true });
    });
  }

  /** The learner's host: 10.0.0.2. */
  get learner(): string {
    return this.#sockets.place.learner;
  }

  /** Serves each client in a turn of its own, until the peer is stopped. A client that resets ends its own turn only. */
  async listenTcp(port: number, serve: (client: TcpConnection) => Promise<void>): Promise<never> {
    const listener = this.#sockets.listenTcp(port);
    const at = `${this.#sockets.place.address}:${listener.port}`;
    this.#sockets.journal.info({ en: `listening on ${at} (tcp)`, zh: `正在监听 ${at}（tcp）` });
    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    for (;;) {
      const client = await Promise.race([listener.accept(), failed]);
      void this.#turn(client, serve).catch(fail);
    }
  }

  async #turn(client: TcpConnection, serve: (client: TcpConnection) => Promise<void>): Promise<void> {
    try {
      await serve(client);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!connectionErrors.has(code)) throw error;
      this.#sockets.journal.error(
        { en: `the connection ended with ${code}`, zh: `连接以 ${code} 结束` },
        client.name,
      );
    } finally {
      client.close();
    }
  }

  connectTcp(port: number, options?: ConnectOptions): Promise<TcpConnection> {
    return this.#sockets.connectTcp(port, options);
  }

  /** A UDP socket on `port`, or on one that the kernel picks. */
  udp(port?: number): UdpSocket {
    return this.#sockets.udp(port);
  }

  /**
   * Waits until a program of the learner's listens on the port, by looking into the kernel's table of its host:
   * no packet is sent, so the timeline stays empty until there is somebody to talk to.
   */
  async untilListening(protocol: "tcp" | "udp", port: number): Promise<void> {
    if (this.#listening(protocol, port) === null) {
      const at = `${this.learner}:${port}`;
      this.#sockets.journal.info({
        en: `waiting for a server on ${at} (${protocol})`,
        zh: `等待 ${at} 上的服务器（${protocol}）`,
      });
    }
    for (;;) {
      const listener = this.#listening(protocol, port);
      if (listener !== null) {
        this.#met.set(`${protocol} ${port}`, listener);
        return;
      }
      await this.sleep(150);
    }
  }

  /** Waits until the listener that `untilListening` met is gone, even where another has taken its place since. */
  async untilGone(protocol: "tcp" | "udp", port: number): Promise<void> {
    const met = this.#met.get(`${protocol} ${port}`) ?? null;
    while (met !== null && this.#listening(protocol, port) === met) await this.sleep(150);
  }

  /** Waits; ends with the peer. */
  async sleep(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#stop.signal }).catch(() => {
      throw new PeerStopped();
    });
  }

  /** What `work` gives, or null after `ms`: for an answer that may never come. */
  async within<T>(ms: number, work: Promise<T>): Promise<T | null> {
    const late = new AbortController();
    // When `work` wins, the timer is cut short; when the timer wins, a later failure of `work` is nobody's.
    work.catch(() => {});
    try {
      return await Promise.race([
        work,
        wait(ms, null, { signal: AbortSignal.any([late.signal, this.#stop.signal]) }).catch(() => {
          throw new PeerStopped();
        }),
      ]);
    } finally {
      late.abort();
    }
  }

  log(text: Words): void {
    this.#sockets.journal.info(text);
  }

  /** Ends the peer: its sockets close, its sleeps reject with PeerStopped. */
  stop(): void {
    this.#stop.abort();
    this.#sockets.close();
  }
}
