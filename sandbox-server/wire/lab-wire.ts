/**
 * One lab's wire, as the worker keeps it: takes frames from either end, does to them what the settings say, sends
 * them on at the other end, and reports each. Also listens to `you`'s loopback, where it only looks.
 * Times within are microseconds of CLOCK_MONOTONIC; reported times count from the lab's opening.
 */
import type { Fate, FrameEvent, LabEvent } from "../../protocol/lab-event.ts";
import { limits } from "../../protocol/limits.ts";
import type { Host } from "../../protocol/names.ts";
import type { WireSettings } from "../../protocol/wire-settings.ts";
import { corruptFrame } from "./corrupt-frame.ts";
import { type Decision, Direction } from "./direction.ts";
import { batchFrames, type FrameBatch, sendFrame } from "./frame-batch.ts";
import { isNeighbourTalk, isOwnAddressReport } from "./frame-kinds.ts";
import { loopbackKind, noteKind } from "./frame-log.ts";
import { type Kept, KeptFrames } from "./kept-frames.ts";
import { TokenBucket } from "./token-bucket.ts";

export type PortName = Host | "lo";
const hosts = ["you", "lab"] as const;
const other: Record<Host, Host> = { you: "lab", lab: "you" };
const { framesPerSecond, framesShownPerSecond, framesWaiting, frameShownBytes } = limits.lab;

/** How often frames that were not shown are told of, at most. */
const unshownEveryMicros = 250_000;
/** A lab that has used up its frames rests for so long, and its hosts' queues fill as before a busy card. */
const restMicros = 4_000;

export type WireSurroundings = {
  batch: FrameBatch;
  /** CLOCK_MONOTONIC in microseconds. */
  now: () => number;
  report: (event: LabEvent) => void;
  /** Frame `index` of the batch went by without ado: it is told of when there is time. `kind` as in frame-log. */
  note: (index: number, frame: number, kind: number, at: number, fateAt: number) => void;
  /** Stop or go on telling of frames that wait at this port. */
  listen: (port: PortName, on: boolean) => void;
  /** Frames that the kernel had no room for since it was last asked. */
  overflowed: (fd: number) => number;
};

export class LabWire {
  readonly #fds: Readonly<Record<PortName, number>>;
  readonly #origin: number;
  readonly #around: WireSurroundings;
  readonly #directions: Record<Host, Direction>;
  readonly #kept = new KeptFrames((kept) => this.#deliver(kept, false));
  readonly #carry = new TokenBucket(framesPerSecond);
  readonly #look = new TokenBucket(framesPerSecond);
  readonly #show = new TokenBucket(framesShownPerSecond);
  readonly #restUntil: Record<PortName, number> = { you: 0, lab: 0, lo: 0 };
  #frame = 0;
  #unshown = 0;
  #unshownTold = 0;
  carried = 0;
  lost = 0;

  constructor(
    fds: Readonly<Record<PortName, number>>,
    origin: number,
    random: () => number,
    around: WireSurroundings,
  ) {
    this.#fds = fds;
    this.#origin = origin;
    this.#around = around;
    this.#directions = { you: new Direction(random), lab: new Direction(random) };
  }

  /** When `turn` must be called at the latest; Infinity where nothing is planned. */
  get due(): number {
    const { you, lab, lo } = this.#restUntil;
    let due = this.#kept.due;
    if (you > 0) due = Math.min(due, you);
    if (lab > 0) due = Math.min(due, lab);
    if (lo > 0) due = Math.min(due, lo);
    if (this.#unshown > 0) due = Math.min(due, this.#unshownTold + unshownEveryMicros);
    return due;
  }

  set(settings: WireSettings): void {
    for (const host of hosts) {
      const direction = this.#directions[host];
      const held = direction.conditions.hold;
      direction.conditions = settings[host];
      // Letting go of the wire lets go of what it held.
      if (held && !settings[host].hold) this.releaseAll(host);
    }
    this.#around.report({ type: "wire", at: this.#at(this.#around.now()), settings });
  }

  /** Sends a held frame on, with other bytes if some are given. An unknown number is a frame that has gone already. */
  release(frame: number, bytes: Uint8Array | null = null): void {
    const kept = this.#kept.takeHeld(frame);
    if (kept === undefined) return;
    if (bytes === null) this.#deliver(kept, false);
    else this.#deliver({ ...kept, bytes }, true);
  }

  drop(frame: number): void {
    const kept = this.#kept.takeHeld(frame);
    if (kept !== undefined) this.#lose(kept.frame, "dropped");
  }

  releaseAll(host: Host | null): void {
    for (const kept of this.#kept.takeAllHeld(host)) this.#deliver(kept, false);
  }

  /** Frames wait at a port. @returns false where the interface is gone */
  read(port: PortName): boolean {
    const { batch, now } = this.#around;
    const bucket = port === "lo" ? this.#look : this.#carry;
    const asked = now();
    const most = Math.min(batchFrames, bucket.available(asked));
    if (most < 1) {
      this.#restUntil[port] = asked + restMicros;
      this.#around.listen(port, false);
      return true;
    }
    const count = batch.receive(this.#fds[port], most);
    if (count < 0) return false;
    if (count === 0) return true;
    bucket.take(count);
    const received = now();
    if (port === "lo") this.#lookAt(count, received);
    else if (this.#directions[port].perfect && !this.#kept.waitsFrom(port))
      this.#passOn(port, count, received);
    else for (let i = 0; i < count; i++) this.#consider(port, i, received);
    if (count === batchFrames) this.#countOverflow(port);
    return true;
  }

  /** Does what has fallen due. */
  turn(now: number): void {
    this.#kept.turn(now);
    for (const port of ["you", "lab", "lo"] as const) {
      const until = this.#restUntil[port];
      if (until === 0 || until > now) continue;
      this.#restUntil[port] = 0;
      this.#countOverflow(port);
      this.#around.listen(port, true);
    }
    if (this.#unshown > 0 && now >= this.#unshownTold + unshownEveryMicros) this.#tellUnshown(now);
  }

  /** The last word: what was not told yet. */
  end(): void {
    if (this.#unshown > 0) this.#tellUnshown(this.#around.now());
  }

  #at(micros: number): number {
    return Math.max(0, Math.round(micros - this.#origin));
  }

  #tellUnshown(now: number): void {
    this.#around.report({ type: "frames-unshown", at: this.#at(now), count: this.#unshown });
    this.#unshown = 0;
    this.#unshownTold = now;
  }

  #countOverflow(port: PortName): void {
    const count = this.#around.overflowed(this.#fds[port]);
    this.#unshown += count;
    if (port !== "lo") this.lost += count;
  }

  /** A number for a frame that will be shown, or 0. What the wire holds is always shown, or nobody could let it go. */
  #number(received: number, always: boolean): number {
    if (always || this.#show.available(received) > 0) {
      this.#show.take(1);
      return ++this.#frame;
    }
    this.#unshown++;
    return 0;
  }

  #event(frame: number, from: Host, index: number, taken: number): FrameEvent {
    const { batch } = this.#around;
    const start = batch.start(index);
    const shown = Math.min(batch.length(index), frameShownBytes);
    return {
      type: "frame",
      at: this.#at(taken),
      frame,
      link: "wire",
      from,
      length: batch.wholeLength(index),
      data: batch.bytes.toString("base64", start, start + shown),
    };
  }

  #bytes(index: number): Uint8Array {
    const { batch } = this.#around;
    const start = batch.start(index);
    return batch.bytes.subarray(start, start + batch.length(index));
  }

  #lookAt(count: number, received: number): void {
    for (let i = 0; i < count; i++) {
      const frame = this.#number(received, false);
      if (frame === 0) continue;
      const at = this.#at(received - this.#around.batch.age(i));
      this.#around.note(i, frame, loopbackKind, at, at);
    }
  }

  /** The perfect wire: on with all of them at once, the telling afterwards. */
  #passOn(from: Host, count: number, received: number): void {
    const { batch, now, note } = this.#around;
    const to = this.#fds[other[from]];
    for (let i = 0; i < count; i++) batch.prepare(i);
    let refused: Set<number> | null = null;
    // Taken before the send: the receiver's answer leaves within it, and no answer comes before its question.
    const delivered = this.#at(now());
    for (let at = 0; at < count; ) {
      at += batch.send(to, at, count);
      if (at < count) {
        refused ??= new Set();
        refused.add(at++);
      }
    }
    const lost = refused?.size ?? 0;
    this.carried += count - lost;
    this.lost += lost;
    for (let i = 0; i < count; i++) {
      if (isOwnAddressReport(batch.bytes, batch.start(i))) continue;
      const frame = this.#number(received, false);
      if (frame === 0) continue;
      const kind = noteKind(from, refused?.has(i) ?? false);
      note(i, frame, kind, this.#at(received - batch.age(i)), delivered);
    }
  }

  /** A wire with conditions: one frame at a time. */
  #consider(from: Host, index: number, received: number): void {
    const { batch, report } = this.#around;
    const bytes = this.#bytes(index);
    if (isOwnAddressReport(bytes, 0)) {
      sendFrame(this.#fds[other[from]], bytes);
      return;
    }
    const direction = this.#directions[from];
    let decision: Decision = direction.decide(received, bytes.length, !isNeighbourTalk(bytes));
    if (decision.kind !== "lost" && this.#kept.size >= framesWaiting)
      decision = { kind: "lost", why: "full" };
    const frame = this.#number(received, decision.kind === "held");
    const event = this.#event(frame, from, index, received - batch.age(index));
    if (decision.kind === "lost") {
      this.lost++;
      event.fate = { kind: "lost", at: this.#at(received), why: decision.why };
      if (frame > 0) report(event);
      return;
    }
    if (decision.kind === "held") event.held = true;
    if (frame > 0) report(event);
    const carried = decision.kind === "carried" ? decision : null;
    const arriving = Uint8Array.from(bytes);
    const kept: Kept = {
      frame,
      from,
      bytes: arriving,
      corrupted: carried?.corrupt === true && corruptFrame(arriving, direction.random),
      overtaken: carried?.overtaken ?? null,
    };
    // A copy is made where the line ends, so it is damaged just as the first.
    const copies = decision.duplicate ? [kept, { ...kept, frame: this.#copy(event, received) }] : [kept];
    for (const each of copies) {
      if (carried === null) this.#kept.hold(each);
      else this.#kept.wait(carried.due, each);
    }
    if (carried !== null && carried.due <= received) this.#kept.turn(received);
  }

  /** Tells of a copy of this frame. @returns the copy's number */
  #copy(event: FrameEvent, received: number): number {
    const frame = this.#number(received, event.held === true);
    if (frame > 0)
      this.#around.report({ ...event, frame, ...(event.frame > 0 ? { duplicateOf: event.frame } : {}) });
    return frame;
  }

  #lose(frame: number, why: Extract<Fate, { kind: "lost" }>["why"]): void {
    this.lost++;
    const at = this.#at(this.#around.now());
    if (frame > 0) this.#around.report({ type: "fate", at, frame, fate: { kind: "lost", at, why } });
  }

  #deliver(kept: Kept, altered: boolean): void {
    if (this.#directions[kept.from].conditions.cut) {
      this.#lose(kept.frame, "cut");
      return;
    }
    // Before the send: the receiver's answer leaves within it, and no answer comes before its question.
    const at = this.#at(this.#around.now());
    if (!sendFrame(this.#fds[other[kept.from]], kept.bytes)) {
      // Altered by hand, a frame may be one that no card would send.
      this.#lose(kept.frame, altered ? "dropped" : "full");
      return;
    }
    this.carried++;
    if (kept.frame === 0) return;
    const fate: Fate = { kind: "delivered", at };
    if (kept.corrupted) fate.corrupted = true;
    if (altered) fate.altered = true;
    if (kept.corrupted || altered)
      fate.data = Buffer.from(kept.bytes.subarray(0, frameShownBytes)).toString("base64");
    this.#around.report({ type: "fate", at, frame: kept.frame, fate });
  }
}
