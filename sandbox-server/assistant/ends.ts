import type { TcpConnection } from "../peers/tcp-connection.ts";
import type { Encoding } from "../peers/text-encoding.ts";
import type { Address, UdpSocket } from "../peers/udp-socket.ts";

/** What the assistant holds in its hand: one end of a TCP connection, or one partner of a UDP socket. */
export type End = {
  readonly id: string;
  readonly protocol: "tcp" | "udp";
  readonly encoding: Encoding;
  readonly ended: { ours: boolean; theirs: boolean };
  send(bytes: Uint8Array): Promise<void>;
  halfClose(): Promise<void>;
  close(): void;
  reset(): void;
};

export class StreamEnd implements End {
  readonly protocol = "tcp";
  readonly id: string;
  readonly encoding: Encoding;
  readonly ended = { ours: false, theirs: false };
  readonly #connection: TcpConnection;

  constructor(connection: TcpConnection, encoding: Encoding) {
    this.#connection = connection;
    this.id = connection.name;
    this.encoding = encoding;
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.#connection.send(bytes);
  }

  async receive(): Promise<Uint8Array> {
    const bytes = await this.#connection.receive();
    if (bytes.length === 0) this.ended.theirs = true;
    return bytes;
  }

  async halfClose(): Promise<void> {
    await this.#connection.halfClose();
    this.ended.ours = true;
  }

  close(): void {
    this.#connection.close();
  }

  reset(): void {
    this.#connection.reset();
  }
}

/** UDP has no ends to a conversation: half-close and reset have nothing to send, and close only forgets. */
export class DatagramEnd implements End {
  readonly protocol = "udp";
  readonly id: string;
  readonly encoding: Encoding;
  readonly ended = { ours: false, theirs: false };
  readonly #socket: UdpSocket;
  readonly #remote: Address;
  readonly #forget: () => void;

  constructor(id: string, socket: UdpSocket, remote: Address, encoding: Encoding, forget: () => void) {
    this.id = id;
    this.encoding = encoding;
    this.#socket = socket;
    this.#remote = remote;
    this.#forget = forget;
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.#socket.sendTo(bytes, this.#remote);
  }

  async halfClose(): Promise<void> {}

  close(): void {
    this.#forget();
  }

  reset(): void {
    this.#forget();
  }
}
