/**
 * What goes out to one page: events gathered for a few milliseconds into one message, and never more kept than a
 * page that does not read may cost.
 */
import type { LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { ServerMessage } from "../../protocol/server-message.ts";
import { Meter } from "./meter.ts";

export type OutboxOptions = {
  send(text: string): void;
  /** Bytes sent that the network has not taken yet. */
  unsent(): number;
  /** Whether the lab may go on producing. */
  pace(on: boolean): void;
  /** The page has not read for too long, or the lab produces what cannot be held back. */
  overflow(): void;
};

/**
 * Between two messages, when there is much to tell. After a quiet while a few go at once: a run's start, its first call
 * and its first output are three, and a reader waits for the last.
 */
const flushMs = 8;
const atOnce = 4;
const flushEvents = 400;
const flushBytes = 128 * 1024;
/** How often a paused lab looks whether the page has read. */
const lookMs = 20;

export class Outbox {
  readonly #options: OutboxOptions;
  #events: string[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #soon: NodeJS.Immediate | null = null;
  readonly #prompt = new Meter(1_000 / flushMs, atOnce);
  #look: NodeJS.Timeout | null = null;
  /** Frames that a page too far behind was not told of. */
  #unshown = 0;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Sends at once, after the events that came before. */
  message(message: Exclude<ServerMessage, { type: "events" }>): void {
    this.flush();
    this.#send(JSON.stringify(message));
  }

  events(events: readonly LabEvent[]): void {
    if (this.#closed) return;
    for (const event of events) {
      // Programs are held back while the page is behind; the wire cannot be, so its frames are counted instead.
      if (this.#look !== null && event.type === "frame" && !event.held) this.#unshown += 1;
      else this.#keep(event);
    }
    if (this.#events.length >= flushEvents || this.#bytes >= flushBytes) this.flush();
    else if (this.#timer === null && this.#soon === null) {
      // What else this turn of the loop brings goes with it.
      if (this.#prompt.take()) this.#soon = setImmediate(() => this.flush());
      else this.#timer = setTimeout(() => this.flush(), flushMs);
    }
  }

  #keep(event: LabEvent): void {
    if (this.#look === null && this.#unshown > 0) {
      const { at } = event;
      const count = this.#unshown;
      this.#unshown = 0;
      this.#keep({ type: "frames-unshown", at, count });
    }
    const text = JSON.stringify(event);
    this.#events.push(text);
    this.#bytes += text.length;
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#soon = null;
    if (this.#events.length === 0) return;
    const text = `{"type":"events","events":[${this.#events.join(",")}]}`;
    this.#events = [];
    this.#bytes = 0;
    this.#send(text);
  }

  close(): void {
    this.flush();
    this.#closed = true;
    if (this.#look !== null) clearInterval(this.#look);
    this.#look = null;
  }

  #send(text: string): void {
    if (this.#closed) return;
    this.#options.send(text);
    const unsent = this.#options.unsent();
    if (unsent > limits.lab.backlogCutBytes) {
      this.#closed = true;
      if (this.#look !== null) clearInterval(this.#look);
      this.#options.overflow();
    } else if (unsent > limits.lab.backlogBytes && this.#look === null) {
      this.#options.pace(false);
      this.#look = setInterval(() => {
        if (this.#options.unsent() > limits.lab.backlogBytes / 2) return;
        if (this.#look !== null) clearInterval(this.#look);
        this.#look = null;
        this.#options.pace(true);
      }, lookMs);
    }
  }
}
