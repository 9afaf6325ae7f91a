import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../lessons/manifest.ts";
import type { TcpConnection } from "../peers/tcp-connection.ts";
import { decode, type Encoding } from "../peers/text-encoding.ts";
import { sayBytes, sayText, words } from "./say.ts";
import type { Trial } from "./trial.ts";

/**
 * One TCP connection of a check with the learner's program. Every expectation waits with a limit, ends early
 * when the program has ended, and fails with the connection's own frames as proof.
 */

type Came = { kind: "bytes"; bytes: Uint8Array } | { kind: "end" } | { kind: "error"; code: string };

/** One expectation reads this much and waits this long at most: a program may send for ever. */
const readMost = 256 * 1024;
const waitMost = 15_000;

export class CheckConnection {
  readonly #connection: TcpConnection;
  readonly #trial: Trial;
  #pending: Promise<Came> | null = null;

  constructor(connection: TcpConnection, trial: Trial) {
    this.#connection = connection;
    this.#trial = trial;
  }

  /** This end's port, by which the learner's program knows it. */
  get port(): number {
    return this.#connection.local[1];
  }

  /** The learner's end: `10.0.0.2:41822`. */
  get remote(): string {
    return this.#connection.remote.join(":");
  }

  /** Ids of the connection's frames. */
  frames(): number[] {
    return this.#trial.frames.withPorts(this.#connection.local[1], this.#connection.remote[1]);
  }

  /** Fails, with this connection's frames as proof. */
  fail(expected: Words, seen: Words): Promise<never> {
    return this.#trial.fail(expected, seen, () => this.frames());
  }

  /** Sends all. A reset or closed connection fails, and a program that reads nothing for long. */
  async send(bytes: Uint8Array): Promise<void> {
    const expected = { en: "a connection that takes what is sent", zh: "连接能收下发来的数据" };
    let sent: "waiting" | "done" | { code: string } = "waiting";
    const sending = this.#connection.send(bytes).then(
      () => {
        sent = "done";
      },
      (error: unknown) => {
        sent = { code: codeOf(error) };
      },
    );
    void sending.then(() => this.#trial.wake());
    await this.#trial.until(() => sent !== "waiting", waitMost);
    const how = sent as "waiting" | "done" | { code: string };
    if (how === "done") return;
    await this.fail(
      expected,
      how === "waiting"
        ? { en: "nobody reads: the buffers are full", zh: "没有人读：缓冲区满了" }
        : { en: `sending failed with ${how.code}`, zh: `发送失败：${how.code}` },
    );
  }

  /** Sends in pieces of `size` bytes with `gap` ms between them. */
  async sendSplit(bytes: Uint8Array, size: number, gap: number): Promise<void> {
    for (let start = 0; start < bytes.length; start += size) {
      if (start > 0) await wait(gap);
      await this.send(bytes.subarray(start, start + size));
    }
  }

  /**
   * Sends until `total` bytes are gone or the other side has taken nothing for `patience` ms. Never reads.
   * Gives how many bytes the kernel took.
   */
  async flood(piece: Uint8Array, total: number, patience = 1_500): Promise<number> {
    let taken = 0;
    while (taken < total) {
      const sent = this.#connection.send(piece).then(
        () => true,
        // A reset ends the flood as a full buffer does; what it means, the check decides.
        () => false,
      );
      if (!(await Promise.race([sent, wait(patience, false)]))) break;
      taken += piece.length;
    }
    return taken;
  }

  /** Waits for some bytes, as many as come at once. */
  async receive(expected: Words): Promise<Uint8Array> {
    const came = await this.#next();
    if (came?.kind === "bytes") return came.bytes;
    return this.fail(expected, sayCame(came));
  }

  /** Waits until exactly these bytes have come, in as many pieces as they like. */
  async expectBytes(exact: Uint8Array, expected: Words = sayBytes(exact)): Promise<void> {
    let got = new Uint8Array(0);
    while (got.length < exact.length) {
      const came = await this.#next();
      if (came?.kind !== "bytes") {
        const seen =
          got.length === 0
            ? sayCame(came)
            : words(sayBytes(got), { en: ", then ", zh: "，然后" }, sayCame(came));
        return this.fail(expected, seen);
      }
      got = new Uint8Array([...got, ...came.bytes]);
      if (!got.every((byte, index) => byte === exact[index])) return this.fail(expected, sayBytes(got));
    }
  }

  /** Waits until the text so far satisfies `enough`; gives it. */
  async expectText(encoding: Encoding, enough: (text: string) => boolean, expected: Words): Promise<string> {
    let got = new Uint8Array(0);
    const late = performance.now() + waitMost;
    for (;;) {
      const came = await this.#next();
      if (came?.kind === "bytes") {
        got = new Uint8Array([...got, ...came.bytes]);
        const text = decode(got, encoding);
        if (enough(text)) return text;
        if (got.length < readMost && performance.now() < late) continue;
      }
      if (got.length === 0) return this.fail(expected, sayCame(came));
      const read = words(
        sayBytes(got),
        encoding === "gbk"
          ? {
              en: `; as GBK text ${sayText(decode(got, "gbk"))}`,
              zh: `；按 GBK 是${sayText(decode(got, "gbk"))}`,
            }
          : "",
      );
      return this.fail(expected, read);
    }
  }

  /** Waits for the end of the stream: a FIN, and no bytes before it. */
  async expectEnd(expected: Words): Promise<void> {
    const came = await this.#next();
    if (came?.kind === "end") return;
    await this.fail(expected, sayCame(came));
  }

  /** Like `expectEnd`, but bytes that still come are read and thrown away, up to a limit. */
  async expectEndEventually(expected: Words): Promise<void> {
    let extra = 0;
    const late = performance.now() + waitMost;
    for (let pieces = 0; pieces < 200 && performance.now() < late; pieces++) {
      const came = await this.#next();
      if (came?.kind === "end") return;
      if (came?.kind === "bytes") {
        extra += came.bytes.length;
        continue;
      }
      return this.fail(expected, sayCame(came));
    }
    await this.fail(expected, {
      en: `${extra} bytes that nobody asked for, and no end`,
      zh: `来了 ${extra} 个没有人要的字节，始终没有结束`,
    });
  }

  /** shutdown(SHUT_WR): FIN, while this end still reads. */
  halfClose(): Promise<void> {
    return this.#connection.halfClose();
  }

  close(): void {
    this.#connection.close();
  }

  reset(): void {
    this.#connection.reset();
  }

  /** What comes next: bytes, the end, an error; null when nothing came in time. */
  async #next(): Promise<Came | null> {
    this.#pending ??= this.#connection.receive().then(
      (bytes): Came => (bytes.length === 0 ? { kind: "end" } : { kind: "bytes", bytes }),
      (error: unknown): Came => ({ kind: "error", code: codeOf(error) }),
    );
    let came: Came | null = null;
    const heard = this.#pending.then((value) => {
      came = value;
      this.#trial.wake();
    });
    await this.#trial.until(() => came !== null);
    if (came === null) return null;
    await heard;
    this.#pending = null;
    return came;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function sayCame(came: Came | null): Words {
  if (came === null) return { en: "nothing came in time", zh: "限时之内什么也没有来" };
  if (came.kind === "end") return { en: "the connection was closed (FIN)", zh: "连接被关闭（FIN）" };
  if (came.kind === "error") {
    return came.code === "ECONNRESET"
      ? { en: "the connection was reset (RST)", zh: "连接被重置（RST）" }
      : { en: `the connection failed with ${came.code}`, zh: `连接失败：${came.code}` };
  }
  return sayBytes(came.bytes);
}
