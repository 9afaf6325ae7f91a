import iconv from "iconv-lite";

/** The encodings that peers, the assistant and the checks speak. */
export type Encoding = "utf-8" | "gbk";

/** Text to bytes. What GBK has no bytes for becomes `?`, as in any terminal. */
export function encode(text: string, encoding: Encoding = "utf-8"): Uint8Array {
  return encoding === "utf-8" ? new TextEncoder().encode(text) : new Uint8Array(iconv.encode(text, "gbk"));
}

/** Bytes to text; what does not fit the encoding becomes U+FFFD. */
export function decode(bytes: Uint8Array, encoding: Encoding = "utf-8"): string {
  return encoding === "utf-8" ? new TextDecoder().decode(bytes) : iconv.decode(Buffer.from(bytes), "gbk");
}

/** True when the bytes are well formed in the encoding. */
export function fits(bytes: Uint8Array, encoding: Encoding): boolean {
  return !decode(bytes, encoding).includes("\uFFFD");
}
