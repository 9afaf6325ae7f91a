/** How the arguments and results of Node's calls are shown. */
import { quote } from "../../sockets/src/quote.ts";
import type { Endpoint, Flow } from "../../sockets/src/tracer.ts";
import { noteError } from "./limits-reached.ts";

const shownBytes = 1_024;

/** Bytes of what may be written: text in its encoding, or bytes as they are. Null for anything else. */
export function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | null {
  if (typeof chunk === "string") {
    return Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return null;
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

/**
 * Arguments other than functions, shortly: `8080`, `"0.0.0.0"`, `{ port: 8080 }`. Whether they make sense is Node's to
 * say, so nothing that a program may pass fails here, and a getter of the program's is left to Node.
 */
export function showArgs(args: readonly unknown[]): string[] {
  return args
    .filter((arg) => typeof arg !== "function" && arg !== undefined && arg !== null)
    .slice(0, 4)
    .map((arg) => {
      if (typeof arg !== "object" || arg === null) return showValue(arg);
      const of = (key: string) => Object.getOwnPropertyDescriptor(arg, key)?.value as unknown;
      const [path, port, host] = [of("path"), of("port"), of("host")];
      if (path !== undefined) return showValue(path);
      const at = `port ${showValue(port)}`;
      return host === undefined ? at : typeof host === "string" ? `${host}:${showValue(port)}` : at;
    });
}

function showValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  return typeof value === "object" && value !== null ? "{}" : String(value);
}

/** How a call of Node's failed. A limit that stands behind it is told of, shown or not. */
export function failure(error: unknown): { ok: false; code: string; message: string } {
  noteError(error);
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "Error";
  return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
}
