/** Bytes as base64, as messages and events carry them. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

/** Base64 as bytes; throws on what is no base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // A plain loop: frames come by the thousand, and `Uint8Array.from` with a mapper is many times slower.
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
