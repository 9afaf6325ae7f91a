/** How the arguments and results of Node's calls are shown. */
import type { Endpoint, Flow } from "../../sockets/src/tracer.ts";
import { noteError } from "./limits-reached.ts";

const shownBytes = 1_024;
const previewLength = 40;

/** Bytes of what may be written: text in its encoding, or bytes as they are. Null for anything else. */
export function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | null {
  if (typeof chunk === "string") {
    return Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return null;
}

/** `"hello"` and `5 B`. */
export function showBytes(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.subarray(0, previewLength * 4)).toString("utf8");
  const preview = text.length > previewLength ? `${text.slice(0, previewLength)}…` : text;
  return [JSON.stringify(preview), `${bytes.length} B`];
}

export function moved(way: "sent" | "received", bytes: Uint8Array) {
  return { way, bytes: bytes.length, data: bytes.subarray(0, shownBytes) };
}

/** Node listens on IPv6 for both: an IPv4 peer comes as `::ffff:10.0.0.2`, and its packets as 10.0.0.2. */
export const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "");

export function endpoint(address: string | undefined, port: number | undefined): Endpoint | null {
  return address === undefined || port === undefined ? null : [plainAddress(address), port];
}

export function flowOf(
  protocol: "tcp" | "udp",
  local: Endpoint | null,
  remote: Endpoint | null,
): Flow | undefined {
  return local === null ? undefined : { protocol, local, remote };
}

/** Arguments other than functions, shortly: `8080`, `"0.0.0.0"`, `{ port: 8080 }`. */
export function showArgs(args: readonly unknown[]): string[] {
  return args
    .filter((arg) => typeof arg !== "function" && arg !== undefined && arg !== null)
    .slice(0, 4)
    .map((arg) => {
      if (typeof arg !== "object") return JSON.stringify(arg) ?? String(arg);
      const { path, port, host } = arg as { path?: unknown; port?: unknown; host?: unknown };
      if (path !== undefined) return JSON.stringify(path) ?? "";
      return host === undefined ? `port ${port}` : `${host}:${port}`;
    });
}

/** How a call of Node's failed. A limit that stands behind it is told of, shown or not. */
export function failure(error: unknown): { ok: false; code: string; message: string } {
  noteError(error);
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "Error";
  return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
}
