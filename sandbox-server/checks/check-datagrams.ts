import type { Words } from "../../lessons/manifest.ts";
import type { Address, UdpSocket } from "../peers/udp-socket.ts";
import { sayBytes, words } from "./say.ts";
import type { Trial } from "./trial.ts";

/** One UDP socket of a check. A datagram on the wire may be lost by nobody's fault only if the check asked for that. */

/** Datagrams that wait to be judged; more are dropped, as by a full receive buffer. */
const waitingMost = 1_000;

type Came = { bytes: Uint8Array; from: Address };

export class CheckDatagrams {
  readonly #socket: UdpSocket;
  readonly #learner: string;
  readonly #trial: Trial;
  readonly #came: Came[] = [];

  constructor(socket: UdpSocket, learner: string, trial: Trial) {
    this.#socket = socket;
    this.#learner = learner;
    this.#trial = trial;
    void this.#listen();
  }

  get port(): number {
    return this.#socket.local[1];
  }

  /** Datagrams that came and were not taken yet. */
  get waiting(): number {
    return this.#came.length;
  }

  frames(): number[] {
    return this.#trial.frames.withPorts(this.port);
  }

  /** Fails, with this socket's frames as proof. */
  fail(expected: Words, seen: Words): Promise<never> {
    return this.#trial.fail(expected, seen, () => this.frames());
  }

  /** One datagram to the learner's program. */
  send(bytes: Uint8Array, port: number): Promise<void> {
    return this.#socket.sendTo(bytes, [this.#learner, port]);
  }

  /** One datagram back to somebody who wrote. */
  answer(bytes: Uint8Array, to: Address): Promise<void> {
    return this.#socket.sendTo(bytes, to);
  }

  /** Waits for one datagram from the learner's host. */
  async receive(expected: Words): Promise<Came> {
    await this.#trial.until(() => this.#came.length > 0);
    const came = this.#came.shift();
    if (came === undefined) {
      return this.fail(expected, { en: "no datagram came", zh: "没有数据报到来" });
    }
    if (came.from[0] !== this.#learner) {
      return this.fail(expected, words(sayBytes(came.bytes), { en: " from ", zh: "，来自 " }, came.from[0]));
    }
    return came;
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        const datagram = await this.#socket.receiveFrom();
        if (this.#came.length < waitingMost) this.#came.push(datagram);
        this.#trial.wake();
      }
    } catch {
      // The trial is over and its sockets are closed: receiveFrom has nothing else to say.
    }
  }
}
