/**
 * One page's connection: parses what it says, opens its lab, passes orders on, and sends back what happens.
 * The three kinds of error part here: the learner's are events, a busy server says when to come again, a fault of
 * ours closes the lab with an id that is in the log. All that is begun here is this page's own work (owner.ts): what
 * fails unexpectedly in it is such a fault, and no other page's.
 */
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import type { ClientMessage, ClientMessageOf } from "../../protocol/client-message.ts";
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { ErrorCode, ServerMessage } from "../../protocol/server-message.ts";
import { Lab } from "../lab/lab.ts";
import type { LabPool } from "../lab/lab-pool.ts";
import { Refusal } from "../lab/refusal.ts";
import { type Owner, owned, workOf } from "../owner.ts";
import type { Peer } from "../peers/peer-host.ts";
import type { Admission } from "./admission.ts";
import { Meter } from "./meter.ts";
import type { Metrics } from "./metrics.ts";
import { Outbox } from "./outbox.ts";
import { parseMessage } from "./parse-message.ts";

export type PageOptions = {
  socket: WebSocket;
  address: string;
  pool: LabPool;
  catalogue: readonly Peer[];
  admission: Admission;
  metrics: Metrics;
  log: Logger;
};

type State =
  | { kind: "silent" }
  | { kind: "opening"; waiting: ClientMessage[] }
  | { kind: "open"; lab: Lab }
  | { kind: "closed" };

type ClosingReason = Extract<ServerMessage, { type: "closing" }>["reason"];

/** Messages that may wait for the lab to open. */
const waitingMost = 32;
/** How often it looks whether the page is still there: some times before it gives it up. */
const idleLookMs = limits.connection.silentMs / 4;

export class PageConnection {
  readonly #options: PageOptions;
  readonly #outbox: Outbox;
  readonly #meter = new Meter(limits.connection.messagesPerSecond, limits.connection.messageBurst);
  readonly #id = randomUUID().slice(0, 8);
  readonly #log: Logger;
  readonly #owner: Owner = { failed: (error) => this.#fault("unexpected", error) };
  readonly #opening: NodeJS.Timeout;
  readonly #idle: NodeJS.Timeout;
  #state: State = { kind: "silent" };
  #heardAt = performance.now();
  /** When the page last said something, or something of the learner's last ran. */
  #livelyAt = performance.now();
  #leave: (() => void) | null = null;
  #opened: Promise<void> = Promise.resolve();
  #labClosed: Promise<void> = Promise.resolve();
  /** Resolves when the connection and everything behind it are gone. */
  readonly ended: Promise<void>;

  constructor(options: PageOptions) {
    this.#options = options;
    const { socket } = options;
    this.#log = options.log.child({ lab: this.#id });
    this.#outbox = new Outbox({
      send: (text) => socket.send(text),
      unsent: () => socket.bufferedAmount,
      pace: (on) => {
        if (this.#state.kind === "open") this.#state.lab.pace(on);
      },
      overflow: () => {
        this.#log.warn("the page does not read: cut off");
        options.metrics.refusals.inc({ reason: "not-reading" });
        socket.terminate();
      },
    });
    const silent = () => {
      if (this.#state.kind === "silent") socket.close(1008, "no open message");
    };
    this.#opening = workOf(this.#owner, () => setTimeout(silent, limits.connection.openMs));
    this.#idle = workOf(this.#owner, () => setInterval(() => this.#lookIdle(), idleLookMs));
    workOf(this.#owner, () => {
      socket.on(
        "message",
        owned((data: RawData, binary: boolean) => this.#hear(data, binary)),
      );
    });
    socket.on("pong", () => {
      this.#heardAt = performance.now();
    });
    // What is wrong with the connection: the close that follows says all there is to say.
    socket.on("error", (error) => this.#log.debug({ error: error.message }, "connection"));
    this.ended = new Promise<void>((resolve) => {
      const gone = () => {
        this.#release();
        // What was opening meanwhile finds out, and closes.
        void this.#opened.then(() => this.#labClosed).then(resolve);
      };
      socket.on("close", () => workOf(this.#owner, gone));
    });
  }

  /** Tells the page that the server goes, and lets its programs end. */
  drain(): void {
    this.#attempt(() => {
      this.#outbox.message({ type: "closing", reason: "draining" });
      if (this.#state.kind === "open") this.#state.lab.stopPrograms();
      else this.#options.socket.close(1001, "draining");
    });
  }

  /** Whether a drain need wait for it no longer. */
  get quiet(): boolean {
    return this.#state.kind !== "open" || this.#state.lab.quiet;
  }

  close(): void {
    this.#attempt(() => {
      this.#outbox.flush();
      this.#options.socket.close(1001);
    });
  }

  /** For the server, which speaks to many pages and must reach them all. */
  #attempt(work: () => void): void {
    workOf(this.#owner, () => owned(work)());
  }

  #lookIdle(): void {
    const now = performance.now();
    const { socket } = this.#options;
    if (now - this.#heardAt > limits.connection.silentMs) {
      this.#log.info("the page is silent: gone");
      socket.terminate();
      return;
    }
    socket.ping();
    if (this.#state.kind !== "open") return;
    const { lab } = this.#state;
    if (!lab.quiet) this.#livelyAt = now;
    if (now - this.#livelyAt > limits.lab.idleMs) this.#closing("idle");
    else if (now - this.#livelyAt > limits.lab.restMs) lab.rest();
  }

  #closing(reason: ClosingReason): void {
    this.#outbox.message({ type: "closing", reason });
    this.#options.socket.close(1001, reason);
  }

  #error(code: ErrorCode, message: string, about: string | null = null): void {
    this.#options.metrics.refusals.inc({ reason: code });
    this.#outbox.message({ type: "error", code, message, ...(about === null ? {} : { about }) });
  }

  #hear(data: RawData, binary: boolean): void {
    this.#heardAt = performance.now();
    if (this.#state.kind === "closed") return;
    if (!this.#meter.take()) {
      this.#error("too-fast", "too many messages: this one was dropped");
      return;
    }
    const message = parseMessage(data, binary);
    if ("code" in message) {
      this.#error(message.code, message.message);
      return;
    }
    if (message.type !== "ping") this.#livelyAt = this.#heardAt;
    this.#handle(message);
  }

  #handle(message: ClientMessage): void {
    const state = this.#state;
    if (message.type === "ping") this.#outbox.message({ type: "pong" });
    else if (message.type === "open") {
      if (state.kind === "silent") this.#opened = this.#open(message);
      else this.#error("already-open", "this connection has its lab already");
    } else if (state.kind === "opening") {
      if (state.waiting.length < waitingMost) state.waiting.push(message);
      else this.#error("too-fast", "the lab is still opening");
    } else if (state.kind !== "open") this.#error("open-first", "the first message is open");
    else this.#obey(state.lab, message);
  }

  async #open(message: ClientMessageOf<"open">): Promise<void> {
    clearTimeout(this.#opening);
    const { admission, address, pool, metrics, socket } = this.#options;
    const startedAt = performance.now();
    const place = admission.enter(address);
    if (typeof place !== "function") {
      metrics.refusals.inc({ reason: place.reason });
      this.#outbox.message({ type: "busy", ...place });
      socket.close(1013, place.reason);
      return;
    }
    this.#leave = place;
    const opening: Extract<State, { kind: "opening" }> = { kind: "opening", waiting: [] };
    this.#state = opening;
    try {
      const ground = await pool.take();
      let lab: Lab;
      try {
        lab = await Lab.open(ground, message, {
          id: this.#id,
          catalogue: this.#options.catalogue,
          emit: (events) => this.#emit(events),
          fault: (where, error) => this.#fault(where, error),
          mishap: (where, error) => this.#record(where, error),
          firstByte: (ms) => metrics.firstByte.observe(ms / 1000),
        });
      } catch (error) {
        await ground.close();
        throw error;
      }
      // `closed` when the page left meanwhile; the type above does not see that `#release` ran.
      if ((this.#state as State).kind === "closed") {
        this.#closeLab(lab);
        return;
      }
      this.#state = { kind: "open", lab };
      const ms = performance.now() - startedAt;
      metrics.opened.observe(ms / 1000);
      this.#log.info({ ms: Math.round(ms * 10) / 10, lesson: message.lesson }, "lab open");
      this.#outbox.message({
        type: "ready",
        lab: this.#id,
        ms,
        peers: lab.peers,
        availablePeers: this.#options.catalogue.map(({ id, title, address: at }) => ({
          peer: id,
          title: title[message.language],
          address: at,
        })),
      });
      lab.startPeers();
      for (const waiting of opening.waiting) this.#handle(waiting);
    } catch (error) {
      this.#leavePlace();
      if (error instanceof Refusal) {
        if ((this.#state as State).kind === "closed") return;
        this.#state = { kind: "silent" };
        this.#error(error.code, error.message, error.about);
      } else this.#fault("open", error);
    }
  }

  #emit(events: LabEvent[]): void {
    const { metrics } = this.#options;
    for (const event of events) {
      if (event.type === "frame") metrics.frames.inc();
      const fate = event.type === "frame" || event.type === "fate" ? event.fate : undefined;
      if (fate?.kind === "lost") metrics.framesLost.inc({ why: fate.why });
      if (event.type === "program-ended") this.#log.info({ run: event.run, exit: event.exit }, "run ended");
    }
    this.#outbox.events(events);
  }

  #obey(lab: Lab, message: Exclude<ClientMessage, { type: "open" | "ping" }>): void {
    lab.wake();
    try {
      const done = this.#order(lab, message);
      if (done instanceof Promise) done.catch((error: unknown) => this.#failed(message, error));
    } catch (error) {
      this.#failed(message, error);
    }
  }

  #failed(message: ClientMessage, error: unknown): void {
    if (error instanceof Refusal) this.#error(error.code, error.message, error.about);
    else this.#fault(message.type, error);
  }

  #order(lab: Lab, message: Exclude<ClientMessage, { type: "open" | "ping" }>): void | Promise<void> {
    switch (message.type) {
      case "awake":
        return;
      case "run":
        lab.run(message);
        this.#options.metrics.runs.inc();
        this.#log.info({ run: message.run, step: message.step }, "run");
        return;
      case "stdin":
        return lab.stdin(message.run, message.text);
      case "stdin-end":
        return lab.endStdin(message.run);
      case "signal":
        return lab.signal(message.run, message.signal);
      case "step":
        return lab.step(message);
      case "continue":
        return lab.continue(message.run);
      case "wire":
        return lab.setWire(message);
      case "frame":
        return lab.frame(message);
      case "frame-alter":
        return lab.alterFrame(message);
      case "release-all":
        return lab.releaseAll(message);
      case "peer":
        return lab.peer(message);
      case "check":
        return lab.check(message);
      case "assistant":
        return lab.assistant(message);
      case "preview":
        return lab.preview(message);
    }
  }

  /** Ours: the page gets an id, the log the cause, and the lab ends. After its end only the log hears. */
  #fault(where: string, error: unknown): void {
    const id = this.#record(where, error);
    if (this.#state.kind === "closed") return;
    this.#endLab();
    this.#outbox.message({ type: "fault", id });
    this.#options.socket.close(1011, "fault");
  }

  /** Writes a fault of ours to the log; returns its id there. */
  #record(where: string, error: unknown): string {
    const id = randomUUID();
    this.#options.metrics.faults.inc();
    this.#log.error({ fault: id, where, err: error }, "fault");
    return id;
  }

  #leavePlace(): void {
    this.#leave?.();
    this.#leave = null;
  }

  #release(): void {
    clearTimeout(this.#opening);
    clearInterval(this.#idle);
    this.#outbox.close();
    this.#endLab();
  }

  /** While it opens, `#open` itself finds out and gives everything back. */
  #endLab(): void {
    const state = this.#state;
    this.#state = { kind: "closed" };
    if (state.kind === "open") this.#closeLab(state.lab);
    else if (state.kind === "silent") this.#leavePlace();
  }

  #closeLab(lab: Lab): void {
    this.#labClosed = lab
      .close()
      .then(
        () => this.#log.info("lab closed"),
        (error: unknown) => void this.#record("close", error),
      )
      .finally(() => this.#leavePlace());
  }
}
