/** A file is sent in pieces that fit a message; together they are its bytes, in order. */
const pieceBytes = 48 * 1024;

export function* fileChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    yield bytes.subarray(start, start + pieceBytes);
}
