/** Cuts a stream of bytes into lines. A line that grows past its limit is dropped whole, so memory stays bounded. */
import { StringDecoder } from "node:string_decoder";

export class LineReader {
  readonly #decoder = new StringDecoder("utf8");
  readonly #most: number;
  #rest = "";
  #dropping = false;

  /** @param most characters that one line may have */
  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that `bytes` completes, without their newlines. */
  push(bytes: Uint8Array): string[] {
    const parts = (this.#rest + this.#decoder.write(Buffer.from(bytes))).split("\n");
    this.#rest = parts.pop() ?? "";
    if (this.#dropping && parts.length > 0) {
      parts.shift();
      this.#dropping = false;
    }
    if (this.#rest.length > this.#most) {
      this.#rest = "";
      this.#dropping = true;
    }
    return parts.filter((line) => line.length <= this.#most);
  }
}
