import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../lessons/manifest.ts";
import type { AssistantAct } from "../../protocol/client-message.ts";
import type { AssistantEvent, LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import { CallTrace } from "../peers/call-trace.ts";
import { HostSockets, type Place, type TcpListener } from "../peers/host-sockets.ts";
import { type Journal, journalOf, type Language } from "../peers/journal.ts";
import { PeerStopped } from "../peers/tcp-connection.ts";
import type { Encoding } from "../peers/text-encoding.ts";
import type { Address, UdpSocket } from "../peers/udp-socket.ts";
import { setDifficultPeer } from "./difficult-peers.ts";
import { DatagramEnd, type End, StreamEnd } from "./ends.ts";

/**
 * The peer that the learner drives by hand, on host `lab`: each act is one thing to do. Hands on its calls, its log
 * and how it stands. What goes wrong on the network is told in the log, as any peer's.
 */

export type AssistantOptions = {
  place: Place;
  language: Language;
  now(): number;
  emit(event: LabEvent): void;
  /** An error of our own, for the server's log. */
  fault(error: unknown): void;
};

type ActOf<Name extends AssistantAct["act"]> = Extract<AssistantAct, { act: Name }>;
type Listening = NonNullable<AssistantEvent["listening"]>;

export class Assistant {
  readonly #options: AssistantOptions;
  readonly #journal: Journal;
  readonly #trace: CallTrace;
  readonly #ends = new Map<string, End>();
  #sockets: HostSockets;
  #stop = new AbortController();
  #listening: (Listening & { close(): void }) | null = null;
  #encoding: Encoding = "utf-8";
  #answer: ActOf<"answer"> = { act: "answer", how: "never", data: "" };
  #acts = 0;
  #told = "";

  constructor(options: AssistantOptions) {
    this.#options = options;
    const encodingOf = (remote: string | undefined) =>
      (remote === undefined ? undefined : this.#ends.get(remote)?.encoding) ?? this.#encoding;
    this.#journal = journalOf("assistant", options.language, encodingOf, options.now, options.emit);
    this.#trace = new CallTrace("peer:assistant", options.now, options.emit);
    this.#sockets = new HostSockets(options.place, this.#trace, this.#journal);
  }

  /** Does one thing. Resolves when it is done; never rejects. */
  async act(act: AssistantAct): Promise<void> {
    if (act.act !== "quit" && this.#acts >= limits.assistant.acts) {
      this.#journal.error({
        en: `not done, since ${this.#acts} things are still under way; wait, or stop all`,
        zh: `没有执行：还有 ${this.#acts} 件事正在进行；请等一等，或全部停止`,
      });
      return;
    }
    this.#acts += 1;
    try {
      await this.#do(act);
    } catch (error) {
      if (error instanceof PeerStopped) return;
      this.#tell(error);
    } finally {
      this.#acts -= 1;
    }
    this.#show();
  }

  /** Closes everything: the lab closes, or a check needs the ports. */
  quit(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#sockets.close();
    this.#sockets = new HostSockets(this.#options.place, this.#trace, this.#journal);
    this.#ends.clear();
    this.#listening = null;
    this.#show();
  }

  async #do(act: AssistantAct): Promise<void> {
    switch (act.act) {
      case "listen":
        return act.protocol === "tcp" ? this.#listenTcp(act) : this.#listenUdp(act);
      case "connect":
        return act.protocol === "tcp" ? this.#connectTcp(act) : this.#connectUdp(act);
      case "send":
        return this.#send(act);
      case "half-close":
        await Promise.all(this.#named(act.to).map((end) => end.halfClose()));
        return;
      case "close":
        for (const end of this.#named(act.to)) this.#leave(end, () => end.close());
        return;
      case "reset":
        for (const end of this.#named(act.to)) this.#leave(end, () => end.reset());
        return;
      case "quit":
        return this.quit();
      case "answer":
        this.#answer = act;
        return;
      case "difficult": {
        const { signal } = this.#stop;
        return setDifficultPeer(act.peer, {
          signal,
          journal: this.#journal,
          connect: async (name, receiveBuffer) => {
            const connection = await this.#sockets.connectTcp(act.port, {
              name: this.#unusedName(`${name} ${this.#options.place.learner}:${act.port}`),
              ...(receiveBuffer === undefined ? {} : { receiveBuffer }),
            });
            const end = new StreamEnd(connection, "utf-8");
            this.#ends.set(end.id, end);
            this.#show();
            return end;
          },
          read: (end) => this.#read(end, "never"),
          leave: (end, how) => this.#leave(end, how),
        });
      }
    }
  }

  #listenTcp({ port, encoding }: ActOf<"listen">): void {
    this.#listening?.close();
    this.#listening = null;
    const listener = this.#sockets.listenTcp(port);
    this.#encoding = encoding;
    this.#listening = { protocol: "tcp", port: listener.port, close: () => listener.close() };
    this.#sayListening(`${this.#options.place.address}:${listener.port} (tcp)`);
    this.#background(this.#welcome(listener, encoding));
  }

  #listenUdp({ port, encoding }: ActOf<"listen">): void {
    this.#listening?.close();
    this.#listening = null;
    const socket = this.#sockets.udp(port);
    this.#encoding = encoding;
    this.#listening = { protocol: "udp", port, close: () => socket.close() };
    this.#sayListening(`${this.#options.place.address}:${port} (udp)`);
    this.#background(this.#hear(socket, encoding));
  }

  #sayListening(at: string): void {
    this.#journal.info({ en: `listening on ${at}`, zh: `正在监听 ${at}` });
  }

  async #welcome(listener: TcpListener, encoding: Encoding): Promise<void> {
    for (;;) {
      const end = new StreamEnd(await listener.accept(), encoding);
      this.#ends.set(end.id, end);
      this.#show();
      this.#background(this.#read(end));
    }
  }

  /** Everybody who writes to the socket becomes an end that can be answered. */
  async #hear(socket: UdpSocket, encoding: Encoding, only?: DatagramEnd): Promise<void> {
    for (;;) {
      const { bytes, from } = await socket.receiveFrom();
      const id = from.join(":");
      if (only === undefined && !this.#ends.has(id)) {
        // The socket is everybody's: leaving one end of it closes nothing.
        this.#ends.set(id, new DatagramEnd(id, socket, from, encoding, () => {}));
        this.#show();
      }
      const end = only ?? this.#ends.get(id);
      if (end !== undefined) await this.#automatic(end, bytes);
    }
  }

  async #connectTcp({ port, encoding }: ActOf<"connect">): Promise<void> {
    const { learner } = this.#options.place;
    this.#encoding = encoding;
    const name = this.#unusedName(`${learner}:${port}`);
    const connection = await this.#sockets.connectTcp(port, { name });
    const end = new StreamEnd(connection, encoding);
    this.#ends.set(end.id, end);
    this.#background(this.#read(end));
  }

  #connectUdp({ port, encoding }: ActOf<"connect">): void {
    const remote: Address = [this.#options.place.learner, port];
    const socket = this.#sockets.udp();
    this.#encoding = encoding;
    const id = this.#unusedName(remote.join(":"));
    const end = new DatagramEnd(id, socket, remote, encoding, () => socket.close());
    this.#ends.set(id, end);
    this.#background(this.#hear(socket, encoding, end));
  }

  async #send({ to, data, split, gapMs, times, everyMs }: ActOf<"send">): Promise<void> {
    const bytes = new Uint8Array(Buffer.from(data, "base64"));
    const { signal } = this.#stop;
    const ends = this.#named(to);
    const pieces = ends.length * times * (split === 0 ? 1 : Math.ceil(bytes.length / split));
    if (pieces > limits.assistant.pieces) {
      this.#journal.error({
        en: `that would be ${pieces} pieces; at most ${limits.assistant.pieces} at a time`,
        zh: `这样会有 ${pieces} 段；一次最多 ${limits.assistant.pieces} 段`,
      });
      return;
    }
    for (let time = 0; time < times; time++) {
      if (time > 0) await pause(everyMs, signal);
      await Promise.all(ends.map((end) => this.#sendOne(end, bytes, split, gapMs, signal)));
    }
  }

  /** One end's failure is told and is its own; the others get theirs. */
  async #sendOne(
    end: End,
    bytes: Uint8Array,
    split: number,
    gapMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const size = split === 0 ? Math.max(1, bytes.length) : split;
    try {
      for (let start = 0; start === 0 || start < bytes.length; start += size) {
        if (start > 0) await pause(gapMs, signal);
        await end.send(bytes.subarray(start, start + size));
      }
    } catch (error) {
      if (error instanceof PeerStopped) return;
      this.#tell(error, end.id);
    }
  }

  async #read(end: StreamEnd, answer?: "never"): Promise<void> {
    try {
      for (;;) {
        const bytes = await end.receive();
        if (bytes.length === 0) break;
        if (answer === undefined) await this.#automatic(end, bytes);
      }
      this.#journal.info({ en: "the other end has sent all (FIN)", zh: "对方不再发送（FIN）" }, end.id);
      if (end.ended.ours) this.#leave(end, () => end.close());
    } catch (error) {
      if (error instanceof PeerStopped) return;
      this.#tell(error, end.id);
      this.#leave(end, () => end.close());
    }
    this.#show();
  }

  async #automatic(end: End, bytes: Uint8Array): Promise<void> {
    const { how, data } = this.#answer;
    if (how === "echo") await end.send(bytes);
    if (how === "fixed") await end.send(new Uint8Array(Buffer.from(data, "base64")));
  }

  #leave(end: End, how: () => void): void {
    how();
    if (this.#ends.get(end.id) === end) this.#ends.delete(end.id);
    this.#show();
  }

  #named(to: string | null): End[] {
    if (to === null) return [...this.#ends.values()];
    const end = this.#ends.get(to);
    if (end !== undefined) return [end];
    this.#journal.error({ en: `there is no connection ${to}`, zh: `没有名为 ${to} 的连接` });
    return [];
  }

  #unusedName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#ends.has(name); count++) name = `${wanted} #${count}`;
    return name;
  }

  /** What runs beside the acts: its network errors are told, an error of ours goes to the server's log. */
  #background(work: Promise<void>): void {
    work.catch((error) => {
      if (!(error instanceof PeerStopped)) this.#tell(error);
    });
  }

  #tell(error: unknown, id?: string): void {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    if (code === null) this.#options.fault(error);
    this.#journal.error(failures[code ?? ""] ?? { en: code ?? "failed", zh: code ?? "失败" }, id);
  }

  #show(): void {
    const standing = {
      listening:
        this.#listening === null ? null : { protocol: this.#listening.protocol, port: this.#listening.port },
      connections: [...this.#ends.values()].map(({ id, protocol, ended }) => ({
        id,
        protocol,
        ended: { ...ended },
      })),
    };
    const text = JSON.stringify(standing);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.emit({ type: "assistant", at: this.#options.now(), ...standing });
  }
}

const failures: Record<string, Words> = {
  ECONNREFUSED: {
    en: "ECONNREFUSED: nobody listens there (RST came back)",
    zh: "ECONNREFUSED：那里没有人监听（收到 RST）",
  },
  ECONNRESET: { en: "ECONNRESET: the other end reset the connection", zh: "ECONNRESET：对方重置了连接" },
  EPIPE: { en: "EPIPE: the other end no longer takes anything", zh: "EPIPE：对方已不再接收" },
  ETIMEDOUT: { en: "ETIMEDOUT: no answer", zh: "ETIMEDOUT：没有回答" },
  EADDRINUSE: {
    en: "EADDRINUSE: another peer has this port; stop it first",
    zh: "EADDRINUSE：另一个对端占着这个端口，请先停下它",
  },
};

/** Waits; a quit in between is the end of the act. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {
    throw new PeerStopped();
  });
}
