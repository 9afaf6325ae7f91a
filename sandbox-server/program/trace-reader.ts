/**
 * Reads a program's records (trace-record.ts) and makes the words in which its calls are shown. The program can write
 * there whatever it likes, so every length and number is checked before it is used. After the first record that is
 * none, nothing that follows means anything: names and places are told once, and may have been in it. So it is the last
 * that is read of that program.
 */
import type {
  CallEvent,
  Flow,
  FlowEvent,
  LabEventOf,
  ReturnEvent,
  Source,
} from "../../protocol/lab-event.ts";
import { plain } from "../../sockets/src/quote.ts";
import { showBytes } from "../../sockets/src/show.ts";
import {
  endpointKind,
  flowProtocols,
  inline,
  none,
  recordKind,
  recordMost,
  returned,
  toldKind,
} from "./trace-record.ts";

/** An event that is not yet said to be anybody's; `at` is CLOCK_MONOTONIC in microseconds. */
export type TracedEvent =
  | Omit<CallEvent, "actor">
  | Omit<ReturnEvent, "actor">
  | Omit<FlowEvent, "actor">
  | Omit<LabEventOf<"paused">, "actor">;

class BadRecord extends Error {}

export class TraceReader {
  readonly #names: string[] = [];
  readonly #places: Source[] = [];
  readonly #flows: Flow[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #words: Int32Array = new Int32Array(0);
  /** The next word of the record, and its end. */
  #at = 0;
  #end = 0;
  #garbled = false;

  /** Hands on the events of whole records. */
  read(bytes: Buffer, hear: (event: TracedEvent) => void): void {
    this.#bytes = bytes;
    // Words must lie at multiples of their size.
    if (bytes.byteOffset % 4 !== 0) this.#bytes = Buffer.from(new Uint8Array(bytes).buffer);
    this.#words = new Int32Array(this.#bytes.buffer, this.#bytes.byteOffset, bytes.length >>> 2);
    if (bytes.length % 4 !== 0) this.#garbled = true;
    for (let start = 0; start < this.#words.length && !this.#garbled; start = this.#end) {
      const event = this.#record(start);
      if (event === null) this.#garbled = true;
      else hear(event);
    }
  }

  #record(start: number): TracedEvent | null {
    const head = this.#words[start] as number;
    const length = head >>> 8;
    this.#at = start + 1;
    this.#end = start + length;
    if (length === 0 || length > recordMost.words || this.#end > this.#words.length) return null;
    try {
      const event = this.#event(head & 0xff);
      return this.#at === this.#end ? event : null;
    } catch (error) {
      if (error instanceof BadRecord) return null;
      throw error;
    }
  }

  #event(kind: number): TracedEvent {
    const at = this.#word(0) * 1e6 + Math.floor(this.#word(0, 999_999_999) / 1e3);
    const call = this.#word();
    if (kind === recordKind.return) return this.#returned(at, call);
    if (kind === recordKind.flow) return { type: "flow", at, call, flow: this.#knownFlow() };
    const thread = this.#word();
    const fd = this.#word();
    const name = this.#known(this.#names, () => this.#shown(recordMost.name));
    if (name === null) throw new BadRecord();
    const source = this.#known(this.#places, () => ({
      file: this.#text(recordMost.file),
      line: this.#word(),
      column: this.#word(),
    }));
    const args: string[] = [];
    for (let left = this.#word(0, recordMost.args); left > 0; left--) args.push(this.#told(recordMost.arg));
    if (kind === recordKind.paused) return { type: "paused", at, thread, name, args, source };
    if (kind !== recordKind.call) throw new BadRecord();
    return { type: "call", at, call, thread, name, fd: fd === none ? null : fd, args, source };
  }

  #returned(at: number, call: number): TracedEvent {
    const has = this.#word();
    const event: Omit<ReturnEvent, "actor"> = {
      type: "return",
      at,
      call,
      outcome:
        (has & returned.ok) !== 0
          ? { ok: true, text: this.#told(recordMost.result) }
          : { ok: false, code: this.#shown(recordMost.code), message: this.#shown(recordMost.message) },
    };
    if ((has & returned.newFd) !== 0) event.newFd = this.#word();
    if ((has & returned.moved) !== 0) {
      const way = (has & returned.received) !== 0 ? "received" : "sent";
      const bytes = this.#word() >>> 0;
      const count = this.#word(0, recordMost.data);
      const from = this.#skip(count);
      event.moved = { way, bytes, data: this.#bytes.toString("base64", from, from + count) };
    }
    if ((has & returned.flow) !== 0) {
      event.flow = this.#knownFlow();
    }
    return event;
  }

  #knownFlow(): Flow {
    const flow = this.#known(this.#flows, () => this.#flow());
    if (flow === null) throw new BadRecord();
    return flow;
  }

  #flow(): Flow {
    const protocol = flowProtocols[this.#word(0, flowProtocols.length - 1)] as Flow["protocol"];
    const local = this.#endpoint();
    if (local === null) throw new BadRecord();
    return { protocol, local, remote: this.#endpoint() };
  }

  #endpoint(): Flow["remote"] {
    const kind = this.#word();
    if (kind === endpointKind.none) return null;
    if (kind === endpointKind.path) return this.#text(recordMost.path);
    if (kind === endpointKind.inet) return [this.#text(recordMost.host), this.#word()];
    throw new BadRecord();
  }

  #told(most: number): string {
    const head = this.#word();
    const kind = head & 3;
    if (kind === toldKind.number) return String(this.#word());
    if (kind === toldKind.text) return plain(this.#characters(head >>> 2, most), most);
    if (kind !== toldKind.bytes) throw new BadRecord();
    const length = this.#word() >>> 0;
    const count = head >>> 2;
    if (count !== Math.min(length, recordMost.shown)) throw new BadRecord();
    const from = this.#skip(count);
    return showBytes(this.#bytes.subarray(from, from + count), length);
  }

  /** What has been told before, by its number, or is told now. */
  #known<T>(all: T[], told: () => T): T | null {
    const number = this.#word();
    if (number === 0) return null;
    if (number === inline) return told();
    if (number > 0) {
      const known = all[number];
      if (known === undefined) throw new BadRecord();
      return known;
    }
    if (number < -recordMost.numbers) throw new BadRecord();
    const value = told();
    all[-number] = value;
    return value;
  }

  /** Text that is only looked at. What a path or an address is found by is left as it is. */
  #shown(most: number): string {
    return plain(this.#text(most), most);
  }

  #text(most: number): string {
    return this.#characters(this.#word(), most);
  }

  #characters(length: number, most: number): string {
    if (length < 0 || length > most) throw new BadRecord();
    const from = this.#skip(length * 2);
    return this.#bytes.toString("utf16le", from, from + length * 2);
  }

  #word(least = -0x8000_0000, most = 0x7fff_ffff): number {
    if (this.#at >= this.#end) throw new BadRecord();
    const value = this.#words[this.#at++] as number;
    if (value < least || value > most) throw new BadRecord();
    return value;
  }

  /** Passes over `count` bytes, filled up to a whole word, and says where they begin. */
  #skip(count: number): number {
    const from = this.#at * 4;
    this.#at += (count + 3) >>> 2;
    if (this.#at > this.#end) throw new BadRecord();
    return from;
  }
}
