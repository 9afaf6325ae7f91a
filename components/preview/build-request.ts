/** The request that the address bar makes, as bytes on the wire. */

export type RequestParts = {
  method: string;
  port: number;
  path: string;
  /** More header lines, as typed. */
  headers: string;
  body: string;
};

/** HTTP/1.1 with Host, an end of the connection after the answer, and a length where there is a body. */
export function buildRequest(parts: RequestParts): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const body = encoder.encode(parts.body);
  const own = parts.headers.split(/\r?\n/).filter((line) => line.trim() !== "");
  const has = (name: string) => own.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const lines = [
    `${parts.method} ${requestTarget(parts.path)} HTTP/1.1`,
    ...(has("host") ? [] : [`Host: 10.0.0.2:${parts.port}`]),
    ...(has("connection") ? [] : ["Connection: close"]),
    ...(has("accept") ? [] : ["Accept: */*"]),
    ...(body.length > 0 && !has("content-length") ? [`Content-Length: ${body.length}`] : []),
    ...own,
  ];
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Blanks and what is not ASCII are percent-encoded; what is already encoded, `..` included, goes out as typed. */
export function requestTarget(path: string): string {
  const target = path.startsWith("/") || path === "*" ? path : `/${path}`;
  // Half of a character pair has no encoding of its own.
  return target.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
