/**
 * Whether an HTTP/1.1 response is all there, by its own word (RFC 9112 section 6), so that a server which keeps the
 * connection open need not be waited for. A response that only the close of the connection ends is never whole.
 */
export function isWhole(response: Buffer, request: Uint8Array): boolean {
  const headEnd = response.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const head = response.toString("latin1", 0, headEnd);
  const body = response.length - headEnd - 4;
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(head)?.[1];
  if (status === undefined) return false;
  if (status === "204" || status === "304") return true;
  if (Buffer.from(request.subarray(0, 5)).toString("latin1") === "HEAD ") return true;
  if (/^transfer-encoding:\s*chunked\s*$/im.test(head)) {
    return response
      .subarray(headEnd + 2)
      .toString("latin1")
      .endsWith("\r\n0\r\n\r\n");
  }
  const length = /^content-length:\s*(\d+)\s*$/im.exec(head)?.[1];
  return length !== undefined && body >= Number(length);
}
