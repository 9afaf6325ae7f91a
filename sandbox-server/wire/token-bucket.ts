/** Lets so many things through a second, and a second's worth at once after a rest. Times are microseconds. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at = 0;

  constructor(perSecond: number, burst: number = perSecond) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** How many may pass now. */
  available(now: number): number {
    if (now > this.#at) {
      this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#perSecond) / 1_000_000);
      this.#at = now;
    }
    return Math.floor(this.#tokens);
  }

  /** The caller has asked `available` first. */
  take(count: number): void {
    this.#tokens -= count;
  }
}
