/** Bytes as base64, as messages and events carry them. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

/**
 * Base64 as bytes; throws on what is no base64.
 * @param room where they go, if they fit: for who looks at them once, by the thousand
 */
export function fromBase64(text: string, room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // A plain loop: frames come by the thousand, and `Uint8Array.from` with a mapper is many times slower.
  const binary = atob(text);
  const { length } = binary;
  const bytes = room && room.length >= length ? room.subarray(0, length) : new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
