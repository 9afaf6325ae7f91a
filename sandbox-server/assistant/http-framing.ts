/**
 * An HTTP/1.1 answer as it comes, and whether it is all there by its own word (RFC 9112 section 6), so that a server
 * which keeps the connection open need not be waited for. One that only the close of the connection ends is never whole.
 * A hostile server sends its bytes one by one: each is looked at once.
 */
export class AnswerBytes {
  readonly #most: number;
  readonly #ofHead: boolean;
  #room = Buffer.allocUnsafe(4_096);
  #length = 0;
  /** Where the head ends, once it has. */
  #headEnd: number | null = null;
  #framing: "length" | "chunked" | "close" | "none" = "close";
  #promised = 0;
  /** More came than is kept. */
  full = false;

  constructor(request: Uint8Array, most: number) {
    this.#most = most;
    this.#ofHead = Buffer.from(request.subarray(0, 5)).toString("latin1") === "HEAD ";
  }

  take(piece: Uint8Array): void {
    const kept = piece.subarray(0, this.#most - this.#length);
    if (kept.length < piece.length) this.full = true;
    const before = this.#length;
    this.#grow(before + kept.length);
    this.#room.set(kept, before);
    this.#length += kept.length;
    if (this.#headEnd !== null) return;
    // Its four bytes may have begun in an earlier piece.
    const end = this.#room.subarray(0, this.#length).indexOf("\r\n\r\n", Math.max(0, before - 3));
    if (end >= 0) this.#readHead(end);
  }

  bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  get whole(): boolean {
    if (this.#headEnd === null) return false;
    if (this.#framing === "none") return true;
    if (this.#framing === "length") return this.#length - this.#headEnd >= this.#promised;
    if (this.#framing === "close") return false;
    // The line end before the last chunk may be the head's own.
    const tail = this.#room.toString("latin1", Math.max(this.#headEnd - 2, this.#length - 7), this.#length);
    return tail === "\r\n0\r\n\r\n";
  }

  #readHead(end: number): void {
    this.#headEnd = end + 4;
    const head = this.#room.toString("latin1", 0, end);
    const status = /^HTTP\/\d\.\d (\d{3})/.exec(head)?.[1];
    const length = /^content-length:[ \t]*(\d+)[ \t]*\r?$/im.exec(head)?.[1];
    if (status === undefined) return;
    if (status === "204" || status === "304" || this.#ofHead) this.#framing = "none";
    else if (/^transfer-encoding:[ \t]*chunked[ \t]*\r?$/im.test(head)) this.#framing = "chunked";
    else if (length !== undefined) {
      this.#framing = "length";
      this.#promised = Number(length);
    }
  }

  #grow(needed: number): void {
    if (needed <= this.#room.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#most, Math.max(needed, this.#room.length * 2)));
    this.#room.copy(larger, 0, 0, this.#length);
    this.#room = larger;
  }
}
