import fs from "node:fs";
import type { LabEvent } from "../../protocol/lab-event.ts";
import type { PeerId } from "../../protocol/names.ts";
import { workAlone } from "../owner.ts";
import { CallTrace } from "./call-trace.ts";
import { HostSockets, type Place } from "./host-sockets.ts";
import { journalOf, type Language } from "./journal.ts";
import { type Listening, type Peer, PeerHost } from "./peer-host.ts";
import { PeerStopped } from "./tcp-connection.ts";

/**
 * The reference peers of one lab: starts and stops them, and keeps what goes wrong in one from the others.
 * Hands on their events: started, calls, log lines, ended.
 */

export type ReferencePeersOptions = {
  place: Place;
  /** Runs something inside the namespace of the learner's host. */
  insideLearner<T>(look: () => T): T;
  catalogue: readonly Peer[];
  language: Language;
  /** Microseconds since the lab opened. */
  now(): number;
  emit(event: LabEvent): void;
  /** An error of a peer's own, which is ours: for the server's log. Gives the id it is there under. */
  fault(peer: PeerId, error: unknown): string;
};

type Running = { host: PeerHost; ended: Promise<void> };

export class ReferencePeers {
  readonly #options: ReferencePeersOptions;
  readonly #running = new Map<PeerId, Running>();
  readonly #traces = new Map<PeerId, CallTrace>();
  readonly #listening: Listening;

  constructor(options: ReferencePeersOptions) {
    this.#options = options;
    this.#listening = (protocol, port) => options.insideLearner(() => listenerIn(protocol, port));
  }

  /** The ids of those that run now. */
  get running(): PeerId[] {
    return [...this.#running.keys()];
  }

  has(id: PeerId): boolean {
    return this.#options.catalogue.some((peer) => peer.id === id);
  }

  /** Starts a peer; one that runs already is left as it is. False when there is no such peer. */
  start(id: PeerId): boolean {
    const { catalogue, language, place, now, emit, fault } = this.#options;
    const peer = catalogue.find((candidate) => candidate.id === id);
    if (peer === undefined) return false;
    if (this.#running.has(id)) return true;
    const trace = this.#traces.get(id) ?? new CallTrace(`peer:${id}`, now, emit);
    this.#traces.set(id, trace);
    const journal = journalOf(id, language, () => peer.encoding, now, emit);
    const host = new PeerHost(new HostSockets(place, trace, journal), this.#listening);
    emit({ type: "peer-started", at: now(), peer: id, title: peer.title[language], address: peer.address });
    const ended = (async () => {
      let error: string | undefined;
      try {
        await Promise.race([
          workAlone(
            () => peer.run(host),
            (late) => fault(id, late),
          ),
          host.over,
        ]);
      } catch (cause) {
        if (!(cause instanceof PeerStopped)) {
          const message = cause instanceof Error ? cause.message : String(cause);
          error = `${message.slice(0, 250)} (${fault(id, cause)})`;
        }
      } finally {
        host.stop();
        this.#running.delete(id);
      }
      emit({
        type: "peer-ended",
        at: now(),
        peer: id,
        ...(error === undefined ? {} : { error }),
      });
    })();
    this.#running.set(id, { host, ended });
    return true;
  }

  /** Stops a peer and waits until its sockets are closed. */
  async stop(id: PeerId): Promise<void> {
    const running = this.#running.get(id);
    running?.host.stop();
    await running?.ended;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.map((id) => this.stop(id)));
  }
}

/** The inode of the socket that listens on the port, by the kernel's table of the namespace that this thread is in. */
export function listenerIn(protocol: "tcp" | "udp", port: number): string | null {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  // A listening TCP socket is in state 0A; a bound UDP socket that is connected to nobody in 07.
  const state = protocol === "tcp" ? "0A" : "07";
  for (const table of [protocol, `${protocol}6`]) {
    const path = `/proc/thread-self/net/${table}`;
    if (!fs.existsSync(path)) continue;
    for (const line of fs.readFileSync(path, "latin1").split("\n")) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(suffix) === true && columns[3] === state) return columns[9] ?? null;
    }
  }
  return null;
}
