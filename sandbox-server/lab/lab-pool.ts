/**
 * Whole labs that stand ready, each with a booted sandbox, so that a page waits for none of it. Each is used once.
 * Made anew off the hot path, one at a time; fewer when nobody comes or memory is short.
 */
import fs from "node:fs";
import { type Owner, workOf } from "../owner.ts";
import type { SandboxKit } from "../program/sandbox-process.ts";
import { LabGround } from "./lab-ground.ts";

export type LabPoolOptions = {
  kit: SandboxKit;
  /** Labs that stand ready while people come. */
  size: number;
  /** A lab could not be made. */
  failed(error: unknown): void;
  /** After this long without a new page the pool falls to one. */
  idleAfterMs?: number;
  lookEveryMs?: number;
  /** The share of the machine's memory that is free or can be freed at once. */
  available?: () => number;
};

/** Below this share of available memory nothing is made ahead, and what stands is given back. */
const shortShare = 0.1;
/** After taking one: first let the page's own work go on. */
const refillAfterMs = 150;
const retryAfterMs = 5_000;

export class LabPool {
  readonly #options: Required<LabPoolOptions>;
  readonly #ready: LabGround[] = [];
  /** Those that are on their way, ready or not. */
  readonly #closing = new Set<Promise<void>>();
  readonly #look: NodeJS.Timeout;
  #timer: NodeJS.Timeout | null = null;
  #making: Promise<void> | null = null;
  #takenAt = performance.now();
  /** When a lab could not be made, for the pool or for a page; null when the last one could. */
  #failedAt: number | null = null;
  #closed = false;
  /** What the pool does is its own, also when a page's coming sets it off. */
  readonly #owner: Owner;

  constructor(options: LabPoolOptions) {
    this.#options = { idleAfterMs: 5 * 60_000, lookEveryMs: 15_000, available: availableShare, ...options };
    this.#owner = { failed: (error) => options.failed(error) };
    this.#look = workOf(this.#owner, () => setInterval(() => this.#settle(), this.#options.lookEveryMs));
    this.#look.unref();
    workOf(this.#owner, () => this.#settle());
  }

  /** How many stand ready. */
  get ready(): number {
    return this.#ready.length;
  }

  /** Whether a page that comes now may expect a lab. */
  get able(): boolean {
    // After a while nobody knows: the next page is the trial.
    const failing = this.#failedAt !== null && performance.now() - this.#failedAt < 2 * retryAfterMs;
    return this.#ready.length > 0 || !failing;
  }

  /** A lab's ground: one that stands ready, or a new one. It is the caller's to close. */
  async take(): Promise<LabGround> {
    this.#takenAt = performance.now();
    const ground = this.#ready.shift();
    this.#later(refillAfterMs);
    if (ground !== undefined) return ground;
    const fresh = await this.#open();
    // Its sandbox boots while the page reads; a failure is told by the first run.
    fresh.prepare().catch(() => {});
    return fresh;
  }

  async #open(): Promise<LabGround> {
    try {
      const ground = await LabGround.open(this.#options.kit);
      this.#failedAt = null;
      return ground;
    } catch (error) {
      this.#failedAt = performance.now();
      throw error;
    }
  }

  /** Resolves when the first lab stands ready, or could not be made. */
  async warm(): Promise<void> {
    await this.#making;
  }

  /** Gives back all that is not taken. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#look);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#making;
    for (const ground of this.#ready.splice(0)) this.#discard(ground);
    await Promise.all(this.#closing);
  }

  #wanted(): number {
    const { size, idleAfterMs, available } = this.#options;
    if (available() < shortShare) return 0;
    return performance.now() - this.#takenAt > idleAfterMs ? Math.min(1, size) : size;
  }

  #later(ms: number): void {
    if (this.#timer !== null || this.#closed) return;
    const settle = () => {
      this.#timer = null;
      this.#settle();
    };
    this.#timer = workOf(this.#owner, () => setTimeout(settle, ms));
    this.#timer.unref();
  }

  /** Makes or gives back until as many stand ready as are wanted. */
  #settle(): void {
    if (this.#closed || this.#making !== null) return;
    let wanted: number;
    try {
      wanted = this.#wanted();
    } catch (error) {
      // Not even the state of the memory can be read now (EMFILE): no time to make anything ahead.
      this.#options.failed(error);
      this.#later(retryAfterMs);
      return;
    }
    // One whose sandbox died while it waited gets another; a failure is told by the run that needs it.
    for (const ground of this.#ready) ground.prepare().catch(() => {});
    while (this.#ready.length > wanted) {
      const spare = this.#ready.pop();
      if (spare) this.#discard(spare);
    }
    if (this.#ready.length >= wanted) return;
    this.#making = this.#make().then(
      () => {
        this.#making = null;
        this.#settle();
      },
      (error: unknown) => {
        this.#making = null;
        this.#options.failed(error);
        this.#later(retryAfterMs);
      },
    );
  }

  async #make(): Promise<void> {
    const ground = await this.#open();
    try {
      await ground.prepare();
    } catch (error) {
      this.#failedAt = performance.now();
      await ground.close();
      throw error;
    }
    this.#ready.push(ground);
    ground.onFailure = (_, error) => {
      const at = this.#ready.indexOf(ground);
      if (at >= 0) this.#ready.splice(at, 1);
      this.#options.failed(error);
      this.#discard(ground);
      this.#later(0);
    };
  }

  #discard(ground: LabGround): void {
    const closing = ground.close().catch((error: unknown) => this.#options.failed(error));
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }
}

function availableShare(): number {
  const text = fs.readFileSync("/proc/meminfo", "latin1");
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
  const total = read("MemTotal");
  return total === 0 ? 1 : read("MemAvailable") / total;
}
